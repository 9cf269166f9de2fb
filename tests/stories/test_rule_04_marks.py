"""Rule 4: goods bear a mark, wherever they lie later."""

from __future__ import annotations

from pathlib import Path

from stories.story import by_bucket, handed, plan_of

LOCATIONS = """
    locations: location, party
    depot, us
    other, them
"""


def test_stock_bears_the_mark_of_the_party_where_it_was(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {LOCATIONS}
        stocks: location, item, quantity
        depot, thing, 10
        lanes: lane, item, origin, destination
        out, thing, depot, other
        requests: request, location, wants, quantity, due
        r, other, thing, 10, 2024-01
        """,
    )
    assert by_bucket(plan.handed_over, "quantity", holder="us", location="other") == {"2024-01-01": 10}
    assert by_bucket(plan.contributions, "quantity", party="us", request="r") == {"2024-01-01": 10}


def test_a_receipt_bears_the_mark_of_the_party_where_it_arrives(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {LOCATIONS}
        receipts: location, item, quantity, date
        other, thing, 10, 2024-02
        requests: request, location, wants, quantity, due
        r, other, thing, 10, 2024-01
        """,
    )
    assert by_bucket(plan.contributions, "quantity", party="them") == {"2024-02-01": 10}


def test_what_is_made_bears_the_mark_of_the_party_where_it_is_made(tmp_path: Path) -> None:
    """Their works turn our part into a unit: the unit is theirs."""
    plan = plan_of(
        tmp_path,
        f"""
        {LOCATIONS}
        stocks: location, item, quantity
        depot, part, 10
        lanes: lane, item, origin, destination
        out, part, depot, other
        operations: operation, location
        make, other
        operation_items: operation, item, quantity
        make, part, -1
        make, unit, 1
        requests: request, location, wants, quantity, due
        r, other, unit, 10, 2024-01
        """,
    )
    assert by_bucket(plan.contributions, "quantity", party="them", item="unit") == {"2024-01-01": 10}


def test_a_sale_changes_the_mark(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        f"""
        {LOCATIONS}
        stocks: location, item, quantity
        depot, thing, 10
        lanes: lane, item, origin, destination, transfers
        sale, thing, depot, other, true
        requests: request, location, wants, quantity, due
        r, other, thing, 10, 2024-01
        """,
    )
    assert by_bucket(plan.contributions, "quantity", party="them") == {"2024-01-01": 10}


def test_old_goods_of_another_party_do_not_fill_a_reserve_and_new_ones_do(tmp_path: Path) -> None:
    """Our floor of 5 is ours to give away only against what they make, not against what they had."""
    story = """
        {places}
        stocks: location, item, quantity
        depot, thing, 5
        {stock}
        {operations}
        lanes: lane, item, origin, destination
        in, thing, other, depot
        reserves: location, item, floor
        depot, thing, 5
        consents: party, wants, holder, decision
        them, thing, them, withheld
        requests: request, location, wants, quantity, due
        r, depot, thing, 5, 2024-01
    """
    make = """
        operations: operation, location, maximum
        make, other, 5
        operation_items: operation, item, quantity
        make, thing, 1
    """
    old = plan_of(tmp_path / "old", story.format(places=LOCATIONS, stock="other, thing, 5", operations=""))
    assert handed(old) == {}
    new = plan_of(tmp_path / "new", story.format(places=LOCATIONS, stock="", operations=make))
    assert handed(new) == {"2024-01-01": 5}
    assert by_bucket(new.contributions, "quantity", party="us") == {"2024-01-01": 5}


def test_goods_sold_count_for_the_reserve_of_the_buyer(tmp_path: Path) -> None:
    """They sell us 5 of their old goods: those are ours now, and fill our floor or may be handed over."""
    plan = plan_of(
        tmp_path,
        f"""
        {LOCATIONS}
        stocks: location, item, quantity
        depot, thing, 5
        other, thing, 5
        lanes: lane, item, origin, destination, transfers
        sale, thing, other, depot, true
        consents: party, wants, holder, decision
        them, thing, them, withheld
        reserves: location, item, floor
        depot, thing, 5
        requests: request, location, wants, quantity, due
        r, depot, thing, 5, 2024-01
        """,
    )
    assert handed(plan) == {"2024-01-01": 5}


def test_marks_are_kept_apart_only_while_a_reserve_can_still_tell_them(tmp_path: Path) -> None:
    """Their floor counts what they made and not our old goods; at the hub, past every reserve, nobody asks."""
    plan = plan_of(
        tmp_path,
        """
        locations: location, party
        ours, us
        theirs, them
        hub, them
        stocks: location, item, quantity
        ours, thing, 8
        theirs, thing, 5
        reserves: location, item, floor
        theirs, thing, 5
        lanes: lane, item, origin, destination
        to-them, thing, ours, theirs
        on, thing, theirs, hub
        requests: request, location, wants, quantity, due
        r, hub, thing, 10, 2024-01
        """,
    )
    assert plan.blueprint is not None
    index = plan.blueprint.network.activities.index
    locations = [key[1][0] for key in index if key[0] == "hold"]
    assert (locations.count("ours"), locations.count("theirs"), locations.count("hub")) == (1, 2, 1)
    assert by_bucket(plan.handed_over, "quantity", holder="us") == {"2024-01-01": 8}
    assert by_bucket(plan.stocks, "quantity", location="theirs")["2024-01-01"] == 5
