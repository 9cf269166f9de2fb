"""One Ctrl-C is one interrupt, however often it is told of."""

from __future__ import annotations

import signal
import sys

import click


def listen() -> None:
    """From here on Ctrl-C ends the work once: what clears up after it is not cut short in its turn.

    Polars tells of a Ctrl-C that comes in the midst of its own work, and Python tells of the same one a moment later;
    and people press twice.
    """
    signal.signal(signal.SIGINT, _interrupt)


def _interrupt(_number: int, _frame: object) -> None:
    if not isinstance(sys.exception(), KeyboardInterrupt | click.Abort):
        raise KeyboardInterrupt
