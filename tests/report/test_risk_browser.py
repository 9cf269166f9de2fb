"""The report of a sweep as a browser shows it: drawn, within its width, nothing over anything else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from muster.report import write_report
from muster.risk import RiskResult
from muster.text import language_override
from report.browser import colliding, cut, draw_all, opened, started, wider
from report.risky import risky
from report.test_browser import LANGUAGES, WIDTHS, quiet


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as one:
        yield one


@pytest.fixture(name="result", scope="module")
def _result(tmp_path_factory: pytest.TempPathFactory) -> RiskResult:
    return risky(tmp_path_factory.mktemp("risky"))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_drawn_and_nothing_overlaps(
    result: RiskResult, tmp_path: Path, browser: Browser, language: str, width: int
) -> None:
    with language_override(language):
        path = write_report(result, tmp_path / "risk.html")
    with opened(browser, path, width) as there:
        draw_all(there.page)
        quiet(there)
        assert there.page.locator(".drawing svg").count() == 4 + len(result.requests)
        assert colliding(there.page) == []
        assert cut(there.page) == []
        assert wider(there.page) == []
