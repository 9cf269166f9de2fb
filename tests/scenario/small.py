"""Tiny scenarios as text, and the problems found in them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from muster.problems import Problem
from muster.scenario import Scenario, read

# A scenario without a single problem: one item from a depot to a port.
SOUND = {
    "scenario.toml": """
        title = "Small"
        start = 2024-01-01
        buckets = 6
        """,
    "parties.csv": """
        party,country
        AAA,FRA
        BBB,UKR
        """,
    "locations.csv": """
        location,party
        depot,AAA
        port,BBB
        """,
    "items.csv": """
        item
        pump
        valve
        """,
    "stocks.csv": """
        location,item,quantity
        depot,pump,10
        """,
    "lanes.csv": """
        lane,origin,destination,lead_time
        sea,depot,port,1
        """,
    "requests.csv": """
        request,party,location,wants,quantity,due
        r1,BBB,port,pump,5,2024-03-01
        """,
}


def folder(path: Path, files: dict[str, str] | None = None, *, sound: bool = True) -> Path:
    """A scenario folder of these files, over those of the sound scenario; an empty text leaves a file out."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in ({**SOUND, **(files or {})} if sound else files or {}).items():
        if text:
            (path / name).write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return path


def scenario(path: Path, files: dict[str, str] | None = None) -> Scenario:
    """The sound scenario with these files in place of its own."""
    return read(folder(path / "small", files))


def only_problem(loaded: Scenario, code: str) -> Problem:
    """The single problem of this code; fails with a list of all problems if there is none, or more than one."""
    hits = [problem for problem in loaded.problems if problem.code == code]
    assert len(hits) == 1, "\n".join(map(str, loaded.problems)) or "no problem at all"
    return hits[0]
