"""The rows of every family as text, held against a golden text that was read by hand.

`MUSTER_GOLDEN=write pytest tests/formulation` writes the golden texts anew; read what changed before keeping it.
"""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pytest

import muster
from formulation.scenarios import SCENARIOS
from formulation.tiny import Story
from muster.network.build import build_network
from muster.network.register import FAMILIES
from muster.program import Program, compile_program
from muster.program.lp_text import lp_text
from stories.story import folder_of

HERE = Path(__file__).parent


def program_of(folder: Path, story: Story) -> Program:
    scenario = muster.read(folder_of(folder, story.text, **story.settings))
    assert not scenario.errors, [str(problem) for problem in scenario.errors]
    return compile_program(build_network(scenario).network)


def golden(family: str, program: Program) -> str:
    """The scenario as comments, then its rows of the family."""
    story = SCENARIOS[family]
    lines = [line for line in map(str.strip, textwrap.dedent(story.text).splitlines()) if line]
    indented = [f"\\   {'' if ':' in line else '  '}{line}" for line in lines]
    rows = lp_text(program, {family}, story.tiers)
    assert f"\n\\ {family}\n" in rows, f"the scenario of {family} has no such row"
    return "\n".join([*indented, rows])


@pytest.mark.parametrize("family", SCENARIOS)
def test_rows_are_as_read(family: str, tmp_path: Path) -> None:
    text = golden(family, program_of(tmp_path, SCENARIOS[family]))
    golden_file = HERE / f"{family}.lp"
    if os.environ.get("MUSTER_GOLDEN") == "write":
        golden_file.write_text(text, encoding="utf-8")
    assert text == golden_file.read_text(encoding="utf-8")


def test_every_family_has_a_golden_text_and_no_other_has() -> None:
    assert SCENARIOS.keys() == FAMILIES.keys()
    assert {path.stem for path in HERE.glob("*.lp")} == FAMILIES.keys()


@pytest.mark.parametrize("family", SCENARIOS)
def test_no_scenario_has_rows_outside_the_register(family: str, tmp_path: Path) -> None:
    program = program_of(tmp_path, SCENARIOS[family])
    assert set(program.network.balances.family) <= FAMILIES.keys()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_told_with_its_equation(family: str) -> None:
    assert f"{family}[" in (FAMILIES[family].__doc__ or "")


def test_at_most_three_buckets(tmp_path: Path) -> None:
    """A text that nobody would read proves nothing."""
    for family, story in SCENARIOS.items():
        assert program_of(tmp_path / family, story).network.calendar.count <= 3


def test_all_rows_are_the_rows_of_every_family(tmp_path: Path) -> None:
    program = program_of(tmp_path, SCENARIOS["capacity"])
    families = set(program.network.balances.family)

    def rows(text: str) -> set[str]:
        return {line for line in text.splitlines() if ": " in line and not line.startswith("\\")}

    apart = [rows(lp_text(program, {family})) for family in families]
    assert set().union(*apart) == rows(lp_text(program))
    assert sum(map(len, apart)) == program.rows
