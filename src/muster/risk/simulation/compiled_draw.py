"""A draw's scenario as network and program, built once and handed to every simulation of the draw."""

from __future__ import annotations

from dataclasses import dataclass

from muster.network.build import Blueprint, build_network
from muster.program import Program, compile_program
from muster.scenario import Scenario


@dataclass(frozen=True, eq=False)
class CompiledDraw:
    """The number of a draw with the network and the program of its scenario."""

    index: int
    blueprint: Blueprint
    program: Program


def compile_draw(scenario: Scenario, index: int) -> CompiledDraw:
    """Build the network and the program of a draw's scenario."""
    return CompiledDraw(index, *compile_scenario(scenario))


def compile_scenario(scenario: Scenario) -> tuple[Blueprint, Program]:
    """Build a scenario's network and program."""
    blueprint = build_network(scenario)
    return blueprint, compile_program(blueprint.network)
