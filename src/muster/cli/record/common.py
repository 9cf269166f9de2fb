"""Shared parts of the record's commands: options, times, refusals and the output of entries."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeVar

import click

from muster.cli.output import print_json
from muster.cli.translated_click import option
from muster.text import _, join_list, mark, ngettext, number

if TYPE_CHECKING:
    from muster.record.projection.scenario import ScenarioQuery
    from muster.record.store.entry import LedgerEntry
    from muster.record.store.ledger import Ledger

Command = TypeVar("Command", bound=Callable[..., Any])


def record_command(function: Command) -> Command:
    """Decorate a command: exit with code 1 and the reason if the record refuses, or if Django is missing say so."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        from muster.record.errors import RecordRefusedError

        try:
            return function(*args, **kwargs)
        except ModuleNotFoundError as missing:
            if (missing.name or "").partition(".")[0] != "django":
                raise
            raise click.UsageError(_("The record needs Django: pip install 'muster[record]'")) from None
        except RecordRefusedError as error:
            remedy = str(error.remedy or "")
            if kwargs.get("as_json"):
                location = dict.fromkeys(("file", "row", "column", "value"))
                problem = {"code": "RECORD", "severity": "error", **location, "reason": str(error), "remedy": remedy}
                print_result("refused", [problem])
            else:
                click.echo(_("Refused: {reason}").format(reason=str(error)), err=True)
                click.echo(remedy, err=True, nl=bool(remedy))
            return 1

    return run  # type: ignore[return-value]


def print_result(status: str, problems: Sequence[dict[str, Any]] = (), **facts: Any) -> None:
    """Print the JSON object of a record command: version, status and problems, then `facts`."""
    print_json({"muster": version("muster"), "status": status, "problems": list(problems), **facts})


DB = click.argument("db")
JSON = option("--json", "as_json", is_flag=True, help=mark("Print one JSON object."))
AUTHOR = option("--by", "author", default=None, help=mark("Author of the entries. [default: the user's name]"))
SCENARIO = option(
    "--scenario", "name", default="main", help=mark("Name of the scenario in the record. [default: main]")
)
AS_OF = option("--as-of", help=mark("Date the output describes. [default: the --known-at date]"))
KNOWN_AT = option(
    "--known-at",
    help=mark(
        "Use only entries recorded by this time (UTC), such as 2022-10-05T12:00; a date means its end. "
        "[default: the last entry]"
    ),
)


def author_or_user(author: str | None) -> str:
    return author or os.environ.get("USER") or os.environ.get("LOGNAME") or _("not named")


def open_ledger(db: str) -> Ledger:
    from muster.record.store.ledger import Ledger

    return Ledger(db)


def entry_at(ledger: Ledger, text: str | None) -> int:
    """Return the number of the last entry recorded by a time."""
    if text is None:
        return ledger.head().number
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(_("{text} is not a time; write it as 2022-10-05T12:00").format(text=text)) from None
    if len(text) <= len("2022-10-05"):
        moment += dt.timedelta(days=1, microseconds=-1)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    if moment > dt.datetime.now(dt.UTC):
        raise click.UsageError(_("{text} is in the future; omit --known-at for the current state").format(text=text))
    return ledger.last_entry_at(moment)


def parse_day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise click.UsageError(_("{text} is not a day; write it as 2022-10-01").format(text=text)) from None


def scenario_query(ledger: Ledger, as_of: str | None, known_at: str | None, name: str) -> ScenarioQuery:
    from muster.record.projection.scenario import ScenarioQuery
    from muster.record.store.ledger import parse_time

    entry = entry_at(ledger, known_at)
    if known_at:
        day = dt.datetime.fromisoformat(known_at).date()
    else:
        day = parse_time(ledger.head().recorded_at).date()
    return ScenarioQuery(parse_day(as_of) or day, entry, name)


def print_entry(entry: LedgerEntry) -> None:
    head = f"{entry.number:>6}  {entry.recorded_at[:19].replace('T', ' ')}  {entry.action}"
    click.echo(join_list((head, entry.author, entry.subject), "  "))
    if entry.valid_from:
        click.echo("        " + _("holds from {day}").format(day=entry.valid_from))
    for name, value in entry.content.items():
        if name not in ("table", "key"):
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            click.echo(f"        {name}: {printable(text)}")


def printable(text: str) -> str:
    """Escape the unprintable characters in a text from another person."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def print_written(written: Iterable[LedgerEntry], as_json: bool) -> int:
    written = list(written)
    if as_json:
        print_result("done", entries=[entry.as_dict() for entry in written])
        return 0
    for entry in written[:12]:
        print_entry(entry)
    count = len(written)
    click.echo(
        ngettext("{count} entry was written.", "{count} entries were written.", count).format(count=number(count))
    )
    return 0
