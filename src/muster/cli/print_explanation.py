"""What `muster explain` prints for people: sentences, request by request."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.text import Text

from muster.explain import Explanation
from muster.explain.sentences.bottlenecks import decision, headline, remedy, timeline, told
from muster.explain.sentences.pegging import told as told_of_pegs
from muster.text import _


def print_reasons(found: Explanation, patch: str | None = None) -> None:
    """Print them to stdout; `patch` is where a remedy was written to."""
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 120)
    for one in found.remedies:
        first, *rest = remedy(one)
        _block(console, first, rest)
        if patch is not None and one.met and one.measures:
            console.print(Text(_("Patch: {path}  (muster plan SCENARIO --patch {path})").format(path=patch)))
    if found.remedies:
        return
    if not found.held:
        console.print(Text(_("Nothing is late.")))
    for held in sorted(found.held, key=lambda one: (one.priority, one.request)):
        lines = [timeline(held)] if sum(len(one.spans) for one in held.bottlenecks) > 1 else []
        _block(console, headline(held), [*lines, *told(held)])
    if found.decisions:
        _block(console, _("Worth of open decisions:"), [decision(one) for one in found.decisions])
    for heading, lines in told_of_pegs(found):
        _block(console, heading, lines)


def _block(console: Console, first: str, rest: list[str]) -> None:
    console.print(Text(first, style="bold"))
    for line in rest:
        console.print(Text(f"  {line}"))
    console.print()
