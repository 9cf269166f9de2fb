"""Consents from consent documents: a step for every state that they came to, and for the end of a grant.

needed and requested are undecided, granted is granted with its limit, withheld, expired and revoked are withheld. Of
the steps up to the start only the last is drawn, and none that changes nothing. What was handed over under a consent
before the start is taken off its limit. Rows registered by hand for the same grantor, thing, recipient and holder hold
until the first step.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from muster.record.projection.document import Document, Step
from muster.record.projection.projection_context import Circumstances, Stand, Trouble, cells_of
from muster.record.projection.requests import missing
from muster.record.projection.unit_ratios import worth_in

DECISIONS = {
    "needed": "undecided",
    "requested": "undecided",
    "granted": "granted",
    "withheld": "withheld",
    "expired": "withheld",
    "revoked": "withheld",
}
_OPEN = ("needed", "requested", "granted")
_NAMES = {"party": "party", "wants": "wants", "recipient": "recipient", "source": "source"}
Rule = tuple[str | None, ...]


def consents(at: Circumstances) -> Iterator[Stand | Trouble]:
    """The rows of `consents`, and what is missing or contradicts itself in them."""
    rules: dict[Rule, list[Document]] = {}
    for document in at.of_kind("consent"):
        cells = {name: value for name, (_stamp, value) in cells_of(document, _NAMES).items()}
        rule = tuple(cells.get(name) for name in ("party", "wants", "recipient", "holder"))
        rules.setdefault(rule, []).append(document)
    for rule, documents in rules.items():
        yield from _rule(at, rule, documents)


def _rule(at: Circumstances, rule: Rule, documents: list[Document]) -> Iterator[Stand | Trouble]:
    still_open = [one for one in documents if one.state in _OPEN]
    governing = max(still_open or documents, key=lambda one: (one.steps[0].day, one.steps[0].entry))
    first = governing.steps[0].day
    steps = [(one, step) for one in documents for step in _steps(one) if one is governing or step.day < first]
    steps.sort(key=lambda pair: (pair[1].day, pair[1].entry))
    steps = _effective(steps, at.start)
    for (table, key), row in at.known.there():
        if table == "consents" and key[:4] == rule and not _before(row.values().get("from"), steps[0][1].day, at.start):
            yield Stand("consents", key, governing.subject, None)
    for document, step in steps:
        clash = step is steps[-1][1] and len(still_open) > 1
        key = (*rule, step.day)
        yield Stand("consents", key, document.subject, _cells(at, document, step, clash))
        if clash:
            names = sorted(one.subject for one in still_open)
            yield Trouble("DOC-002", "consents", key, None, None, {"documents": names})
        yield from missing(at, document, "consents", key, dict.fromkeys(_said(rule)), ("party", "wants"))


def _steps(document: Document) -> list[Step]:
    ended = document.ended()
    return [*document.steps, *([ended] if ended else [])]


def _effective(steps: list[tuple[Document, Step]], start: str) -> list[tuple[Document, Step]]:
    """The last step of each day, of those up to the start the last, and none that says what the one before said."""
    by_day = {step.day: (document, step) for document, step in steps}
    early = [day for day in by_day if start and day <= start]
    found = [pair for day, pair in by_day.items() if day not in early[:-1]]
    said = [DECISIONS[step.state] for _document, step in found]
    return [
        one for one, now, before in zip(found, said, ["", *said[:-1]], strict=True) if now == "granted" or now != before
    ]


def _before(day: str | None, first: str, start: str) -> bool:
    """Whether a row registered by hand has an effect before the first step."""
    return first > start and (day or start) < first


def _cells(at: Circumstances, document: Document, step: Step, clash: bool) -> dict[str, Any]:
    stamp = (step.day, step.entry)
    cells = cells_of(document, _NAMES)
    cells |= {"from": (stamp, step.day), "decision": (stamp, "undecided" if clash else DECISIONS[step.state])}
    if step.state == "granted" and "limit" in step.said and not clash:
        cells["limit"] = (stamp, max(0.0, step.said["limit"] - _used(at, document, step)))
    if "scope" in step.said:
        cells["note"] = (stamp, step.said["scope"])
    return cells


def _used(at: Circumstances, document: Document, step: Step) -> float:
    """What was handed over under the consent from the step's day on, before the start."""
    worth = worth_in(at.known, document.said.get("wants", ""))
    counted = (
        one.content
        for one in at.named.get((document.kind, document.id), ())
        if one.content["milestone"] == "handed over" and step.day <= one.valid_from < at.start
    )
    return float(sum(said["quantity"] * worth(said["wants"]) for said in counted))


def _said(rule: Rule) -> list[str]:
    return [name for name, value in zip(("party", "wants"), rule, strict=False) if value is not None]
