"""How far something is, on one line of stderr; nothing unless that is a terminal."""

from __future__ import annotations

import sys
from types import TracebackType


class ProgressLine:
    """A line that is written over and cleared at the end."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.write("")

    def write(self, line: str) -> None:
        """Put this in place of what stood there."""
        if self.shown:
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()
