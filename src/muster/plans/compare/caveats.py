"""What a reader of a comparison has to know first: what is not proved, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator

from muster.plans.compare.comparison import Comparison
from muster.text import _, day, ngettext


def cautions(comparison: Comparison) -> Iterator[str]:
    """A sentence for each."""
    before, after = comparison.before, comparison.after
    if before.status != "optimal":
        words = _("The first plan is not proven optimal (gap {gap}): what changes may be the solver's doing.")
        yield words.format(gap=_gap(before.gap))
    if after.status != "optimal":
        words = _("The second plan is not proven optimal (gap {gap}): what changes may be the solver's doing.")
        yield words.format(gap=_gap(after.gap))
    if before.objective != after.objective:
        words = _("The first plan was made for the objective {before}, the second for {after}: tiers are not compared.")
        yield words.format(before=before.objective, after=after.objective)
    if before.currency != after.currency:
        words = _("Money is not compared: the first plan counts in {before}, the second in {after}.")
        yield words.format(before=before.currency, after=after.currency)
    if before.start != after.start:
        words = _("The first plan starts on {before}, the second on {after}: what is on time is not compared.")
        yield words.format(before=day(before.start), after=day(after.start))
    if before.end != after.end:
        words = _('The first plan ends on {before}, the second on {after}: "by the end" is not the same day in both.')
        yield words.format(before=day(before.end), after=day(after.end))
    yield from _buckets(comparison)


def _buckets(comparison: Comparison) -> Iterator[str]:
    """In which buckets figures can be compared, and what longer ones do to dates."""
    before, after, stretch = comparison.before, comparison.after, comparison.stretch
    if before.bucket != after.bucket:
        words = _(
            "The base bucket is a {before} in the first plan and a {after} in the second: dates are compared, lateness "
            "and full load are not."
        )
        yield words.format(before=before.bucket, after=after.bucket)
    elif not stretch.there:
        yield _("The plans have no bucket in common: dates are compared, lateness and full load are not.")
    elif not stretch.whole:
        assert stretch.first is not None
        assert stretch.last is not None
        count = len(stretch.lengths)
        words = ngettext(
            "Lateness and full load are compared in the {count} bucket that both plans have, from {first} to {last}.",
            "Lateness and full load are compared in the {count} buckets that both plans have, from {first} to {last}.",
            count,
        )
        yield words.format(count=count, first=day(stretch.first), last=day(stretch.last))
    if stretch.uneven:
        yield _(
            "Buckets of different length show other dates for the same hand-over: it counts as on the last day of its "
            "bucket, and as on time in the bucket of its due date."
        )


def _gap(gap: float | None) -> str:
    return _("not known") if gap is None or gap == float("inf") else f"{gap:.1e}"
