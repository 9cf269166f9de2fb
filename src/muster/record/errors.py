"""What the record does not take, and why, in the reader's language."""

from __future__ import annotations

from muster.text import Phrase


class Refused(ValueError):
    """Nothing was written; `meant` says why and what would be taken, `remedy` what to do where that is not plain."""

    def __init__(self, meant: Phrase, remedy: Phrase | None = None) -> None:
        super().__init__(meant)
        self.meant, self.remedy = meant, remedy

    def __str__(self) -> str:
        return str(self.meant)
