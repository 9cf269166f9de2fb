"""Pegs of short stories: which supply serves which request, by arithmetic."""

from __future__ import annotations

from pathlib import Path

import pytest

import muster
from muster.explain.pegging.pegs import Peg, pegs
from muster.explain.pegging.where_used import source_tree, where_used
from stories.story import plan_of


def peg_rows(all_pegs: tuple[Peg, ...]) -> list[tuple[object, ...]]:
    """(quantity, bucket, steps) of each peg, its steps as (kind, id, bucket, quantity)."""
    return [
        (
            round(peg.quantity, 6),
            peg.bucket.isoformat()[:7],
            [(s.kind, s.id, s.bucket.isoformat()[:7], round(s.quantity, 6)) for s in peg.path],
        )
        for peg in all_pegs
    ]


def test_the_oldest_supply_goes_first(tmp_path: Path) -> None:
    """40 in stock serve January and a quarter of February; what is received in February the rest and March."""
    plan = plan_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        depot, round, 40
        receipts: location, item, quantity, date
        depot, round, 60, 2024-02-01
        requests: request, location, wants, quantity, due, until
        r, depot, round, 30, 2024-01-01, 2024-03-31
        """,
    )
    assert peg_rows(pegs(plan)) == [
        (30, "2024-01", [("stock", "depot/round", "2024-01", 30), ("hand_over", "r", "2024-01", 30)]),
        (20, "2024-02", [("receipt", "depot/round", "2024-02", 20), ("hand_over", "r", "2024-02", 20)]),
        (10, "2024-02", [("stock", "depot/round", "2024-02", 10), ("hand_over", "r", "2024-02", 10)]),
        (30, "2024-03", [("receipt", "depot/round", "2024-02", 30), ("hand_over", "r", "2024-03", 30)]),
    ]


ASSEMBLY = """
    stocks: location, item, quantity
    works, body, 10
    works, fuze, 40
    operations: operation, location, lead_time, maximum
    cast, works, 1,
    fill, works, 1, 10
    operation_items: operation, item, quantity
    cast, body, 2
    fill, body, -1
    fill, fuze, -2
    fill, round, 1
    requests: request, location, wants, quantity, due
    r, works, round, 20, 2024-01-01
"""


def test_an_assembly_stands_behind_one_peg_with_all_its_inputs(tmp_path: Path) -> None:
    """10 rounds from bodies in stock, then 10 from bodies cast in January at 2 a level; 2 fuzes a round."""
    plan = plan_of(tmp_path / "s", ASSEMBLY)
    assert peg_rows(pegs(plan)) == [
        (
            10,
            "2024-02",
            [
                ("stock", "works/fuze", "2024-01", 20),
                ("stock", "works/body", "2024-01", 10),
                ("operation", "fill", "2024-01", 10),
                ("hand_over", "r", "2024-02", 10),
            ],
        ),
        (
            10,
            "2024-03",
            [
                ("stock", "works/fuze", "2024-02", 20),
                ("operation", "cast", "2024-01", 10),
                ("operation", "fill", "2024-02", 10),
                ("hand_over", "r", "2024-03", 10),
            ],
        ),
    ]


def test_up_and_down(tmp_path: Path) -> None:
    """The fuze stock serves the request with 40; the tree of the request names every place once."""
    all_pegs = pegs(plan_of(tmp_path / "s", ASSEMBLY))
    up = {(use.kind, use.id): (use.request, use.quantity) for use in where_used(all_pegs)}
    assert up["stock", "works/fuze"] == ("r", pytest.approx(40))
    assert up["operation", "cast"] == ("r", pytest.approx(10))
    assert [(node.depth, node.kind, node.id, round(node.quantity, 6)) for node in source_tree(all_pegs, "r")] == [
        (0, "hand_over", "r", 20),
        (1, "operation", "fill", 20),
        (2, "stock", "works/fuze", 40),
        (2, "operation", "cast", 10),
        (2, "stock", "works/body", 10),
    ]


def test_yield_and_arrivals_in_two_buckets(tmp_path: Path) -> None:
    """Half a month's lead time and a yield of a half: 40 started give 10 in January and 10 in February."""
    plan = plan_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        works, part, 40
        operations: operation, location, lead_time
        make, works, 0.5
        yields: operation, from, factor
        make, 2024-01-01, 0.5
        operation_items: operation, item, quantity
        make, part, -1
        make, round, 1
        requests: request, location, wants, quantity, due
        r, works, round, 20, 2024-01-01
        """,
    )
    assert [(q, day, steps[0], steps[1]) for q, day, steps in peg_rows(pegs(plan))] == [
        (10, "2024-01", ("stock", "works/part", "2024-01", 20), ("operation", "make", "2024-01", 10)),
        (10, "2024-02", ("stock", "works/part", "2024-01", 20), ("operation", "make", "2024-01", 10)),
    ]


def test_what_is_given_back_goes_through(tmp_path: Path) -> None:
    """One mould, taken and given back a month later, makes every round: each round's mould is from opening stock."""
    plan = plan_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        works, mould, 1
        works, steel, 3
        operations: operation, location, lead_time
        cast, works, 1
        operation_items: operation, item, quantity
        cast, mould, -1
        cast, mould, 1
        cast, steel, -1
        cast, round, 1
        requests: request, location, wants, quantity, due
        r, works, round, 2, 2024-01-01
        """,
    )
    last = peg_rows(pegs(plan))[-1]
    assert last == (
        1,
        "2024-03",
        [
            ("stock", "works/steel", "2024-02", 1),
            ("stock", "works/mould", "2024-01", 1),
            ("operation", "cast", "2024-01", 1),
            ("operation", "cast", "2024-02", 1),
            ("hand_over", "r", "2024-03", 1),
        ],
    )


def test_several_outputs_each_have_all_inputs_behind_them(tmp_path: Path) -> None:
    """100 of crude are cracked into 40 light and 60 heavy, for two requests."""
    plan = plan_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        works, crude, 100
        operations: operation, location
        crack, works
        operation_items: operation, item, quantity
        crack, crude, -1
        crack, light, 0.4
        crack, heavy, 0.6
        requests: request, location, wants, quantity, due
        a, works, light, 40, 2024-01-01
        b, works, heavy, 60, 2024-01-01
        """,
    )
    rows = peg_rows(pegs(plan))
    assert [(q, steps[0]) for q, _, steps in rows] == [
        (40, ("stock", "works/crude", "2024-01", 100)),
        (60, ("stock", "works/crude", "2024-01", 100)),
    ]


def test_companions_and_family_ratios(tmp_path: Path) -> None:
    """A request of 20 family units is 10 big ones of ratio 2, each with 3 covers that came by lane a month before."""
    plan = plan_of(
        tmp_path / "s",
        """
        families: family, item, ratio
        any, big, 2
        companions: item, needs, quantity
        big, cover, 3
        lanes: lane, origin, destination, lead_time
        road, store, front, 1
        stocks: location, item, quantity
        front, big, 10
        store, cover, 30
        requests: request, location, wants, quantity, due
        r, front, any, 20, 2024-02-01
        """,
    )
    assert peg_rows(pegs(plan)) == [
        (
            20,
            "2024-02",
            [
                ("stock", "store/cover", "2024-01", 30),
                ("lane", "road", "2024-01", 30),
                ("hand_over", "r", "2024-02", 30),
                ("stock", "front/big", "2024-02", 10),
                ("hand_over", "r", "2024-02", 10),
            ],
        )
    ]


def test_what_is_lost_or_built_serves_no_request(tmp_path: Path) -> None:
    """Of 30 in stock 10 are lost in January and 10 are built into a line: the request gets the other 10."""
    plan = plan_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        works, steel, 30
        receipts: location, item, quantity, date
        works, steel, -10, 2024-01-01
        resources: resource, location
        line, works
        capacities: resource, quantity
        line, 1
        investments: investment, resource, adds, lead_time
        more, line, 9, 1
        investment_items: investment, item, quantity
        more, steel, 10
        operations: operation, location
        make, works
        operation_resources: operation, resource
        make, line
        operation_items: operation, item, quantity
        make, round, 1
        requests: request, location, wants, quantity, due, priority
        r, works, round, 20, 2024-01-01, 1
        s, works, steel, 20, 2024-01-01, 2
        """,
    )
    mine = pegs(plan, "s")
    assert sum(peg.quantity for peg in mine) == pytest.approx(10)
    assert {step.id for peg in mine for step in peg.path} == {"works/steel", "s"}


def test_a_circle_within_a_bucket_ends(tmp_path: Path) -> None:
    """Bottles go round within the month: 10 bottles fill 15 crates' worth; what goes round is told once, marked so."""
    plan = plan_of(
        tmp_path / "s",
        """
        stocks: location, item, quantity
        works, bottle, 10
        operations: operation, location
        fill, works
        wash, works
        operation_items: operation, item, quantity
        fill, bottle, -1
        fill, full, 1
        fill, crate, 1
        wash, full, -1
        wash, bottle, 0.9
        requests: request, location, wants, quantity, due
        r, works, crate, 15, 2024-01-01
        """,
    )
    all_pegs = pegs(plan)
    assert sum(peg.quantity for peg in all_pegs) == pytest.approx(15)
    assert any(step.cut for peg in all_pegs for step in peg.path)


def test_pegs_are_the_same_every_time(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "s", ASSEMBLY)
    assert pegs(plan) == pegs(plan)


def test_a_plan_read_back_has_the_same_pegs(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "s", ASSEMBLY)
    folder = muster.write_plan(plan, tmp_path / "p")
    assert pegs(muster.plans.read_plan(folder, with_program=True)) == pegs(plan)
