"""Rule 9: whose consent a hand-over needs, from when, and up to how much."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories.story import by_bucket, handed, plan_of, request_summary

STOCK_AND_ASK = """
    locations: location, party
    depot, us
    stocks: location, item, quantity
    depot, thing, 20
    requests: request, party, location, wants, quantity, due
    r, them, depot, thing, 20, 2024-01
"""


def consents(*rows: str) -> str:
    """The stock of 20, asked for at once, under these consents: party, wants, from, decision, limit."""
    return "\n".join([STOCK_AND_ASK, "consents: party, wants, from, decision, limit", *rows])


def test_a_grant_opens_from_its_date(tmp_path: Path) -> None:
    assert handed(plan_of(tmp_path, consents("us, thing, 2024-03, granted,"))) == {"2024-03-01": 20}


def test_before_a_refusal_it_is_open(tmp_path: Path) -> None:
    """10 more arrive in March, when it is too late for them."""
    story = consents("us, thing, 2024-03, withheld,")
    story = story.replace("them, depot, thing, 20", "them, depot, thing, 30")
    story += "\nreceipts: location, item, quantity, date\ndepot, thing, 10, 2024-03"
    assert handed(plan_of(tmp_path, story)) == {"2024-01-01": 20}


@pytest.mark.parametrize("decision", ["withheld", "undecided"])
def test_withheld_and_undecided_block(decision: str, tmp_path: Path) -> None:
    plan = plan_of(tmp_path, consents(f"us, thing, , {decision},"))
    assert handed(plan) == {}
    assert request_summary(plan)["short"] == pytest.approx(20)


def test_a_later_row_replaces_an_earlier_one(tmp_path: Path) -> None:
    story = consents("us, thing, , undecided,", "us, thing, 2024-02, granted,", "us, thing, 2024-03, withheld,")
    assert handed(plan_of(tmp_path, story)) == {"2024-02-01": 20}


def test_a_grant_opens_up_to_its_limit(tmp_path: Path) -> None:
    """4 from January, and from March 10 more: 6 are never allowed."""
    story = consents("us, thing, , granted, 4", "us, thing, 2024-03, granted, 10")
    assert handed(plan_of(tmp_path, story)) == {"2024-01-01": 4, "2024-03-01": 10}


def test_what_is_left_of_a_limit_lapses(tmp_path: Path) -> None:
    """Only 2 are there before March: the 2 that the first row still allowed are gone."""
    story = consents("us, thing, , granted, 4", "us, thing, 2024-03, granted, 10")
    story = story.replace("depot, thing, 20\n", "depot, thing, 2\n", 1)
    story += "\nreceipts: location, item, quantity, date\ndepot, thing, 18, 2024-03"
    assert handed(plan_of(tmp_path, story)) == {"2024-01-01": 2, "2024-03-01": 10}


def test_limits_are_in_units_of_what_the_row_wants(tmp_path: Path) -> None:
    """Half a unit of the family each: a limit of 4 lets 8 pass."""
    story = consents("us, any, , granted, 4") + "\nfamilies: family, item, ratio\nany, thing, 0.5"
    assert by_bucket(plan_of(tmp_path, story).handed_over, "quantity") == {"2024-01-01": 8}


def test_every_party_that_has_a_rule_must_allow(tmp_path: Path) -> None:
    both = consents("us, thing, , granted,", "maker, thing, 2024-02, granted,")
    assert handed(plan_of(tmp_path / "both", both)) == {"2024-02-01": 20}
    granted_and_withheld = consents("us, thing, , granted,", "maker, thing, , withheld,")
    assert handed(plan_of(tmp_path / "one", granted_and_withheld)) == {}


def test_where_no_row_speaks_the_setting_holds(tmp_path: Path) -> None:
    assert handed(plan_of(tmp_path / "open", STOCK_AND_ASK)) == {"2024-01-01": 20}
    assert handed(plan_of(tmp_path / "closed", STOCK_AND_ASK, without_consent="withheld")) == {}


def test_with_withheld_the_marks_own_party_grants(tmp_path: Path) -> None:
    story = consents("us, thing, 2024-02, granted,")
    assert handed(plan_of(tmp_path, story, without_consent="withheld")) == {"2024-02-01": 20}


def test_withheld_blocks_a_partys_own_goods_too(tmp_path: Path) -> None:
    story = STOCK_AND_ASK.replace("r, them", "r, us")
    assert handed(plan_of(tmp_path, story, without_consent="withheld")) == {}


def test_a_row_binds_its_recipient_only(tmp_path: Path) -> None:
    story = f"""
        {STOCK_AND_ASK}
        other, others, depot, thing, 5, 2024-01
        consents: party, wants, recipient, decision
        maker, thing, them, withheld
    """
    plan = plan_of(tmp_path, story)
    assert handed(plan) == {}
    assert handed(plan, "other") == {"2024-01-01": 5}


def test_a_row_binds_the_goods_of_its_holder_wherever_they_lie(tmp_path: Path) -> None:
    """The maker withholds what the ally holds; 5 of it lie in our depot, and only ours go."""
    plan = plan_of(
        tmp_path,
        """
        locations: location, party
        depot, us
        store, ally
        stocks: location, item, quantity
        depot, thing, 8
        store, thing, 5
        lanes: lane, item, origin, destination
        in, thing, store, depot
        consents: party, wants, holder, decision
        maker, thing, ally, withheld
        requests: request, party, location, wants, quantity, due
        r, them, depot, thing, 20, 2024-01
        """,
    )
    assert by_bucket(plan.handed_over, "quantity", holder="us") == {"2024-01-01": 8}
    assert handed(plan) == {"2024-01-01": 8}


def test_a_member_that_is_not_allowed_drops_out(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        """
        families: family, item
        any, ours
        any, bound
        stocks: location, item, quantity
        depot, ours, 4
        depot, bound, 9
        consents: party, wants, decision
        maker, bound, withheld
        requests: request, party, location, wants, quantity, due
        r, them, depot, any, 10, 2024-01
        """,
    )
    assert by_bucket(plan.handed_over, "quantity") == {"2024-01-01": 4}
    assert by_bucket(plan.handed_over, "quantity", item="bound") == {}


def test_consents_bind_hand_overs_and_not_moves(tmp_path: Path) -> None:
    """What may not be handed over may still be moved and worked into something else."""
    plan = plan_of(
        tmp_path,
        """
        stocks: location, item, quantity
        depot, part, 5
        lanes: lane, item, origin, destination
        out, part, depot, works
        operations: operation, location
        make, works
        operation_items: operation, item, quantity
        make, part, -1
        make, unit, 1
        consents: party, wants, decision
        maker, part, withheld
        requests: request, party, location, wants, quantity, due
        r, them, works, unit, 5, 2024-01
        """,
    )
    assert handed(plan) == {"2024-01-01": 5}


COMPANION = """
    companions: item, needs, quantity
    system, missile, 2
    missile, crate, 0.5
    stocks: location, item, quantity
    depot, system, 10
    depot, missile, 12
    depot, crate, {crates}
    requests: request, party, location, wants, quantity, due
    r, them, depot, system, {systems}, 2024-01
    m, them, depot, missile, 4, 2024-01
    consents: party, wants, from, decision
    maker, missile, {granted}, granted
"""


def test_a_companion_goes_along_and_counts_toward_no_request(tmp_path: Path) -> None:
    """4 systems take 8 missiles, and the 4 asked for themselves are the rest: 12 missiles, 6 crates."""
    plan = plan_of(tmp_path, COMPANION.format(systems=4, crates=6, granted=""))
    assert handed(plan) == {"2024-01-01": 4}
    assert handed(plan, "m") == {"2024-01-01": 4}
    assert by_bucket(plan.handed_over, "quantity", request="r", item="missile") == {"2024-01-01": 8}
    assert by_bucket(plan.handed_over, "quantity", request="r", item="crate") == {"2024-01-01": 4}
    assert by_bucket(plan.handed_over, "quantity", request="m", item="crate") == {"2024-01-01": 2}


def test_companions_bring_their_own(tmp_path: Path) -> None:
    """3 crates are enough for 6 missiles: the 4 that are asked for themselves and those of one system."""
    plan = plan_of(tmp_path, COMPANION.format(systems=10, crates=3, granted=""))
    crates = by_bucket(plan.handed_over, "quantity", item="crate")
    missiles = by_bucket(plan.handed_over, "quantity", item="missile")
    assert crates == {"2024-01-01": 3}
    assert missiles == {"2024-01-01": 6}
    assert handed(plan) == {"2024-01-01": 1}


def test_a_companion_needs_consent(tmp_path: Path) -> None:
    """Missiles may go from March on, and no system goes before."""
    plan = plan_of(tmp_path, COMPANION.format(systems=4, crates=6, granted="2024-03"))
    assert handed(plan) == {"2024-03-01": 4}
    assert handed(plan, "m") == {"2024-03-01": 4}
