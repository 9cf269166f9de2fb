"""Sentences on the changes of requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from muster.plans.compare.requests import (
    BETTER,
    HANDED_OVER_BEFORE,
    WORSE,
    RequestChange,
    RequestOutcome,
    count_verdicts,
)
from muster.plans.fulfilment import lateness_unit
from muster.text import _, day, join_list, ngettext, number


def headline_sentences(requests: tuple[RequestChange, ...]) -> Iterator[str]:
    """Yield the number of requests by verdict; nothing if no request changes."""
    verdicts = count_verdicts(requests)
    if len(requests) > verdicts["same"]:
        words = _(
            "Requests: {better} better, {worse} worse, {mixed} better and worse, {otherwise} new, gone or on other "
            "terms, {same} unchanged."
        )
        yield words.format(**verdicts)


def unchanged_sentences(requests: tuple[RequestChange, ...]) -> Iterator[str]:
    """Yield the number of unchanged requests."""
    same = count_verdicts(requests)["same"]
    if requests and same == len(requests):
        yield _("Nothing changes for any request.")
    elif same:
        words = ngettext("Nothing changes for {count} request.", "Nothing changes for {count} requests.", same)
        yield words.format(count=same)


def request_sentences(requests: tuple[RequestChange, ...], base_bucket: str) -> Iterator[str]:
    """Yield the sentences of each changed request, in order; `base_bucket` is the unit of lateness."""
    for change in requests:
        if change.verdict != "same":
            yield from _sentences_of_request(change, base_bucket)


def _sentences_of_request(change: RequestChange, base_bucket: str) -> Iterator[str]:
    before, after = change.before, change.after
    if before is None or after is None:
        yield _new(change.request, after) if after else _gone(change.request, before)
        return
    for kind in change.changes:
        if kind in _LATER:
            yield _later(change)
        elif kind in _LATENESS and not _is_implied(kind, change.changes):
            yield _late(change.request, before, after, base_bucket)
        elif kind in _SENTENCES:
            yield from _SENTENCES[kind](change, before, after)


def _is_implied(kind: str, changes: tuple[str, ...]) -> bool:
    """True for a change of lateness whose direction other changes already show."""
    same_direction = {"less_late": BETTER, "more_late": WORSE}.get(kind)
    return same_direction is not None and len(same_direction & set(changes)) > 1


def _new(request: str, after: RequestOutcome) -> str:
    if after.filled_by is None:
        words = _("{request} is new: {handed_over} of {quantity} are handed over by the end.")
        return words.format(request=request, handed_over=number(after.handed_over), quantity=number(after.quantity))
    words = _("{request} is new: it asks for {quantity} and is filled by {day}.")
    return words.format(request=request, quantity=number(after.quantity), day=day(after.filled_by))


def _gone(request: str, before: RequestOutcome | None) -> str:
    assert before is not None
    words = _("{request} is gone; in the first plan {handed_over} of {quantity} are handed over by the end.")
    return words.format(request=request, handed_over=number(before.handed_over), quantity=number(before.quantity))


def _wants(change: RequestChange, before: RequestOutcome, after: RequestOutcome) -> Iterator[str]:
    words = _("{request} asks for {after} instead of {before}: the quantities it gets are not compared.")
    yield words.format(request=change.request, before=before.wants, after=after.wants)


def _only(change: RequestChange, before: RequestOutcome, after: RequestOutcome) -> Iterator[str]:
    if before.quantity > 0:
        words = _("Only the first plan has something left to hand over for {request}: {quantity}.")
    else:
        words = _("Only the second plan has something left to hand over for {request}: {quantity}.")
    yield words.format(request=change.request, quantity=number(max(before.quantity, after.quantity)))


def _asked(change: RequestChange, before: RequestOutcome, after: RequestOutcome) -> Iterator[str]:
    totals = number(before.total_asked), number(after.total_asked)
    if totals[0] != totals[1]:
        words = _("{request} asks for {after} instead of {before}.")
        yield words.format(request=change.request, before=totals[0], after=totals[1])
    named = {HANDED_OVER_BEFORE} if totals[0] == totals[1] else {HANDED_OVER_BEFORE, "quantity"}
    terms = [column for column in change.asked if column not in named]
    if terms:
        words = _("The terms of {request} differ: {columns}.")
        yield words.format(request=change.request, columns=join_list(terms))


def _before(change: RequestChange, before: RequestOutcome, after: RequestOutcome) -> Iterator[str]:
    words = _("Of {request}, {after} were handed over before the second plan starts, {before} before the first.")
    yield words.format(
        request=change.request, before=number(before.handed_over_before), after=number(after.handed_over_before)
    )


def _filled(change: RequestChange, before: RequestOutcome, after: RequestOutcome) -> Iterator[str]:
    if after.filled_by is not None:
        words = _("{request} is filled by {day}; in the first plan it is not filled.")
        yield words.format(request=change.request, day=day(after.filled_by))
    elif before.filled_by is not None:
        words = _("{request} is not filled; in the first plan it is filled by {day}.")
        yield words.format(request=change.request, day=day(before.filled_by))


def _later(change: RequestChange) -> str:
    """Sentence on a request filled earlier or later, in months if both days end a month."""
    assert change.days is not None
    assert change.before is not None
    assert change.after is not None
    assert change.before.filled_by is not None
    assert change.after.filled_by is not None
    count = abs(change.days if change.months is None else change.months)
    if change.months is None and change.days < 0:
        words = ngettext(
            "{request} is filled {count} day earlier: by {after} instead of {before}.",
            "{request} is filled {count} days earlier: by {after} instead of {before}.",
            count,
        )
    elif change.months is None:
        words = ngettext(
            "{request} is filled {count} day later: by {after} instead of {before}.",
            "{request} is filled {count} days later: by {after} instead of {before}.",
            count,
        )
    elif change.months < 0:
        words = ngettext(
            "{request} is filled {count} month earlier: by {after} instead of {before}.",
            "{request} is filled {count} months earlier: by {after} instead of {before}.",
            count,
        )
    else:
        words = ngettext(
            "{request} is filled {count} month later: by {after} instead of {before}.",
            "{request} is filled {count} months later: by {after} instead of {before}.",
            count,
        )
    days = {"before": day(change.before.filled_by), "after": day(change.after.filled_by)}
    return words.format(request=change.request, count=count, **days)


def _by_the_end(change: RequestChange, before: RequestOutcome, after: RequestOutcome) -> Iterator[str]:
    in_time = bool(_ON_TIME & set(change.changes)) and _all_on_time(before, after)
    if in_time and after.total_received > before.total_received:
        words = _("{request} gets {amount} more, all of it on time: {after} of {quantity} instead of {before}.")
    elif in_time:
        words = _("{request} gets {amount} less, though all of it on time: {after} of {quantity} instead of {before}.")
    elif after.total_received > before.total_received:
        words = _("{request} gets {amount} more by the end: {after} of {quantity} instead of {before}.")
    else:
        words = _("{request} gets {amount} less by the end: {after} of {quantity} instead of {before}.")
    yield _amounts(words, change.request, before.total_received, after.total_received, after.total_asked)


def _on_time(change: RequestChange, before: RequestOutcome, after: RequestOutcome) -> Iterator[str]:
    if _all_on_time(before, after):
        return
    if after.on_time > before.on_time:
        words = _("{request} gets {amount} more on time: {after} of {quantity} instead of {before}.")
    else:
        words = _("{request} gets {amount} less on time: {after} of {quantity} instead of {before}.")
    yield _amounts(words, change.request, before.on_time, after.on_time, after.quantity)


def _all_on_time(before: RequestOutcome, after: RequestOutcome) -> bool:
    """True if nothing is handed over late in either plan, so that one sentence covers both quantities."""
    pairs = ((before.handed_over, before.on_time), (after.handed_over, after.on_time))
    return all(number(handed) == number(in_time) for handed, in_time in pairs)


def _amounts(words: str, request: str, before: float, after: float, quantity: float) -> str:
    return words.format(
        request=request,
        amount=number(abs(after - before)),
        before=number(before),
        after=number(after),
        quantity=number(quantity),
    )


def _late(request: str, before: RequestOutcome, after: RequestOutcome, base_bucket: str) -> str:
    assert before.late_unit_buckets is not None
    assert after.late_unit_buckets is not None
    if after.late_unit_buckets < before.late_unit_buckets:
        words = _("{request} is less late until the end: by {after} {unit} instead of {before}.")
    else:
        words = _("{request} is later until the end: by {after} {unit} instead of {before}.")
    return words.format(
        request=request,
        before=number(before.late_unit_buckets),
        after=number(after.late_unit_buckets),
        unit=lateness_unit(base_bucket),
    )


_LATER = frozenset({"earlier", "later"})
_LATENESS = frozenset({"less_late", "more_late"})
_ON_TIME = frozenset({"more_on_time", "less_on_time"})
_SENTENCES: dict[str, Callable[[RequestChange, RequestOutcome, RequestOutcome], Iterator[str]]] = {
    "wants": _wants,
    "only_before": _only,
    "only_after": _only,
    "asked": _asked,
    HANDED_OVER_BEFORE: _before,
    "filled": _filled,
    "not_filled": _filled,
    "more": _by_the_end,
    "less": _by_the_end,
    "more_on_time": _on_time,
    "less_on_time": _on_time,
}
