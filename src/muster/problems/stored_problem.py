"""Problems as a plan tells them, there and back: what was found once is told again in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from muster.problems import Problem
from muster.text import speaking


@dataclass(frozen=True)
class Told(Problem):
    """A problem of which only the sentences are left, in the language they were told in."""

    said: str = ""
    advice: str = ""

    __hash__ = Problem.__hash__

    @property
    def reason(self) -> str:
        """What was found, as it was told."""
        return self.said

    @property
    def remedy(self) -> str:
        """What to do about it, as it was told."""
        return self.advice


def retold(told: Iterable[Mapping[str, Any]], known: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that `as_dict` told in English; those that are among `known` can be put into other languages.

    Their places are those that were told: the files that a person wrote, not copies of them.
    """
    with speaking("en"):
        by_words = {(found.code, found.reason, found.remedy): found for found in known}
    return tuple(_one(one, by_words) for one in told)


def _one(told: Mapping[str, Any], by_words: Mapping[tuple[str, str, str], Problem]) -> Problem:
    found = by_words.get((told["code"], told["reason"], told["remedy"]))
    place = {name: told[name] for name in ("file", "row", "column", "value")}
    if found is not None:
        args = {name: fact for name, fact in found.args.items() if name != "cell"}
        return replace(found, **place, args=args)
    return Told(told["code"], told["severity"], **place, said=told["reason"], advice=told["remedy"])
