"""Click commands and options whose help is translated when shown.

Help texts are marked for translation where they are defined; a command's help has one line per paragraph.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeVar

import click

from muster.text import _, mark, mark_plural

_Command = TypeVar("_Command", bound=Callable[..., Any] | click.Command)

# Messages of click itself, which looks them up in the catalogue that `muster.text.share_catalogue` names.
CLICK_MESSAGES = (
    mark("Usage:"),
    mark("Options"),
    mark("Show this message and exit."),
    mark("Show the version and exit."),
    mark("Error: {message}"),
    mark("Try '{command} {option}' for help."),
    mark("Invalid value: {message}"),
    mark("Invalid value for {param_hint}: {message}"),
    mark("Missing argument"),
    mark("Missing option"),
    mark("Missing parameter"),
    mark("Missing command."),
    mark("No such option {name!r}."),
    mark("No such command {name!r}."),
    mark("Option {name!r} does not take a value."),
    mark("{value!r} is not a valid {number_type}."),
    mark("{value} is not in the range {range}."),
    mark_plural("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    mark_plural("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    mark_plural("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
)


class TranslatedCommand(click.Command):
    """A command with translated help."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each paragraph, translated."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text("\n\n".join(_(line) for line in (self.help or "").splitlines()))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option `--help` with translated help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option


class TranslatedOption(click.Option):
    """An option with translated help."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's names and its translated help."""
        translated = copy.copy(self)
        translated.help = _(self.help) if self.help else None
        return click.Option.get_help_record(translated, ctx)


def command(*paragraphs: str) -> Callable[[Callable[..., Any]], TranslatedCommand]:
    """Decorate a function as a command with these paragraphs of help."""
    return click.command(cls=TranslatedCommand, help="\n".join(paragraphs))


def option(*names: str, **settings: Any) -> Callable[[_Command], _Command]:
    """Decorate a command with an option whose help is translated."""
    return click.option(*names, cls=TranslatedOption, **settings)
