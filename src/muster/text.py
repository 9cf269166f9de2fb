"""What people read: language, numbers, dates, and text that is safe to open in a spreadsheet.

Messages are English in the code and translated when shown, from the catalogues in
`locale/<language>/LC_MESSAGES/muster.mo`. The language is the one given to `use`, else the first that
LANGUAGE, LC_ALL, LC_MESSAGES or LANG names, else English. Placeholders are filled in after translation:
`_("{file} is missing").format(file=name)`. In a right-to-left language each thing filled in is isolated, so that ids
and numbers do not turn the sentence around.
"""

from __future__ import annotations

import datetime as dt
import gettext
import math
import os
import re
import string
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any

DOMAIN = "muster"
LOCALE = Path(__file__).parent / "locale"

_chosen: ContextVar[str | None] = ContextVar("language", default=None)
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
_IN_THE_CODE = ("en", "C", "POSIX")


@lru_cache(maxsize=16)
def _catalogue(*languages: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, languages=languages, fallback=True)


def _translations() -> gettext.NullTranslations:
    language = _chosen.get()
    return _catalogue(language) if language is not None else _catalogue(*_environment())


def _environment() -> Iterator[str]:
    """The languages that the environment asks for, down to English, which needs no catalogue."""
    given = (os.environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    named = next((value for value in given if value), "")
    return takewhile(lambda one: not one.startswith(_IN_THE_CODE), filter(None, named.split(":")))


def use(lang: str | None) -> None:
    """Show text in this language (`ar`, `en`, `uk_UA`) from here on; None goes back to the environment's.

    It holds for the current thread or task only. A language without a catalogue gives English.
    """
    _chosen.set(lang)


@contextmanager
def speaking(lang: str | None) -> Iterator[None]:
    """Text in this language for a while, then again in the one before."""
    before = _chosen.set(lang)
    try:
        yield
    finally:
        _chosen.reset(before)


def language() -> str:
    """The language that text is shown in, such as `en` or `ar`."""
    return _translations().info().get("language", "en")


def right_to_left() -> bool:
    """Whether text is shown in a language that is written from right to left."""
    return language().split("_")[0] in _RIGHT_TO_LEFT


def lend() -> None:
    """Have libraries that ask `gettext` itself take their words from this catalogue, in the environment's language."""
    if language() != "en":
        gettext.bindtextdomain(DOMAIN, str(LOCALE))
        gettext.textdomain(DOMAIN)


def mark(message: str) -> str:
    """The message itself: names a text for the catalogues that is translated later, when it is shown."""
    return message


def mark_plural(one: str, many: str) -> tuple[str, str]:
    """Both forms of a message with a count: names them for the catalogues."""
    return one, many


def _(message: str) -> str:
    """The message in the reader's language; an empty message stays empty."""
    return _sentence(_translations().gettext(message)) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the message that the language uses with this count."""
    return _sentence(_translations().ngettext(one, many, count))


@dataclass(frozen=True)
class Phrase:
    """A text of ours and the facts that it names, translated and put together whenever it is read.

    A fact may be a phrase itself.
    """

    template: str
    facts: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return _(self.template).format(**dict(self.facts))


def phrase(template: str, **facts: object) -> Phrase:
    """A phrase: like `mark`, it names the text for the catalogues."""
    return Phrase(template, tuple(facts.items()))


class _Isolating(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        return apart(value if isinstance(value, str) and not format_spec else format(value, format_spec))


class _RightToLeft(str):
    """A text of a right-to-left language: what is filled in keeps its own direction, but for texts like this one."""

    __slots__ = ()

    def format(self, *args: object, **kwargs: object) -> str:
        return _RightToLeft(_Isolating().vformat(self, args, kwargs))


def _sentence(text: str) -> str:
    return _RightToLeft(text) if right_to_left() else text


def isolate(text: str) -> str:
    """The text between U+2068 and U+2069, so that its direction does not disturb the sentence around it."""
    return f"\u2068{text}\u2069" if text else ""


def apart(text: str) -> str:
    """The text as it may stand between other words: isolated in a right-to-left language, if it is not of it."""
    return isolate(text) if right_to_left() and not isinstance(text, _RightToLeft) else text


def unit(text: str) -> str:
    """The text as a unit of its own, in its language's direction: a heading over a column, a phrase in a list."""
    return isolate(text) if right_to_left() else text


def listed(parts: Iterable[str], joint: str = mark(", ")) -> str:
    """Several things in one line, with the comma (or another joint) of the reader's language."""
    return _sentence(_(joint).join(apart(part) for part in parts))


def number(value: float, digits: int = 6) -> str:
    """A number for people: commas between thousands, the whole part in full, `digits` digits at least.

    >>> number(1234567.891)
    '1,234,568'
    >>> number(0.000571)
    '0.000571'
    >>> number(12.0)
    '12'
    """
    if not math.isfinite(value):
        return str(value)
    whole_digits = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    if abs(value) != 0 and abs(value) < 1e-6:
        return f"{value:.{digits}g}"
    zeros = 0 if whole_digits or value == 0 else -1 - math.floor(math.log10(abs(value)))
    places = max(0, digits - whole_digits) if whole_digits else digits + min(3, zeros)
    text = f"{value:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def day(value: dt.date) -> str:
    """A day for people and programs: ISO, `2024-03-31`."""
    return value.isoformat()


MONTHS = (
    mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June"), mark("July"),
    mark("August"), mark("September"), mark("October"), mark("November"), mark("December"),
)  # fmt: skip


def month(value: dt.date) -> str:
    """A month for people: `March 2024`."""
    return _("{month} {year}").format(month=_(MONTHS[value.month - 1]), year=value.year)


_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\Z")


def _runs_as_formula(text: str) -> bool:
    bare = text.lstrip("'")
    return bare.startswith(_STARTS_FORMULA) and not _PLAIN_NUMBER.match(bare)


def protect(text: str) -> str:
    """The text as a spreadsheet may hold it: an apostrophe before what would be run as a formula.

    That is text beginning with = + - @, tab or carriage return (also behind apostrophes of its own, so that
    `unprotect` gives back exactly what was written). Plain numbers, negative ones too, stay as they are.

    >>> protect("=1+1"), protect("-5"), protect("Kyiv")
    ("'=1+1", '-5', 'Kyiv')
    """
    return "'" + text if _runs_as_formula(text) else text


def unprotect(text: str) -> str:
    """Takes away the apostrophe that `protect` put there, and no other."""
    return text[1:] if text.startswith("'") and _runs_as_formula(text) else text
