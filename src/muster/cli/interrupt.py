"""Raise one KeyboardInterrupt per Ctrl-C, even if Polars and Python both report it."""

from __future__ import annotations

import signal
import sys

import click


def install_interrupt_handler() -> None:
    """Install a SIGINT handler that interrupts once and lets the cleanup finish.

    Polars reports a Ctrl-C during its own work, and Python reports the same one a moment later. People also press
    twice.
    """
    signal.signal(signal.SIGINT, _interrupt)


def _interrupt(_number: int, _frame: object) -> None:
    if not isinstance(sys.exception(), KeyboardInterrupt | click.Abort):
        raise KeyboardInterrupt
