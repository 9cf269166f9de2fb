"""A made-up report with everything that a report can hold, in the language that is spoken."""

from __future__ import annotations

from datetime import date

from muster.report.blocks import Chart, Column, Picture, Point, Points, Report, Section, Table, Words
from muster.report.charts.vega import (
    BLUE,
    ORANGE,
    SERIES,
    amount_y,
    chart,
    colours,
    day_value,
    label,
    legend,
    side,
    time_x,
)
from muster.text import _, language, right_to_left

MONTHS = tuple(date(2024 + month // 12, month % 12 + 1, 1) for month in range(24))


def words(english: str, arabic: str) -> str:
    """One of two, by the language that is spoken."""
    return arabic if language() == "ar" else english


def report(name: str | None = None, *, proved: bool = True, many: int = 12) -> Report:
    """The report; with `name`, everything that a scenario could name is called so."""
    title = name or words("Power transformers for a neighbour", "محولات كهربائية لدولة مجاورة")
    return Report(
        title=title,
        subtitle=words("Plan from 2024-01-01 to 2025-12-31", "خطة من 2024-01-01 إلى 2025-12-31"),
        standing=words("Proven optimal in every tier.", "ثبت أنها المثلى في كل مستوى.") if proved
        else words("NOT PROVEN OPTIMAL: a plan that keeps every rule.", "لم يثبت أنها المثلى: خطة تحترم كل القواعد."),
        proved=proved,
        language=language(),
        right_to_left=right_to_left(),
        sections=(answer(name), requests(name, many), tables(name)),
        made_from=(Point(words("Scenario", "سيناريو"), "0f" * 32), Point(name or "muster", "0.1.0")),
    )  # fmt: skip


def answer(name: str | None) -> Section:
    """Paragraphs and lists."""
    told = words(
        "12 of 40 on time, all of it by 2025-03-31. Held back by: capacity of windings.",
        "12 من 40 في الموعد، واكتمل كله في 2025-03-31. ما يعيقه: الطاقة الإنتاجية للملفات.",
    )
    points = Points((Point(name or "req-1", name or told), Point("req-2", told)), words("3 more.", "3 أخرى."))
    return Section("answer", words("The answer", "الجواب"), (Words(name or told), points))


def requests(name: str | None, many: int) -> Section:
    """Pictures: many small charts, and a wide one."""
    filled = Picture(
        "fill",
        words("What is handed over", "ما يُسلَّم"),
        words("Asked and handed over, by month.", "المطلوب والمسلَّم حسب الشهر."),
        tuple(fill(f"fill-{one}", name) for one in range(many)),
        stocks(name),
        words("Another 3 requests are not drawn.", "لم تُرسم 3 طلبات أخرى."),
    )
    worst = Picture(
        "bars", words("Who is late", "من المتأخر"), "", (bars(name),), Table("bars", "", (Column("a"),), ())
    )
    return Section("requests", words("Requests", "الطلبات"), (filled, worst))


def fill(key: str, name: str | None) -> Chart:
    """Two lines over time, each named by a legend."""
    kinds = {label(words("asked", "مطلوب")): ORANGE, label(name or words("handed over", "مسلَّم")): BLUE}
    rows = [
        {"from": day_value(month), "amount": (place + 1) * 100 * (one + 1), "kind": kind}
        for place, month in enumerate(MONTHS)
        for one, kind in enumerate(kinds)
    ]
    spec = {
        "mark": {"type": "line", "interpolate": "step-after"},
        "encoding": {
            "x": time_x(),
            "y": amount_y("amount", words("units", "وحدات")),
            "color": {"field": "kind", "type": "nominal", "scale": colours(kinds), "legend": legend()},
        },
    }
    alt = name or words("Both rise each month, up to 4,800 units.", "كلاهما يرتفع كل شهر حتى 4,800 وحدة.")
    return chart(key, name or words(f"Request {key}", f"الطلب {key}"), alt, rows, spec)


def bars(name: str | None) -> Chart:
    """Bars that are named at their side."""
    parties = [label(f"{one} {name}" if name else words(f"Nation {one}", f"دولة {one}")) for one in range(1, 9)]
    rows = [{"party": party, "late": 1000 * place} for place, party in enumerate(parties)]
    spec = {
        "mark": {"type": "bar", "color": SERIES[0]},
        "encoding": {
            "y": {"field": "party", "type": "nominal", "sort": parties, "title": None, "axis": {"orient": side()}},
            "x": {"field": "late", "type": "quantitative", "title": None, "scale": {"reverse": right_to_left()}},
        },
    }
    alt = words("The eighth is the latest, by 7,000 units.", "الثامنة هي الأكثر تأخرًا بمقدار 7,000 وحدة.")
    return chart("late", name or words("Late units by nation", "الوحدات المتأخرة حسب الدولة"), alt, rows, spec,
                 wide=True)  # fmt: skip


def stocks(name: str | None) -> Table:
    """A long table with a cell of each kind, and blanks."""
    columns = (
        Column(words("item", "مادة")),
        Column(words("from", "من"), "day"),
        Column(words("units", "وحدات"), "number"),
        Column(words("assumed", "مفترض"), "yes"),
        Column(words("note", "ملاحظة")),
    )
    told = words("counted by the owner in the spring", "أحصاها المالك في الربيع")
    rows = tuple((name or f"item-{one}", MONTHS[one % 24], 1234.5 * one, one % 2 == 0, told) for one in range(60))
    blank = ((name or "item-x", None, None, None, None), (name or "item-y", MONTHS[0], -1500.0, False, ""))
    caption = name or words("Stocks by month", "المخزون حسب الشهر")
    return Table("stocks", caption, columns, blank + rows, 1234, "stocks.parquet")


def tables(name: str | None) -> Section:
    """A section with a table of its own, wider than a phone."""
    columns = tuple(Column(f"{words('column', 'عمود')} {one}", "number" if one else "text") for one in range(12))
    rows = tuple((name or f"row-{one}", *(1e6 + one * place for place in range(11))) for one in range(8))
    return Section("more", _("Contents"), (Table("wide", words("All figures", "كل الأرقام"), columns, rows),))
