"""What people read: language, numbers, dates, and text that is safe to open in a spreadsheet.

Messages are English in the code and translated when shown, from the catalogues in
`locale/<language>/LC_MESSAGES/muster.mo`. The language is the one given to `use`, else the first that
LANGUAGE, LC_ALL, LC_MESSAGES or LANG names, else English. Placeholders are filled in after translation:
`_("{file} is missing").format(file=name)`.
"""

from __future__ import annotations

import datetime as dt
import gettext
import math
import re
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

DOMAIN = "muster"
LOCALE = Path(__file__).parent / "locale"

_chosen: ContextVar[str | None] = ContextVar("language", default=None)
_from_environment: list[gettext.NullTranslations] = []


@lru_cache(maxsize=16)
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, languages=[language], fallback=True)


def _translations() -> gettext.NullTranslations:
    language = _chosen.get()
    if language is not None:
        return _catalogue(language)
    if not _from_environment:
        _from_environment.append(gettext.translation(DOMAIN, LOCALE, fallback=True))
    return _from_environment[0]


def use(lang: str | None) -> None:
    """Show text in this language (`ar`, `en`, `uk_UA`) from here on; None goes back to the environment's.

    It holds for the current thread or task only. A language without a catalogue gives English.
    """
    _chosen.set(lang)
    _from_environment.clear()


def mark(message: str) -> str:
    """The message itself: names a text for the catalogues that is translated later, when it is shown."""
    return message


def _(message: str) -> str:
    """The message in the reader's language; an empty message stays empty."""
    return _translations().gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the message that the language uses with this count."""
    return _translations().ngettext(one, many, count)


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
    places = max(0, digits - whole_digits) if whole_digits else digits + 3
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


def isolate(text: str) -> str:
    """The text between U+2068 and U+2069, so that its direction does not disturb the sentence around it."""
    return f"\u2068{text}\u2069"


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
