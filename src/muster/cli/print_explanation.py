"""Text output of `muster explain`: sentences, request by request."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.text import Text

from muster.explain import Explanation
from muster.explain.sentences.bottlenecks import (
    bottleneck_sentences,
    decision_sentence,
    headline,
    remedy_sentences,
    timeline_sentence,
)
from muster.explain.sentences.pegging import explanation_sentences as pegging_sentences
from muster.text import _


def print_explanation(explanation: Explanation, patch: str | None = None) -> None:
    """Print an explanation to stdout; `patch` is the file to which a remedy was written."""
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 120)
    for remedy in explanation.remedies:
        first, *rest = remedy_sentences(remedy)
        _print_block(console, first, rest)
        if patch is not None and remedy.is_met and remedy.changes:
            console.print(Text(_("Patch: {path}  (muster plan SCENARIO --patch {path})").format(path=patch)))
    if explanation.remedies:
        return
    if not explanation.late_requests:
        console.print(Text(_("Nothing is late.")))
    for late in sorted(explanation.late_requests, key=lambda late: (late.priority, late.request)):
        has_spans = sum(len(bottleneck.spans) for bottleneck in late.bottlenecks) > 1
        lines = [timeline_sentence(late)] if has_spans else []
        _print_block(console, headline(late), [*lines, *bottleneck_sentences(late)])
    if explanation.decisions:
        sentences = [decision_sentence(decision) for decision in explanation.decisions]
        _print_block(console, _("Gain from open decisions:"), sentences)
    for heading, lines in pegging_sentences(explanation):
        _print_block(console, heading, lines)


def _print_block(console: Console, first: str, lines: list[str]) -> None:
    console.print(Text(first, style="bold"))
    for line in lines:
        console.print(Text(f"  {line}"))
    console.print()
