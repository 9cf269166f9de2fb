"""A risk folder read back: the sweep with the plan that it is about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from muster.plans import NotAPlan, read_plan
from muster.risk.analysis.result import Result, result_of
from muster.risk.sampling.uncertain_input import Figure
from muster.risk.sweep.job import READINGS, Job
from muster.risk.sweep.sweep import SWEPT, about, damaged, finished
from muster.text import _

PLAN = "plan"
"""The plan folder within a risk folder."""


class NotARisk(Exception):
    """The folder cannot be read as what `muster risk` writes; the message is for people."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(str(path), reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return _("{path} cannot be read as a risk folder: {reason}").format(path=self.path, reason=self.reason)


def is_risk(path: str | Path) -> bool:
    """Whether a folder says that it is one of draws rather than of a plan."""
    return (Path(path) / SWEPT).is_file()


def read_risk(path: str | Path) -> Result:
    """What a risk folder says; `NotARisk` for anything else, and where plan and draws do not belong together."""
    folder = Path(path)
    try:
        told = json.loads((folder / "risk.json").read_text(encoding="utf-8"))
        claimed = json.loads((folder / SWEPT).read_text(encoding="utf-8"))
        seed, draws, limit = int(claimed["seed"]), int(told["asked"]), int(claimed["draw_limit"])
        job = Job(read_plan(folder / PLAN), _figures(claimed), seed, draws, limit)
        reading = str(told["reading"])
    except NotAPlan as wrong:
        raise NotARisk(folder, str(wrong)) from wrong
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise NotARisk(folder, str(wrong)) from wrong
    if reading not in READINGS or job.draws < 1 or claimed["digest"] != about(job)["digest"]:
        raise NotARisk(folder, _("plan and draws do not belong together"))
    for block in finished(job, folder):
        broken = damaged(job, folder / "blocks", block)
        if broken is not None:
            words = _("{file} is damaged; the command that made the folder makes it good").format(file=broken.name)
            raise NotARisk(folder, words)
    return result_of(job, folder, reading)


def _figures(claimed: dict[str, Any]) -> tuple[Figure, ...]:
    """The figures as `sweep.json` names them."""
    return tuple(
        Figure(**(one | {"mix": tuple((tuple(name), float(weight)) for name, weight in one["mix"])}))
        for one in claimed["figures"]
    )
