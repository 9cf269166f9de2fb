"""Every example's page in both languages, on a telephone: whole, in the reader's language, nothing on anything else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import muster
from examples.folders import EXAMPLES
from language.messages import messages, translated
from muster.report.pdf.typeset import ASSETS
from muster.schema import TABLES
from muster.text import language_override
from report.browser import colliding, draw_all, opened, started, wider
from report.glyphs import glyphs

CASES = [(example, lang) for example in EXAMPLES for lang in ("en", "ar")]
TELEPHONE = 390
INVISIBLE = frozenset("\n\t\u200e\u200f\u2066\u2067\u2068\u2069")


@pytest.fixture(name="browser", scope="module")
def _browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture(name="pages", scope="module")
def _pages(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Path, str], Path]:
    folder = tmp_path_factory.mktemp("pages")
    missing_glyphs = {}
    for example in EXAMPLES:
        plan = muster.plan(muster.read(example))
        for lang in ("en", "ar"):
            with language_override(lang):
                missing_glyphs[example, lang] = muster.write_report(plan, folder / f"{example.name}-{lang}.html")
    return missing_glyphs


@pytest.mark.parametrize(("example", "lang"), CASES, ids=lambda part: getattr(part, "name", part))
def test_the_page(browser: Browser, pages: dict[tuple[Path, str], Path], example: Path, lang: str) -> None:
    path = pages[example, lang]
    with opened(browser, path, TELEPHONE) as opened_page:
        draw_all(opened_page.page)
        assert opened_page.messages == []
        assert [url for url in opened_page.asked if not url.startswith(("file:", "data:"))] == []
        assert wider(opened_page.page) == []
        assert colliding(opened_page.page) == []
        texts: list[str] = opened_page.page.evaluate(
            """() => { const found = []; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                while (walk.nextNode()) if (!walk.currentNode.parentElement.closest("script, style"))
                    found.push(walk.currentNode.textContent.trim()); return found.filter(Boolean); }"""
        )
    characters = set("".join(texts)) - INVISIBLE
    assert characters - glyphs(ASSETS / "Vazirmatn-Regular.ttf") == set()
    if lang == "ar":
        english = {str(message.id) for message in messages(translated("ar")) if message.id != message.string}
        given = _given(example)
        assert [text for text in texts if text in english and text not in given] == []
    assert path.stat().st_size < 3_000_000


def _given(example: Path) -> set[str]:
    """What the tables themselves say, in whatever language, and the tables' names."""
    scenario = muster.read(example)
    return set(TABLES) | {
        str(cell) for table in scenario.tables.values() for column in table.iter_columns() for cell in column.unique()
    }
