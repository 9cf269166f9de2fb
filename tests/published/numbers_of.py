"""The numbers of a published problem, in the shape of its source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_DATA = Path(__file__).with_name("data")


def numbers_of(problem: str) -> Any:
    """What `data/<problem>.json` holds."""
    return json.loads((_DATA / f"{problem}.json").read_text(encoding="utf-8"))
