"""Every file of the project that a page names exists."""

from __future__ import annotations

import re

import pytest

from docs.pages import ROOT, pages

NAMED = re.compile(r"`((?:muster|src/muster|tests|benchmarks|docs|examples)/[\w./-]+\.(?:py|csv|md|toml|jsonl))`")


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_files_that_a_page_names_exist(page) -> None:
    named = NAMED.findall(page.read_text("utf-8"))
    paths = [f"src/{name}" if name.startswith("muster/") else name for name in named]
    assert [path for path in paths if not (ROOT / path).exists()] == []
