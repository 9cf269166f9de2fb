"""Every consent: what it decides, what passed under it, and what one more unit under it would be worth."""

from __future__ import annotations

import numpy as np
import polars as pl

from muster.network.consent import ConsentRule
from muster.network.graph import Array
from muster.plans.levels import Levels, frame
from muster.plans.worth import Worths

_NAMES = (
    "party", "wants", "recipient", "holder", "bucket", "decision", "limit", "handed_over", "worth", "worth_tier",
)  # fmt: skip


def consents(levels: Levels, worths: Worths) -> pl.DataFrame:
    """Rules bucket by bucket; where the setting withholds and no row speaks, the holder stands as grantor."""
    columns: dict[str, list[object]] = {name: [] for name in _NAMES}
    rules = levels.blueprint.consents.rules
    blocking = _blocking(levels)
    for rule in rules:
        handed = sum((levels.of(hand) * ratio for hand, ratio in rule.bound), np.zeros(levels.network.calendar.count))
        decision, limit = _in_force(levels, rule)
        worth, tiers = _worth(levels, worths, rule, blocking)
        _append(columns, levels, rule.key, decision, limit, handed, worth, tiers)
    for key, hands in _unruled(levels).items():
        count = levels.network.calendar.count
        worth, tiers = _of_hands(worths, hands, count)
        _append(columns, levels, key, ["withheld"] * count, [None] * count, np.zeros(count), worth, tiers)
    return frame("consents", dict(columns))


def _append(
    columns: dict[str, list[object]],
    levels: Levels,
    key: tuple[str, str, str, str],
    decision: list[str | None],
    limit: list[float | None],
    handed: Array,
    worth: list[float | None],
    tiers: list[str | None],
) -> None:
    count = len(levels.days)
    for name, part in zip(_NAMES[:4], key, strict=True):
        columns[name] += [part or None] * count
    columns["bucket"] += levels.days
    columns["decision"] += decision
    columns["limit"] += limit
    columns["handed_over"] += handed.tolist()
    columns["worth"] += worth
    columns["worth_tier"] += tiers


def _in_force(levels: Levels, rule: ConsentRule) -> tuple[list[str | None], list[float | None]]:
    """The decision and the limit that hold at the end of each bucket."""
    calendar = levels.network.calendar
    decisions: list[str | None] = []
    limits: list[float | None] = []
    for last in (calendar.starts + calendar.lengths - 1).tolist():
        period = next(p for p in rule.periods if p.begin <= last < p.end)
        decisions.append(period.decision if period.row is not None else None)
        limits.append(period.row["limit"] if period.row is not None else None)
    return decisions, limits


def _blocking(levels: Levels) -> dict[int, Array]:
    """For each bound hand-over, how many rules block it in each bucket."""
    blocked: dict[int, Array] = {}
    for rule in levels.blueprint.consents.rules:
        for hand, _ in rule.bound:
            blocked[hand] = blocked.get(hand, np.zeros(len(levels.days))) + ~rule.open
    return blocked


def _worth(
    levels: Levels, worths: Worths, rule: ConsentRule, blocking: dict[int, Array]
) -> tuple[list[float | None], list[str | None]]:
    """Worth of one more unit of limit while open; of one unit let through while this rule alone blocks."""
    count = levels.network.calendar.count
    if not worths.known:
        return [None] * count, [None] * count
    worth = [0.0] * count
    tiers: list[str | None] = [None] * count
    for hand, ratio in rule.bound:
        alone = ~rule.open & (blocking[hand] == 1)
        if alone.any():
            figures, names = worths.of_ceiling([hand])
            for t in np.flatnonzero(alone & (figures > 0)).tolist():
                if _before(names[t], tiers[t], figures[t] / ratio, worth[t], worths.tiers):
                    worth[t], tiers[t] = float(figures[t] / ratio), names[t]
    for row, first, last in rule.ceilings:
        figures, names = worths.of_limit(row)
        period = range(rule.periods[first].begin, rule.periods[last].end)
        for t in sorted({int(levels.network.calendar.of_base[b]) for b in period}):
            if figures[0] > 0 and _before(names[0], tiers[t], figures[0], worth[t], worths.tiers):
                worth[t], tiers[t] = float(figures[0]), names[0]
    return list(worth), tiers


def _before(tier: str | None, other: str | None, worth: float, than: float, order: list[str]) -> bool:
    """Whether a worth stands before another: in an earlier tier, or larger in the same."""
    if tier is None or other is None:
        return other is None
    return (order.index(tier), -worth) < (order.index(other), -than)


def _unruled(levels: Levels) -> dict[tuple[str, str, str, str], list[int]]:
    """Hand-overs that the setting alone withholds, by (holder, item, recipient, holder)."""
    groups: dict[tuple[str, str, str, str], list[int]] = {}
    marks = levels.blueprint.stocks.marks
    for hand, recipient, item in levels.blueprint.consents.unruled:
        key = levels.network.activities.key[hand]
        location = levels.location_of_request[key[0]]
        for party in sorted(marks.parties[location, item, levels.class_by_key[location, item, key[-1]]]):
            groups.setdefault((party, item, recipient, party), []).append(hand)
    return dict(sorted(groups.items()))


def _of_hands(worths: Worths, hands: list[int], count: int) -> tuple[list[float | None], list[str | None]]:
    if not worths.known:
        return [None] * count, [None] * count
    figures, tiers = worths.of_ceiling(hands)
    return figures.tolist(), tiers
