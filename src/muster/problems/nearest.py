"""Find the known name closest to a mistyped one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

# Comparing is slow; beyond this many names, compare only those of similar length with the same first letter.
_MANY = 2000


def nearest(value: str, known: Iterable[str]) -> str | None:
    """The known name closest to the value, or None if none is close.

    >>> nearest("Rzeszow-2", ["Rzeszow", "Kyiv"])
    'Rzeszow'
    """
    names = list(known)
    folded = value.casefold()
    for name in names:
        if name.casefold() == folded:
            return name
    if len(value) > 200:
        return None
    if len(names) > _MANY:
        alike = [name for name in names if name[:1] == value[:1] and abs(len(name) - len(value)) <= 2]
        names = sorted(alike, key=lambda name: name[:3] != value[:3])[:_MANY]
    close = difflib.get_close_matches(value, names, n=1, cutoff=0.6)
    return close[0] if close else None
