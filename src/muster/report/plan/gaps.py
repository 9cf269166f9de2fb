"""Who could close which gap: what was planned again in words, then a table of requests and parties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from muster.explain.gaps.any_plan_bound import Cell as Gap
from muster.explain.gaps.direct_bound import Closing
from muster.explain.sentences.pegging import told_gap
from muster.report.blocks import Block, Cell, Column, Point, Points, Table, Words
from muster.report.explanation_view import Reasons
from muster.text import _, ngettext

PARTIES = 6
"""Parties that the tables have columns for, those that could close most."""
MOST_ROWS = 100


def gaps(reasons: Reasons) -> Iterator[Block]:
    """Proofs in words, then by request and party what it could add directly, or whether any plan could close some."""
    found = reasons.explanation.matrix
    if not found:
        return
    proved = [one for one in reasons.explanation.closing if one.proof is not None]
    text = [
        _(
            "Who could close which gap: at most so much could each party add directly, by consents, from below floors, "
            "with its funds and investments and from what lies unused. This is by the plan's own figures, each as if "
            "nobody else needed the same goods."
        )
    ]
    if proved:
        text.append(
            ngettext(
                "The largest of them was planned again and is proved.",
                "The {count} largest of them were planned again and are proved.",
                len(proved),
            ).format(count=len(proved))
        )
    yield Words(" ".join(text))
    yield Points(tuple(Point(reasons.party(one.party), _told(reasons, one)) for one in _ranked(proved)))
    parties = _parties(found)
    shown, order = parties[:PARTIES], _order(reasons, found)
    if len(parties) > len(shown):
        yield Words(
            _("The columns are the {shown} parties of {count} that could close most.").format(
                shown=len(shown), count=len(parties)
            )
        )
    cells = {(one.request, one.party): _cell(one) for one in found}
    columns = (
        Column(_("Request")), Column(_("Gap at its largest"), "number"),
        *(Column(reasons.party(party), "number") for party in shown),
    )  # fmt: skip
    rows = [(request, gap, *(cells.get((request, party)) for party in shown)) for request, gap in order]
    caption = _(
        "What each party could close of a gap: so much directly, at most (unproved); indirectly: only by planning "
        "again, if at all; —: none in any plan, proved"
    )
    yield Table("closing", caption, columns, tuple(rows[:MOST_ROWS]), max(0, len(rows) - MOST_ROWS))


def _cell(one: Gap) -> Cell:
    """What a party could add directly; where that is nothing, whether any plan could close some with what it has."""
    if not one.at_most:
        return None
    return one.direct or _("indirectly")


def gap_columns() -> tuple[Column, ...]:
    """Headings of a row for each request and party."""
    return (
        Column(_("Request")), Column(_("Party")), Column(_("Gap at its largest"), "number"),
        Column(_("Directly, at most (unproved)"), "number"), Column(_("In any plan, at most"), "number"),
        Column(_("Closes when planned again (proved)"), "number"),
        Column(_("All of it in the bucket from, then"), "day"), Column(_("By what")),
    )  # fmt: skip


def gap_rows(reasons: Reasons) -> list[tuple[Cell, ...]]:
    """A row for each request and party, under `gap_columns`; with what is proved to close most of it, if any is."""
    found = reasons.explanation.matrix
    best: dict[tuple[str, str], Closing] = {}
    for one in sorted(reasons.explanation.closing, key=lambda one: one.proof.quantity if one.proof else 0.0):
        if one.proof is not None:
            best[one.request, one.party] = one
    rows: list[tuple[Cell, ...]] = []
    for request, _gap in _order(reasons, found):
        for one in sorted((one for one in found if one.request == request), key=lambda one: (-one.direct, one.party)):
            entry = best.get((request, one.party))
            proof = entry.proof if entry else None
            rows.append(
                (
                    request, reasons.party(one.party), one.gap, one.direct or None, one.at_most or None,
                    proof.quantity if proof else None,
                    proof.filled_after if proof else None, _by(reasons, entry) if entry else None,
                )
            )  # fmt: skip
    return rows


def _by(reasons: Reasons, one: Closing) -> str:
    """What was set free, by its name."""
    return _("everything of its own") if one.kind == "all" else reasons.thing((one.kind, one.id))


def _told(reasons: Reasons, one: Closing) -> str:
    name = one.id if one.kind == "all" else reasons.name(one.kind, one.id)
    return told_gap(replace(one, party=reasons.party(one.party), id=name))


def _ranked(proved: Iterable[Closing]) -> list[Closing]:
    """By the part of the gap that closes, the largest first."""
    return sorted(proved, key=lambda one: (-(one.proof.quantity / one.gap if one.proof else 0.0), one.request, one.id))


def _parties(found: Iterable[Gap]) -> list[str]:
    """Those that could close most first."""
    parts: dict[str, tuple[float, float]] = {}
    for one in found:
        direct, most = parts.get(one.party, (0.0, 0.0))
        parts[one.party] = direct + one.direct / one.gap, most + one.at_most / one.gap
    return sorted(parts, key=lambda party: (-parts[party][0], -parts[party][1], party))


def _order(reasons: Reasons, found: Iterable[Gap]) -> list[tuple[str, float]]:
    """The requests in the order of the report, each with its gap."""
    gap = {one.request: one.gap for one in found}
    behind = [one.want.request for one in reasons.behind() if one.want.request in gap]
    return [(request, gap[request]) for request in dict.fromkeys([*behind, *gap])]
