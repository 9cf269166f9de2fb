"""Commands and options whose help is put into the reader's language when it is shown.

Their texts are marked where they are written; a command's help is a line for each paragraph.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeVar

import click

from muster.text import _, mark, mark_plural

_Anything = TypeVar("_Anything", bound=Callable[..., Any] | click.Command)

# What click itself says; it looks these up in the catalogue that `muster.text.lend` names.
OF_CLICK = (
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


class Told(click.Command):
    """A command with help in the reader's language."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each paragraph, translated."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text("\n\n".join(_(line) for line in (self.help or "").splitlines()))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, which explains itself in the reader's language too."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option


class ToldOption(click.Option):
    """An option with help in the reader's language."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Its spelling and its meaning."""
        shown = copy.copy(self)
        shown.help = _(self.help) if self.help else None
        return click.Option.get_help_record(shown, ctx)


def command(*paragraphs: str) -> Callable[[Callable[..., Any]], Told]:
    """Make a function a command with this help."""
    return click.command(cls=Told, help="\n".join(paragraphs))


def option(*names: str, **how: Any) -> Callable[[_Anything], _Anything]:
    """Give a command an option with marked help."""
    return click.option(*names, cls=ToldOption, **how)
