"""Gaps that parties could close: re-planned cases in words, then a table of requests and parties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from muster.explain.gaps.any_plan_bound import PartyGap as Gap
from muster.explain.gaps.direct_bound import GapContribution
from muster.explain.sentences.pegging import gap_sentence
from muster.report.blocks import Block, Cell, Paragraph, Point, PointList, ReportTable, TableColumn
from muster.report.explanation_view import ExplanationView
from muster.text import _, ngettext

MAX_PARTIES = 6
"""Parties that the tables have columns for, those that could close most."""
MAX_ROWS = 100


def gap_blocks(view: ExplanationView) -> Iterator[Block]:
    """Proofs in words, then by request and party what it could add directly, or whether any plan could close some."""
    party_gaps = view.explanation.party_gaps
    if not party_gaps:
        return
    proved_contributions = [
        contribution for contribution in view.explanation.gap_contributions if contribution.proof is not None
    ]
    text = [
        _(
            "Who could close which gap: at most so much could each party add directly, by consents, from below floors, "
            "with its funds and investments and from what lies unused. This is by the plan's own figures, each as if "
            "nobody else needed the same goods."
        )
    ]
    if proved_contributions:
        text.append(
            ngettext(
                "The largest of them was planned again and is proved.",
                "The {count} largest of them were planned again and are proved.",
                len(proved_contributions),
            ).format(count=len(proved_contributions))
        )
    yield Paragraph(" ".join(text))
    yield PointList(
        tuple(
            Point(view.party_name(contribution.party), _proof_sentence(view, contribution))
            for contribution in _by_closed_share(proved_contributions)
        )
    )
    parties = _ranked_parties(party_gaps)
    drawn_parties, order = parties[:MAX_PARTIES], _ranked_gaps(view, party_gaps)
    if len(parties) > len(drawn_parties):
        yield Paragraph(
            _("The columns are the {shown} parties of {count} that could close most.").format(
                shown=len(drawn_parties), count=len(parties)
            )
        )
    cells = {(gap.request, gap.party): _gap_cell(gap) for gap in party_gaps}
    columns = (
        TableColumn(_("Request")), TableColumn(_("Gap at its largest"), "number"),
        *(TableColumn(view.party_name(party), "number") for party in drawn_parties),
    )  # fmt: skip
    rows = [(request, gap, *(cells.get((request, party)) for party in drawn_parties)) for request, gap in order]
    caption = _(
        "What each party could close of a gap: so much directly, at most (unproved); indirectly: only by planning "
        "again, if at all; —: none in any plan, proved"
    )
    yield ReportTable(
        key="closing",
        caption=caption,
        columns=columns,
        rows=tuple(rows[:MAX_ROWS]),
        omitted_rows=max(0, len(rows) - MAX_ROWS),
    )


def _gap_cell(gap: Gap) -> Cell:
    """Direct contribution of a party; where it is nothing, whether any plan could close some with what it has."""
    if not gap.at_most:
        return None
    return gap.direct or _("indirectly")


def gap_columns() -> tuple[TableColumn, ...]:
    """Headings of a row for each request and party."""
    return (
        TableColumn(_("Request")), TableColumn(_("Party")), TableColumn(_("Gap at its largest"), "number"),
        TableColumn(_("Directly, at most (unproved)"), "number"), TableColumn(_("In any plan, at most"), "number"),
        TableColumn(_("Closes when planned again (proved)"), "number"),
        TableColumn(_("All of it in the bucket from, then"), "day"), TableColumn(_("By what")),
    )  # fmt: skip


def gap_rows(view: ExplanationView) -> list[tuple[Cell, ...]]:
    """A row for each request and party, under `gap_columns`; with what is proved to close most of it, if any is."""
    party_gaps = view.explanation.party_gaps
    best: dict[tuple[str, str], GapContribution] = {}
    for contribution in sorted(view.explanation.gap_contributions, key=_closed_quantity):
        if contribution.proof is not None:
            best[contribution.request, contribution.party] = contribution
    rows: list[tuple[Cell, ...]] = []
    for request, _gap in _ranked_gaps(view, party_gaps):
        gaps = (gap for gap in party_gaps if gap.request == request)
        for gap in sorted(gaps, key=lambda gap: (-gap.direct, gap.party)):
            proved = best.get((request, gap.party))
            proof = proved.proof if proved else None
            rows.append(
                (
                    request, view.party_name(gap.party), gap.gap, gap.direct or None, gap.at_most or None,
                    proof.quantity if proof else None,
                    proof.filled_after if proof else None, _contribution_label(view, proved) if proved else None,
                )
            )  # fmt: skip
    return rows


def _closed_quantity(contribution: GapContribution) -> float:
    return contribution.proof.quantity if contribution.proof else 0.0


def _contribution_label(view: ExplanationView, contribution: GapContribution) -> str:
    """Name of what was released."""
    return (
        _("everything of its own")
        if contribution.kind == "all"
        else view.relaxation_label((contribution.kind, contribution.id))
    )


def _proof_sentence(view: ExplanationView, contribution: GapContribution) -> str:
    name = contribution.id if contribution.kind == "all" else view.subject_name(contribution.kind, contribution.id)
    return gap_sentence(replace(contribution, party=view.party_name(contribution.party), id=name))


def _by_closed_share(proved: Iterable[GapContribution]) -> list[GapContribution]:
    """By the part of the gap that closes, the largest first."""
    return sorted(
        proved,
        key=lambda contribution: (
            -(contribution.proof.quantity / contribution.gap if contribution.proof else 0.0),
            contribution.request,
            contribution.id,
        ),
    )


def _ranked_parties(party_gaps: Iterable[Gap]) -> list[str]:
    """Those that could close most first."""
    closable_shares: dict[str, tuple[float, float]] = {}
    for gap in party_gaps:
        direct, most = closable_shares.get(gap.party, (0.0, 0.0))
        closable_shares[gap.party] = direct + gap.direct / gap.gap, most + gap.at_most / gap.gap
    return sorted(closable_shares, key=lambda party: (-closable_shares[party][0], -closable_shares[party][1], party))


def _ranked_gaps(view: ExplanationView, party_gaps: Iterable[Gap]) -> list[tuple[str, float]]:
    """The requests in the order of the report, each with its gap."""
    gap_by_request = {party_gap.request: party_gap.gap for party_gap in party_gaps}
    late_requests = [
        party_gap.demand.request
        for party_gap in view.plan_view.most_late_first
        if party_gap.demand.request in gap_by_request
    ]
    return [(request, gap_by_request[request]) for request in dict.fromkeys([*late_requests, *gap_by_request])]
