"""The same pictures as drawings: any names, both languages, and what Vega makes of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import muster
from muster import text
from muster.report.blocks import Chart, Picture
from muster.report.plan_view import PlanView
from published.write import Tables, write
from report.border import ALL, STORY, Draw, drawn, values
from stories.story import THREE_MONTHS, plan_of, tables_of


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> PlanView:
    return PlanView(plan_of(tmp_path_factory.mktemp("story"), STORY))


HOSTILE = (
    "<script>alert(1)</script>", "a.b[0]['x']\\\"", "=1+1", "\u202egnp.exe", "x" * 10_000,
    "\" + datum.y + \"", "{party}",
)  # fmt: skip


def hostile(tables: Tables) -> Tables:
    """The same tables with parties, items and locations named, in turn, as nobody should name them."""
    k = 0
    for table in ("parties", "items", "locations"):
        for row in tables[table]:
            row["name"] = HOSTILE[k % len(HOSTILE)]
            row.pop("name_ar", None)
            k += 1
    return tables


def test_hostile_names_are_text(tmp_path: Path) -> None:
    path = write(tmp_path / "s", hostile(tables_of(STORY)), THREE_MONTHS)
    reading = PlanView(muster.plan(muster.read(path)))
    for draw in ALL:
        for chart in drawn(draw, reading).charts:
            spec_text = json.dumps({**chart.spec, "data": None}, ensure_ascii=False)
            assert "alert(1)" not in spec_text.replace("<script>alert(1)</script>", "")
            assert "x" * 200 not in json.dumps(chart.spec)
            assert re.fullmatch("[a-z0-9-]+", chart.key)
            assert all(set(row) <= FIELDS for row in values(chart))
            compiled(chart)


FIELDS = {
    "from", "to", "series", "item", "low", "high", "part", "band", "kind", "x", "x2", "y", "y2", "text", "state",
    "paid", "there", "span",
}  # fmt: skip


def compiled(chart: Chart) -> dict[str, Any]:
    """The drawing as Vega, or an error."""
    import vl_convert

    made: dict[str, Any] = vl_convert.vegalite_to_vega(json.dumps({**chart.spec, "width": 340}))
    return made


@pytest.mark.parametrize("draw", ALL, ids=lambda draw: draw.__name__)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_drawing_compiles_and_has_a_key_of_its_own(reading: PlanView, draw: Draw, language: str) -> None:
    with text.language_override(language):
        picture = drawn(draw, reading)
    assert len({chart.key for chart in picture.charts}) == len(picture.charts)
    for chart in picture.charts:
        assert compiled(chart)["marks"]
        assert chart.alt
        assert chart.spec["width"] == "container"
    assert all(len(row) == len(picture.table.columns) for row in picture.table.rows)


LATIN = re.compile(r"[A-Za-z]{3,}")
GIVEN = re.compile(
    r"USD|parquet|muster|explain|contributions|moves|pledges|consents|spending|tents|each|early|whole|never|pumps"
)


def words_of(picture: Picture) -> Iterator[str]:
    """All that a reader is shown of a picture."""
    yield from (picture.title, picture.summary, picture.omission_note, picture.table.caption)
    yield from (column_.heading for column_ in picture.table.columns)
    yield from (cell for row in picture.table.rows for cell in row if isinstance(cell, str))
    for chart in picture.charts:
        yield from (chart.title, chart.alt)
        yield from (str(row[key]) for row in values(chart) for key in ("text", "series", "item") if key in row)


@pytest.mark.parametrize("draw", ALL, ids=lambda draw: draw.__name__)
def test_arabic_has_no_english_left(reading: PlanView, draw: Draw) -> None:
    with text.language_override("ar"):
        picture = drawn(draw, reading)
        left = [words for words in words_of(picture) if LATIN.search(GIVEN.sub("", words))]
    assert left == []


@pytest.mark.parametrize("draw", ALL, ids=lambda draw: draw.__name__)
def test_drawings_are_mirrored(reading: PlanView, draw: Draw) -> None:
    with text.language_override("ar"):
        picture = drawn(draw, reading)
    for chart in picture.charts:
        assert any(scale["name"] == "x" and scale.get("reverse") for scale in compiled(chart)["scales"])
