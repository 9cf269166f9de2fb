"""A figure that is not sure, as the table `uncertainties` or a default says."""

from __future__ import annotations

from dataclasses import dataclass

from muster.risk.sampling.gaussian_copula import stream_mixes
from muster.risk.sampling.random_streams import StreamMix
from muster.scenario import Scenario


@dataclass(frozen=True)
class UncertainInput:
    """An uncertain input and its distribution; parameters as in `muster.scenario.checks.distributions`.

    `given` is False for a default. With `keeps` what a factor leaves of a capacity is not less than what the resource
    has demonstrated before. `mix` names the streams of random numbers that it takes instead of one of its own name.
    """

    of: str
    id: str
    column: str
    distribution: str
    p1: float | None = None
    p2: float | None = None
    p3: float | None = None
    values: str | None = None
    applies: str = "factor"
    group: str | None = None
    given: bool = True
    keeps: bool = False
    mix: StreamMix = ()

    @property
    def stream_key(self) -> tuple[str, ...]:
        """Name of its random stream: its own, or its group's."""
        return ("group", self.group) if self.group is not None else (self.of, self.id, self.column)

    @property
    def stream_mix(self) -> StreamMix:
        """The streams that its random numbers are made from."""
        return self.mix or ((self.stream_key, 1.0),)

    @property
    def is_outage(self) -> bool:
        """True for a series of outages rather than one number."""
        return self.distribution == "geometric" and self.p2 is not None


def read_uncertain_inputs(scenario: Scenario) -> list[UncertainInput]:
    """The rows of `uncertainties`, in the order of their keys; the scenario has no errors."""
    columns = ("of", "id", "column", "distribution", "p1", "p2", "p3", "values", "applies", "group")
    rows = scenario.tables["uncertainties"].select(columns).iter_rows(named=True)
    mixed = stream_mixes(scenario)
    return [UncertainInput(**row, mix=mixed.get(row["group"], ())) for row in rows]
