"""The words of the glossary, in both languages, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.pages import ROOT, pages

ARABIC = re.compile(r"[\u0621-\u064a]{2,}")
AVOIDED = re.compile(r"\b(shadow price|backorder|SKU|timestep|safety stock|delivered|donor)s?\b", re.IGNORECASE)
# Words of others that are quoted: what is not said here, and the column of a tracker's table.
QUOTED = ('"delivered"', '"donor"', "`donor`")


def entries() -> list[list[str]]:
    """The rows of GLOSSARY.md: word, Arabic, meaning, what not to say."""
    lines = (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")][2:]


def test_every_word_has_an_arabic_one_and_a_meaning() -> None:
    found = entries()
    assert len(found) > 50
    for word, arabic, meaning, *_ in found:
        assert ARABIC.search(arabic), f"{word} has no Arabic"
        assert not re.search(r"[A-Za-z]", arabic), word
        assert meaning, word


def test_every_word_and_every_arabic_word_stands_once() -> None:
    for column in (0, 1):
        words = [row[column] for row in entries()]
        assert len(words) == len(set(words))


@pytest.mark.parametrize("table", ["requests", "stocks", "lanes", "consents", "funds", "investments", "reserves"])
def test_tables_are_named_with_words(table: str) -> None:
    assert any(table.removesuffix("s") in row[0] for row in entries())


def prose() -> list[Path]:
    """Pages and code that people read."""
    return [page for page in [*pages(), *(ROOT / "src").rglob("*.py")] if page.name != "GLOSSARY.md"]


def test_words_to_avoid_are_avoided() -> None:
    for page in prose():
        for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
            if not any(word in line.lower() for word in QUOTED):
                assert not AVOIDED.search(line), f"{page.relative_to(ROOT)}:{number}: {line.strip()}"
