"""Result table `consents`: decision and limit, quantity handed over under it, and worth of one more unit."""

from __future__ import annotations

import numpy as np
import polars as pl

from muster.network.consent import ConsentRule
from muster.network.graph import Array
from muster.plans.levels import Levels, result_frame
from muster.plans.worth import Worths

_NAMES = (
    "party", "wants", "recipient", "holder", "bucket", "decision", "limit", "handed_over", "worth", "worth_tier",
)  # fmt: skip


def consents_table(levels: Levels, worths: Worths) -> pl.DataFrame:
    """Consents by bucket.

    Where the setting withholds consent and no row decides, the row names the holder as the granting party.
    """
    columns: dict[str, list[object]] = {name: [] for name in _NAMES}
    block_counts = _block_counts(levels)
    for rule in levels.blueprint.consents.rules:
        handed = sum(
            (levels.of_activity(hand) * ratio for hand, ratio in rule.hand_overs),
            np.zeros(levels.network.calendar.count),
        )
        decision, limit = _in_force(levels, rule)
        worth, tiers = _rule_worth(levels, worths, rule, block_counts)
        _append(columns, levels, rule.key, decision, limit, handed, worth, tiers)
    for key, hands in _hand_overs_without_rule(levels).items():
        count = levels.network.calendar.count
        worth, tiers = _hand_over_worth(worths, hands, count)
        _append(columns, levels, key, ["withheld"] * count, [None] * count, np.zeros(count), worth, tiers)
    return result_frame("consents", dict(columns))


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
    for name, key_part in zip(_NAMES[:4], key, strict=True):
        columns[name] += [key_part or None] * count
    columns["bucket"] += levels.days
    columns["decision"] += decision
    columns["limit"] += limit
    columns["handed_over"] += handed.tolist()
    columns["worth"] += worth
    columns["worth_tier"] += tiers


def _in_force(levels: Levels, rule: ConsentRule) -> tuple[list[str | None], list[float | None]]:
    """Decision and limit in force at the end of each bucket."""
    calendar = levels.network.calendar
    decisions: list[str | None] = []
    limits: list[float | None] = []
    for last_base_bucket in (calendar.starts + calendar.lengths - 1).tolist():
        period = next(period for period in rule.periods if period.begin <= last_base_bucket < period.end)
        decisions.append(period.decision if period.row is not None else None)
        limits.append(period.row["limit"] if period.row is not None else None)
    return decisions, limits


def _block_counts(levels: Levels) -> dict[int, Array]:
    """Number of rules that block each hand-over, by bucket, shape (T,)."""
    counts: dict[int, Array] = {}
    for rule in levels.blueprint.consents.rules:
        for hand, _ in rule.hand_overs:
            counts[hand] = counts.get(hand, np.zeros(len(levels.days))) + ~rule.open
    return counts


def _rule_worth(
    levels: Levels, worths: Worths, rule: ConsentRule, block_counts: dict[int, Array]
) -> tuple[list[float | None], list[str | None]]:
    """Worth of raising the limit by one unit while open, or of letting one unit pass while only this rule blocks."""
    count = levels.network.calendar.count
    if not worths.available:
        return [None] * count, [None] * count
    worth = [0.0] * count
    tiers: list[str | None] = [None] * count
    for hand, ratio in rule.hand_overs:
        blocks_alone = ~rule.open & (block_counts[hand] == 1)
        if blocks_alone.any():
            gains, names = worths.of_ceiling([hand])
            for t in np.flatnonzero(blocks_alone & (gains > 0)).tolist():
                if _precedes(names[t], tiers[t], gains[t] / ratio, worth[t], worths.tiers):
                    worth[t], tiers[t] = float(gains[t] / ratio), names[t]
    for row, first, last in rule.ceilings:
        gains, names = worths.of_limit(row)
        period = range(rule.periods[first].begin, rule.periods[last].end)
        for t in sorted({int(levels.network.calendar.bucket_of_base[b]) for b in period}):
            if gains[0] > 0 and _precedes(names[0], tiers[t], gains[0], worth[t], worths.tiers):
                worth[t], tiers[t] = float(gains[0]), names[0]
    return list(worth), tiers


def _precedes(tier: str | None, other_tier: str | None, worth: float, other_worth: float, order: list[str]) -> bool:
    """True if a worth ranks before another: in an earlier tier, or larger in the same tier."""
    if tier is None or other_tier is None:
        return other_tier is None
    return (order.index(tier), -worth) < (order.index(other_tier), -other_worth)


def _hand_overs_without_rule(levels: Levels) -> dict[tuple[str, str, str, str], list[int]]:
    """Hand-overs withheld by the setting alone, by (holder, item, recipient, holder)."""
    groups: dict[tuple[str, str, str, str], list[int]] = {}
    marks = levels.blueprint.stocks.marks
    for hand, recipient, item in levels.blueprint.consents.unruled:
        key = levels.network.activities.key[hand]
        location = levels.location_of_request[key[0]]
        for party in sorted(marks.parties[location, item, levels.mark_class_by_key[location, item, key[-1]]]):
            groups.setdefault((party, item, recipient, party), []).append(hand)
    return dict(sorted(groups.items()))


def _hand_over_worth(worths: Worths, hands: list[int], count: int) -> tuple[list[float | None], list[str | None]]:
    if not worths.available:
        return [None] * count, [None] * count
    worth, tiers = worths.of_ceiling(hands)
    return worth.tolist(), tiers
