"""What changed in pledges, tiers, money, consents and resources, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from muster.plans.compare.consents import ConsentChange, Decision
from muster.plans.compare.money import MoneyChange
from muster.plans.compare.pledges import PledgeChange
from muster.plans.compare.resources import ResourceChange
from muster.plans.compare.tiers import TierChange
from muster.text import _, day, ngettext, number


def pledge_words(pledges: tuple[PledgeChange, ...]) -> Iterator[str]:
    """Pledges kept or not, new or gone, or nearer to being kept; nothing of those that both plans keep."""
    for one in pledges:
        if not (one.before and one.after and one.before.kept and one.after.kept):
            yield _pledge(one)


def _pledge(one: PledgeChange) -> str:
    if one.before is None:
        assert one.after is not None
        kept = one.after.kept
        words = _("Pledge {pledge} is new, and is kept.") if kept else _("Pledge {pledge} is new, and is not kept.")
        return words.format(pledge=one.pledge)
    if one.after is None:
        return _("Pledge {pledge} is gone.").format(pledge=one.pledge)
    if one.before.kept != one.after.kept:
        words = (
            _("Pledge {pledge} is kept; in the first plan it is not.")
            if one.after.kept
            else _("Pledge {pledge} is not kept; in the first plan it is.")
        )
        return words.format(pledge=one.pledge)
    words = _("Of pledge {pledge}, {after} of {quantity} are handed over by {day} instead of {before}.")
    return words.format(
        pledge=one.pledge,
        before=number(one.before.handed_over_by_then),
        after=number(one.after.handed_over_by_then),
        quantity=number(one.after.quantity),
        day=day(one.after.by),
    )


def tier_words(tiers: tuple[TierChange, ...]) -> Iterator[str]:
    """Which plan is better by the first tier in which they differ, as far as tiers before it can be compared."""
    for one in tiers:
        if one.change == "same":
            continue
        if one.change is not None:
            words = (
                _("The second plan is better: the first tier that differs is {tier}, {after} instead of {before}.")
                if one.change == "better"
                else _("The second plan is worse: the first tier that differs is {tier}, {after} instead of {before}.")
            )
            yield words.format(tier=one.name, before=number(one.before or 0.0), after=number(one.after or 0.0))
        return


def money_words(money: MoneyChange, currency: str) -> Iterator[str]:
    """What the plans cost, and the funds that pay otherwise."""
    if not money.comparable or money.before is None or money.after is None:
        return
    before, after = round(money.before), round(money.after)
    if money.changed and before != after:
        words = (
            _("The plan costs {amount} {currency} more: {after} instead of {before}.")
            if after > before
            else _("The plan costs {amount} {currency} less: {after} instead of {before}.")
        )
        amounts = {"amount": number(abs(after - before)), "before": number(before), "after": number(after)}
        yield words.format(currency=currency, **amounts)
    elif money.changed:
        words = _("The plan costs {after} {currency} instead of {before}.")
        yield words.format(after=number(money.after), before=number(money.before), currency=currency)
    for one in money.funds:
        if one.changed and one.fund is None:
            words = _("No fund has to pay {after} {currency} of it, instead of {before}.")
            yield words.format(after=number(one.after), before=number(one.before), currency=currency)
        elif one.changed:
            words = _("Fund {fund} pays {after} {currency} instead of {before}.")
            yield words.format(fund=one.fund, after=number(one.after), before=number(one.before), currency=currency)


def consent_words(consents: tuple[ConsentChange, ...]) -> Iterator[str]:
    """From when which consent is decided otherwise."""
    for one in consents:
        yield _consent(one)


def _consent(one: ConsentChange) -> str:
    facts = {"day": day(one.since), "consent": one.name, "before": _decision(one.before), "after": _decision(one.after)}
    if one.before.decision is None:
        words = _("From {day} the consent of {consent} is {after}; in the first plan no row speaks of it.")
    elif one.after.decision is None:
        words = _("From {day} no row speaks of the consent of {consent}; in the first plan it is {before}.")
    elif one.before.decision == one.after.decision:
        words = _("From {day} the limit of the consent of {consent} is {after} instead of {before}.")
        facts |= {"before": _limit(one.before), "after": _limit(one.after)}
    else:
        words = _("From {day} the consent of {consent} is {after} instead of {before}.")
    return words.format(**facts)


def _decision(one: Decision) -> str:
    names = {"granted": _("granted"), "withheld": _("withheld"), "undecided": _("undecided")}
    return names.get(one.decision or "", "")


def _limit(one: Decision) -> str:
    return _("none") if one.limit is None else number(one.limit)


def resource_words(resources: tuple[ResourceChange, ...]) -> Iterator[str]:
    """In how many buckets each resource is at full load."""
    for one in resources:
        before, after = len(one.before), len(one.after)
        if before == after:
            words = ngettext(
                "{resource} is at full load in {count} bucket as before, but not in the same one.",
                "{resource} is at full load in {count} buckets as before, but not in the same ones.",
                after,
            )
        else:
            words = ngettext(
                "{resource} is at full load in {count} bucket instead of {before}.",
                "{resource} is at full load in {count} buckets instead of {before}.",
                after,
            )
        yield words.format(resource=one.resource, count=after, before=before)
