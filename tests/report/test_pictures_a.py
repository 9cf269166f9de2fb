"""Fill curves, lateness, loads and stocks: what they draw and say of small plans whose figures are plain arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import vl_convert

from muster import Plan, text
from muster.report.blocks import Picture
from muster.report.charts.fill import fill_curves
from muster.report.charts.lateness_heatmap import lateness_heatmap
from muster.report.charts.loads import load_charts
from muster.report.charts.stocks import stock_charts
from muster.report.plan_view import PlanView
from report.hostile import ENDLESS, NAMES, hostile_plan
from stories.story import plan_of

# 10 in stock and 3 more each month: of 19 asked in January 13, 16 and 19 are there by the ends of the months.
MADE = """
    stocks: location, item, quantity
    depot, pump, 10
    operations: operation, location
    make, depot
    operation_items: operation, item, quantity
    make, pump, 1
    operation_resources: operation, resource
    make, line
    resources: resource, location
    line, depot
    capacities: resource, quantity, basis
    line, 3, contracted
"""
LATE = MADE + """
    requests: request, location, wants, quantity, due
    r, depot, pump, 19, 2024-01-01
"""  # fmt: skip
RESERVED = LATE + """
    reserves: location, item, floor, target
    depot, pump, 2, 6
"""  # fmt: skip
JANUARY, FEBRUARY, MARCH = (
    (date(2024, month, 1), date(2024, month, last)) for month, last in ((1, 31), (2, 29), (3, 31))
)
ASSETS = Path(text.__file__).parent / "report" / "assets"
DRAWN = (fill_curves, lateness_heatmap, load_charts, stock_charts)


def values(picture: Picture, layer: int | None = None) -> list[dict[str, Any]]:
    """The rows of its first drawing, or of one of its layers."""
    spec: dict[str, Any] = dict(picture.charts[0].spec)
    rows: list[dict[str, Any]] = (spec if layer is None else spec["layer"][layer])["data"]["values"]
    return rows


def pictures(plan: Plan) -> Iterator[Picture]:
    """All four that the plan has."""
    reading = PlanView(plan)
    for draw in DRAWN:
        picture = draw(reading)
        if picture is not None:
            yield picture


def drawn_text(spec: dict[str, Any]) -> str:
    """The drawing as a picture reader finds it: what stands in the text of its SVG."""
    vl_convert.register_font_directory(str(ASSETS))
    svg: str = vl_convert.vegalite_to_svg(spec | {"width": 340}, allowed_base_urls=[])
    return unescape("\n".join(re.findall(r"<text[^>]*>([^<]*)", svg)))


def test_fill_curve_is_the_running_sum_of_what_is_due_and_handed_over(tmp_path: Path) -> None:
    picture = fill_curves(PlanView(plan_of(tmp_path / "s", LATE)))
    assert picture is not None
    assert picture.table.rows == (
        ("r", *JANUARY, 19.0, 13.0, 6.0),
        ("r", *FEBRUARY, 19.0, 16.0, 3.0),
        ("r", *MARCH, 19.0, 19.0, 0.0),
    )
    steps = [(row["from"], row["asked"], row["handed_over"], row["top"]) for row in values(picture)]
    assert steps == [
        ("2024-01-01", 19, 13, 19), ("2024-02-01", 19, 16, 19), ("2024-03-01", 19, 19, 19), ("2024-04-01", 19, 19, 19),
    ]  # fmt: skip
    assert picture.charts[0].alt == "r: of 19 asked, 13 are handed over on time, and all by 2024-03-31."
    assert picture.summary == (
        "1 of 1 requests are late at some time, and 0 of them are not filled within the horizon. "
        "The most late is r: up to 6 of 19, from 2024-01-01 to 2024-02-29."
    )
    assert picture.omission_note == ""
    assert "filled: March 2024" in drawn_text(dict(picture.charts[0].spec))


def test_what_is_handed_over_on_time_or_never_is_told_so(tmp_path: Path) -> None:
    story = """
        stocks: location, item, quantity
        depot, pump, 10
        requests: request, location, wants, quantity, due, priority
        met, depot, pump, 4, 2024-02-01, 1
        not, depot, pump, 8, 2024-02-01, 2
    """
    picture = fill_curves(PlanView(plan_of(tmp_path / "s", story)))
    assert picture is not None
    assert [drawing.alt for drawing in picture.charts] == [
        "met: all 4 asked are handed over on time.",
        "not: of 8 asked, 6 are handed over on time and 6 by the end; 2 are short.",
    ]
    assert picture.summary.endswith("The most late is not: up to 2 of 8, from 2024-02-01 to the end.")
    assert "2 short at the end" in drawn_text(dict(picture.charts[1].spec))


def test_lateness_is_a_share_of_what_is_due_by_then(tmp_path: Path) -> None:
    picture = lateness_heatmap(PlanView(plan_of(tmp_path / "s", LATE)))
    assert picture is not None
    assert picture.table.rows == (("r", *JANUARY, 6.0, 19.0, 31.6), ("r", *FEBRUARY, 3.0, 19.0, 15.8))
    # 6 of 19 is more than a quarter, 3 of 19 is less, and then nothing is late.
    assert [(row["from"], row["to"], row["step"]) for row in values(picture)] == [
        ("2024-01-01", "2024-02-01", 2), ("2024-02-01", "2024-03-01", 1), ("2024-03-01", "2024-04-01", 0),
    ]  # fmt: skip
    assert picture.summary == (
        "At most 1 of 1 requests is late at once (first: January 2024). At the end of the horizon nothing is late."
    )
    texts = drawn_text(dict(picture.charts[0].spec))
    assert {"Priority 1", "r", "25 to 50 % late"} <= set(texts.splitlines())


def test_load_and_capacity_are_per_base_bucket_in_longer_buckets_too(tmp_path: Path) -> None:
    asks = MADE + """
        requests: request, location, wants, quantity, due
        r, depot, pump, 40, 2024-01-01
    """  # fmt: skip
    picture = load_charts(PlanView(plan_of(tmp_path / "s", asks, buckets="1 month, 1 quarter")))
    assert picture is not None
    assert picture.table.rows == (("line", date(2024, 1, 1), date(2024, 4, 30), 3.0, 3.0, 100.0, "contracted"),)
    assert [row["load"] for row in values(picture)] == [3, 3]
    assert picture.summary == (
        "1 of 1 resources with limited capacity are full at some time. Full for the longest is line: 100 % of the "
        "horizon (first: January 2024)."
    )
    assert picture.charts[0].alt == "line: load up to 3, capacity up to 3 per month; full first on 2024-01-01."
    assert {"contracted", "per month", "capacity contracted"} <= set(
        drawn_text(dict(picture.charts[0].spec)).splitlines()
    )


def test_before_its_first_figure_a_resource_has_no_basis(tmp_path: Path) -> None:
    later = RESERVED.replace("resource, quantity, basis", "resource, quantity, basis, from")
    plan = plan_of(tmp_path / "s", later.replace("3, contracted", "3, contracted, 2024-02-01"))
    picture = load_charts(PlanView(plan))
    assert picture is not None
    assert picture.table.rows == (
        ("line", *JANUARY, 0.0, 0.0, None, None),
        ("line", FEBRUARY[0], MARCH[1], 3.0, 3.0, 100.0, "contracted"),
    )
    assert "67 % of the horizon (first: February 2024)" in picture.summary


def test_resources_that_would_help_requests_come_first_and_assumptions_are_counted(tmp_path: Path) -> None:
    story = LATE.replace("contracted", "assumed").replace("line, depot", "line, depot\n    idle, depot") + """
        operations: operation, location
        other, depot
        operation_items: operation, item, quantity
        other, valve, 1
        operation_resources: operation, resource
        other, idle
        capacities: resource, quantity
        idle, 5
    """  # fmt: skip
    picture = load_charts(PlanView(plan_of(tmp_path / "s", story)))
    assert picture is not None
    assert [drawing.title for drawing in picture.charts] == ["line", "idle"]
    assert picture.charts[1].alt == "idle: load up to 0, capacity up to 5 per month; never full."
    assert picture.summary.endswith("The capacity of 2 resources is assumed, at least in part.")


def test_stocks_show_what_counts_against_floor_and_target(tmp_path: Path) -> None:
    story = """
        stocks: location, item, quantity
        depot, pump, 10
        reserves: location, item, floor, target, from
        depot, pump, 2, , 2024-01-01
        depot, pump, , 6, 2024-02-01
        requests: request, location, wants, quantity, due
        r, depot, pump, 7, 2024-01-01
    """
    picture = stock_charts(PlanView(plan_of(tmp_path / "s", story)))
    assert picture is not None
    assert picture.table.rows == (
        ("pump: depot", *JANUARY, 3.0, 2.0, None, None),
        ("pump: depot", FEBRUARY[0], MARCH[1], 3.0, 2.0, 6.0, 3.0),
    )
    assert [(row["counted"], row["target"], row["top"]) for row in values(picture)] == [
        (3, None, 3), (3, 6, 6), (3, 6, 6),
    ]  # fmt: skip
    assert picture.summary == (
        "1 of 1 reserves are below their target at some time; 0 stand exactly at their floor at some time. "
        "Furthest below it is pump at depot: 3 of 6 are missing (February 2024)."
    )


def test_stock_without_a_reserve_is_drawn_where_more_would_help_and_some_lies_there(tmp_path: Path) -> None:
    story = """
        stocks: location, item, quantity
        depot, pump, 5
        depot, valve, 5
        lanes: lane, origin, destination, lead_time
        sea, depot, port, 1
        requests: request, location, wants, quantity, due, priority
        kept, depot, pump, 1, 2024-03-01, 1
        r, port, pump, 9, 2024-02-01, 2
    """
    picture = stock_charts(PlanView(plan_of(tmp_path / "s", story)))
    assert picture is not None
    assert "pump: depot" in {drawing.title for drawing in picture.charts}
    assert "valve: depot" not in {drawing.title for drawing in picture.charts}
    assert picture.summary.startswith("No reserves are set. Also drawn")
    assert picture.charts[0].alt.endswith("no reserve is set.")


def test_a_plan_in_which_nothing_is_asked_limited_or_kept_has_no_pictures(tmp_path: Path) -> None:
    story = """
        stocks: location, item, quantity
        depot, pump, 10
    """
    assert list(pictures(plan_of(tmp_path / "s", story))) == []


def test_where_nothing_is_late_there_is_no_map_of_it(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "s", LATE.replace("19", "3"))
    assert lateness_heatmap(PlanView(plan)) is None
    picture = fill_curves(PlanView(plan))
    assert picture is not None
    assert picture.summary == "The one request is handed over on time."


def many(count: int, priority_one: int) -> str:
    """So many requests for one pump each, of which there are ten."""
    asked = "\n".join(f"r{k:03}, depot, pump, 1, 2024-01-01, {1 if k < priority_one else 2}" for k in range(count))
    return f"""
        stocks: location, item, quantity
        depot, pump, 10
        requests: request, location, wants, quantity, due, priority
        {asked}
    """


def test_many_requests_are_drawn_by_priority_and_the_worst_by_themselves(tmp_path: Path) -> None:
    picture = fill_curves(PlanView(plan_of(tmp_path / "s", many(30, 20))))
    assert picture is not None
    assert [drawing.title for drawing in picture.charts[:3]] == [
        "Priority 1: 20 requests, each counting alike", "Priority 2: 10 requests, each counting alike",
        "r000: pump for us",
    ]  # fmt: skip
    # Ten pumps are half of what priority 1 asks.
    assert picture.charts[0].alt == (
        "Priority 1: 50 % of what its requests ask is handed over by the end; late at the end: 50 %."
    )
    assert {(row["asked"], row["handed_over"]) for row in values(picture)} == {(100, 50)}
    assert len(picture.charts) == 24
    assert picture.omission_note == (
        "8 requests that are less late have no drawing of their own; requests.parquet in the plan folder has all of "
        "them."
    )


def test_the_map_keeps_the_most_late_of_many_requests(tmp_path: Path) -> None:
    picture = lateness_heatmap(PlanView(plan_of(tmp_path / "s", many(45, 5))))
    assert picture is not None
    # The five of priority 1 have theirs; the other five pumps leave 35 of 40 late.
    assert len({row["y"] for row in values(picture)}) == 40
    assert picture.omission_note.startswith("5 requests that are less late are not drawn")
    assert {row[0] for row in picture.table.rows} == {f"r{k:03}" for k in range(5, 45)}
    assert sum(float(str(row[3])) for row in picture.table.rows if row[1] == JANUARY[0]) == pytest.approx(35)
    assert all(float(str(row[-1])) == pytest.approx(100 * float(str(row[3]))) for row in picture.table.rows)


def test_long_tables_say_how_many_rows_are_left_out_and_where_they_are(tmp_path: Path) -> None:
    story = """
        stocks: location, item, quantity
        depot, pump, 1000
        requests: request, location, wants, quantity, due, until
    """ + "\n".join(f"r{k:03}, depot, pump, 1, 2024-01-01, 2024-02-29" for k in range(8))
    picture = fill_curves(PlanView(plan_of(tmp_path / "s", story, buckets=60, bucket="day")))
    assert picture is not None
    assert (len(picture.table.rows), picture.table.omitted_rows, picture.table.file) == (400, 80, "requests.parquet")


def test_a_long_horizon_is_drawn_in_stretches_that_cover_it(tmp_path: Path) -> None:
    story = LATE.replace("2024-01-01", "2024-01-02").replace("19", "500")
    reading = PlanView(plan_of(tmp_path / "s", story, buckets=130, bucket="day"))
    bars = load_charts(reading)
    assert bars is not None
    rows = values(bars)
    assert len(rows) == 44
    assert (rows[0]["from"], rows[0]["to"], rows[-1]["to"]) == ("2024-01-01", "2024-01-04", "2024-05-10")
    assert all(drawing["to"] == two["from"] for drawing, two in pairwise(rows))
    assert {row["load"] for row in rows} == {3}
    curve = fill_curves(reading)
    assert curve is not None
    # Stretches of two days: 10 and 3 a day, 16 after the second day.
    assert [row["handed_over"] for row in values(curve)[:2]] == [16, 22]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_hostile_names_are_text_and_only_data(tmp_path: Path, language: str) -> None:
    plan = hostile_plan(tmp_path / "s")
    with text.language_override(language):
        group = list(pictures(plan))
        assert [drawing.key for drawing in group] == ["fill", "lateness", "loads", "stocks"]
        for picture in group:
            for chart in picture.charts:
                spec = dict(chart.spec)
                without = repr(emptied(spec))
                assert not any(name[:20] in without for name in NAMES)
                assert ENDLESS[:200] not in repr(spec)
                assert "\u202e" not in repr(spec)
                assert drawn_text(spec)


def emptied(spec: Any) -> Any:
    """The specification without its rows and without the words above an axis."""
    if isinstance(spec, dict):
        return {name: emptied(part) for name, part in spec.items() if name not in ("values", "title")}
    return [emptied(part) for part in spec] if isinstance(spec, list) else spec


@pytest.mark.parametrize("strange", ["a.b[0]\\'x", "</script>", "datum['x']", "\u202ex"])
def test_strange_ids_stand_in_the_drawing_without_what_would_turn_them(tmp_path: Path, strange: str) -> None:
    picture = lateness_heatmap(PlanView(plan_of(tmp_path / "s", LATE.replace("    r, ", f"    {strange}, "))))
    assert picture is not None
    assert strange.replace("\u202e", "") in drawn_text(dict(picture.charts[0].spec)).splitlines()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_drawing_has_its_text_in_the_readers_language(tmp_path: Path, language: str) -> None:
    names = {"pump", "depot", "line", "us", "parquet", "requests"}
    with text.language_override(language):
        group = list(pictures(plan_of(tmp_path / "s", RESERVED)))
        assert [drawing.key for drawing in group] == ["fill", "lateness", "loads", "stocks"]
        for picture in group:
            drawn = [drawn_text(dict(chart.spec)) for chart in picture.charts]
            alts = [chart.alt for chart in picture.charts]
            shown_texts = [picture.title, picture.summary, picture.table.caption, *alts, *drawn]
            shown_texts += [column.heading for column in picture.table.columns]
            english = set(re.findall(r"[A-Za-z]{2,}", "\n".join(shown_texts))) - names
            assert bool(english) == (language == "en"), english
            arabic = [re.search("[\u0621-\u064a]", drawing) is not None for drawing in shown_texts]
            assert all(arabic) if language == "ar" else not any(arabic)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_drawing_compiles_without_a_warning(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], language: str
) -> None:
    with text.language_override(language):
        group = list(pictures(plan_of(tmp_path / "s", RESERVED)))
    assert len(group) == 4
    specs = [dict(chart.spec) for picture in group for chart in picture.charts]
    capfd.readouterr()
    for spec in specs:
        compiled = repr(vl_convert.vegalite_to_vega(spec, show_warnings=True))
        assert "utc(2024, 1, 1," in compiled
        # Vega's interpreter, which pages use, takes one number for a year.
        assert "datetime(" not in compiled
    assert capfd.readouterr() == ("", "")
    # What a warning looks like: bars have no shape.
    wrong = {"data": {"values": [{}]}, "mark": "bar", "encoding": {"shape": {"field": "a"}}}
    vl_convert.vegalite_to_vega(wrong, show_warnings=True)
    assert "WARN" in "".join(capfd.readouterr())


def test_in_arabic_time_runs_from_right_to_left_and_keys_begin_at_the_right(tmp_path: Path) -> None:
    with text.language_override("ar"):
        picture = fill_curves(PlanView(plan_of(tmp_path / "s", LATE)))
        assert picture is not None
        compiled = vl_convert.vegalite_to_vega(dict(picture.charts[0].spec))
    (x,) = (scale for scale in compiled["scales"] if scale["name"] == "x")
    assert x["reverse"] is True
    amounts = [axis for axis in compiled["axes"] if axis["scale"] == "y" and axis.get("labels", True)]
    assert {axis["orient"] for axis in amounts} == {"right"}
    # Vega joins points from left to right, so a step lasts until the point before it.
    drawn = repr(compiled["marks"])
    assert "step-before" in drawn
    assert "step-after" not in drawn
