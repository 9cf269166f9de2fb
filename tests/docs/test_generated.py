"""Whatever a person can meet in muster has its place in the documentation."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from docs.pages import DOCS, ROOT, written


def test_every_table_and_column_has_its_place() -> None:
    from muster.schema import TABLES

    sections = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", written("tables.md"), re.M | re.S))
    assert sections.keys() == TABLES.keys()
    for name, table in TABLES.items():
        shown = re.findall(r"^\| (?:\*\*)?`(\w+)`", sections[name], re.M)
        assert shown == [column.name for column in table.columns], name
        assert table.description in sections[name]


def test_every_setting_has_its_place() -> None:
    from muster.schema import SETTINGS

    assert re.findall(r"^\| `(\w+)` \|", written("settings.md"), re.M) == list(SETTINGS)


def test_every_result_table_and_column_has_its_place() -> None:
    from muster.plans.result_schema import RESULT_TABLES

    sections = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", written("plan.md"), re.M | re.S))
    assert sections.keys() == RESULT_TABLES.keys()
    for name, table in RESULT_TABLES.items():
        assert re.findall(r"^\| `(\w+)`", sections[name], re.M) == [column.name for column in table.columns]


def test_every_problem_has_its_page() -> None:
    from muster.problems import CODES

    shown = re.findall(r"^## ([A-Z]+-\d{3}): (.+)$", written("problems.md"), re.M)
    assert shown == [(code.code, code.title) for code in CODES.values()]
    for code in CODES.values():
        assert code.explanation.strip(), code.code


def test_every_command_and_option_has_its_place() -> None:
    import generated

    page = written("commands.md")
    top = generated.group()
    found = list(generated.walk(top, click.Context(top, info_name="muster")))
    assert {path.split()[1] for path, _, _ in found} >= {
        "check",
        "plan",
        "verify",
        "report",
        "explain",
        "compare",
        "new",
        "demo",
    }
    for path, command, _ in found:
        section = page.split(f"## `{path}`\n")[1].split("\n## ")[0]
        for parameter in command.params:
            for name in parameter.opts if isinstance(parameter, click.Option) else [parameter.human_readable_name]:
                assert name in section, f"{path} {name}"


def test_every_exit_code_is_told() -> None:
    assert re.findall(r"^\| (\d) \|", written("commands.md"), re.M) == list("012345")


def test_every_row_family_is_told_with_its_equation() -> None:
    from muster.network.register import FAMILIES

    sections = dict(re.findall(r"^## `([^`]+)`\n(.*?)(?=^## `|\Z)", written("families.md"), re.M | re.S))
    assert sections.keys() == FAMILIES.keys()
    for name, section in sections.items():
        assert "```text" in section, f"the docstring of {name} states no equation"


@pytest.mark.parametrize("number", range(1, 13))
def test_every_rule_stands_under_its_number(number: int) -> None:
    assert len(re.findall(rf"^## {number}\. \w", written("rules.md"), re.M)) == 1


@pytest.mark.parametrize("page", ["conventions.md", "../AGENTS.md"])
def test_every_convention_stands_under_its_number(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    found = re.findall(r"^(?:\*\*|\| )C(\d+)\b", text, re.M)
    assert found == [str(number) for number in range(1, 17)]


def test_every_layer_is_in_the_architecture() -> None:
    page = (DOCS / "architecture.md").read_text("utf-8")
    table = page.split("| layer | what it does |")[1].split("\n\n")[0]
    modules = {path.stem for path in (ROOT / "src" / "muster").iterdir() if not path.name.startswith(("_", "py."))}
    modules -= {"locale"}
    assert modules <= set(re.findall(r"`(\w+)`", table))


def test_the_pages_build_without_a_warning_and_need_nothing_from_outside(tmp_path: Path) -> None:
    build = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        "-d",
        str(tmp_path / "trees"),
    ]
    done = subprocess.run([*build, str(DOCS), str(tmp_path / "html")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    fetched = re.compile(r"<(?:script|img|link|iframe)[^>]*(?:src|href)=\"(?:https?:)?//[^\"]*\"")
    built = list((tmp_path / "html").rglob("*.html"))
    assert len(built) > 15
    for page in built:
        assert not fetched.findall(page.read_text("utf-8")), page.name
