"""What the record's commands share: options, times, refusals, and how an entry is shown."""

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
from muster.text import _, listed, mark, ngettext, number

if TYPE_CHECKING:
    from muster.record.projection.scenario import Question
    from muster.record.store.entry import Entry
    from muster.record.store.ledger import Book

Command = TypeVar("Command", bound=Callable[..., Any])


def leaves(function: Command) -> Command:
    """End with 1 and the reason where the record refuses, and say what is missing where Django is."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        from muster.record.errors import Refused

        try:
            return function(*args, **kwargs)
        except ModuleNotFoundError as missing:
            if (missing.name or "").partition(".")[0] != "django":
                raise
            raise click.UsageError(_("The record needs Django: pip install 'muster[record]'")) from None
        except Refused as refused:
            remedy = str(refused.remedy or "")
            if kwargs.get("as_json"):
                place = dict.fromkeys(("file", "row", "column", "value"))
                found = {"code": "RECORD", "severity": "error", **place, "reason": str(refused), "remedy": remedy}
                print_told("refused", [found])
            else:
                click.echo(_("Refused: {reason}").format(reason=str(refused)), err=True)
                click.echo(remedy, err=True, nl=bool(remedy))
            return 1

    return run  # type: ignore[return-value]


def print_told(status: str, problems: Sequence[dict[str, Any]] = (), **what: Any) -> None:
    """The one shape of what the record's commands print as JSON: version, status and problems, then what is told."""
    print_json({"muster": version("muster"), "status": status, "problems": list(problems), **what})


DB = click.argument("db")
JSON = option("--json", "as_json", is_flag=True, help=mark("Print one JSON object."))
AUTHOR = option("--by", "author", default=None, help=mark("Who enters it; the name of the user if not given."))
SCENARIO = option("--scenario", "name", default="main", help=mark("The scenario's name in the record."))
AS_OF = option("--as-of", help=mark("The day that it is the scenario of; the day of --known-at if not given."))
KNOWN_AT = option(
    "--known-at",
    help=mark("A time, such as 2022-10-05T12:00, in UTC; a day means its end. The last entry if not given."),
)


def author_of(given: str | None) -> str:
    return given or os.environ.get("USER") or os.environ.get("LOGNAME") or _("not named")


def opened(db: str) -> Book:
    from muster.record.store.ledger import Book

    return Book(db)


def entry_at(book: Book, text: str | None) -> int:
    """The last entry recorded by a time."""
    if text is None:
        return book.head().number
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(_("{text} is no time such as 2022-10-05T12:00").format(text=text)) from None
    if len(text) <= len("2022-10-05"):
        moment += dt.timedelta(days=1, microseconds=-1)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    if moment > dt.datetime.now(dt.UTC):
        raise click.UsageError(_("{text} is not over yet; leave --known-at out for now").format(text=text))
    return book.upto(moment)


def day_of(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise click.UsageError(_("{text} is no day such as 2022-10-01").format(text=text)) from None


def question_of(book: Book, as_of: str | None, known_at: str | None, name: str) -> Question:
    from muster.record.projection.scenario import Question
    from muster.record.store.ledger import moment_of

    entry = entry_at(book, known_at)
    if known_at:
        day = dt.datetime.fromisoformat(known_at).date()
    else:
        day = moment_of(book.head().recorded_at).date()
    return Question(day_of(as_of) or day, entry, name)


def print_entry(entry: Entry) -> None:
    head = f"{entry.number:>6}  {entry.recorded_at[:19].replace('T', ' ')}  {entry.action}"
    click.echo(listed((head, entry.author, entry.subject), "  "))
    if entry.valid_from:
        click.echo("        " + _("holds from {day}").format(day=entry.valid_from))
    for name, value in entry.content.items():
        if name not in ("table", "key"):
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            click.echo(f"        {name}: {seen(text)}")


def seen(text: str) -> str:
    """Text of others, with all its characters visible."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def print_written(written: Iterable[Entry], as_json: bool) -> int:
    written = list(written)
    if as_json:
        print_told("done", entries=[entry.told() for entry in written])
        return 0
    for entry in written[:12]:
        print_entry(entry)
    count = len(written)
    click.echo(
        ngettext("{count} entry was written.", "{count} entries were written.", count).format(count=number(count))
    )
    return 0
