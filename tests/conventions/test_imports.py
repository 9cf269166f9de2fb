"""No module imports itself over others, imports inside functions and for types included."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest


def first_cycle(imports: dict[str, set[str]]) -> list[str]:
    """A cycle of modules that import each other in turn; empty if there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as cycle:
        return list(cycle.args[1])
    return []


def test_no_import_cycles() -> None:
    graph = grimp.build_graph("muster", cache_dir=None)
    assert len(graph.modules) > 400
    assert first_cycle({module: graph.find_modules_directly_imported_by(module) for module in graph.modules}) == []


@pytest.mark.parametrize("imports", [{"a": {"b"}, "b": {"a"}}, {"a": {"b"}, "b": {"c"}, "c": {"a"}}])
def test_a_cycle_is_seen(imports: dict[str, set[str]]) -> None:
    assert first_cycle(imports)
