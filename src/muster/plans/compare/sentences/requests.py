"""What changed for the requests, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from muster.plans.compare.requests import BEFORE, BETTER, WORSE, Outcome, RequestChange, counts
from muster.text import _, day, listed, ngettext, number


def headline(requests: tuple[RequestChange, ...]) -> Iterator[str]:
    """How many requests fare how; nothing where there is none or nothing changes."""
    found = counts(requests)
    if len(requests) > found["same"]:
        words = _(
            "Requests: {better} better, {worse} worse, {mixed} better and worse, {otherwise} new, gone or on other "
            "terms, {same} unchanged."
        )
        yield words.format(**found)


def unchanged(requests: tuple[RequestChange, ...]) -> Iterator[str]:
    """How many requests there is nothing to say of."""
    same = counts(requests)["same"]
    if requests and same == len(requests):
        yield _("Nothing changes for any request.")
    elif same:
        words = ngettext("Nothing changes for {count} request.", "Nothing changes for {count} requests.", same)
        yield words.format(count=same)


def request_words(requests: tuple[RequestChange, ...]) -> Iterator[str]:
    """The sentences of each request that changes, in their order."""
    for one in requests:
        if one.verdict != "same":
            yield from _of_one(one)


def _of_one(one: RequestChange) -> Iterator[str]:
    before, after = one.before, one.after
    if before is None or after is None:
        yield _new(one.request, after) if after else _gone(one.request, before)
        return
    for change in one.changes:
        if change in _LATER:
            yield _later(one)
        elif change in _SENTENCES and not _said_by_others(change, one.changes):
            yield from _SENTENCES[change](one, before, after)


def _said_by_others(change: str, changes: tuple[str, ...]) -> bool:
    """Lateness is told only where nothing else says in which direction it goes."""
    ways = {"less_late": BETTER, "more_late": WORSE}.get(change)
    return ways is not None and len(ways & set(changes)) > 1


def _new(request: str, after: Outcome) -> str:
    if after.filled_by is None:
        words = _("{request} is new: {handed_over} of {quantity} are handed over by the end.")
        return words.format(request=request, handed_over=number(after.handed_over), quantity=number(after.quantity))
    words = _("{request} is new: it asks for {quantity} and is filled by {day}.")
    return words.format(request=request, quantity=number(after.quantity), day=day(after.filled_by))


def _gone(request: str, before: Outcome | None) -> str:
    assert before is not None
    words = _("{request} is gone; in the first plan {handed_over} of {quantity} are handed over by the end.")
    return words.format(request=request, handed_over=number(before.handed_over), quantity=number(before.quantity))


def _wants(one: RequestChange, before: Outcome, after: Outcome) -> Iterator[str]:
    words = _("{request} asks for {after} instead of {before}: what it gets is not compared.")
    yield words.format(request=one.request, before=before.wants, after=after.wants)


def _only(one: RequestChange, before: Outcome, after: Outcome) -> Iterator[str]:
    if before.quantity > 0:
        words = _("Only the first plan has something left to hand over for {request}: {quantity}.")
    else:
        words = _("Only the second plan has something left to hand over for {request}: {quantity}.")
    yield words.format(request=one.request, quantity=number(max(before.quantity, after.quantity)))


def _asked(one: RequestChange, before: Outcome, after: Outcome) -> Iterator[str]:
    shown = number(before.asked), number(after.asked)
    if shown[0] != shown[1]:
        words = _("{request} asks for {after} instead of {before}.")
        yield words.format(request=one.request, before=shown[0], after=shown[1])
    terms = [name for name in one.asked if name != BEFORE and (name != "quantity" or shown[0] == shown[1])]
    if terms:
        yield _("{request} is asked for on other terms: {columns}.").format(request=one.request, columns=listed(terms))


def _before(one: RequestChange, before: Outcome, after: Outcome) -> Iterator[str]:
    words = _("Of {request}, {after} were handed over before the second plan starts, {before} before the first.")
    yield words.format(
        request=one.request, before=number(before.handed_over_before), after=number(after.handed_over_before)
    )


def _filled(one: RequestChange, before: Outcome, after: Outcome) -> Iterator[str]:
    if after.filled_by is not None:
        words = _("{request} is filled by {day}; in the first plan it is not filled.")
        yield words.format(request=one.request, day=day(after.filled_by))
    elif before.filled_by is not None:
        words = _("{request} is not filled; in the first plan it is filled by {day}.")
        yield words.format(request=one.request, day=day(before.filled_by))


def _later(one: RequestChange) -> str:
    """By how much it is filled earlier or later, in months where both days end one."""
    assert one.days is not None
    assert one.before is not None
    assert one.after is not None
    assert one.before.filled_by is not None
    assert one.after.filled_by is not None
    count = abs(one.days if one.months is None else one.months)
    if one.months is None and one.days < 0:
        words = ngettext(
            "{request} is filled {count} day earlier: by {after} instead of {before}.",
            "{request} is filled {count} days earlier: by {after} instead of {before}.",
            count,
        )
    elif one.months is None:
        words = ngettext(
            "{request} is filled {count} day later: by {after} instead of {before}.",
            "{request} is filled {count} days later: by {after} instead of {before}.",
            count,
        )
    elif one.months < 0:
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
    days = {"before": day(one.before.filled_by), "after": day(one.after.filled_by)}
    return words.format(request=one.request, count=count, **days)


def _by_the_end(one: RequestChange, before: Outcome, after: Outcome) -> Iterator[str]:
    in_time = bool(_ON_TIME & set(one.changes)) and _all_on_time(before, after)
    if in_time and after.got > before.got:
        words = _("{request} gets {amount} more, all of it on time: {after} of {quantity} instead of {before}.")
    elif in_time:
        words = _("{request} gets {amount} less, though all of it on time: {after} of {quantity} instead of {before}.")
    elif after.got > before.got:
        words = _("{request} gets {amount} more by the end: {after} of {quantity} instead of {before}.")
    else:
        words = _("{request} gets {amount} less by the end: {after} of {quantity} instead of {before}.")
    yield _amounts(words, one.request, before.got, after.got, after.asked)


def _on_time(one: RequestChange, before: Outcome, after: Outcome) -> Iterator[str]:
    if _all_on_time(before, after):
        return
    if after.on_time > before.on_time:
        words = _("{request} gets {amount} more on time: {after} of {quantity} instead of {before}.")
    else:
        words = _("{request} gets {amount} less on time: {after} of {quantity} instead of {before}.")
    yield _amounts(words, one.request, before.on_time, after.on_time, after.quantity)


def _all_on_time(before: Outcome, after: Outcome) -> bool:
    """Whether nothing is handed over late in either plan, so that one figure says both."""
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


def _late(one: RequestChange, before: Outcome, after: Outcome) -> Iterator[str]:
    assert before.late_unit_buckets is not None
    assert after.late_unit_buckets is not None
    if after.late_unit_buckets < before.late_unit_buckets:
        words = _("{request} is less late on the way: {after} late unit-buckets instead of {before}.")
    else:
        words = _("{request} is later on the way: {after} late unit-buckets instead of {before}.")
    yield words.format(
        request=one.request, before=number(before.late_unit_buckets), after=number(after.late_unit_buckets)
    )


_LATER = frozenset({"earlier", "later"})
_ON_TIME = frozenset({"more_on_time", "less_on_time"})
_SENTENCES: dict[str, Callable[[RequestChange, Outcome, Outcome], Iterator[str]]] = {
    "wants": _wants,
    "only_before": _only,
    "only_after": _only,
    "asked": _asked,
    BEFORE: _before,
    "filled": _filled,
    "not_filled": _filled,
    "more": _by_the_end,
    "less": _by_the_end,
    "more_on_time": _on_time,
    "less_on_time": _on_time,
    "less_late": _late,
    "more_late": _late,
}
