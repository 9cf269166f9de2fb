"""Pictures: a sentence, the drawings, and the table behind them.

A specification stands in the page as data that is no script. The page's own script draws it; until then, and where no
script runs, the table is open.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from muster.report.blocks import Chart, Picture
from muster.report.html.markup import Markup, element, keep_days_whole, make_visible
from muster.report.html.table import table_element
from muster.text import _

# What could end or confuse a script element, or is a line's end in old scripts; JSON reads the numbers as the signs.
_SCRIPT_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def picture_element(picture: Picture) -> Markup:
    """A figure with its heading."""
    heading = f"{picture.key}-heading"
    failure_note = _("A drawing could not be made here. The table has its figures.")
    return element(
        "figure",
        element("h3", picture.title, id=heading),
        element("p", keep_days_whole(picture.summary)) if picture.summary else None,
        element("div", *map(_chart_element, picture.charts), class_="charts"),
        element("p", picture.omission_note, class_="left-out") if picture.omission_note else None,
        element("p", failure_note, class_="aside failed", hidden=True),
        element("details", element("summary", _("The figures behind it")), table_element(picture.table), open=True),
        "\n",
        id=picture.key,
        aria_labelledby=heading,
    )


def _chart_element(chart: Chart) -> Markup:
    return element(
        "div",
        element("p", chart.title, class_="chart-title", aria_hidden="true") if chart.title else None,
        # Drawings mirror themselves: in a right-to-left box a browser would move their text.
        element("div", role="img", aria_label=_accessible_name(chart), dir="ltr", class_="drawing"),
        element("script", Markup(_script_data(chart.spec)), type="application/json"),
        class_="chart wide" if chart.wide else "chart",
    )


def _accessible_name(chart: Chart) -> str:
    return f"{chart.title}: {chart.alt}" if chart.title else chart.alt


def _script_data(spec: Mapping[str, Any]) -> str:
    """The specification as JSON. The picture as a whole has a name, so its parts get none of their own."""
    quiet_spec = {**spec, "config": {**spec.get("config", {}), "aria": False}}
    text = json.dumps(quiet_spec, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return make_visible(text).translate(_SCRIPT_ESCAPES)
