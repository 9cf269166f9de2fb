"""Error of the record, with its reason in the reader's language."""

from __future__ import annotations

from muster.errors import MusterError
from muster.text import Phrase


class RecordRefusedError(MusterError, ValueError):
    """The record refused a request and wrote nothing.

    `message` states the reason and what is allowed; `remedy` says what to do where that is not obvious.
    """

    def __init__(self, message: Phrase, remedy: Phrase | None = None) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy

    def __str__(self) -> str:
        return str(self.message)
