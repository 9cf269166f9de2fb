"""Every example's report in both languages as pictures to look at: `make pictures` puts them into build/pictures.

The page as Chromium shows it, wide and on a telephone; the document's pages; the workbook's sheets as LibreOffice
prints them. A picture that shows nothing is an error.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from report.browser import draw_all, opened, started

ROOT = Path(__file__).parents[2]
EXAMPLES = ("brussels-2022", "vaccines-2021", "transformers")
RISKY = "transformers"
"""The example of which the draws are shown too: the one that is planned fastest."""
LANGUAGES = ("en", "ar")
WIDTHS = (390, 1280)
SMALLEST = 4_000
"""Bytes of a PNG that shows anything."""


def main() -> int:
    """Render all; the exit code says whether each picture shows something."""
    target = ROOT / "build" / "pictures"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for example in EXAMPLES:
        _run(sys.executable, "-m", "muster", "plan", ROOT / "examples" / example, "-o", target / example)
        for lang in LANGUAGES:
            for ending in ("html", "pdf", "xlsx"):
                file = target / f"{example}-{lang}.{ending}"
                _run(sys.executable, "-m", "muster", "report", target / example, "-o", file, "--lang", lang)
    _run(sys.executable, "-m", "muster", "risk", ROOT / "examples" / RISKY, "--draws", "64", "--total", "2", "-o",
         target / f"{RISKY}.risk")  # fmt: skip
    for lang in LANGUAGES:
        for ending in ("html", "pdf", "xlsx"):
            file = target / f"{RISKY}-risk-{lang}.{ending}"
            _run(sys.executable, "-m", "muster", "report", target / f"{RISKY}.risk", "-o", file, "--lang", lang)
    _pages(target)
    _documents(target)
    empty = [path.name for path in target.glob("*.png") if path.stat().st_size < SMALLEST]
    images = sorted(target.glob("*.png"))
    print(f"{len(images)} pictures in {target}")  # noqa: T201
    if empty:
        print(f"these show nothing: {', '.join(empty)}")  # noqa: T201
    return 1 if empty or len(images) < (len(EXAMPLES) + 1) * len(LANGUAGES) * 4 else 0


def _pages(target: Path) -> None:
    with started() as browser:
        for html in sorted(target.glob("*.html")):
            for width in WIDTHS:
                with opened(browser, html, width) as opened_page:
                    draw_all(opened_page.page)
                    opened_page.page.screenshot(path=target / f"{html.stem}-{width}.png", full_page=True)
                    if opened_page.messages:
                        raise SystemExit(f"{html.name}: {opened_page.messages}")


def _documents(target: Path) -> None:
    sheets = target / "sheets"
    _run("soffice", "--headless", "--convert-to", "pdf", "--outdir", sheets, *sorted(target.glob("*.xlsx")))
    for pdf in (*target.glob("*.pdf"), *sheets.glob("*.pdf")):
        kind = "sheet" if pdf.parent == sheets else "page"
        _run("pdftoppm", "-r", "70", "-png", pdf, target / f"{pdf.stem}-{kind}")


def _run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
