"""`muster backtest`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from muster.cli.output import print_json
from muster.cli.translated_click import command, option
from muster.risk.analysis.sentences import percent
from muster.text import _, day, language, mark, number, unit

if TYPE_CHECKING:
    from muster.risk.backtest import Tested


@command(
    mark("How past forecasts would have turned out."),
    mark(
        "DIR has a scenario as known at a date, what was promised, and what then happened. Scores muster's two "
        "readings against three naive forecasts; the case itself is left out of the fit that the defaults rest on."
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path())
@option("--draws", type=click.IntRange(20, 1_000_000), default=400, help=mark("How many draws. [default: 400]"))
@option("--seed", type=click.IntRange(0), default=1, help=mark("The seed of the random numbers. [default: 1]"))
@option("--json", "as_json", is_flag=True, help=mark("Print the scores and forecasts as one JSON object."))
def backtest(folder: str, draws: int, seed: int, as_json: bool = False) -> int:
    """Forecast with what was known, score and print."""
    from muster.risk.backtest import NotABacktest, backtest, read_backtest

    try:
        tested = backtest(read_backtest(folder), draws, seed)
    except NotABacktest as wrong:
        raise click.UsageError(_("{path} is no backtest: {reason}").format(path=folder, reason=wrong)) from wrong
    if as_json:
        print_json(tested.as_dict())
    else:
        _print(tested)
    return 0


def _print(tested: Tested) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from muster.risk.backtest import LEVELS

    console = Console(highlight=False, soft_wrap=True, width=120)
    case = tested.backtest
    console.print(Text((case.title_ar if language() == "ar" else None) or case.title, style="bold"))
    words = _("The defaults rest on {cases} other cases of building: the case itself is left out. {draws} draws.")
    console.print(Text(words.format(cases=tested.fit.cases, draws=number(tested.draws))))
    low, middle, high = (LEVELS.index(level) for level in (0.1, 0.5, 0.9))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    names = (_("date"), _("happened"), _("official plan"), _("straight line"), _("plan x past ratio"))
    for name in (*names, _("muster, fixed: P50 (P10 to P90)")):
        table.add_column(unit(name), justify="right", no_wrap=True)
    for one in tested.points:
        q = one.quantiles["fixed"]
        spread = _("{middle} ({low} to {high})").format(
            middle=number(round(q[middle])), low=number(round(q[low])), high=number(round(q[high]))
        )
        naive = [number(round(figure)) for figure in one.naive.values()]
        table.add_row(*map(Text, (day(one.date), number(one.happened), *naive, spread)))
    console.print(table)
    named = {
        "fixed": _("muster, fixed"),
        "knowing": _("muster, knowing"),
        "official": _("official plan"),
        "line": _("straight line"),
        "ratio": _("plan x past ratio"),
    }
    scores = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in (_("forecast"), _("pinball loss"), _("in P10 to P90"), _("bias")):
        scores.add_column(unit(name), justify="right", no_wrap=True)
    for score in sorted(tested.scores, key=lambda one: one.pinball):
        inside = "—" if score.coverage is None else percent(score.coverage)
        cells = named[score.forecast], number(round(score.pinball)), inside, f"{100 * score.bias:+.0f} %"
        scores.add_row(*map(Text, cells))
    console.print(scores)
    console.print(Text(_("Less pinball loss is better; a bias above 0 promised too much.")))
