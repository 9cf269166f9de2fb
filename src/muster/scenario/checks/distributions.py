"""Distributions as the table `uncertainties` writes them: their parameters, their values, what they can come to.

fixed       p1
uniform     p1 least, p2 greatest
triangular  p1 least, p2 likeliest, p3 greatest
beta        p1 and p2 its two shapes, p3 [1] greatest (least: 0)
normal      p1 mean, p2 standard deviation, p3 [no limit] least (cut off there)
lognormal   p1 median, p2 standard deviation of the logarithm
discrete    values with their chances, "0.5:0.2; 1:0.8"
bernoulli   p1 the chance of 1, else 0
geometric   p1 the chance in each base bucket that it ends: 1, 2, 3 ... buckets;
            with p2, the chance in each base bucket that an outage begins: p3 [0] during an outage, else 1
empirical   values, all alike, "0.4; 0.52; 1.1"
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from muster.text import Phrase, phrase

NEEDS: dict[str, tuple[str, ...]] = {
    "fixed": ("p1",),
    "uniform": ("p1", "p2"),
    "triangular": ("p1", "p2", "p3"),
    "beta": ("p1", "p2"),
    "normal": ("p1", "p2"),
    "lognormal": ("p1", "p2"),
    "discrete": ("values",),
    "bernoulli": ("p1",),
    "geometric": ("p1",),
    "empirical": ("values",),
}
"""The columns that a distribution cannot do without."""

INFINITY = float("inf")
_APART = re.compile(r"[;,\s]+")
_SUM = 1e-9

Row = Mapping[str, Any]


class BadValues(ValueError):
    """A list of values that cannot be understood, and why."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason)
        self.reason = reason


def chances(distribution: str, text: str) -> list[tuple[float, float]]:
    """The values of a discrete or empirical distribution with their chances, which add up to 1."""
    parts = [part for part in _APART.split(re.sub(r"\s*:\s*", ":", text.strip())) if part]
    if not parts:
        raise BadValues(phrase("there is none"))
    found = [_pair(part, distribution == "discrete") for part in parts]
    if distribution != "discrete":
        return [(value, 1.0 / len(found)) for value, _ in found]
    if abs(sum(chance for _, chance in found) - 1.0) > _SUM:
        raise BadValues(phrase("the chances add up to {sum}", sum=f"{sum(chance for _, chance in found):g}"))
    return found


def _pair(part: str, weighed: bool) -> tuple[float, float]:
    value, colon, chance = part.partition(":")
    if bool(colon) != weighed:
        words = phrase('"{part}" has no chance', part=part) if weighed else phrase('"{part}" has a chance', part=part)
        raise BadValues(words)
    try:
        numbers = float(value), float(chance) if weighed else 1.0
    except ValueError:
        raise BadValues(phrase('"{part}" is not a number', part=part)) from None
    if not all(map(math.isfinite, numbers)):
        raise BadValues(phrase('"{part}" is not a finite number', part=part))
    if not 0 <= numbers[1] <= 1:
        raise BadValues(phrase("a chance lies between 0 and 1"))
    return numbers


def misfit(row: Row) -> tuple[str, Phrase] | None:
    """The first parameter that its distribution does not allow, and why; all that are needed are there."""
    for column, wrong, reason in _faults(row["distribution"], row["p1"], row["p2"], row["p3"]):
        if wrong:
            return column, reason
    return None


Fault = tuple[str, bool, Phrase]


def _faults(name: str, p1: Any, p2: Any, p3: Any) -> list[Fault]:
    """What each parameter must not be: its column, whether it is, and why not."""
    chance = phrase("a chance lies between 0 and 1")
    spread = phrase("a standard deviation is above 0")
    order = phrase("least, likeliest and greatest stand in this order")
    shape = phrase("a shape is above 0")
    match name:
        case "uniform":
            return [("p2", p1 > p2, phrase("the greatest is below the least"))]
        case "triangular":
            return [("p2", p1 > p2, order), ("p3", p2 > p3, order)]
        case "beta":
            greatest = phrase("the greatest is above 0")
            return [("p1", p1 <= 0, shape), ("p2", p2 <= 0, shape), ("p3", p3 is not None and p3 <= 0, greatest)]
        case "normal":
            return [("p2", p2 <= 0, spread)]
        case "lognormal":
            return [("p1", p1 <= 0, phrase("a median is above 0")), ("p2", p2 <= 0, spread)]
        case "bernoulli":
            return [("p1", not 0 <= p1 <= 1, chance)]
        case "geometric":
            return [
                ("p1", not 0 < p1 <= 1, phrase("the chance that it ends is above 0 and at most 1")),
                ("p2", p2 is not None and not 0 <= p2 <= 1, chance),
                ("p3", p3 is not None and p3 < 0, phrase("what is left in an outage is 0 or more")),
            ]
    return []


def reach(row: Row) -> tuple[float, float]:
    """The least and the greatest value that can be drawn, of a row without fault."""
    name, p1, p2, p3 = row["distribution"], row["p1"], row["p2"], row["p3"]
    if name in ("discrete", "empirical"):
        drawn = [value for value, chance in chances(name, row["values"]) if chance > 0]
        return min(drawn), max(drawn)
    left = p3 or 0.0
    ends: dict[str, tuple[float, float]] = {
        "fixed": (p1, p1),
        "uniform": (p1, p2),
        "triangular": (p1, p3),
        "beta": (0.0, 1.0 if p3 is None else p3),
        "normal": (-INFINITY if p3 is None else p3, INFINITY),
        "lognormal": (0.0, INFINITY),
        "bernoulli": (0.0 if p1 < 1 else 1.0, 1.0 if p1 > 0 else 0.0),
        "geometric": (1.0, INFINITY) if p2 is None else (min(1.0, left), max(1.0, left)),
    }
    return ends[name]
