"""Restore the problems of a stored plan, so that they can be shown in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from muster.problems import Problem
from muster.text import language_override


@dataclass(frozen=True)
class StoredProblem(Problem):
    """A problem of which only the stored sentences are known, in their original language."""

    stored_reason: str = ""
    stored_remedy: str = ""

    __hash__ = Problem.__hash__

    @property
    def reason(self) -> str:
        """The reason as stored."""
        return self.stored_reason

    @property
    def remedy(self) -> str:
        """The remedy as stored."""
        return self.stored_remedy


def restore_problems(stored_problems: Iterable[Mapping[str, Any]], known: Iterable[Problem]) -> tuple[Problem, ...]:
    """Restore problems stored by `as_dict` in English; those found among `known` can be translated.

    Positions are the stored ones: the files that a person wrote, not their copies in the plan folder.
    """
    with language_override("en"):
        by_words = {(problem.code, problem.reason, problem.remedy): problem for problem in known}
    return tuple(_restore(stored, by_words) for stored in stored_problems)


def _restore(stored: Mapping[str, Any], by_words: Mapping[tuple[str, str, str], Problem]) -> Problem:
    match = by_words.get((stored["code"], stored["reason"], stored["remedy"]))
    position = {name: stored[name] for name in ("file", "row", "column", "value")}
    if match is not None:
        args = {name: fact for name, fact in match.args.items() if name != "cell"}
        return replace(match, **position, args=args)
    return StoredProblem(
        stored["code"], stored["severity"], **position, stored_reason=stored["reason"], stored_remedy=stored["remedy"]
    )
