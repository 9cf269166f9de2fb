"""Pegs, critical paths, refills, gaps, pledges and pooling in sentences, for terminal, report and pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from muster.explain.explanation import Explanation
from muster.explain.gaps.direct_bound import GapContribution
from muster.explain.pegging.critical_path import CriticalStep
from muster.explain.pegging.pegs import Peg
from muster.explain.pegging.replenishment import Replenishment
from muster.explain.pegging.where_used import SourceNode, source_tree
from muster.explain.what_if.pledge_feasibility import PledgeFeasibility
from muster.explain.what_if.pooling import StandAloneResult, pooling_gains
from muster.text import _, day, isolate_in_rtl, join_list, mark, month, ngettext, number
from muster.tolerances import FILLED

MAX_LINES = 12
"""Maximum lines of a kind; the rest are counted."""

SOURCE_MESSAGES = {
    "stock": mark("{quantity} of {item} from stock at {place} ({when})"),
    "receipt": mark("{quantity} of {item} received at {place} ({when})"),
    "operation": mark("{quantity} of {item} made by operation {id} (begun {when})"),
    "lane": mark("{quantity} of {item} on lane {id} ({when})"),
    "hand_over": mark("{quantity} of {item} handed over for {id} ({when})"),
}

WITHIN_BUCKET = mark("Lane {id} carries {item} within {last}.")

STEP_MESSAGES = {
    "stock": mark("{item} is in stock at {place} from the start."),
    "receipt": mark("{item} is received at {place} in {last}."),
    "operation": mark("Operation {id}, begun in {first}, gives {item} in {last}."),
    "lane": mark("On lane {id}, {item} leaves in {first} and arrives in {last}."),
    "hand_over": mark("{item} is handed over in {last}."),
    "capacity": mark("From {first} to {last} it waits for capacity of {id}."),
    "consent": mark("From {first} to {last} it waits for the consent of {id}."),
    "window": mark("From {first} to {last} it waits until {id} may be used."),
}

GAP_MESSAGES = {
    "consent": mark("{party} could add up to {quantity} of {gap} to {request} by the consent of {id}."),
    "reserve": mark("{party} could add up to {quantity} of {gap} to {request} by giving from the floor of {id}."),
    "fund": mark("{party} could add up to {quantity} of {gap} to {request} by filling the fund {id}."),
    "investment": mark("{party} could add up to {quantity} of {gap} to {request} by the investment {id}."),
    "all": mark("{party} could add up to {quantity} of {gap} to {request} with everything of its own set free."),
    "unused": mark("{party} could add up to {quantity} of {gap} to {request} from what lies unused."),
}


def explanation_sentences(explanation: Explanation) -> list[tuple[str, list[str]]]:
    """All of it in order: headings, each with its sentences."""
    requests = list(dict.fromkeys(peg.request for peg in explanation.pegs))
    sources = [line for request in requests for line in (source_sentence(explanation.pegs, request),) if line]
    if len(requests) == 1:
        sources += source_tree_lines(explanation.pegs, requests[0])
    paths = [
        line
        for request, steps in explanation.critical_paths.items()
        for line in critical_path_sentences(request, steps)
    ]
    parts = [
        (_("Where the goods come from:"), sources),
        (_("Late for lead time alone:"), paths),
        (_("Stocks drawn down and refilled:"), replenishment_sentences(explanation.replenishments)),
        (
            _("Who could close which gap directly, at most, by the plan's own figures; the largest planned again:"),
            gap_sentences(explanation.gap_contributions),
        ),
        (_("Pledges, each giver planned alone:"), pledge_sentences(explanation.pledge_feasibility)),
        (_("Together or alone:"), pooling_sentences(explanation.stand_alone_results)),
    ]
    return [(heading, lines) for heading, lines in parts if lines]


def source_sentence(pegs: Iterable[Peg], request: str) -> str:
    """Sources of the goods handed over for a request, in one sentence."""
    sources = [node for node in _entry_points(source_tree(pegs, request)) if node.kind != "hand_over"]
    if not sources:
        return ""
    return _("{request} is served by {sources}.").format(
        request=request,
        sources=join_list((isolate_in_rtl(_source_phrase(node)) for node in sources[:MAX_LINES]), mark("; ")),
    )


def source_tree_lines(pegs: Iterable[Peg], request: str) -> list[str]:
    """The whole tree behind a request, a line each, indented by what feeds what."""
    lines = []
    for node in source_tree(pegs, request):
        lines.append("  " * node.depth + _source_phrase(node))
        if node.cut:
            lines.append("  " * (node.depth + 1) + _("What stands behind it is left out: it has too many steps."))
    return lines


def critical_path_sentences(request: str, steps: Sequence[CriticalStep]) -> list[str]:
    """Why a request is late for lead time alone, step by step."""
    if not steps:
        return []
    head = _("{request} is late for lead time alone; no capacity and no money would bring it sooner:")
    lines = [head.format(request=request)]
    return lines + ["  " + _step_sentence(step) for step in steps]


def replenishment_sentences(replenishments: Iterable[Replenishment]) -> list[str]:
    """Drawdown and refill of each stock."""
    return [" ".join(_replenishment_sentences(replenishment)) for replenishment in replenishments]


def gap_sentences(contributions: Sequence[GapContribution]) -> list[str]:
    """Gaps that parties could close, the largest first."""
    if not contributions:
        return []
    ranked = sorted(
        contributions,
        key=lambda contribution: (
            -contribution.quantity / contribution.gap,
            contribution.request,
            contribution.party,
            contribution.kind != "all",
            contribution.id,
        ),
    )
    return [gap_sentence(contribution) for contribution in ranked[:MAX_LINES]] + _remainder(len(ranked))


def gap_sentence(contribution: GapContribution) -> str:
    """Contribution that a party could make to a request by one release, and the result of re-planning with it."""
    text = _(GAP_MESSAGES[contribution.kind]).format(
        party=contribution.party,
        quantity=number(contribution.quantity),
        gap=number(contribution.gap),
        request=contribution.request,
        id=contribution.id,
    )
    return " ".join([text, *_proof_sentences(contribution)])


def _proof_sentences(contribution: GapContribution) -> Iterator[str]:
    """Result of re-planning with it."""
    if contribution.proof is None:
        if contribution.at_most == 0:
            yield _("Proved: in no plan does that close any of the gap.")
        return
    figures = {"closed": number(contribution.proof.quantity), "gap": number(contribution.gap)}
    if contribution.proof.quantity <= FILLED * contribution.gap:
        yield _("Planned again with that, none of the gap closes.")
    elif (
        contribution.proof.filled_after is not None
        and contribution.proof.filled_after != contribution.proof.filled_before
    ):
        message = _("Planned again with that, {closed} of the gap closes, and the last is handed over in {filled}.")
        yield message.format(filled=month(contribution.proof.filled_after), **figures)
    else:
        yield _("Planned again with that, {closed} of the gap closes.").format(**figures)


def pledge_sentences(pledges: Iterable[PledgeFeasibility]) -> list[str]:
    """Pledges that can and cannot be kept with what their givers have."""
    return [_pledge_sentence(pledge) for pledge in pledges]


def pooling_sentences(results: Sequence[StandAloneResult]) -> list[str]:
    """Gain of planning together, and what each party could do alone."""
    if not results:
        return []
    lines = []
    for pooling in pooling_gains(results):
        if pooling.gain > 0:
            message = _("Of the {together} handed over for {request}, {gain} come only from planning together.")
            figures = {"together": number(pooling.together), "gain": number(pooling.gain)}
            lines.append(message.format(request=pooling.request, **figures))
    ranked = sorted(results, key=lambda result: (-result.handed_over, result.request, result.party))
    for result in [result for result in ranked if result.handed_over > 0][:MAX_LINES]:
        message = _(
            "{party} alone could hand over {alone} for {request}, {on_time} of it in time; "
            "in the group's plan its goods give {pooled}."
        )
        figures = {
            "alone": number(result.handed_over),
            "on_time": number(result.on_time),
            "pooled": number(result.pooled),
        }
        lines.append(message.format(party=result.party, request=result.request, **figures))
    return lines


def _entry_points(tree: Iterable[SourceNode]) -> Iterator[SourceNode]:
    """Sources of what is handed over, through lanes alone: stocks, receipts and operations."""
    through = -1
    for node in tree:
        if node.depth == 0 or (node.kind == "lane" and node.depth == through + 1):
            through = node.depth
        elif node.depth <= through:
            through = node.depth if node.kind == "lane" else node.depth - 1
            if node.kind != "lane":
                yield node
        elif node.depth == through + 1:
            yield node


def _source_phrase(node: SourceNode) -> str:
    return _(SOURCE_MESSAGES[node.kind]).format(
        quantity=number(node.quantity),
        item=node.item,
        place=node.location,
        id=node.id,
        when=_period(node.bucket, node.until),
    )


def _period(first: date, last: date) -> str:
    if first == last:
        return month(first)
    return _("{first} to {last}").format(first=month(first), last=month(last))


def _step_sentence(step: CriticalStep) -> str:
    message = WITHIN_BUCKET if step.kind == "lane" and step.start == step.until else STEP_MESSAGES[step.kind]
    return _(message).format(
        id=step.activity,
        place=step.location,
        item=step.item,
        first=month(step.start),
        last=month(step.until),
    )


def _replenishment_sentences(replenishment: Replenishment) -> Iterator[str]:
    figures = {
        "party": replenishment.party,
        "item": replenishment.item,
        "opening": number(replenishment.opening),
        "lowest": number(replenishment.lowest),
        "when": month(replenishment.lowest_on),
        "goal": number(replenishment.goal),
    }
    if replenishment.back_on is not None:
        message = _(
            "{party}'s stock of {item} falls from {opening} to {lowest} in {when} and is back at {goal} in {back}."
        )
        yield message.format(back=month(replenishment.back_on), **figures)
    else:
        message = _(
            "{party}'s stock of {item} falls from {opening} to {lowest} in {when}; "
            "at the end it is {missing} below {goal}."
        )
        yield message.format(missing=number(replenishment.missing), **figures)
    if replenishment.delayed_by:
        causes = join_list(isolate_in_rtl(str(cause)) for cause in replenishment.delayed_by)
        yield _("What delays the refill, by worth, unproved: {guesses}.").format(guesses=causes)
    if replenishment.cost:
        message = _("What came since, {refilled}, costs {cost} {currency}.")
        yield message.format(
            refilled=number(replenishment.refilled),
            cost=number(replenishment.cost, 12),
            currency=replenishment.currency,
        )


def _pledge_sentence(pledge: PledgeFeasibility) -> str:
    figures = {
        "pledge": pledge.pledge,
        "party": pledge.party,
        "quantity": number(pledge.quantity),
        "by": day(pledge.due),
    }
    if pledge.possible is None or pledge.possible_by_end is None:
        return _("{pledge}: whether {party} can keep it cannot be told.").format(**figures)
    if pledge.can_be_kept:
        return _("{pledge}: {party} can hand over {quantity} by {by} with what it has.").format(**figures)
    figures["possible"] = number(pledge.possible)
    if pledge.filled_by is not None:
        message = _(
            "{pledge}: with what it has, {party} can hand over {possible} of {quantity} by {by}, all by {filled}."
        )
        return message.format(filled=day(pledge.filled_by), **figures)
    message = _("{pledge}: with what it has, {party} can hand over {possible} of {quantity} by {by}, {end} by the end.")
    return message.format(end=number(pledge.possible_by_end), **figures)


def _remainder(count: int) -> list[str]:
    more = count - MAX_LINES
    return [ngettext("and {count} more", "and {count} more", more).format(count=more)] if more > 0 else []
