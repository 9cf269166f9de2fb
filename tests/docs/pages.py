"""The project's own pages and how to read them."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

sys.path.insert(0, str(DOCS / "_ext"))


def pages() -> list[Path]:
    """Every Markdown page that belongs to the project."""
    here = [
        *ROOT.glob("*.md"),
        *DOCS.rglob("*.md"),
        *ROOT.glob("examples/**/*.md"),
        *ROOT.glob("benchmarks/*.md"),
    ]
    return sorted(page for page in here if "_build" not in page.parts)


def written(page: str) -> str:
    """A page of the documentation with its generated sections written out."""
    import generated

    return generated.expand((DOCS / page).read_text("utf-8"))
