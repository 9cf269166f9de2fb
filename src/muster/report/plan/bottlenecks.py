"""Proved bottlenecks of each late request: in words, by time, with remedies, then in figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from muster.explain.pegging.critical_path import CriticalStep
from muster.explain.results import Bottleneck, LateRequest, Span
from muster.explain.sentences import bottlenecks as sentences
from muster.explain.sentences.pegging import critical_path_sentences
from muster.plans.fulfilment import Fulfilment
from muster.report.blocks import Block, Paragraph, Point, PointList, Section
from muster.report.charts.bottleneck_timeline import bottleneck_timeline
from muster.report.charts.labels import format_percent
from muster.report.charts.remedies import remedy_ladders
from muster.report.explanation_view import ExplanationView
from muster.text import _, isolate_in_rtl, join_list, month, ngettext
from muster.tolerances import FILLED

MAX_ENTRIES = 20
"""Requests that are told of one by one; the table has more."""
MAX_STORY_BOTTLENECKS = 3
"""Bottlenecks that a request's sentence names, those that gain most."""


def bottlenecks_section(view: ExplanationView) -> Section:
    """The stories of the worst requests, then the pictures, of which one has the table of all bottlenecks."""
    return Section("held", _("What holds requests back, proved"), tuple(_blocks(view)))


def _blocks(view: ExplanationView) -> Iterator[Block]:
    late_first = view.plan_view.most_late_first
    if not late_first:
        yield Paragraph(_("Nothing is late or short: nothing holds a request back."))
    else:
        yield Paragraph(" ".join(_intro_sentences(view)))
        drawn = late_first[:MAX_ENTRIES]
        more = len(late_first) - len(drawn)
        omission_note = ngettext("{count} more is late or short.", "{count} more are late or short.", more)
        points = tuple(_request_point(view, fulfilment) for fulfilment in drawn)
        yield PointList(points, omission_note.format(count=more) if more > 0 else "")
    for picture in (bottleneck_timeline(view), remedy_ladders(view)):
        if picture is not None:
            yield picture
    for remedy in view.explanation.remedies:
        if not (remedy.is_met and remedy.changes):
            yield Paragraph(" ".join(sentences.remedy_sentences(remedy)))


def _intro_sentences(view: ExplanationView) -> Iterator[str]:
    yield _(
        "Each thing that is named was lifted and the plan solved again: the request is less late without it. The "
        "months are those in which one unit more of it has a worth."
    )
    if any(not late_request.worths_known for late_request in view.explanation.late_requests):
        yield _(
            "Whole numbers are planned, which have no worths: only what stands at its limit was tried, and something "
            "that is not named may hold a request back too."
        )
    elif any(late_request.untried for late_request in view.explanation.late_requests):
        yield _("The likeliest things were tried; others may help as well.")


def _request_point(view: ExplanationView, fulfilment: Fulfilment) -> Point:
    subject = _("{request}: {wants} for {party}, priority {priority}").format(
        request=fulfilment.demand.request,
        wants=view.plan_view.names.item_or_family_name(fulfilment.demand.wants),
        party=view.plan_view.names.name_of("party", fulfilment.demand.party),
        priority=fulfilment.demand.priority,
    )
    late_request = view.late_requests.get(fulfilment.demand.request)
    if late_request is None:
        return Point(subject, _("It was not explained."))
    return Point(subject, request_story(view, late_request))


def request_story(view: ExplanationView, late_request: LateRequest) -> str:
    """Bottlenecks of a request in turn, and its gain without the first of them."""
    path = view.explanation.critical_paths.get(late_request.request)
    if path:
        return " ".join(
            line.strip() for line in critical_path_sentences(late_request.request, _steps_with_names(view, path))
        )
    late_request = view.with_names(late_request)
    if not late_request.bottlenecks:
        return " ".join(sentences.bottleneck_sentences(late_request))
    first = late_request.bottlenecks[0]
    if first.kind == "horizon":
        return " ".join(sentences.bottleneck_sentences(replace(late_request, bottlenecks=(first,), untried=0)))
    story = [_timeline_sentence(late_request)]
    story += [_gain_sentence(first), *sentences.minimal_increase_sentences(first)]
    tenth = next((trial.effect for trial in first.trials if trial.change == "+10%"), None)
    if tenth is not None and 0 < tenth.gain < first.largest_trial.effect.gain:
        sooner = tenth.filled_after is not None and tenth.filled_after != tenth.filled_before
        if sooner:
            story.append(
                _("With a tenth more of it, it would be {filled}.").format(filled=sentences.filled_sooner_phrase(tenth))
            )
        story.append(
            _("A tenth more of it makes it {part} less late.").format(
                part=format_percent(tenth.gain / late_request.late)
            )
        )
    return " ".join(story)


def _timeline_sentence(late_request: LateRequest) -> str:
    """The bottlenecks that gain most, each with the months from its first to its last."""
    bottlenecks = [_with_single_interval(bottleneck) for bottleneck in late_request.bottlenecks[:MAX_STORY_BOTTLENECKS]]
    text = sentences.timeline_sentence(replace(late_request, bottlenecks=tuple(bottlenecks)))
    if all(bottleneck.spans for bottleneck in bottlenecks):
        return text
    parts = (isolate_in_rtl(sentences.relaxation_name((bottleneck.kind, bottleneck.id))) for bottleneck in bottlenecks)
    return _("Held back by {parts}.").format(parts=join_list(parts))


def _with_single_interval(bottleneck: Bottleneck) -> Bottleneck:
    if not bottleneck.spans:
        return bottleneck
    return replace(bottleneck, spans=(Span(bottleneck.spans[0].begin, bottleneck.spans[-1].until, 0.0),))


def _gain_sentence(bottleneck: Bottleneck) -> str:
    """Gain of a request without its main bottleneck, or with as much more of it as was tried."""
    if bottleneck.largest_trial.change != "unlimited":
        return " ".join(sentences.trial_sentences(bottleneck))
    effect = bottleneck.largest_trial.effect
    is_solved = effect.gain >= effect.late_before * (1 - FILLED)
    sooner = effect.filled_after is not None and effect.filled_after != effect.filled_before
    if sooner and effect.filled_before is None:
        text = _("If {what} did not limit it, it would be filled in {after}; as planned, it never is.")
    elif sooner:
        text = _("If {what} did not limit it, it would be filled in {after} instead of {before}.")
    elif is_solved:
        text = _("If {what} did not limit it, nothing of it would be late.")
    else:
        text = _("If {what} did not limit it, it would be {part} less late.")
    return text.format(
        what=sentences.relaxation_name((bottleneck.kind, bottleneck.id)),
        part=format_percent(effect.gain / effect.late_before),
        after=month(effect.filled_after) if effect.filled_after else "",
        before=month(effect.filled_before) if effect.filled_before else "",
    )


def _steps_with_names(view: ExplanationView, path: Sequence[CriticalStep]) -> list[CriticalStep]:
    """The same steps with names."""
    return [_named_step(view, step) for step in path]


def _named_step(view: ExplanationView, step: CriticalStep) -> CriticalStep:
    item = view.item_name(step.item)
    if step.location is not None:
        activity, location = view.stock_name(step.location, step.item), view.location_name(step.location)
        return replace(step, activity=activity, item=item, location=location)
    return replace(step, activity=view.subject_name(step.kind, step.activity), item=item)
