"""A small plan that all five pictures have something to show of, and how to read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from muster.report.blocks import Chart, Picture
from muster.report.charts.consents import consent_strips
from muster.report.charts.contributions import contribution_charts
from muster.report.charts.money import money_charts
from muster.report.charts.pledges import pledge_bars
from muster.report.charts.sankey import sankey_charts
from muster.report.plan_view import PlanView

Draw = Callable[[PlanView], Picture | None]
ALL: tuple[Draw, ...] = (contribution_charts, sankey_charts, pledge_bars, consent_strips, money_charts)

# Two makers and a stock, one hub: a makes 10 a month for 2 each (a fund of 30 pays, at most half of each bill),
# b holds 40 of which a floor keeps 5 and consent holds back all until March, c holds 12 of another item.
STORY = """
    parties: party, name, name_ar
        aa, Aland, ألاند
        bb, Borduria, بوردوريا
        cc, Carpania, كاربانيا
        rr, Ruritania, روريتانيا
    items: item, name, name_ar, unit_cost
        tent, Tent, خيمة, 10
        pump, Pump, مضخة, 100
    locations: location, party, kind, name_ar
        a, aa, plant, مصنع
        b, bb, depot, مخزن
        c, cc, depot, مخزن آخر
        h, aa, hub, مركز
        r, rr, destination, مقصد
    stocks: location, item, quantity
        b, tent, 40
        c, pump, 12
    reserves: location, item, floor
        b, tent, 5
    operations: operation, location, maximum, unit_cost
        sew, a, 10, 2
    operation_items: operation, item, quantity
        sew, tent, 1
    lanes: lane, item, origin, destination, lead_time, unit_cost
        ah, tent, a, h, 0, 0
        bh, tent, b, h, 0, 3
        ch, pump, c, h, 0, 0
        hr, , h, r, 0, 1
    requests: request, location, wants, quantity, due
        tents, r, tent, 60, 2024-01-01
        pumps, r, pump, 12, 2024-02-01
    consents: party, wants, recipient, holder, from, decision
        bb, tent, rr, bb, , withheld
        bb, tent, rr, bb, 2024-03-01, granted
    pledges: pledge, party, recipient, wants, quantity, by, status
        early, aa, rr, tent, 25, 2024-02-01, committed
        never, bb, rr, tent, 30, 2024-02-01, announced
        pumps, cc, rr, pump, 12, 2024-01-01, committed
        whole, cc, rr, pump, 12, 2024-02-29, committed
    funds: fund, date, amount, party
        f, 2024-01-01, 20, aa
        f, 2024-02-01, 10, aa
    fund_uses: fund, of, id, share
        f, operation, sew, 0.5
"""


def drawn(picture: Draw, reading: PlanView) -> Picture:
    chart_group = picture(reading)
    assert chart_group is not None
    return chart_group


def values(chart: Chart) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = chart.spec["data"]["values"]
    return rows


def column(picture: Picture, heading: str) -> list[Any]:
    column_index = [c.heading for c in picture.table.columns].index(heading)
    return [row[column_index] for row in picture.table.rows]
