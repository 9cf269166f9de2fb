"""Progress on one line of stderr; silent unless stderr is a terminal."""

from __future__ import annotations

import sys
from types import TracebackType


class ProgressLine:
    """A line that each update overwrites; cleared at the end."""

    def __init__(self) -> None:
        self.is_terminal = sys.stderr.isatty()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.write("")

    def write(self, line: str) -> None:
        """Replace the line."""
        if self.is_terminal:
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()
