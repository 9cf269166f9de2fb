"""Links in the pages lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.pages import ROOT, pages

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            assert target.startswith(("https://", "mailto:")), target
            continue
        name, _, heading = target.partition("#")
        linked = (page.parent / name).resolve() if name else page
        assert linked.exists(), f"{page.name}: {target}"
        assert ROOT in linked.parents, f"{page.name}: {target} leads out of the project"
        if heading:
            assert heading in headings(linked), f"{page.name}: {target}"


def headings(page: Path) -> set[str]:
    """The anchors that a page's headings have."""
    found = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}


def test_the_decisions_are_all_listed() -> None:
    index = (ROOT / "docs" / "decisions" / "index.md").read_text("utf-8")
    for note in (ROOT / "docs" / "decisions").glob("*.md"):
        assert note.stem == "index" or f"\n{note.stem}\n" in index, note.name


def test_commands_of_make_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    for page in pages():
        for target in re.findall(r"`make ([a-z]+)`|^ {4}make ([a-z]+)\b", page.read_text("utf-8"), re.M):
            assert "".join(target) in targets, f"{page.name}: make {''.join(target)}"
