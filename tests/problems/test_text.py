"""Language, numbers, dates, and text for spreadsheets."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster import text


@pytest.mark.parametrize(
    ("value", "formatted"),
    [
        (0, "0"),
        (-0.0, "0"),
        (12.0, "12"),
        (1234567.0, "1,234,567"),
        (1234567.891, "1,234,568"),
        (1234.5, "1,234.5"),
        (0.000571, "0.000571"),
        (-2.5, "-2.5"),
        (1e-9, "1e-09"),
        (100.0, "100"),
        (1 / 3, "0.333333"),
        (float("inf"), "inf"),
    ],
)
def test_numbers(value: float, formatted: str) -> None:
    assert text.number(value) == formatted


def test_dates() -> None:
    day = dt.date(2024, 3, 31)
    assert text.day(day) == "2024-03-31"
    assert text.month(day) == "March 2024"
    assert text.isolate("30 %") == "\u206830 %\u2069"


@pytest.mark.parametrize("cell", ["=1+1", "+x", "-x", "@x", "\tx", "\rx", "'=1", "''-x", "-1-1"])
def test_what_runs_is_protected(cell: str) -> None:
    assert text.escape_formula(cell) == "'" + cell
    assert text.unescape_formula("'" + cell) == cell


@pytest.mark.parametrize("cell", ["", "-5", "-1.5e-3", "+7", ".5", "Kyiv", "'quoted'", "a=b", "'-5"])
def test_what_does_not_run_stays(cell: str) -> None:
    assert text.escape_formula(cell) == cell
    assert text.unescape_formula(cell) == cell


@given(st.text())
def test_protect_is_taken_back(cell: str) -> None:
    assert text.unescape_formula(text.escape_formula(cell)) == cell
    assert not text.escape_formula(cell).startswith(("=", "@", "\t", "\r"))


def catalogue(folder: Path, lang: str, message: str, translation: str) -> None:
    """A catalogue of one message."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    made = Catalog(lang)
    made.add(message, translation)
    target = folder / lang / "LC_MESSAGES"
    target.mkdir(parents=True)
    with (target / "muster.mo").open("wb") as file:
        write_mo(file, made)


def test_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue(tmp_path, "ar", "March", "مارس")
    monkeypatch.setattr(text, "LOCALE", tmp_path)
    text._catalogue.cache_clear()
    march = dt.date(2024, 3, 1)
    assert text.month(march) == "March 2024"
    text.set_language("ar")
    assert text.month(march) == "مارس \u20682024\u2069"
    text.set_language("xx")
    assert text.month(march) == "March 2024"
    text.set_language(None)
    monkeypatch.setenv("LANGUAGE", "ar")
    text.set_language(None)
    assert text.month(march) == "مارس \u20682024\u2069"
    text._catalogue.cache_clear()
