"""What was found, in sentences for people: the same in the terminal and in reports."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from muster.explain.results import Bottleneck, Decision, Effect, Held, Measure, Named, Remedy, Together, Trial
from muster.text import _, listed, mark, month, ngettext, number
from muster.tolerances import FILLED

OTHERS = 3
"""So many of the others that gain or lose are named; the rest are counted."""

WHAT = {
    "capacity": mark("capacity of {id}"),
    "ramp": mark("ramp of {id}"),
    "stock": mark("stock of {id}"),
    "receipt": mark("receipts of {id}"),
    "reserve": mark("reserve floor of {id}"),
    "consent": mark("consent of {id}"),
    "fund": mark("money of fund {id}"),
    "lane": mark("capacity of lane {id}"),
    "storage": mark("storage of {id}"),
    "lead_time": mark("lead time of {id}"),
    "window": mark("dates of {id}"),
    "companion": mark("companion {id}"),
    "horizon": mark("end of the horizon on {id}"),
    "investment": mark("investment {id}"),
    "earmark": mark("earmark of {id}"),
    "pledge": mark("pledge {id}"),
}

LIFTED = {
    "stock": mark("with as much of it as is wanted"),
    "receipt": mark("with as much of it as is wanted"),
    "fund": mark("with as much of it as is wanted"),
    "reserve": mark("without that floor"),
    "consent": mark("with it granted"),
    "lead_time": mark("without that lead time"),
    "window": mark("at any time"),
    "companion": mark("handed over without it"),
}
"""What the widest change of a factor is; of all others their limit is gone."""

ENOUGH = {
    "storage": mark("Room for {by} more would be enough for that."),
    "reserve": mark("A floor lower by {by} from {begin} would be enough for that."),
    "stock": mark("{by} more from the start would be enough for that."),
    "receipt": mark("{by} more in {begin} would be enough for that."),
    "fund": mark("{by} more in {begin} would be enough for that."),
}
"""How much more of a thing gains what the widest change of it does; of all others it is so much every base bucket."""

EVERY = {
    "day": mark("{by} more a day from {begin} would be enough for that."),
    "week": mark("{by} more a week from {begin} would be enough for that."),
    "month": mark("{by} more a month from {begin} would be enough for that."),
    "quarter": mark("{by} more a quarter from {begin} would be enough for that."),
    "year": mark("{by} more a year from {begin} would be enough for that."),
}

DECISIONS = {
    "consent": mark("The consent of {id}"),
    "earmark": mark("Lifting the earmark of {id}"),
    "pledge": mark("Keeping the pledge {id} by its date"),
    "investment": mark("The investment {id}"),
}


def what(thing: Named) -> str:
    """A factor in words: capacity of us-bodies."""
    return _(WHAT[thing[0]]).format(id=thing[1])


def filled(day: date | None) -> str:
    """When a request is filled."""
    return _("never filled") if day is None else _("filled in {month}").format(month=month(day))


def then(effect: Effect) -> str:
    """When a request is filled after a change, and how much sooner that is than before."""
    before, after = effect.filled_before, effect.filled_after
    if before is None or after is None or after >= before:
        return filled(after)
    if before.day == after.day == 1:
        months = 12 * (before.year - after.year) + before.month - after.month
        words = ngettext("{filled}, {count} month sooner", "{filled}, {count} months sooner", months)
        return words.format(filled=filled(after), count=number(months))
    days = (before - after).days
    words = ngettext("{filled}, {count} day sooner", "{filled}, {count} days sooner", days)
    return words.format(filled=filled(after), count=number(days))


def headline(held: Held) -> str:
    """How late a request is."""
    if held.by_choice:
        return _("{request} (priority {priority}): late, but it need not be.").format(
            request=held.request, priority=held.priority
        )
    return _("{request} (priority {priority}): {late} late unit-buckets, {filled}.").format(
        request=held.request, priority=held.priority, late=number(held.late), filled=filled(held.filled)
    )


def told(held: Held) -> list[str]:
    """What holds a request back, a sentence for each thing that was found."""
    sentences = [line for one in held.bottlenecks for line in _bottleneck(one)]
    sentences += [_together(one) for one in held.together]
    if not sentences:
        sentences.append(_nothing(held))
    elif held.untried:
        sentences.append(
            ngettext(
                "{count} more thing has a worth for its class and was not tried.",
                "{count} more things have a worth for its class and were not tried.",
                held.untried,
            ).format(count=held.untried)
        )
    return sentences


def timeline(held: Held) -> str:
    """What holds a request back, by the buckets in which each has a worth; in turn where they do not meet."""
    spans = sorted((span.begin, span.until, one.kind, one.id) for one in held.bottlenecks for span in one.spans)
    if len(spans) > 1 and all(before[1] < after[0] for before, after in pairwise(spans)):
        begun = _("{what} until {until}").format(what=what(spans[0][2:]), until=month(spans[0][1]))
        parts = [begun, *(_following(before[1], after) for before, after in pairwise(spans))]
        return _("Held back by {parts}.").format(parts=listed(parts, mark(", then by ")))
    parts = [
        _("{what} ({when})").format(what=what((kind, name)), when=_when(begin, until))
        for begin, until, kind, name in spans
    ]
    return _("Held back by {parts}.").format(parts=listed(parts)) if parts else ""


def _following(before: date, span: tuple[date, date, str, str]) -> str:
    """What takes over: at once until a month, or after a pause from one month to another."""
    begin, until, *thing = span
    at_once = 12 * (begin.year - before.year) + begin.month - before.month <= 1
    words = _("{what} until {until}") if at_once else _("{what} from {begin} to {until}")
    return words.format(what=what((thing[0], thing[1])), begin=month(begin), until=month(until))


def _when(begin: date, until: date) -> str:
    """The months from one to another."""
    if begin == until:
        return month(begin)
    return _("{begin} to {until}").format(begin=month(begin), until=month(until))


def _bottleneck(one: Bottleneck) -> list[str]:
    thing = what((one.kind, one.id))
    lines = []
    if one.kind == "horizon":
        effect = one.widest.effect
        words = _("Held back by the {what}: beyond it, it is {filled}.")
        return [words.format(what=thing, filled=filled(effect.filled_after))]
    widest = one.widest
    without = _effect(_lifted(one.kind), widest.effect) if widest.change == "unlimited" else ""
    if one.spans and without:
        words = _("Held back by {what} ({when}): {effect}")
    elif one.spans:
        words = _("Held back by {what} ({when}).")
    elif without:
        words = _("Held back by {what}: {effect}")
    else:
        words = _("Held back by {what}.")
    when = _when(one.spans[0].begin, one.spans[-1].until) if one.spans else ""
    lines.append(words.format(what=thing, when=when, effect=without))
    lines += [*enough(one), *trials(one)]
    lines += _others(widest)
    if one.next is not None:
        lines.append(_("Without it, {what} would be next.").format(what=what(one.next)))
    return lines


def _effect(without: str, effect: Effect) -> str:
    """What a request comes to without something, in words that begin with what is changed."""
    words = _("{without}, {after} late unit-buckets instead of {before}, {filled}.")
    return words.format(
        without=without, after=number(effect.late_after), before=number(effect.late_before), filled=then(effect)
    )


def _lifted(kind: str) -> str:
    return _(LIFTED[kind]) if kind in LIFTED else _("without that limit")


def enough(one: Bottleneck) -> list[str]:
    """How much more of a thing would do, if that was asked of it."""
    if one.enough is None:
        return []
    by, begin = number(one.enough.by), month(one.enough.begin)
    words = EVERY[one.enough.every] if one.enough.every else ENOUGH[one.kind]
    return [_(words).format(by=by, begin=begin)]


def trials(one: Bottleneck) -> list[str]:
    """What some more of a thing gains, change by change."""
    return [_trial(one.kind, trial) for trial in one.trials if trial.change != "unlimited"]


def _others(trial: Trial) -> list[str]:
    """Who else gains or loses by the widest change that was tried."""
    lines = []
    better = [one.request for one in sorted(trial.others, key=lambda one: -one.gain) if one.gain > 0]
    worse = [one.request for one in sorted(trial.others, key=lambda one: one.gain) if one.gain < 0]
    if better:
        lines.append(_("Less late with that too: {requests}.").format(requests=_some(better)))
    if worse:
        lines.append(_("Later with that: {requests}.").format(requests=_some(worse)))
    return lines


def _some(requests: list[str]) -> str:
    """The first few, and how many more."""
    more = len(requests) - OTHERS
    if more <= 0:
        return listed(requests)
    rest = ngettext("{count} more", "{count} more", more).format(count=more)
    return listed([*requests[:OTHERS], rest])


def _trial(kind: str, trial: Trial) -> str:
    """What a little more of a thing gains, or that it gains nothing."""
    more = _more(kind, trial.change)
    if trial.effect.gain <= FILLED * trial.effect.late_before:
        return _("{more} changes nothing.").format(more=more)
    late, when = number(trial.effect.late_after), then(trial.effect)
    return _("{more}: {late} late unit-buckets, {filled}.").format(more=more, late=late, filled=when)


def _more(kind: str, change: str) -> str:
    if kind == "lead_time":
        return _("One base bucket shorter")
    if change == "+1":
        return _("One unit more") if kind == "stock" else _("One unit more in every base bucket")
    return _("A tenth more")


def _together(one: Together) -> str:
    words = _("No one thing helps, but these together do: {what}; {effect}")
    effect = _effect(_("without all of that"), one.effect)
    return words.format(what=listed(what(thing) for thing in one.factors), effect=effect)


def _nothing(held: Held) -> str:
    if held.by_choice:
        return _("Its class is served as well with it in time and others of the class late instead.")
    if not held.known:
        return _("What holds it back is not known: whole numbers are planned, and nothing that was tried helps.")
    if held.untried:
        return _("Nothing that was tried helps by itself.")
    return _("No limit holds it back: nothing could be there sooner.")


def remedy(found: Remedy) -> list[str]:
    """A remedy, change by change."""
    requests, day = listed(found.requests), found.by.isoformat()
    if found.met and not found.measures:
        return [_("{requests} can be met by {day} as planned.").format(requests=requests, day=day)]
    if found.met:
        return [
            _("To meet {requests} by {day}:").format(requests=requests, day=day),
            *(_measure(one, found.currency) for one in found.measures),
            _("Proved: with these changes the plan meets it."),
        ]
    if found.earliest is not None:
        words = _("No change meets {requests} by {day}; the earliest that anything can reach is {month}.")
        return [words.format(requests=requests, day=day, month=month(found.earliest))]
    return [_("No change was found that meets {requests} by {day}.").format(requests=requests, day=day)]


def _measure(one: Measure, currency: str) -> str:
    thing, begin = what((one.kind, one.id)), month(one.begin) if one.begin else ""
    party, cost = one.party or _("nobody named"), ""
    if one.instead is not None:
        words = _("{by} in {begin} instead of {instead}: {what} ({party})")
    elif one.by is None:
        words = _("Granted: {what} ({party})")
    elif one.kind == "reserve":
        words = _("{by} less from {begin}: {what} ({party})")
    elif one.cost is not None and one.kind != "fund":
        words, cost = _("{by} more from {begin}: {what} ({party}), at about {cost} {currency}"), number(round(one.cost))
    else:
        words = _("{by} more from {begin}: {what} ({party})")
    instead = month(one.instead) if one.instead else ""
    by = number(one.by or 0.0)
    return words.format(by=by, begin=begin, instead=instead, what=thing, party=party, cost=cost, currency=currency)


def decision(one: Decision) -> str:
    """What a decision would change."""
    thing = _(DECISIONS[one.kind]).format(id=one.id)
    better = [effect for effect in one.effects if effect.gain > 0]
    worse = [effect for effect in one.effects if effect.gain < 0]
    if not better:
        return _("{what} would gain nothing.").format(what=thing)
    gains = listed(_gain(effect) for effect in sorted(better, key=lambda e: -e.gain)[:3])
    if worse:
        words = ngettext(
            "{what} would gain {gains}; {count} other would be later.",
            "{what} would gain {gains}; {count} others would be later.",
            len(worse),
        )
        return words.format(what=thing, gains=gains, count=len(worse))
    return _("{what} would gain {gains}.").format(what=thing, gains=gains)


def _gain(effect: Effect) -> str:
    words = _("{request} ({gain} unit-buckets less late, {filled})")
    return words.format(request=effect.request, gain=number(effect.gain), filled=filled(effect.filled_after))
