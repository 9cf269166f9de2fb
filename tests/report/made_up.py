"""A made-up report with everything that a report can hold, in the language that is spoken."""

from __future__ import annotations

from datetime import date

from muster.report.blocks import Chart, Paragraph, Picture, Point, PointList, Report, ReportTable, Section, TableColumn
from muster.report.charts.vega import (
    BLUE,
    ORANGE,
    SERIES,
    amount_encoding,
    colour_scale,
    day_value,
    label,
    legend,
    make_chart,
    start_side,
    time_encoding,
)
from muster.text import _, is_right_to_left, language

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
        proof_status=words("Proven optimal in every tier.", "ثبت أنها المثلى في كل مستوى.") if proved
        else words("NOT PROVEN OPTIMAL: a plan that keeps every rule.", "لم يثبت أنها المثلى: خطة تحترم كل القواعد."),
        is_proved=proved,
        language=language(),
        right_to_left=is_right_to_left(),
        sections=(answer(name), requests(name, many), tables(name)),
        origin=(Point(words("Scenario", "سيناريو"), "0f" * 32), Point(name or "muster", "0.1.0")),
    )  # fmt: skip


def answer(name: str | None) -> Section:
    """Paragraphs and lists."""
    text = words(
        "12 of 40 on time, all of it by 2025-03-31. Held back by: capacity of windings.",
        "12 من 40 في الموعد، واكتمل كله في 2025-03-31. ما يعيقه: الطاقة الإنتاجية للملفات.",
    )
    points = PointList((Point(name or "req-1", name or text), Point("req-2", text)), words("3 more.", "3 أخرى."))
    return Section("answer", words("The answer", "الجواب"), (Paragraph(name or text), points))


def requests(name: str | None, many: int) -> Section:
    """Pictures: many small charts, and a wide one."""
    filled = Picture(
        key="fill",
        title=words("What is handed over", "ما يُسلَّم"),
        summary=words("Asked and handed over, by month.", "المطلوب والمسلَّم حسب الشهر."),
        charts=tuple(fill(f"fill-{index}", name) for index in range(many)),
        table=stocks(name),
        omission_note=words("Another 3 requests are not drawn.", "لم تُرسم 3 طلبات أخرى."),
    )
    worst = Picture(
        key="bars",
        title=words("Who is late", "من المتأخر"),
        summary="",
        charts=(bars(name),),
        table=ReportTable(key="bars", caption="", columns=(TableColumn("a"),), rows=()),
    )
    return Section("requests", words("Requests", "الطلبات"), (filled, worst))


def fill(key: str, name: str | None) -> Chart:
    """Two lines over time, each named by a legend."""
    kinds = {label(words("asked", "مطلوب")): ORANGE, label(name or words("handed over", "مسلَّم")): BLUE}
    rows = [
        {"from": day_value(month), "amount": (month_index + 1) * 100 * (kind_index + 1), "kind": kind}
        for month_index, month in enumerate(MONTHS)
        for kind_index, kind in enumerate(kinds)
    ]
    spec = {
        "mark": {"type": "line", "interpolate": "step-after"},
        "encoding": {
            "x": time_encoding(),
            "y": amount_encoding("amount", words("units", "وحدات")),
            "color": {"field": "kind", "type": "nominal", "scale": colour_scale(kinds), "legend": legend()},
        },
    }
    alt = name or words("Both rise each month, up to 4,800 units.", "كلاهما يرتفع كل شهر حتى 4,800 وحدة.")
    return make_chart(key, name or words(f"Request {key}", f"الطلب {key}"), alt, rows, spec)


def bars(name: str | None) -> Chart:
    """Bars that are named at their side."""
    parties = [
        label(f"{nation} {name}" if name else words(f"Nation {nation}", f"دولة {nation}")) for nation in range(1, 9)
    ]
    rows = [{"party": party, "late": 1000 * index} for index, party in enumerate(parties)]
    spec = {
        "mark": {"type": "bar", "color": SERIES[0]},
        "encoding": {
            "y": {
                "field": "party",
                "type": "nominal",
                "sort": parties,
                "title": None,
                "axis": {"orient": start_side()},
            },
            "x": {"field": "late", "type": "quantitative", "title": None, "scale": {"reverse": is_right_to_left()}},
        },
    }
    alt = words("The eighth is the latest, by 7,000 units.", "الثامنة هي الأكثر تأخرًا بمقدار 7,000 وحدة.")
    return make_chart("late", name or words("Late units by nation", "الوحدات المتأخرة حسب الدولة"), alt, rows, spec,
                 wide=True)  # fmt: skip


def stocks(name: str | None) -> ReportTable:
    """A long table with a cell of each kind, and blanks."""
    columns = (
        TableColumn(words("item", "مادة")),
        TableColumn(words("from", "من"), "day"),
        TableColumn(words("units", "وحدات"), "number"),
        TableColumn(words("assumed", "مفترض"), "yes"),
        TableColumn(words("note", "ملاحظة")),
    )
    note = words("counted by the owner in the spring", "أحصاها المالك في الربيع")
    rows = tuple(
        (name or f"item-{index}", MONTHS[index % 24], 1234.5 * index, index % 2 == 0, note) for index in range(60)
    )
    blank = ((name or "item-x", None, None, None, None), (name or "item-y", MONTHS[0], -1500.0, False, ""))
    caption = name or words("Stocks by month", "المخزون حسب الشهر")
    return ReportTable(
        key="stocks", caption=caption, columns=columns, rows=blank + rows, omitted_rows=1234, file="stocks.parquet"
    )


def tables(name: str | None) -> Section:
    """A section with a table of its own, wider than a phone."""
    columns = tuple(
        TableColumn(f"{words('column', 'عمود')} {index}", "number" if index else "text") for index in range(12)
    )
    rows = tuple((name or f"row-{index}", *(1e6 + index * step for step in range(11))) for index in range(8))
    return Section(
        "more",
        _("Contents"),
        (ReportTable(key="wide", caption=words("All figures", "كل الأرقام"), columns=columns, rows=rows),),
    )
