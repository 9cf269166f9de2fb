"""A story whose names try to be markup, formulas, endless or the wrong way round."""

from __future__ import annotations

from pathlib import Path

import muster
from published.write import Tables, write

MARKUP = "</script><img src=x onerror=alert(1)>&\"'"
FORMULA = '=HYPERLINK("http://example.org","x")'
TURNED = "\u202eabc\u202c #let x = 1 $x$ *b* `c` <l>"
ENDLESS = "n" * 10_000
NAMES = (MARKUP, FORMULA, TURNED, ENDLESS)

_SETTINGS = {"title": MARKUP, "title_ar": TURNED, "start": "2024-01-01", "buckets": 3, "bucket": "month"}


def hostile_plan(folder: Path) -> muster.Plan:
    """The plan of a small scenario in which every name and note is hostile; something is late, something given."""
    asked = {"party": "them", "location": "front", "wants": "thing"}
    tables: Tables = {
        "parties": [{"party": "us", "name": MARKUP, "name_ar": MARKUP}, {"party": "them", "name": ENDLESS}],
        "locations": [
            {"location": "works", "party": "us", "name": FORMULA, "name_ar": FORMULA},
            {"location": "front", "party": "them", "name": TURNED, "name_ar": TURNED},
        ],
        "items": [{"item": "thing", "name": TURNED, "name_ar": ENDLESS, "unit": MARKUP}],
        "stocks": [{"location": "works", "item": "thing", "quantity": "10"}],
        "reserves": [{"location": "works", "item": "thing", "floor": "2", "target": "6"}],
        "operations": [{"operation": "make", "location": "works"}],
        "operation_items": [{"operation": "make", "item": "thing", "quantity": "1"}],
        "operation_resources": [{"operation": "make", "resource": "line"}],
        "resources": [{"resource": "line", "location": "works", "name": FORMULA, "name_ar": MARKUP, "note": MARKUP}],
        "capacities": [{"resource": "line", "quantity": "3", "source": "book", "note": FORMULA}],
        "lanes": [{"lane": "road", "origin": "works", "destination": "front"}],
        "requests": [
            asked | {"request": MARKUP[:60], "quantity": "20", "due": "2024-01"},
            asked | {"request": FORMULA[:60], "quantity": "9", "due": "2024-02"},
        ],
        "pledges": [
            {"pledge": "p", "party": "us", "recipient": "them", "wants": "thing", "quantity": "5", "by": "2024-02-01"}
        ],
        "sources": [{"source": "book", "title": MARKUP, "publisher": FORMULA, "date": "2020-01-01"}],
    }  # fmt: skip
    plan = muster.plan(muster.read(write(folder, tables, _SETTINGS)))
    assert plan.status == "optimal", plan.problems
    return plan
