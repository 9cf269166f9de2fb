"""Sentences on changes of pledges, tiers, money, consents and resources."""

from __future__ import annotations

from collections.abc import Iterator

from muster.plans.compare.consents import ConsentChange, ConsentDecision
from muster.plans.compare.money import MoneyChange
from muster.plans.compare.pledges import PledgeChange
from muster.plans.compare.resources import ResourceChange
from muster.plans.compare.tiers import TierChange
from muster.text import _, day, ngettext, number


def pledge_sentences(pledges: tuple[PledgeChange, ...]) -> Iterator[str]:
    """Yield a sentence for each changed pledge, except those that both plans keep."""
    for change in pledges:
        if not (change.before and change.after and change.before.kept and change.after.kept):
            yield _pledge(change)


def _pledge(change: PledgeChange) -> str:
    if change.before is None:
        assert change.after is not None
        words = (
            _("Pledge {pledge} is new, and is kept.")
            if change.after.kept
            else _("Pledge {pledge} is new, and is not kept.")
        )
        return words.format(pledge=change.pledge)
    if change.after is None:
        return _("Pledge {pledge} is gone.").format(pledge=change.pledge)
    if change.before.kept != change.after.kept:
        words = (
            _("Pledge {pledge} is kept; in the first plan it is not.")
            if change.after.kept
            else _("Pledge {pledge} is not kept; in the first plan it is.")
        )
        return words.format(pledge=change.pledge)
    words = _("Of pledge {pledge}, {after} of {quantity} are handed over by {day} instead of {before}.")
    return words.format(
        pledge=change.pledge,
        before=number(change.before.handed_over_by_then),
        after=number(change.after.handed_over_by_then),
        quantity=number(change.after.quantity),
        day=day(change.after.by),
    )


def tier_sentences(tiers: tuple[TierChange, ...]) -> Iterator[str]:
    """Yield the better plan by the first tier that differs, if the tiers up to it are comparable."""
    for tier in tiers:
        if tier.change == "same":
            continue
        if tier.change is not None:
            words = (
                _("The second plan is better: the first objective that differs is {tier}, {after} instead of {before}.")
                if tier.change == "better"
                else _(
                    "The second plan is worse: the first objective that differs is {tier}, {after} instead of {before}."
                )
            )
            yield words.format(tier=tier.name, before=number(tier.before or 0.0), after=number(tier.after or 0.0))
        return


def money_sentences(money: MoneyChange, currency: str) -> Iterator[str]:
    """Yield the change of total cost, and each fund whose payments change."""
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
    for fund in money.funds:
        if fund.changed and fund.fund is None:
            words = _("{after} {currency} of it is covered by no fund, instead of {before}.")
            yield words.format(after=number(fund.after), before=number(fund.before), currency=currency)
        elif fund.changed:
            words = _("Fund {fund} pays {after} {currency} instead of {before}.")
            yield words.format(fund=fund.fund, after=number(fund.after), before=number(fund.before), currency=currency)


def consent_sentences(consents: tuple[ConsentChange, ...]) -> Iterator[str]:
    """Yield each changed consent with the date from which it differs."""
    for change in consents:
        yield _consent(change)


def _consent(change: ConsentChange) -> str:
    facts = {
        "day": day(change.since),
        "consent": change.name,
        "before": _decision(change.before),
        "after": _decision(change.after),
    }
    if change.before.decision is None:
        words = _("From {day} the consent of {consent} is {after}; the first plan has no row for it.")
    elif change.after.decision is None:
        words = _("From {day} there is no row for the consent of {consent}; in the first plan it is {before}.")
    elif change.before.decision == change.after.decision:
        words = _("From {day} the limit of the consent of {consent} is {after} instead of {before}.")
        facts |= {"before": _limit(change.before), "after": _limit(change.after)}
    else:
        words = _("From {day} the consent of {consent} is {after} instead of {before}.")
    return words.format(**facts)


def _decision(decision: ConsentDecision) -> str:
    names = {"granted": _("granted"), "withheld": _("withheld"), "undecided": _("undecided")}
    return names.get(decision.decision or "", "")


def _limit(decision: ConsentDecision) -> str:
    return _("none") if decision.limit is None else number(decision.limit)


def resource_sentences(resources: tuple[ResourceChange, ...]) -> Iterator[str]:
    """Yield the number of buckets at full load of each changed resource."""
    for change in resources:
        before, after = len(change.before), len(change.after)
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
        yield words.format(resource=change.resource, count=after, before=before)
