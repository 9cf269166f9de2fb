"""Command group that imports a command only when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from muster.cli.translated_click import TranslatedCommand
from muster.text import _


class LazyGroup(TranslatedCommand, click.Group):
    """`commands_at` maps a command's name to its location ("module:name") and its one-line help."""

    def __init__(self, *args: Any, commands_at: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names in the order of `commands_at`."""
        return list(self.commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self.commands_at:
            return None
        module, name = self.commands_at[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        rows = [(name, _(help_line)) for name, (_location, help_line) in self.commands_at.items()]
        with formatter.section(_("Commands")):
            formatter.write_dl(rows)
