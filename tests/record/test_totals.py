"""Totals by a measure: they count at a boundary, value by one rule, and are compared line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.command import Run, runner
from muster.record.actions.measures import TotalMeasure, find_measure, parse_measure
from muster.record.actions.submit import submit_entries
from muster.record.errors import RecordRefusedError
from muster.record.projection.state import fold_entries
from muster.record.queries.totals import count_quantities, sum_lines, total_lines
from muster.record.store.ledger import Ledger
from record.conftest import Clock, list_sources
from record.test_milestones import milestone_item

DAY = "2022-10-01"


def submit_entry(ledger: Ledger, action: str, **fields: Any) -> int:
    return submit_entries(ledger, [{"action": action, "valid_from": DAY} | fields], "secretariat")[0].number


def give_value(ledger: Ledger, subject: str, rule: str, amount: float, quantity: float = 10, **more: Any) -> int:
    kind, name = subject.split("/")
    fields = {"currency": "USD", "source": "books"} | more
    return submit_entry(
        ledger, "value.given", kind=kind, document=name, rule=rule, amount=amount, quantity=quantity, **fields
    )


def totals_by_unit(ledger: Ledger, as_of: str = "", **facts: Any) -> dict[str, tuple[float, int]]:
    totals = sum_lines(total_lines(fold_entries(ledger.entries()), parse_measure(facts), None, as_of))
    return {total.unit: (total.quantity, total.unvalued) for total in totals}


@pytest.fixture
def ledger(ledger: Ledger) -> Ledger:
    list_sources(ledger, "books", "letter", "ministry")
    return ledger


@pytest.fixture
def shipments_ledger(ledger: Ledger) -> Ledger:
    """Two shipments to C, of ten pumps and of four valves, and five pumps within the group."""
    ways = [
        milestone_item("handed over", "s1", "A", "C", 10, "2022-10-05"),
        milestone_item("handed over", "s2", "B", "C", 4, "2022-11-05") | {"wants": "valve"},
        milestone_item("handed over", "s3", "A", "B", 5, "2022-10-06"),
    ]
    submit_entries(ledger, ways, "A")
    return ledger


HAND_OVERS = {"milestone": "handed over", "into": ["C"], "of": "goods"}


def test_filters_say_what_is_counted(shipments_ledger: Ledger) -> None:
    assert totals_by_unit(shipments_ledger, **HAND_OVERS) == {"pump": (10, 0), "valve": (4, 0)}
    assert totals_by_unit(shipments_ledger, **HAND_OVERS | {"into": ["B", "C"]}) == {"pump": (15, 0)}
    assert totals_by_unit(shipments_ledger, **HAND_OVERS, **{"from": ["B"]}) == {"valve": (4, 0)}
    assert totals_by_unit(shipments_ledger, **HAND_OVERS, wants=["pump"]) == {"pump": (10, 0)}
    assert totals_by_unit(shipments_ledger, **HAND_OVERS, since="2022-11-01") == {"valve": (4, 0)}
    assert totals_by_unit(shipments_ledger, **HAND_OVERS, through="2022-10-31") == {"pump": (10, 0)}
    assert totals_by_unit(shipments_ledger, "2022-10-04", **HAND_OVERS) == {}


BOOK_VALUE = {"rule": "book", "currency": "USD"}


def test_a_quantity_is_valued_in_proportion_and_by_one_rule_only(shipments_ledger: Ledger) -> None:
    give_value(shipments_ledger, "shipment/s1", "book", 500, 20)
    give_value(shipments_ledger, "shipment/s1", "replacement", 3000, 10)
    give_value(shipments_ledger, "shipment/s1", "giver's own", 700, 10, currency="EUR")
    # 10 of 20 worth 500: 250. The valves have no book value, and count as none.
    assert totals_by_unit(shipments_ledger, **HAND_OVERS, **BOOK_VALUE) == {"USD": (250, 1)}
    assert totals_by_unit(shipments_ledger, **HAND_OVERS, rule="replacement", currency="USD") == {"USD": (3000, 1)}
    assert totals_by_unit(shipments_ledger, **HAND_OVERS, rule="giver's own", currency="EUR") == {"EUR": (700, 1)}


def test_what_would_add_up_unlike_things_is_refused_with_a_remedy(shipments_ledger: Ledger) -> None:
    give_value(shipments_ledger, "shipment/s1", "book", 500)
    give_value(shipments_ledger, "shipment/s2", "book", 80, 4, currency="EUR")
    with pytest.raises(RecordRefusedError, match="shipment/s2 is valued by the rule book in EUR") as refused:
        totals_by_unit(shipments_ledger, **HAND_OVERS, **BOOK_VALUE)
    assert "Enter its value in USD" in str(refused.value.remedy)
    assert totals_by_unit(shipments_ledger, **HAND_OVERS, **BOOK_VALUE, wants=["pump"]) == {"USD": (500, 0)}
    give_value(shipments_ledger, "shipment/s1", "book", 400, source="ministry")
    with pytest.raises(RecordRefusedError, match="2 values by the rule book in USD, from books, ministry") as refused:
        totals_by_unit(shipments_ledger, **HAND_OVERS, **BOOK_VALUE, wants=["pump"])
    assert "Name the source" in str(refused.value.remedy)
    assert totals_by_unit(shipments_ledger, **HAND_OVERS, **BOOK_VALUE, wants=["pump"], source="ministry") == {
        "USD": (400, 0)
    }


def test_a_later_value_from_the_same_source_takes_the_place_of_the_earlier(shipments_ledger: Ledger) -> None:
    give_value(shipments_ledger, "shipment/s1", "book", 500)
    give_value(shipments_ledger, "shipment/s1", "book", 600, valid_from="2022-12-01")
    facts = {**HAND_OVERS, **BOOK_VALUE, "wants": ["pump"]}
    assert totals_by_unit(shipments_ledger, "2022-11-30", **facts) == {"USD": (500, 0)}
    assert totals_by_unit(shipments_ledger, "2022-12-01", **facts) == {"USD": (600, 0)}


def test_the_value_of_a_shipment_of_several_things_says_of_which_it_is(shipments_ledger: Ledger) -> None:
    submit_entries(
        shipments_ledger, [milestone_item("handed over", "s1", "A", "C", 2, "2022-10-05") | {"wants": "valve"}], "A"
    )
    number = give_value(shipments_ledger, "shipment/s1", "book", 500)
    with pytest.raises(RecordRefusedError, match="shipment/s1 has several items"):
        totals_by_unit(shipments_ledger, **HAND_OVERS, **BOOK_VALUE)
    submit_entry(shipments_ledger, "entry.reversed", entry=number, reason="it says not of which", valid_from=None)
    state_before = fold_entries(shipments_ledger.entries(), frozenset({number}))
    assert count_quantities(state_before, parse_measure(HAND_OVERS | BOOK_VALUE))
    give_value(shipments_ledger, "shipment/s1", "book", 500, wants="pump")
    give_value(shipments_ledger, "shipment/s1", "book", 30, 2, wants="valve")
    state = fold_entries(shipments_ledger.entries(), frozenset({number}))
    (total,) = sum_lines(total_lines(state, parse_measure(HAND_OVERS | BOOK_VALUE)))
    assert (total.quantity, total.unvalued) == (530, 1)


def test_money_has_milestones_of_its_own_and_currencies_are_not_added(ledger: Ledger) -> None:
    submit_entry(ledger, "document.opened", kind="commitment", document="c")
    for milestone, amount, currency in (("pledged", 100, "EUR"), ("paid", 40, "EUR"), ("paid", 70, "USD")):
        fields = {"from": "A", "to": "C", "milestone": milestone, "amount": amount, "currency": currency}
        submit_entry(ledger, "money.reached", kind="commitment", document="c", **fields)
    assert totals_by_unit(ledger, milestone="pledged", into=["C"]) == {"EUR": (100, 0)}
    assert totals_by_unit(ledger, milestone="paid", into=["C"]) == {"EUR": (40, 0), "USD": (70, 0)}
    assert totals_by_unit(ledger, milestone="paid", into=["C"], currency="USD") == {"USD": (70, 0)}
    assert totals_by_unit(ledger, milestone="paid", into=["A", "C"]) == {}
    assert totals_by_unit(ledger, milestone="paid", into=["C"], kind="pledge") == {}
    state = fold_entries(ledger.entries())
    lines = total_lines(state, *(parse_measure({"milestone": name, "into": ["C"]}) for name in ("pledged", "paid")))
    assert [(line.key.unit, line.quantity, line.against, line.difference) for line in lines] == [
        ("EUR", 100, 40, 60),
        ("USD", 0, 70, -70),
    ]


def test_promises_are_counted_where_they_lie(ledger: Ledger) -> None:
    facts = {"party": "A", "recipient": "C", "wants": "pump", "quantity": 10}
    for name in ("p", "q"):
        submit_entry(ledger, "document.opened", kind="pledge", document=name, **facts)
    base = {"kind": "pledge", "document": "p", "line": "1"}
    submit_entry(ledger, "quantity.promised", **base, quantity=10)
    submit_entry(ledger, "quantity.moved", **base, quantity=4, **{"from": "announced", "to": "committed"})
    give_value(ledger, "pledge/p", "estimate", 1000)

    def promised(account: str, **more: Any) -> dict[str, tuple[float, int]]:
        return totals_by_unit(ledger, milestone=account, of="promises", kind="pledge", into=["C"], **more)

    # The pledge q has no lines, and lies where its state puts it.
    assert promised("announced") == {"pump": (16, 0)}
    assert promised("committed") == {"pump": (4, 0)}
    assert promised("promised", rule="estimate", currency="USD") == {"USD": (1000, 1)}
    submit_entry(ledger, "document.moved", kind="pledge", document="q", to="withdrawn")
    assert promised("withdrawn") == {"pump": (10, 0)}


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"milestone": "delivered"}, "has to be one of"),
        ({"into": None}, "needs the field into"),
        ({"milestone": "paid", "of": "goods"}, "goods have the milestones"),
        ({"milestone": "paid", "rule": "book"}, "money takes no valuation rule"),
        ({"rule": "book"}, "both a rule and a currency"),
        ({"currency": "USD"}, "both a rule and a currency"),
        ({"rule": "book", "currency": "dollars"}, "not a currency"),
        ({"rule": "market", "currency": "USD"}, "has to be one of"),
        ({"source": "books"}, "needs a rule"),
        ({"kind": "pledge"}, "a total of goods counts documents of kind shipment"),
        ({"milestone": "committed", "of": "promises"}, "one becomes the other"),
        ({"since": "2023-01-01", "through": "2022-01-01"}, "is after through"),
        ({"colour": "red"}, "no field colour"),
    ],
)
def test_a_measure_that_does_not_hold_together_is_refused(facts: dict[str, Any], reason: str) -> None:
    with pytest.raises(RecordRefusedError, match=reason):
        parse_measure({"milestone": "handed over", "into": ["C"]} | facts)


def test_a_measure_is_named_once_and_for_good(ledger: Ledger) -> None:
    number = submit_entry(ledger, "measure.named", measure="to C", **HAND_OVERS, **BOOK_VALUE, valid_from=None)
    assert find_measure(ledger, "to C") == TotalMeasure("handed over", frozenset("C"), rule="book", currency="USD")
    for name, reason in (("to C", "cannot be changed"), ("paid", "is a milestone")):
        with pytest.raises(RecordRefusedError, match=reason):
            submit_entry(ledger, "measure.named", measure=name, **HAND_OVERS, valid_from=None)
    with pytest.raises(RecordRefusedError, match="cannot be reversed"):
        submit_entry(ledger, "entry.reversed", entry=number, reason="x", valid_from=None)
    with pytest.raises(RecordRefusedError, match="both a rule"):
        submit_entry(ledger, "measure.named", measure="half", **HAND_OVERS, rule="book", valid_from=None)


def test_values_are_of_something(ledger: Ledger) -> None:
    for fields, reason in (({}, "there is no shipment s1"), ({"currency": "usd"}, "not a currency")):
        with pytest.raises(RecordRefusedError, match=reason):
            give_value(ledger, "shipment/s1", "book", 500, **fields)
    with pytest.raises(RecordRefusedError, match="has to be one of"):
        give_value(ledger, "shipment/s1", "market", 500)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return runner(capfd, monkeypatch)


def test_two_named_totals_are_told_again_and_their_difference_line_by_line(
    shipments_ledger: Ledger, clock: Clock, new_db: str, run: Run
) -> None:
    clock.at("2022-11-10")
    for name, rule in (("by book", "book"), ("by replacement", "replacement")):
        submit_entry(
            shipments_ledger, "measure.named", measure=name, **HAND_OVERS, rule=rule, currency="USD", valid_from=None
        )
    for shipment, book_value, replacement in (("s1", 500, 3000), ("s2", 80, 90)):
        quantity = {"s1": 10, "s2": 4}[shipment]
        give_value(shipments_ledger, f"shipment/{shipment}", "book", book_value, quantity)
        give_value(shipments_ledger, f"shipment/{shipment}", "replacement", replacement, quantity)
    when = ("--as-of", "2022-11-10", "--known-at", "2022-11-10")
    arguments = ("record", "totals", new_db, "--measure", "by replacement", "--against", "by book", *when)
    first = run(*arguments, "--json").object
    assert [(line["document"], line["quantity"], line["against"], line["difference"]) for line in first["lines"]] == [
        ("shipment/s1", 3000, 500, 2500),
        ("shipment/s2", 90, 80, 10),
    ]
    assert first["totals"] == [{"unit": "USD", "quantity": 3090, "against": 580, "unvalued": 0, "difference": 2510}]
    assert sum(line["difference"] for line in first["lines"]) == first["totals"][0]["difference"]
    clock.at("2022-12-10")
    give_value(shipments_ledger, "shipment/s1", "book", 999)
    submit_entries(shipments_ledger, [milestone_item("handed over", "s9", "A", "C", 7, "2022-11-01")], "A")
    assert run(*arguments, "--json").object == first
    assert "by replacement, USD: 3,090, against 580 by book: 2,510 more" in run(*arguments).out


def test_commands_refuse_with_a_remedy(shipments_ledger: Ledger, new_db: str, run: Run) -> None:
    day = ("--as-of", "2022-11-30")
    base = ("record", "totals", new_db, "--milestone", "handed over", "--into", "C", *day)
    two = run(*base, "--rule", "book", "--rule", "replacement", "--currency", "USD", "--json")
    assert (two.code, two.object["status"]) == (1, "refused")
    (problem,) = two.object["problems"]
    assert problem["reason"] == "values by different rules are never added"
    assert problem["remedy"].startswith("Use one measure for each rule")
    assert "Use one measure for each rule" in run(*base, "--rule", "book", "--rule", "estimate").err
    valued = run(*base, "--rule", "book", "--currency", "USD")
    assert "no value" in valued.out
    assert "2 lines have no value by the rule" in valued.out
    submit_entries(shipments_ledger, [{"action": "measure.named", "measure": "m", **HAND_OVERS}], "A")
    mixed = run(*base, "--rule", "book", "--currency", "USD", "--against", "m")
    assert (mixed.code, "one of these totals counts quantities" in mixed.err) == (1, True)
    assert run("record", "totals", new_db, "--measure", "nothing").code == 1
    for wrong in ((), ("--measure", "m", "--into", "C"), ("--measure", "m", "--milestone", "usable")):
        assert run("record", "totals", new_db, *wrong).code == 2
    output = json.loads(run("record", "totals", new_db, "--measure", "m", "--json", *day).out)
    assert output["measure"]["into"] == ["C"]
    assert [(total["unit"], total["quantity"]) for total in output["totals"]] == [("pump", 10), ("valve", 4)]
