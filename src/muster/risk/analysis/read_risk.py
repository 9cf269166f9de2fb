"""A risk folder read back: the sweep with the plan that it is about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from muster.errors import MusterError
from muster.plans import NotAPlanError, read_plan
from muster.risk.analysis.result import RiskResult, analyse_sweep
from muster.risk.sampling.uncertain_input import UncertainInput
from muster.risk.sweep.job import READINGS, SweepJob
from muster.risk.sweep.sweep import IDENTITY_FILE, find_damaged_file, finished_blocks, sweep_identity
from muster.text import _

PLAN_FOLDER = "plan"
"""The plan folder within a risk folder."""


class NotARiskFolderError(MusterError):
    """The folder cannot be read as what `muster risk` writes; the message is for people."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(str(path), reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return _("{path} cannot be read as a risk folder: {reason}").format(path=self.path, reason=self.reason)


def is_risk_folder(path: str | Path) -> bool:
    """True if a folder holds draws rather than a plan."""
    return (Path(path) / IDENTITY_FILE).is_file()


def read_risk(path: str | Path) -> RiskResult:
    """Read a risk folder; `NotARiskFolderError` for anything else, plan and draws of two sweeps included."""
    folder = Path(path)
    try:
        summary = json.loads((folder / "risk.json").read_text(encoding="utf-8"))
        identity = json.loads((folder / IDENTITY_FILE).read_text(encoding="utf-8"))
        seed, draws, limit = int(identity["seed"]), int(summary["asked"]), int(identity["draw_limit"])
        job = SweepJob(read_plan(folder / PLAN_FOLDER), _read_inputs(identity), seed, draws, limit)
        reading = str(summary["reading"])
    except NotAPlanError as wrong:
        raise NotARiskFolderError(folder, str(wrong)) from wrong
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise NotARiskFolderError(folder, str(wrong)) from wrong
    if reading not in READINGS or job.draws < 1 or identity["digest"] != sweep_identity(job)["digest"]:
        raise NotARiskFolderError(folder, _("plan and draws do not belong together"))
    for block in finished_blocks(job, folder):
        damaged_file = find_damaged_file(job, folder / "blocks", block)
        if damaged_file is not None:
            words = _("{file} is damaged; the command that made the folder makes it good").format(
                file=damaged_file.name
            )
            raise NotARiskFolderError(folder, words)
    return analyse_sweep(job, folder, reading)


def _read_inputs(identity: dict[str, Any]) -> tuple[UncertainInput, ...]:
    """The figures as `sweep.json` names them."""
    return tuple(
        UncertainInput(**(fields | {"mix": tuple((tuple(name), float(weight)) for name, weight in fields["mix"])}))
        for fields in identity["figures"]
    )
