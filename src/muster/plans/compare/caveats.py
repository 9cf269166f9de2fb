"""Caveats of a comparison: plans that are not proved, and figures that cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator

from muster.plans.compare.comparison import Comparison
from muster.text import _, day, ngettext


def caveat_sentences(comparison: Comparison) -> Iterator[str]:
    """Yield one sentence for each caveat."""
    before, after = comparison.before, comparison.after
    if before.status != "optimal":
        words = _(
            "The first plan is not proved optimal (gap {gap}), so the solver may have caused some of the changes."
        )
        yield words.format(gap=_gap(before.gap))
    if after.status != "optimal":
        words = _(
            "The second plan is not proved optimal (gap {gap}), so the solver may have caused some of the changes."
        )
        yield words.format(gap=_gap(after.gap))
    if before.objective != after.objective:
        words = _(
            "The first plan was made for the objective {before}, the second for {after}: which is better is "
            "not compared."
        )
        yield words.format(before=before.objective, after=after.objective)
    if before.currency != after.currency:
        words = _("Money is not compared: the first plan counts in {before}, the second in {after}.")
        yield words.format(before=before.currency, after=after.currency)
    if before.start != after.start:
        words = _("The first plan starts on {before}, the second on {after}: quantities on time are not compared.")
        yield words.format(before=day(before.start), after=day(after.start))
    if before.end != after.end:
        words = _('The first plan ends on {before}, the second on {after}: "by the end" is not the same day in both.')
        yield words.format(before=day(before.end), after=day(after.end))
    yield from _horizon_caveats(comparison)


def _horizon_caveats(comparison: Comparison) -> Iterator[str]:
    """Yield caveats on shared buckets, and on dates in buckets of different length."""
    before, after, horizon = comparison.before, comparison.after, comparison.horizon
    if before.bucket != after.bucket:
        words = _(
            "The first plan counts in buckets of a {before}, the second in buckets of a {after}: dates are "
            "compared, lateness and full load are not."
        )
        yield words.format(before=before.bucket, after=after.bucket)
    elif not horizon.has_buckets:
        yield _("The plans have no bucket in common: dates are compared, lateness and full load are not.")
    elif not horizon.is_complete:
        assert horizon.first is not None
        assert horizon.last is not None
        count = len(horizon.lengths)
        words = ngettext(
            "Lateness and full load are compared in the {count} bucket that both plans have, from {first} to {last}.",
            "Lateness and full load are compared in the {count} buckets that both plans have, from {first} to {last}.",
            count,
        )
        yield words.format(count=count, first=day(horizon.first), last=day(horizon.last))
    if horizon.overlaps_unevenly:
        yield _(
            "In buckets of different length the same hand-over has different dates: it is dated on the last "
            "day of its bucket, and is on time anywhere in the bucket of its due date."
        )


def _gap(gap: float | None) -> str:
    return _("not known") if gap is None or gap == float("inf") else f"{gap:.1e}"
