"""What decides the bytes of a sweep besides the job: the versions of whatever computes it."""

from __future__ import annotations

from importlib.metadata import version

DECIDING = ("muster", "highspy", "numpy", "polars")


def versions() -> dict[str, str]:
    """The versions that are installed here."""
    return {name: version(name) for name in DECIDING}
