"""Checkpoints: what a member keeps so that nobody can change the record behind its back.

A checkpoint says which entry was the last and what its hash was. It is a small JSON file that holds nothing of what the
record says.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from muster.record.errors import Refused
from muster.text import phrase

_HASH = re.compile(r"[0-9a-f]{64}\Z")
_LARGEST = 10_000


@dataclass(frozen=True)
class Checkpoint:
    """The last entry's number, hash and time; `file` is where it was read from."""

    number: int
    hash: str
    recorded_at: str
    file: str = ""

    def written(self) -> str:
        """The checkpoint as its file holds it."""
        told = {"checkpoint": 1, "number": self.number, "hash": self.hash, "recorded_at": self.recorded_at}
        return json.dumps(told, indent=2) + "\n"


def read_checkpoint(path: str | Path) -> Checkpoint:
    """The checkpoint of a file; refused if it is none."""
    path = Path(path)
    try:
        with path.open(encoding="utf-8") as stream:
            found = json.loads(stream.read(_LARGEST))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("checkpoint") != 1:
        raise Refused(phrase("{file} is no checkpoint of a record", file=path.name))
    number, digest, moment = (found.get(name) for name in ("number", "hash", "recorded_at"))
    if not (isinstance(number, int) and number > 0 and isinstance(digest, str) and _HASH.match(digest)):
        raise Refused(phrase("{file} is no checkpoint of a record", file=path.name))
    return Checkpoint(number, digest, str(moment), path.name)
