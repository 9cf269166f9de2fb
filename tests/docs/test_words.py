"""What people read uses the words of the glossary, in both languages, and no others; the code has its own terms."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from docs.pages import DOCS, ROOT, pages
from language.messages import gathered, messages
from muster.schema import SETTINGS, TABLES

CODE_TERMS = DOCS / "code-terms.md"
ARABIC = re.compile(r"[\u0621-\u064a]{2,}")
AVOIDED = re.compile(r"\b(shadow price|backorder|SKU|timestep|safety stock|delivered|donor)s?\b", re.IGNORECASE)
# Words of others that are quoted: what is not said here, and the column of a tracker's table.
QUOTED = ('"delivered"', '"donor"', "`donor`")


def entries() -> list[list[str]]:
    """The rows of GLOSSARY.md: word, Arabic, meaning, what not to say."""
    lines = (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")][2:]


def test_every_word_has_an_arabic_one_and_a_meaning() -> None:
    rows = entries()
    assert len(rows) > 50
    for word, arabic, meaning, *_ in rows:
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


def shown_texts() -> Iterator[tuple[str, str]]:
    """Every text that people read and its origin: pages, and texts marked for translation (schema and help too)."""
    for page in pages():
        if page.name not in ("GLOSSARY.md", CODE_TERMS.name):
            for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
                yield f"{page.relative_to(ROOT)}:{number}", line
    for message in messages(gathered()):
        for text in message.id if message.pluralizable else (message.id,):
            yield ", ".join(name for name, _line in message.locations), text


def test_words_to_avoid_are_avoided() -> None:
    for origin, text in shown_texts():
        if not any(word in text.lower() for word in QUOTED):
            assert not AVOIDED.search(text), f"{origin}: {text.strip()}"


def test_descriptions_of_the_schema_are_among_the_texts() -> None:
    texts = {text for _origin, text in shown_texts()}
    columns = [column for table in TABLES.values() for column in table.columns]
    for part in (*TABLES.values(), *SETTINGS.values(), *columns):
        assert part.description in texts, part.name


def test_terms_of_the_code_have_a_meaning_and_an_example() -> None:
    rows = re.findall(r"^\| (?!term |---)(.+?) \| (.+?) \| `(.+?)` \|$", CODE_TERMS.read_text("utf-8"), re.M)
    assert len(rows) > 40
    terms = [term for term, _meaning, _example in rows]
    assert len(terms) == len(set(terms))
    for term, meaning, example in rows:
        assert meaning, term
        assert (ROOT / "src" / "muster" / example).is_file(), f"{term}: there is no {example}"
