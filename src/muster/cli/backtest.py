"""`muster backtest`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from muster.cli.output import print_json
from muster.cli.translated_click import command, option
from muster.risk.analysis.sentences import format_chance
from muster.text import _, day, isolate_in_rtl, localized, mark, number

if TYPE_CHECKING:
    from muster.risk.backtest import BacktestResult


@command(
    mark("Score forecasts of a past case against what happened."),
    mark(
        "DIR contains a scenario as known at a date, the promises made, and what then happened. muster "
        "scores its two readings against three naive forecasts. The case itself is excluded from the fit "
        "behind the defaults."
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path())
@option("--draws", type=click.IntRange(20, 1_000_000), default=400, help=mark("Number of draws [default: 400]"))
@option("--seed", type=click.IntRange(0), default=1, help=mark("Seed of the random numbers [default: 1]"))
@option("--json", "as_json", is_flag=True, help=mark("Print the scores and forecasts as one JSON object."))
def backtest(folder: str, draws: int, seed: int, as_json: bool = False) -> int:
    """Forecast from the data known then, score the forecasts and print."""
    from muster.risk.backtest import BacktestError, read_backtest, run_backtest

    try:
        result = run_backtest(read_backtest(folder), draws, seed)
    except BacktestError as error:
        raise click.UsageError(
            _("{path} is not a backtest folder: {reason}").format(path=folder, reason=error)
        ) from error
    if as_json:
        print_json(result.as_dict())
    else:
        _print_backtest(result)
    return 0


def _print_backtest(result: BacktestResult) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from muster.risk.backtest import QUANTILE_LEVELS

    console = Console(highlight=False, soft_wrap=True, width=120)
    case = result.backtest
    console.print(Text(localized(case.title, case.title_ar), style="bold"))
    message = _(
        "Defaults are fitted to {cases} other cases of building up production, without this case. {draws} draws."
    )
    console.print(Text(message.format(cases=result.fit.cases, draws=number(result.draws))))
    low, middle, high = (QUANTILE_LEVELS.index(level) for level in (0.1, 0.5, 0.9))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    names = (_("date"), _("happened"), _("official plan"), _("straight line"), _("plan x past ratio"))
    for name in (*names, _("muster, fixed: P50 (P10 to P90)")):
        table.add_column(isolate_in_rtl(name), justify="right", no_wrap=True)
    for point in result.points:
        quantiles = point.quantiles["fixed"]
        interval = _("{middle} ({low} to {high})").format(
            middle=number(round(quantiles[middle])),
            low=number(round(quantiles[low])),
            high=number(round(quantiles[high])),
        )
        naive = [number(round(value)) for value in point.naive.values()]
        table.add_row(*map(Text, (day(point.date), number(point.happened), *naive, interval)))
    console.print(table)
    forecast_names = {
        "fixed": _("muster, fixed"),
        "knowing": _("muster, knowing"),
        "official": _("official plan"),
        "line": _("straight line"),
        "ratio": _("plan x past ratio"),
    }
    scores = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in (_("forecast"), _("pinball loss"), _("in P10 to P90"), _("bias")):
        scores.add_column(isolate_in_rtl(name), justify="right", no_wrap=True)
    for score in sorted(result.scores, key=lambda entry: entry.pinball):
        inside = "—" if score.coverage is None else format_chance(score.coverage)
        cells = forecast_names[score.forecast], number(round(score.pinball)), inside, f"{100 * score.bias:+.0f} %"
        scores.add_row(*map(Text, cells))
    console.print(scores)
    console.print(Text(_("A lower pinball loss is better; a bias above 0 means that too much was forecast.")))
