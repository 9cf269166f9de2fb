"""Run muster's command line as a user does, in this process."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from muster.cli import main


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def object(self) -> dict[str, Any]:
        """All of stdout as one JSON object; nothing on stderr."""
        assert self.err == ""
        found: dict[str, Any] = json.loads(self.out)
        return found


Run = Callable[..., Done]


def runner(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A function that runs `muster` with its arguments."""

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["muster", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as leaving:
            main()
        told = capfd.readouterr()
        assert isinstance(leaving.value.code, int)
        return Done(leaving.value.code, told.out, told.err)

    return run
