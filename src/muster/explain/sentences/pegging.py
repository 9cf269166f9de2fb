"""What pegs, critical paths, refills, gaps, pledges and pooling say in sentences, for terminal, report and pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from muster.explain.gaps.direct_bound import Closing
from muster.explain.pegging.critical_path import Step
from muster.explain.pegging.pegs import Peg
from muster.explain.pegging.replenishment import Refill
from muster.explain.pegging.where_used import Origin, origins
from muster.explain.results import Explanation
from muster.explain.what_if.pledge_feasibility import Keeping
from muster.explain.what_if.pooling import Alone, pooling
from muster.text import _, day, listed, mark, month, ngettext, number, unit
from muster.tolerances import FILLED

MOST = 12
"""So many lines of a kind are told; the rest are counted."""

ORIGINS = {
    "stock": mark("{quantity} of {item} from stock at {place} ({when})"),
    "receipt": mark("{quantity} of {item} received at {place} ({when})"),
    "operation": mark("{quantity} of {item} made by operation {id} (begun {when})"),
    "lane": mark("{quantity} of {item} on lane {id} ({when})"),
    "hand_over": mark("{quantity} of {item} handed over for {id} ({when})"),
}

WITHIN = mark("Lane {id} carries {item} within {last}.")

STEPS = {
    "stock": mark("{item} is in stock at {place} from the start."),
    "receipt": mark("{item} is received at {place} in {last}."),
    "operation": mark("Operation {id}, begun in {first}, gives {item} in {last}."),
    "lane": mark("On lane {id}, {item} leaves in {first} and arrives in {last}."),
    "hand_over": mark("{item} is handed over in {last}."),
    "capacity": mark("From {first} to {last} it waits for capacity of {id}."),
    "consent": mark("From {first} to {last} it waits for the consent of {id}."),
    "window": mark("From {first} to {last} it waits until {id} may be used."),
}

CLOSINGS = {
    "consent": mark("{party} could add up to {quantity} of {gap} to {request} by the consent of {id}."),
    "reserve": mark("{party} could add up to {quantity} of {gap} to {request} by giving from the floor of {id}."),
    "fund": mark("{party} could add up to {quantity} of {gap} to {request} by filling the fund {id}."),
    "investment": mark("{party} could add up to {quantity} of {gap} to {request} by the investment {id}."),
    "all": mark("{party} could add up to {quantity} of {gap} to {request} with everything of its own set free."),
    "unused": mark("{party} could add up to {quantity} of {gap} to {request} from what lies unused."),
}


def told(explanation: Explanation) -> list[tuple[str, list[str]]]:
    """All of it in order: headings, each with its sentences."""
    requests = list(dict.fromkeys(peg.request for peg in explanation.pegs))
    sources = [line for request in requests for line in (told_sources(explanation.pegs, request),) if line]
    if len(requests) == 1:
        sources += told_origins(explanation.pegs, requests[0])
    paths = [line for request, steps in explanation.critical_path.items() for line in told_path(request, steps)]
    parts = [
        (_("Where the goods come from:"), sources),
        (_("Late for lead time alone:"), paths),
        (_("Stocks drawn down and refilled:"), told_refill(explanation.refill)),
        (
            _("Who could close which gap directly, at most, by the plan's own figures; the largest planned again:"),
            told_closing(explanation.closing),
        ),
        (_("Pledges, each giver planned alone:"), told_keeping(explanation.keeping)),
        (_("Together or alone:"), told_alone(explanation.alone)),
    ]
    return [(heading, lines) for heading, lines in parts if lines]


def told_sources(found: Iterable[Peg], request: str) -> str:
    """Where the goods handed over for a request come into the plan, in one sentence."""
    sources = [one for one in _ends(origins(found, request)) if one.kind != "hand_over"]
    if not sources:
        return ""
    return _("{request} is served by {sources}.").format(
        request=request, sources=listed((unit(_origin(one)) for one in sources[:MOST]), mark("; "))
    )


def told_origins(found: Iterable[Peg], request: str) -> list[str]:
    """The whole tree behind a request, a line each, indented by what feeds what."""
    lines = []
    for one in origins(found, request):
        lines.append("  " * one.depth + _origin(one))
        if one.cut:
            lines.append("  " * (one.depth + 1) + _("What stands behind it is left out: it has too many steps."))
    return lines


def told_path(request: str, steps: Sequence[Step]) -> list[str]:
    """Why a request is late for lead time alone, step by step."""
    if not steps:
        return []
    head = _("{request} is late for lead time alone; no capacity and no money would bring it sooner:")
    lines = [head.format(request=request)]
    return lines + ["  " + _step(step) for step in steps]


def told_refill(found: Iterable[Refill]) -> list[str]:
    """How each stock is drawn down and refilled."""
    return [" ".join(_refill(one)) for one in found]


def told_closing(found: Sequence[Closing]) -> list[str]:
    """Who could close which gap, the largest first."""
    if not found:
        return []
    ranked = sorted(found, key=lambda one: (-one.quantity / one.gap, one.request, one.party, one.kind != "all", one.id))
    return [told_gap(one) for one in ranked[:MOST]] + _rest(len(ranked))


def told_gap(one: Closing) -> str:
    """What a party could add to a request by one thing, and what planning again came to if that was done."""
    text = _(CLOSINGS[one.kind]).format(
        party=one.party, quantity=number(one.quantity), gap=number(one.gap), request=one.request, id=one.id
    )
    return " ".join([text, *_closed(one)])


def _closed(one: Closing) -> Iterator[str]:
    """What planning again with it comes to."""
    if one.proof is None:
        if one.at_most == 0:
            yield _("Proved: in no plan does that close any of the gap.")
        return
    figures = {"closed": number(one.proof.quantity), "gap": number(one.gap)}
    if one.proof.quantity <= FILLED * one.gap:
        yield _("Planned again with that, none of the gap closes.")
    elif one.proof.filled_after is not None and one.proof.filled_after != one.proof.filled_before:
        text = _("Planned again with that, {closed} of the gap closes, and the last is handed over in {filled}.")
        yield text.format(filled=month(one.proof.filled_after), **figures)
    else:
        yield _("Planned again with that, {closed} of the gap closes.").format(**figures)


def told_keeping(found: Iterable[Keeping]) -> list[str]:
    """Whether each pledge can be kept with what its giver has."""
    return [_keeping(one) for one in found]


def told_alone(found: Sequence[Alone]) -> list[str]:
    """What planning together gives, and what each party could do alone."""
    if not found:
        return []
    lines = []
    for gained in pooling(found):
        if gained.gain > 0:
            text = _("Of the {together} handed over for {request}, {gain} come only from planning together.")
            figures = {"together": number(gained.together), "gain": number(gained.gain)}
            lines.append(text.format(request=gained.request, **figures))
    ranked = sorted(found, key=lambda one: (-one.handed_over, one.request, one.party))
    for one in [one for one in ranked if one.handed_over > 0][:MOST]:
        text = _(
            "{party} alone could hand over {alone} for {request}, {on_time} of it in time; "
            "in the group's plan its goods give {pooled}."
        )
        figures = {"alone": number(one.handed_over), "on_time": number(one.on_time), "pooled": number(one.pooled)}
        lines.append(text.format(party=one.party, request=one.request, **figures))
    return lines


def _ends(found: Iterable[Origin]) -> Iterator[Origin]:
    """Where what is handed over comes from, through lanes alone: stocks, receipts and operations."""
    through = -1
    for one in found:
        if one.depth == 0 or (one.kind == "lane" and one.depth == through + 1):
            through = one.depth
        elif one.depth <= through:
            through = one.depth if one.kind == "lane" else one.depth - 1
            if one.kind != "lane":
                yield one
        elif one.depth == through + 1:
            yield one


def _origin(one: Origin) -> str:
    return _(ORIGINS[one.kind]).format(
        quantity=number(one.quantity),
        item=one.item,
        place=_place(one.id, one.item),
        id=one.id,
        when=_when(one.bucket, one.until),
    )


def _when(first: date, last: date) -> str:
    if first == last:
        return month(first)
    return _("{first} to {last}").format(first=month(first), last=month(last))


def _step(step: Step) -> str:
    words = WITHIN if step.kind == "lane" and step.start == step.until else STEPS[step.kind]
    return _(words).format(
        id=step.activity,
        place=_place(step.activity, step.item),
        item=step.item,
        first=month(step.start),
        last=month(step.until),
    )


def _place(id: str, item: str) -> str:
    """The location of `location/item`."""
    return id.removesuffix(f"/{item}")


def _refill(one: Refill) -> Iterator[str]:
    figures = {
        "party": one.party,
        "item": one.item,
        "opening": number(one.opening),
        "lowest": number(one.lowest),
        "when": month(one.lowest_on),
        "goal": number(one.goal),
    }
    if one.back_on is not None:
        text = _(
            "{party}'s stock of {item} falls from {opening} to {lowest} in {when} and is back at {goal} in {back}."
        )
        yield text.format(back=month(one.back_on), **figures)
    else:
        text = _(
            "{party}'s stock of {item} falls from {opening} to {lowest} in {when}; "
            "at the end it is {missing} below {goal}."
        )
        yield text.format(missing=number(one.missing), **figures)
    if one.delayed_by:
        guesses = listed(unit(str(guess)) for guess in one.delayed_by)
        yield _("What delays the refill, by worth, unproved: {guesses}.").format(guesses=guesses)
    if one.cost:
        text = _("What came since, {refilled}, costs {cost} {currency}.")
        yield text.format(refilled=number(one.refilled), cost=number(one.cost, 12), currency=one.currency)


def _keeping(one: Keeping) -> str:
    figures = {"pledge": one.pledge, "party": one.party, "quantity": number(one.quantity), "by": day(one.by)}
    if one.possible is None or one.by_the_end is None:
        return _("{pledge}: whether {party} can keep it cannot be told.").format(**figures)
    if one.can_be_kept:
        return _("{pledge}: {party} can hand over {quantity} by {by} with what it has.").format(**figures)
    figures["possible"] = number(one.possible)
    if one.filled_by is not None:
        text = _("{pledge}: with what it has, {party} can hand over {possible} of {quantity} by {by}, all by {filled}.")
        return text.format(filled=day(one.filled_by), **figures)
    text = _("{pledge}: with what it has, {party} can hand over {possible} of {quantity} by {by}, {end} by the end.")
    return text.format(end=number(one.by_the_end), **figures)


def _rest(count: int) -> list[str]:
    more = count - MOST
    return [ngettext("and {count} more", "and {count} more", more).format(count=more)] if more > 0 else []
