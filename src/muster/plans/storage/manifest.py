"""Manifest of a plan folder: the sha256 of every file, and the check against it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from muster.text import _


def manifest_text(folder: Path) -> str:
    """Text of `manifest.json`: the sha256 of every other file by its path in the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / "manifest.json")
    sums = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return json.dumps(sums, indent=1, ensure_ascii=False) + "\n"


def manifest_faults(folder: Path) -> Iterator[str]:
    """Report files that are missing, added or changed since the manifest was written."""
    listing = folder / "manifest.json"
    if not listing.is_file():
        yield _("{file} is missing: this is not a plan folder").format(file=listing.name)
        return
    text = listing.read_text(encoding="utf-8", errors="replace")
    try:
        claimed = dict(json.loads(text))
        actual = json.loads(manifest_text(folder))
    except (OSError, ValueError, TypeError):
        yield _("{file} is damaged").format(file=listing.name)
        return
    for name in sorted(claimed.keys() | actual.keys()):
        if name not in actual:
            yield _("{file} is missing").format(file=name)
        elif name not in claimed:
            yield _("{file} is not in the manifest").format(file=name)
        elif claimed[name] != actual[name]:
            yield _("{file} was changed").format(file=name)
    if claimed == actual and text != manifest_text(folder):
        yield _("{file} was changed").format(file=listing.name)
