"""Text for people: language, numbers, dates, and cells that are safe to open in a spreadsheet.

Messages are English in the code and translated when shown, from the catalogues in
`locale/<language>/LC_MESSAGES/muster.mo`. The language is the one given to `set_language`, else the first one named by
LANGUAGE, LC_ALL, LC_MESSAGES or LANG, else English. Placeholders are filled in after translation:
`_("{file} is missing").format(file=name)`. In a right-to-left language each value filled in is isolated, so that ids
and numbers do not reverse the sentence.
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

_language_override: ContextVar[str | None] = ContextVar("language", default=None)
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
_SOURCE_LANGUAGES = ("en", "C", "POSIX")


@lru_cache(maxsize=16)
def _catalogue(*languages: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, languages=languages, fallback=True)


def _translations() -> gettext.NullTranslations:
    language = _language_override.get()
    return _catalogue(language) if language is not None else _catalogue(*_environment_languages())


def _environment_languages() -> Iterator[str]:
    """Languages that the environment names, up to English, which needs no catalogue."""
    settings = (os.environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    languages = next((value for value in settings if value), "")
    return takewhile(lambda name: not name.startswith(_SOURCE_LANGUAGES), filter(None, languages.split(":")))


def set_language(lang: str | None) -> None:
    """Show text in this language (`ar`, `en`, `uk_UA`) from now on; None restores the environment's language.

    This applies to the current thread or task only. A language without a catalogue falls back to English.
    """
    _language_override.set(lang)


@contextmanager
def language_override(lang: str | None) -> Iterator[None]:
    """Show text in this language within the block, then restore the previous one."""
    before = _language_override.set(lang)
    try:
        yield
    finally:
        _language_override.reset(before)


def language() -> str:
    """Language in which text is shown, such as `en` or `ar`."""
    return _translations().info().get("language", "en")


def localized(text: str | None, arabic: str | None) -> str:
    """The Arabic text for a reader of Arabic, if there is one, else the plain one; empty if there is neither."""
    return (arabic if language() == "ar" else None) or text or ""


def is_right_to_left() -> bool:
    """True if the language shown is written from right to left."""
    return language().split("_")[0] in _RIGHT_TO_LEFT


def share_catalogue() -> None:
    """Let libraries that use `gettext` directly, such as argparse, translate with this catalogue."""
    if language() != "en":
        gettext.bindtextdomain(DOMAIN, str(LOCALE))
        gettext.textdomain(DOMAIN)


def mark(message: str) -> str:
    """Mark a message for the catalogues and return it unchanged; it is translated when shown."""
    return message


def mark_plural(singular: str, plural: str) -> tuple[str, str]:
    """Mark both forms of a message with a count for the catalogues."""
    return singular, plural


def _(message: str) -> str:
    """Translate a message into the reader's language; an empty message stays empty."""
    return _directed_text(_translations().gettext(message)) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate a message in the plural form for this count."""
    return _directed_text(_translations().ngettext(singular, plural, count))


@dataclass(frozen=True)
class Phrase:
    """A message template and its facts, translated and formatted whenever it is shown.

    A fact may be a phrase itself.
    """

    template: str
    facts: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return _(self.template).format(**dict(self.facts))


def phrase(template: str, **facts: object) -> Phrase:
    """Make a phrase; like `mark`, this marks the text for the catalogues."""
    return Phrase(template, tuple(facts.items()))


class _IsolatingFormatter(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        return isolate_foreign(value if isinstance(value, str) and not format_spec else format(value, format_spec))


class _RightToLeftText(str):
    """Text in a right-to-left language; values filled in are isolated unless they are such text themselves."""

    __slots__ = ()

    def format(self, *args: object, **kwargs: object) -> str:
        return _RightToLeftText(_IsolatingFormatter().vformat(self, args, kwargs))


def _directed_text(text: str) -> str:
    return _RightToLeftText(text) if is_right_to_left() else text


def isolate(text: str) -> str:
    """Enclose text in U+2068 and U+2069, so that its direction does not disturb the sentence around it."""
    return f"\u2068{text}\u2069" if text else ""


def isolate_foreign(text: str) -> str:
    """Isolate text from the words around it if the language is right-to-left and the text is not of that language."""
    return isolate(text) if is_right_to_left() and not isinstance(text, _RightToLeftText) else text


def isolate_in_rtl(text: str) -> str:
    """Isolate text as a unit with its own direction in a right-to-left language, such as a column heading."""
    return isolate(text) if is_right_to_left() else text


def join_list(parts: Iterable[str], separator: str = mark(", ")) -> str:
    """Join parts in one line with the comma (or another joint) of the reader's language."""
    return _directed_text(_(separator).join(isolate_foreign(part) for part in parts))


def number(value: float, digits: int = 6) -> str:
    """Format a number for people: thousands separated by commas, the whole part in full, about `digits` digits.

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
    decimals = max(0, digits - whole_digits) if whole_digits else digits + min(3, zeros)
    text = f"{value:,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def rounded_amount(value: float) -> str:
    """Round an amount of money for people: in millions or billions to two decimals, at most four digits.

    Amounts below a million are given in full, without decimals unless they are small.

    >>> rounded_amount(15_739_331_336), rounded_amount(1_432_600_000), rounded_amount(157_393_313.36)
    ('15.74 billion', '1.43 billion', '157.4 million')
    >>> rounded_amount(999_999_999), rounded_amount(48_250), rounded_amount(2.5)
    ('1 billion', '48,250', '2.5')
    """
    for size, template in ((1e9, _("{amount} billion")), (1e6, _("{amount} million"))):
        scaled = value / size
        if abs(scaled) >= 0.99995:
            decimals = 2 if abs(scaled) < 99.995 else 1 if abs(scaled) < 999.95 else 0
            return template.format(amount=number(round(scaled, decimals)))
    return number(value, 3)


def day(value: dt.date) -> str:
    """Format a day for people and programs: ISO, `2024-03-31`."""
    return value.isoformat()


MONTHS = (
    mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June"), mark("July"),
    mark("August"), mark("September"), mark("October"), mark("November"), mark("December"),
)  # fmt: skip


def month(value: dt.date) -> str:
    """Format a month for people: `March 2024`."""
    return _("{month} {year}").format(month=_(MONTHS[value.month - 1]), year=value.year)


_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\Z")


def _runs_as_formula(text: str) -> bool:
    bare = text.lstrip("'")
    return bare.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.match(bare)


def escape_formula(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    That is text beginning with = + - @, tab or carriage return, also after leading apostrophes, so that
    `unescape_formula` restores the text exactly. Plain numbers, negative ones too, are unchanged.

    >>> escape_formula("=1+1"), escape_formula("-5"), escape_formula("Kyiv")
    ("'=1+1", '-5', 'Kyiv')
    """
    return "'" + text if _runs_as_formula(text) else text


def unescape_formula(text: str) -> str:
    """Remove the apostrophe that `escape_formula` added, and no other."""
    return text[1:] if text.startswith("'") and _runs_as_formula(text) else text
