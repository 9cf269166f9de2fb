"""Checkpoints: the number and hash of the last entry, kept by a member to detect later changes to the record.

A checkpoint is a small JSON file without any content of the record.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from muster.record.errors import RecordRefusedError
from muster.text import phrase

_HASH_PATTERN = re.compile(r"[0-9a-f]{64}\Z")
_MAX_LENGTH = 10_000


@dataclass(frozen=True)
class Checkpoint:
    """Number, hash and time of the last entry; `file` is the name of the file it was read from."""

    number: int
    hash: str
    recorded_at: str
    file: str = ""

    def to_json(self) -> str:
        """Return the content of the checkpoint's file."""
        content = {"checkpoint": 1, "number": self.number, "hash": self.hash, "recorded_at": self.recorded_at}
        return json.dumps(content, indent=2) + "\n"


def read_checkpoint(path: str | Path) -> Checkpoint:
    """Read a checkpoint.

    Raises:
        RecordRefusedError: The file is not a checkpoint.
    """
    path = Path(path)
    try:
        with path.open(encoding="utf-8") as stream:
            content = json.loads(stream.read(_MAX_LENGTH))
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or content.get("checkpoint") != 1:
        raise RecordRefusedError(phrase("{file} is not a checkpoint of a record", file=path.name))
    number, digest, recorded_at = (content.get(name) for name in ("number", "hash", "recorded_at"))
    if not (isinstance(number, int) and number > 0 and isinstance(digest, str) and _HASH_PATTERN.match(digest)):
        raise RecordRefusedError(phrase("{file} is not a checkpoint of a record", file=path.name))
    return Checkpoint(number, digest, str(recorded_at), path.name)
