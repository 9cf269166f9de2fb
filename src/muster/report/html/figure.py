"""Pictures: a sentence, the drawings, and the table behind them.

A specification stands in the page as data that is no script. The page's own script draws it; until then, and where no
script runs, the table is open.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from muster.report.blocks import Chart, Picture
from muster.report.html.inline_text import told
from muster.report.html.markup import Markup, element, seen
from muster.report.html.table import table
from muster.text import _

# What could end or confuse a script element, or is a line's end in old scripts; JSON reads the numbers as the signs.
_WITHIN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def picture(one: Picture) -> Markup:
    """A figure with its heading."""
    heading = f"{one.key}-heading"
    failed = _("A drawing could not be made here. The table has its figures.")
    return element(
        "figure",
        element("h3", one.title, id=heading),
        element("p", told(one.says)) if one.says else None,
        element("div", *map(_chart, one.charts), class_="charts"),
        element("p", one.left_out, class_="left-out") if one.left_out else None,
        element("p", failed, class_="aside failed", hidden=True),
        element("details", element("summary", _("The figures behind it")), table(one.table), open=True),
        "\n",
        id=one.key,
        aria_labelledby=heading,
    )


def _chart(chart: Chart) -> Markup:
    return element(
        "div",
        element("p", chart.title, class_="chart-title", aria_hidden="true") if chart.title else None,
        # Drawings mirror themselves: in a right-to-left box a browser would move their text.
        element("div", role="img", aria_label=_named(chart), dir="ltr", class_="drawing"),
        element("script", Markup(_data(chart.spec)), type="application/json"),
        class_="chart wide" if chart.wide else "chart",
    )


def _named(chart: Chart) -> str:
    return f"{chart.title}: {chart.alt}" if chart.title else chart.alt


def _data(spec: Mapping[str, Any]) -> str:
    """The specification as JSON. The picture as a whole has a name, so its parts get none of their own."""
    quiet = {**spec, "config": {**spec.get("config", {}), "aria": False}}
    text = json.dumps(quiet, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return seen(text).translate(_WITHIN_SCRIPT)
