"""Bottlenecks and decisions in sentences for people: the same in the terminal and in reports."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from muster.explain.results import (
    Bottleneck,
    ChangeSize,
    Effect,
    JointSet,
    KindAndId,
    LateRequest,
    OpenDecision,
    Remedy,
    RemedyChange,
    Trial,
)
from muster.text import _, join_list, mark, month, ngettext, number
from muster.tolerances import FILLED

MAX_NAMED_REQUESTS = 3
"""Number of other requests named that gain or lose; the rest are counted."""

RELAXATION_NAMES = {
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

LIFTED_PHRASES = {
    "stock": mark("with as much of it as is wanted"),
    "receipt": mark("with as much of it as is wanted"),
    "fund": mark("with as much of it as is wanted"),
    "reserve": mark("without that floor"),
    "consent": mark("with it granted"),
    "lead_time": mark("without that lead time"),
    "window": mark("at any time"),
    "companion": mark("handed over without it"),
}
"""Phrase for the widest change of a kind; for all others the limit is gone."""

MINIMAL_INCREASE = {
    "storage": mark("Room for {by} more would be enough for that."),
    "reserve": mark("A floor lower by {by} from {begin} would be enough for that."),
    "stock": mark("{by} more from the start would be enough for that."),
    "receipt": mark("{by} more in {begin} would be enough for that."),
    "fund": mark("{by} more in {begin} would be enough for that."),
}
"""Phrase for the sufficient increase of a kind; for all others it is per base bucket."""

MINIMAL_INCREASE_EVERY = {
    "day": mark("{by} more a day from {begin} would be enough for that."),
    "week": mark("{by} more a week from {begin} would be enough for that."),
    "month": mark("{by} more a month from {begin} would be enough for that."),
    "quarter": mark("{by} more a quarter from {begin} would be enough for that."),
    "year": mark("{by} more a year from {begin} would be enough for that."),
}

DECISION_NAMES = {
    "consent": mark("The consent of {id}"),
    "earmark": mark("Lifting the earmark of {id}"),
    "pledge": mark("Keeping the pledge {id} by its date"),
    "investment": mark("The investment {id}"),
}


def relaxation_name(kind_and_id: KindAndId) -> str:
    """A factor in words: capacity of us-bodies."""
    return _(RELAXATION_NAMES[kind_and_id[0]]).format(id=kind_and_id[1])


def filled_phrase(day: date | None) -> str:
    """Month in which a request is filled."""
    return _("never filled") if day is None else _("filled in {month}").format(month=month(day))


def filled_sooner_phrase(effect: Effect) -> str:
    """Month in which a request is filled after a change, and the time gained."""
    before, after = effect.filled_before, effect.filled_after
    if before is None or after is None or after >= before:
        return filled_phrase(after)
    if before.day == after.day == 1:
        months = 12 * (before.year - after.year) + before.month - after.month
        message = ngettext("{filled}, {count} month sooner", "{filled}, {count} months sooner", months)
        return message.format(filled=filled_phrase(after), count=number(months))
    days = (before - after).days
    message = ngettext("{filled}, {count} day sooner", "{filled}, {count} days sooner", days)
    return message.format(filled=filled_phrase(after), count=number(days))


def headline(request: LateRequest) -> str:
    """Lateness of a request in one sentence."""
    if request.by_choice:
        return _("{request} (priority {priority}): late, but it need not be.").format(
            request=request.request, priority=request.priority
        )
    return _("{request} (priority {priority}): {late} late unit-buckets, {filled}.").format(
        request=request.request,
        priority=request.priority,
        late=number(request.late),
        filled=filled_phrase(request.filled_on),
    )


def bottleneck_sentences(request: LateRequest) -> list[str]:
    """Bottlenecks of a request, one sentence each."""
    sentences = [line for bottleneck in request.bottlenecks for line in _sentences_for(bottleneck)]
    sentences += [_joint_sentence(joint_set) for joint_set in request.joint_sets]
    if not sentences:
        sentences.append(_unexplained_sentence(request))
    elif request.untried:
        sentences.append(
            ngettext(
                "{count} more thing has a worth for its class and was not tried.",
                "{count} more things have a worth for its class and were not tried.",
                request.untried,
            ).format(count=request.untried)
        )
    return sentences


def timeline_sentence(request: LateRequest) -> str:
    """Bottlenecks of a request by the buckets in which each has a worth; in turn where they do not meet."""
    spans = sorted(
        (span.begin, span.until, bottleneck.kind, bottleneck.id)
        for bottleneck in request.bottlenecks
        for span in bottleneck.spans
    )
    if len(spans) > 1 and all(before[1] < after[0] for before, after in pairwise(spans)):
        first = _("{what} until {until}").format(what=relaxation_name(spans[0][2:]), until=month(spans[0][1]))
        parts = [first, *(_next_span(before[1], after) for before, after in pairwise(spans))]
        return _("Held back by {parts}.").format(parts=join_list(parts, mark(", then by ")))
    parts = [
        _("{what} ({when})").format(what=relaxation_name((kind, name)), when=_period(begin, until))
        for begin, until, kind, name in spans
    ]
    return _("Held back by {parts}.").format(parts=join_list(parts)) if parts else ""


def _next_span(before: date, span: tuple[date, date, str, str]) -> str:
    """The next bottleneck: at once until a month, or after a pause from one month to another."""
    begin, until, *kind_and_id = span
    at_once = 12 * (begin.year - before.year) + begin.month - before.month <= 1
    message = _("{what} until {until}") if at_once else _("{what} from {begin} to {until}")
    return message.format(
        what=relaxation_name((kind_and_id[0], kind_and_id[1])), begin=month(begin), until=month(until)
    )


def _period(begin: date, until: date) -> str:
    """The months from one to another."""
    if begin == until:
        return month(begin)
    return _("{begin} to {until}").format(begin=month(begin), until=month(until))


def _sentences_for(bottleneck: Bottleneck) -> list[str]:
    name = relaxation_name((bottleneck.kind, bottleneck.id))
    lines = []
    if bottleneck.kind == "horizon":
        effect = bottleneck.largest_trial.effect
        message = _("Held back by the {what}: beyond it, it is {filled}.")
        return [message.format(what=name, filled=filled_phrase(effect.filled_after))]
    largest = bottleneck.largest_trial
    without = (
        _effect_sentence(_lifted_phrase(bottleneck.kind), largest.effect)
        if largest.change == ChangeSize.UNLIMITED
        else ""
    )
    if bottleneck.spans and without:
        message = _("Held back by {what} ({when}): {effect}")
    elif bottleneck.spans:
        message = _("Held back by {what} ({when}).")
    elif without:
        message = _("Held back by {what}: {effect}")
    else:
        message = _("Held back by {what}.")
    when = _period(bottleneck.spans[0].begin, bottleneck.spans[-1].until) if bottleneck.spans else ""
    lines.append(message.format(what=name, when=when, effect=without))
    lines += [*minimal_increase_sentences(bottleneck), *trial_sentences(bottleneck)]
    lines += _other_request_sentences(largest)
    if bottleneck.next_bottleneck is not None:
        lines.append(_("Without it, {what} would be next.").format(what=relaxation_name(bottleneck.next_bottleneck)))
    return lines


def _effect_sentence(without: str, effect: Effect) -> str:
    """Result of a request after a change, in words that begin with what is changed."""
    message = _("{without}, {after} late unit-buckets instead of {before}, {filled}.")
    return message.format(
        without=without,
        after=number(effect.late_after),
        before=number(effect.late_before),
        filled=filled_sooner_phrase(effect),
    )


def _lifted_phrase(kind: str) -> str:
    return _(LIFTED_PHRASES[kind]) if kind in LIFTED_PHRASES else _("without that limit")


def minimal_increase_sentences(bottleneck: Bottleneck) -> list[str]:
    """Smallest sufficient increase of a bottleneck, if it was searched."""
    if bottleneck.minimal_increase is None:
        return []
    by, begin = number(bottleneck.minimal_increase.amount), month(bottleneck.minimal_increase.begin)
    message = (
        MINIMAL_INCREASE_EVERY[bottleneck.minimal_increase.per]
        if bottleneck.minimal_increase.per
        else MINIMAL_INCREASE[bottleneck.kind]
    )
    return [_(message).format(by=by, begin=begin)]


def trial_sentences(bottleneck: Bottleneck) -> list[str]:
    """Gain of each increase that was tried."""
    return [
        _trial_sentence(bottleneck.kind, trial) for trial in bottleneck.trials if trial.change != ChangeSize.UNLIMITED
    ]


def _other_request_sentences(trial: Trial) -> list[str]:
    """Other requests that gain or lose by the widest change that was tried."""
    lines = []
    better = [other.request for other in sorted(trial.others, key=lambda other: -other.gain) if other.gain > 0]
    worse = [other.request for other in sorted(trial.others, key=lambda other: other.gain) if other.gain < 0]
    if better:
        lines.append(_("Less late with that too: {requests}.").format(requests=_name_some(better)))
    if worse:
        lines.append(_("Later with that: {requests}.").format(requests=_name_some(worse)))
    return lines


def _name_some(requests: list[str]) -> str:
    """The first few, and how many more."""
    more = len(requests) - MAX_NAMED_REQUESTS
    if more <= 0:
        return join_list(requests)
    rest = ngettext("{count} more", "{count} more", more).format(count=more)
    return join_list([*requests[:MAX_NAMED_REQUESTS], rest])


def _trial_sentence(kind: str, trial: Trial) -> str:
    """Gain of a small increase, or that it gains nothing."""
    more = _increase_phrase(kind, trial.change)
    if trial.effect.gain <= FILLED * trial.effect.late_before:
        return _("{more} changes nothing.").format(more=more)
    late, when = number(trial.effect.late_after), filled_sooner_phrase(trial.effect)
    return _("{more}: {late} late unit-buckets, {filled}.").format(more=more, late=late, filled=when)


def _increase_phrase(kind: str, change: ChangeSize) -> str:
    if kind == "lead_time":
        return _("One base bucket shorter")
    if change == ChangeSize.ONE_UNIT:
        return _("One unit more") if kind == "stock" else _("One unit more in every base bucket")
    return _("A tenth more")


def _joint_sentence(joint_set: JointSet) -> str:
    message = _("No one thing helps, but these together do: {what}; {effect}")
    effect = _effect_sentence(_("without all of that"), joint_set.effect)
    return message.format(what=join_list(relaxation_name(member) for member in joint_set.members), effect=effect)


def _unexplained_sentence(request: LateRequest) -> str:
    if request.by_choice:
        return _("Its class is served as well with it in time and others of the class late instead.")
    if not request.worths_known:
        return _("What holds it back is not known: whole numbers are planned, and nothing that was tried helps.")
    if request.untried:
        return _("Nothing that was tried helps by itself.")
    return _("No limit holds it back: nothing could be there sooner.")


def remedy_sentences(remedy: Remedy) -> list[str]:
    """A remedy, change by change."""
    requests, day = join_list(remedy.requests), remedy.deadline.isoformat()
    if remedy.is_met and not remedy.changes:
        return [_("{requests} can be met by {day} as planned.").format(requests=requests, day=day)]
    if remedy.is_met:
        return [
            _("To meet {requests} by {day}:").format(requests=requests, day=day),
            *(_measure_sentence(change, remedy.currency) for change in remedy.changes),
            _("Proved: with these changes the plan meets it."),
        ]
    if remedy.earliest is not None:
        message = _("No change meets {requests} by {day}; the earliest that anything can reach is {month}.")
        return [message.format(requests=requests, day=day, month=month(remedy.earliest))]
    return [_("No change was found that meets {requests} by {day}.").format(requests=requests, day=day)]


def _measure_sentence(change: RemedyChange, currency: str) -> str:
    name, begin = relaxation_name((change.kind, change.id)), month(change.begin) if change.begin else ""
    party, cost = change.party or _("nobody named"), ""
    if change.original_date is not None:
        message = _("{by} in {begin} instead of {instead}: {what} ({party})")
    elif change.amount is None:
        message = _("Granted: {what} ({party})")
    elif change.kind == "reserve":
        message = _("{by} less from {begin}: {what} ({party})")
    elif change.cost is not None and change.kind != "fund":
        message, cost = (
            _("{by} more from {begin}: {what} ({party}), at about {cost} {currency}"),
            number(round(change.cost)),
        )
    else:
        message = _("{by} more from {begin}: {what} ({party})")
    instead = month(change.original_date) if change.original_date else ""
    by = number(change.amount or 0.0)
    return message.format(by=by, begin=begin, instead=instead, what=name, party=party, cost=cost, currency=currency)


def decision_sentence(decision: OpenDecision) -> str:
    """Effect of a decision."""
    name = _(DECISION_NAMES[decision.kind]).format(id=decision.id)
    better = [effect for effect in decision.effects if effect.gain > 0]
    worse = [effect for effect in decision.effects if effect.gain < 0]
    if not better:
        return _("{what} would gain nothing.").format(what=name)
    gains = join_list(_gain_phrase(effect) for effect in sorted(better, key=lambda e: -e.gain)[:3])
    if worse:
        message = ngettext(
            "{what} would gain {gains}; {count} other would be later.",
            "{what} would gain {gains}; {count} others would be later.",
            len(worse),
        )
        return message.format(what=name, gains=gains, count=len(worse))
    return _("{what} would gain {gains}.").format(what=name, gains=gains)


def _gain_phrase(effect: Effect) -> str:
    message = _("{request} ({gain} unit-buckets less late, {filled})")
    return message.format(request=effect.request, gain=number(effect.gain), filled=filled_phrase(effect.filled_after))
