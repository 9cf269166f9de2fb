"""Distributions of the table `uncertainties`: their parameters, their values and their support.

fixed       p1
uniform     p1 minimum, p2 maximum
triangular  p1 minimum, p2 mode, p3 maximum
beta        p1 and p2 shape parameters, p3 [1] maximum (minimum 0)
normal      p1 mean, p2 standard deviation, p3 [none] minimum (truncated there)
lognormal   p1 median, p2 standard deviation of the logarithm
discrete    values with their probabilities, "0.5:0.2; 1:0.8"
bernoulli   p1 probability of 1, else 0
geometric   p1 probability per base bucket that it ends: 1, 2, 3 ... buckets;
            with p2, the probability per base bucket that an outage begins: p3 [0] during an outage, else 1
empirical   equally likely values, "0.4; 0.52; 1.1"
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from muster.errors import MusterError
from muster.text import Phrase, phrase

REQUIRED_COLUMNS: dict[str, tuple[str, ...]] = {
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
"""Columns that each distribution requires."""

INFINITY = float("inf")
_SEPARATORS = re.compile(r"[;,\s]+")
_SUM_TOLERANCE = 1e-9

Row = Mapping[str, Any]


class DistributionValuesError(MusterError):
    """A list of values that cannot be parsed; `reason` says why."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason)
        self.reason = reason


def parse_distribution_values(distribution: str, text: str) -> list[tuple[float, float]]:
    """Parse the values of a discrete or empirical distribution: pairs of value and probability, which sum to 1.

    Raises:
        DistributionValuesError: the text is no such list, or its probabilities do not sum to 1.
    """
    parts = [part for part in _SEPARATORS.split(re.sub(r"\s*:\s*", ":", text.strip())) if part]
    if not parts:
        raise DistributionValuesError(phrase("there is none"))
    pairs = [_parse_pair(part, distribution == "discrete") for part in parts]
    if distribution != "discrete":
        return [(value, 1.0 / len(pairs)) for value, _ in pairs]
    if abs(sum(chance for _, chance in pairs) - 1.0) > _SUM_TOLERANCE:
        raise DistributionValuesError(
            phrase("the chances add up to {sum}", sum=f"{sum(chance for _, chance in pairs):g}")
        )
    return pairs


def _parse_pair(part: str, has_chance: bool) -> tuple[float, float]:
    value, colon, chance = part.partition(":")
    if bool(colon) != has_chance:
        message = (
            phrase('the chance of "{part}" is missing', part=part)
            if has_chance
            else phrase('"{part}" must not have a chance', part=part)
        )
        raise DistributionValuesError(message)
    try:
        numbers = float(value), float(chance) if has_chance else 1.0
    except ValueError:
        raise DistributionValuesError(phrase('"{part}" is not a number', part=part)) from None
    if not all(map(math.isfinite, numbers)):
        raise DistributionValuesError(phrase('"{part}" is not a finite number', part=part))
    if not 0 <= numbers[1] <= 1:
        raise DistributionValuesError(phrase("a chance must lie between 0 and 1"))
    return numbers


def parameter_fault(row: Row) -> tuple[str, Phrase] | None:
    """First parameter that the distribution does not allow, and why; required columns must not be blank."""
    for column, wrong, reason in _parameter_faults(row["distribution"], row["p1"], row["p2"], row["p3"]):
        if wrong:
            return column, reason
    return None


Fault = tuple[str, bool, Phrase]


def _parameter_faults(name: str, p1: Any, p2: Any, p3: Any) -> list[Fault]:
    """Faults to test, in order: the column, True if the fault is present, and the reason."""
    chance = phrase("a chance must lie between 0 and 1")
    spread = phrase("the standard deviation must be above 0")
    order = phrase("the least, likeliest and greatest value must be in this order")
    shape = phrase("a shape must be above 0")
    match name:
        case "uniform":
            return [("p2", p1 > p2, phrase("the greatest value is below the least"))]
        case "triangular":
            return [("p2", p1 > p2, order), ("p3", p2 > p3, order)]
        case "beta":
            greatest = phrase("the greatest value must be above 0")
            return [("p1", p1 <= 0, shape), ("p2", p2 <= 0, shape), ("p3", p3 is not None and p3 <= 0, greatest)]
        case "normal":
            return [("p2", p2 <= 0, spread)]
        case "lognormal":
            return [("p1", p1 <= 0, phrase("the median must be above 0")), ("p2", p2 <= 0, spread)]
        case "bernoulli":
            return [("p1", not 0 <= p1 <= 1, chance)]
        case "geometric":
            return [
                ("p1", not 0 < p1 <= 1, phrase("the chance that it ends must be above 0 and at most 1")),
                ("p2", p2 is not None and not 0 <= p2 <= 1, chance),
                ("p3", p3 is not None and p3 < 0, phrase("the level during an outage must be 0 or more")),
            ]
    return []


def support(row: Row) -> tuple[float, float]:
    """Smallest and largest value that a faultless row can draw; infinite where unbounded."""
    name, p1, p2, p3 = row["distribution"], row["p1"], row["p2"], row["p3"]
    if name in ("discrete", "empirical"):
        possible = [value for value, chance in parse_distribution_values(name, row["values"]) if chance > 0]
        return min(possible), max(possible)
    level_in_outage = p3 or 0.0
    bounds: dict[str, tuple[float, float]] = {
        "fixed": (p1, p1),
        "uniform": (p1, p2),
        "triangular": (p1, p3),
        "beta": (0.0, 1.0 if p3 is None else p3),
        "normal": (-INFINITY if p3 is None else p3, INFINITY),
        "lognormal": (0.0, INFINITY),
        "bernoulli": (0.0 if p1 < 1 else 1.0, 1.0 if p1 > 0 else 0.0),
        "geometric": (1.0, INFINITY) if p2 is None else (min(1.0, level_in_outage), max(1.0, level_in_outage)),
    }
    return bounds[name]
