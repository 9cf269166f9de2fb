"""Pages written from the code itself, so that they cannot differ from it.

A line `<!-- generated: NAME -->` in a page is replaced by the Markdown of `SECTIONS[NAME]()`. The tests call
the same functions.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from muster.schema import InputColumn, InputTable, Setting

logger = logging.getLogger(__name__)
MARK = re.compile(r"^<!-- generated: ([a-z]+) -->$", re.MULTILINE)
GOLDEN = Path(__file__).parents[2] / "tests" / "formulation"


def cell(text: object) -> str:
    """A text as it may stand in a cell of a Markdown table."""
    return str(text).replace("|", "\\|").replace("<", "&lt;").replace("\n", " ").strip()


def grid(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(text) for text in line) + " |" for line in lines)


def tables() -> str:
    """Every table of a scenario, by group, with its columns."""
    from muster.schema import TABLES

    parts: list[str] = []
    group = None
    for table in TABLES.values():
        if table.group != group:
            group = table.group
            parts.append(f"## {group}")
        parts.append(f"### `{table.name}`\n\n{table.description}\n\n{_key(table)}\n")
        parts.append(grid(COLUMNS, [_column(column, table.key) for column in table.columns]))
    return "\n\n".join(parts)


COLUMNS = ["column", "type", "unit", "default", "what it is"]


def settings() -> str:
    """Every setting of `scenario.toml`."""
    from muster.schema import SETTINGS

    rows = [
        [f"`{one.name}`", one.type, _default(one), " ".join([one.description, *_choices(one)])]
        for one in SETTINGS.values()
    ]
    return grid(["setting", "type", "default", "what it is"], rows)


def _key(table: InputTable) -> str:
    if not table.key:
        return "No key: rows add up."
    names = ", ".join(f"`{name}`" for name in table.key)
    sign = f", with the sign of `{table.sign_column}`" if table.sign_column else ""
    return f"Key: {names}{sign}. A second row with the same key is an error."


def _column(column: InputColumn, key: tuple[str, ...]) -> list[str]:
    name = f"**`{column.name}`**" if column.name in key else f"`{column.name}`"
    text = [column.description, *_choices(column), *_range(column)]
    tables = column.references or tuple(column.references_by_kind.values())
    if tables:
        text.append("An id in " + " or ".join(f"`{table}`" for table in dict.fromkeys(tables)) + ".")
    return [name, column.type.replace("_", " "), column.unit or "", _default(column), " ".join(text)]


def _choices(one: InputColumn | Setting) -> list[str]:
    return ["One of " + ", ".join(f"`{choice}`" for choice in one.choices) + "."] if one.choices else []


def _range(column: InputColumn) -> list[str]:
    limits = []
    if column.minimum is not None:
        limits.append(f"{column.minimum:g} or more")
    if column.exclusive_minimum is not None:
        limits.append(f"above {column.exclusive_minimum:g}")
    if column.maximum is not None:
        limits.append(f"at most {column.maximum:g}")
    if column.nonzero:
        limits.append("not 0")
    return [", ".join(limits).capitalize() + "."] if limits else []


def _default(one: InputColumn | Setting) -> str:
    if one.required:
        return "required"
    if getattr(one, "default_from", None):
        return str(one.default_from)
    if one.default is None:
        return ""
    if isinstance(one.default, tuple):
        return ", ".join(f"`{value}`" for value in one.default)
    if isinstance(one.default, bool):
        return f"`{str(one.default).lower()}`"
    return f"`{one.default:g}`" if isinstance(one.default, float) else f"`{one.default}`"


def problems() -> str:
    """Every problem that can be reported: what is said, what to do, and why it matters."""
    from muster.problems import CODES

    return "\n\n".join(
        f"## {code.code}: {code.title}\n\n{code.explanation}\n\n"
        f"reason\n: `{code.severity} {code.code} …: {code.reason}`\n\nremedy\n: {code.remedy}"
        for code in CODES.values()
    )


def results() -> str:
    """Every result table of a plan with its columns."""
    from muster.plans.result_schema import RESULT_TABLES

    return "\n\n".join(
        f"### `{table.name}`\n\n{table.description}\n\n"
        + grid(
            ["column", "type", "what it is"],
            [[f"`{one.name}`", one.type, one.description] for one in table.columns],
        )
        for table in RESULT_TABLES.values()
    )


def families() -> str:
    """Every family of rows and columns: its equation, its terms, a tiny program that has it."""
    from muster.network.register import FAMILIES

    parts = []
    for name in sorted(FAMILIES):
        parts.append(f"## `{name}`\n\n" + prose(inspect.getdoc(FAMILIES[name]) or ""))
        golden = GOLDEN / f"{name}.lp"
        if golden.is_file():
            program = golden.read_text(encoding="utf-8").strip()
            parts.append(f"A tiny program with it:\n\n```text\n{program}\n```")
    return "\n\n".join(parts)


def prose(docstring: str) -> str:
    """A docstring as Markdown: indented paragraphs are equations and keep their lines, the rest is text."""
    parts = []
    for paragraph in re.split(r"\n\s*\n", docstring.strip()):
        if any(line.startswith(("  ", ">>>")) for line in paragraph.splitlines()):
            parts.append(f"```text\n{inspect.cleandoc(paragraph)}\n```")
        else:
            parts.append(re.sub(r"([*_<])", r"\\\1", paragraph) if "`" not in paragraph else paragraph)
    return "\n\n".join(parts)


def walk(command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Command, click.Context]]:
    """Every command below one, with the words that call it."""
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                yield from walk(below, click.Context(below, info_name=name, parent=context))
    else:
        yield context.command_path, command, context


def group() -> click.Group:
    """The `muster` command."""
    from muster import cli

    found = [one for one in vars(cli).values() if isinstance(one, click.Group)]
    if len(found) != 1:
        raise LookupError("muster.cli has to hold exactly one click group")
    return found[0]


# Options that have a page of their own.
MORE = {"--patch": "What `--patch` takes is on the page of [patches](patches.md)."}


def commands() -> str:
    """Every command with its help text, as `muster COMMAND --help` prints it."""
    top = group()
    parts = []
    for path, command, context in walk(top, click.Context(top, info_name="muster", **top.context_settings)):
        context.terminal_width = 78
        parts.append(f"## `{path}`\n\n```text\n{command.get_help(context).strip()}\n```")
        parts += [MORE[name] for one in command.params for name in one.opts if name in MORE]
    return "\n\n".join(parts)


SECTIONS: dict[str, Callable[[], str]] = {
    "tables": tables,
    "settings": settings,
    "problems": problems,
    "results": results,
    "families": families,
    "commands": commands,
}


def expand(text: str) -> str:
    """A page's text with every generated section written out."""
    return MARK.sub(lambda match: SECTIONS[match[1]](), text)


def _on_read(app: Sphinx, docname: str, content: list[str]) -> None:
    try:
        content[0] = expand(content[0])
    except (ImportError, LookupError) as missing:
        logger.warning("%s: %s; the section is left out", docname, missing)


def _outdated(app: Sphinx, *_: object) -> list[str]:
    pages = (Path(app.srcdir) / f"{name}.md" for name in app.env.found_docs)
    return [page.stem for page in pages if page.parent == Path(app.srcdir) and MARK.search(page.read_text("utf-8"))]


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", _on_read)
    app.connect("env-get-outdated", _outdated)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
