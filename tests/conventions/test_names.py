"""Names and docstrings of the code: class names occur once, no identifier says nothing, docstrings open with the thing.

The rules are those of AGENTS.md, "Names" and "Prose".
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "muster"
MODULES = sorted(PACKAGE.rglob("*.py"))

EMPTY_WORDS = frozenset((
    "again", "anew", "called", "came", "found", "held", "kept", "of", "one", "ones", "own", "place", "placed",
    "places", "said", "shown", "standing", "stands", "take", "taken", "there", "thing", "things", "told",
))  # fmt: skip
# Names that a contract outside the code sets, with that contract.
FIXED_NAMES = {
    ("Driver", "of"): "the column `of` of drivers.parquet",
    ("UncertainInput", "of"): "the key `of` in sweep.json",
    ("PledgeState", "kept"): "the key `kept` of muster compare --json",
}
# Every migration of Django is a class of this name.
REPEATED_CLASSES = {"Migration"}
INDIRECT_QUESTION = re.compile(r"(What|Whether|How|Where|Which|Who|That|So|When)\b")


def parsed(module: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(module.read_text("utf-8"))


def identifiers(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, str, int]]:
    """Names that code defines: the class it stands in, the name, the line."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield inside, node.name, node.lineno
            case ast.arg():
                yield inside, node.arg, node.lineno
            case ast.Name(ctx=ast.Store()):
                yield inside, node.id, node.lineno
            case ast.Attribute(ctx=ast.Store()):
                yield inside, node.attr, node.lineno
            case ast.alias(asname=str()):
                yield inside, str(node.asname), node.lineno
            case _:
                pass
        yield from identifiers(node, node.name if isinstance(node, ast.ClassDef) else inside)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_no_identifier_is_an_empty_word(module: Path) -> None:
    empty = [
        f"line {line}: {name}"
        for inside, name, line in identifiers(parsed(module))
        if name.strip("_").lower() in EMPTY_WORDS and (inside, name) not in FIXED_NAMES
    ]
    assert empty == []


def test_empty_words_are_seen() -> None:
    tree = ast.parse("class Held:\n    kept = 1\n    def told(self, one):\n        self.own = found = one\n")
    assert [name for _inside, name, _line in identifiers(tree)] == [
        "Held", "kept", "told", "self", "one", "own", "found",
    ]  # fmt: skip


def test_every_name_that_is_excused_exists() -> None:
    defined = {(inside, name) for module in MODULES for inside, name, _line in identifiers(parsed(module))}
    assert FIXED_NAMES.keys() <= defined


def test_class_names_are_unique() -> None:
    modules = defaultdict(list)
    for module in MODULES:
        for node in ast.walk(parsed(module)):
            if isinstance(node, ast.ClassDef):
                modules[node.name.lstrip("_")].append(f"{module.relative_to(PACKAGE)}:{node.lineno}")
    repeated = {name: lines for name, lines in modules.items() if len(lines) > 1 and name not in REPEATED_CLASSES}
    assert repeated == {}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_no_docstring_opens_with_an_indirect_question(module: Path) -> None:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = [ast.get_docstring(node) for node in ast.walk(parsed(module)) if isinstance(node, documented)]
    assert [text for text in docstrings if text and INDIRECT_QUESTION.match(text)] == []
