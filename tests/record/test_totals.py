"""Totals name their measure, count at a boundary, value by one rule, and differ line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.command import Run, runner
from muster.record.actions.measures import Measure, measure_of, named
from muster.record.actions.submit import enter
from muster.record.errors import Refused
from muster.record.projection.state import fold
from muster.record.queries.totals import counted, lines, sums
from muster.record.store.ledger import Book
from record.conftest import Clock, list_sources
from record.test_milestones import reached

DAY = "2022-10-01"


def say(book: Book, action: str, **fields: Any) -> int:
    return enter(book, [{"action": action, "valid_from": DAY} | fields], "secretariat")[0].number


def value(book: Book, subject: str, rule: str, amount: float, quantity: float = 10, **more: Any) -> int:
    kind, name = subject.split("/")
    said = {"currency": "USD", "source": "books"} | more
    return say(book, "value.given", kind=kind, document=name, rule=rule, amount=amount, quantity=quantity, **said)


def total(book: Book, as_of: str = "", **facts: Any) -> dict[str, tuple[float, int]]:
    found = sums(lines(fold(book.entries()), measure_of(facts), None, as_of))
    return {one.unit: (one.quantity, one.unvalued) for one in found}


@pytest.fixture
def book(book: Book) -> Book:
    list_sources(book, "books", "letter", "ministry")
    return book


@pytest.fixture
def sent(book: Book) -> Book:
    """Two shipments to C, of ten pumps and of four valves, and five pumps within the group."""
    ways = [
        reached("handed over", "s1", "A", "C", 10, "2022-10-05"),
        reached("handed over", "s2", "B", "C", 4, "2022-11-05") | {"wants": "valve"},
        reached("handed over", "s3", "A", "B", 5, "2022-10-06"),
    ]
    enter(book, ways, "A")
    return book


HANDED = {"milestone": "handed over", "into": ["C"], "of": "goods"}


def test_filters_say_what_is_counted(sent: Book) -> None:
    assert total(sent, **HANDED) == {"pump": (10, 0), "valve": (4, 0)}
    assert total(sent, **HANDED | {"into": ["B", "C"]}) == {"pump": (15, 0)}
    assert total(sent, **HANDED, **{"from": ["B"]}) == {"valve": (4, 0)}
    assert total(sent, **HANDED, wants=["pump"]) == {"pump": (10, 0)}
    assert total(sent, **HANDED, since="2022-11-01") == {"valve": (4, 0)}
    assert total(sent, **HANDED, through="2022-10-31") == {"pump": (10, 0)}
    assert total(sent, "2022-10-04", **HANDED) == {}


VALUED = {"rule": "book", "currency": "USD"}


def test_a_quantity_is_valued_in_proportion_and_by_one_rule_only(sent: Book) -> None:
    value(sent, "shipment/s1", "book", 500, 20)
    value(sent, "shipment/s1", "replacement", 3000, 10)
    value(sent, "shipment/s1", "giver's own", 700, 10, currency="EUR")
    # 10 of 20 worth 500: 250. The valves have no book value, and count as none.
    assert total(sent, **HANDED, **VALUED) == {"USD": (250, 1)}
    assert total(sent, **HANDED, rule="replacement", currency="USD") == {"USD": (3000, 1)}
    assert total(sent, **HANDED, rule="giver's own", currency="EUR") == {"EUR": (700, 1)}


def test_what_would_add_up_unlike_things_is_refused_with_a_remedy(sent: Book) -> None:
    value(sent, "shipment/s1", "book", 500)
    value(sent, "shipment/s2", "book", 80, 4, currency="EUR")
    with pytest.raises(Refused, match="shipment/s2 has its value by the rule book in EUR") as refused:
        total(sent, **HANDED, **VALUED)
    assert "Enter its value in USD" in str(refused.value.remedy)
    assert total(sent, **HANDED, **VALUED, wants=["pump"]) == {"USD": (500, 0)}
    value(sent, "shipment/s1", "book", 400, source="ministry")
    with pytest.raises(Refused, match="2 values by the rule book in USD, from books, ministry") as refused:
        total(sent, **HANDED, **VALUED, wants=["pump"])
    assert "Name the source" in str(refused.value.remedy)
    assert total(sent, **HANDED, **VALUED, wants=["pump"], source="ministry") == {"USD": (400, 0)}


def test_a_later_value_from_the_same_source_takes_the_place_of_the_earlier(sent: Book) -> None:
    value(sent, "shipment/s1", "book", 500)
    value(sent, "shipment/s1", "book", 600, valid_from="2022-12-01")
    asked = {**HANDED, **VALUED, "wants": ["pump"]}
    assert total(sent, "2022-11-30", **asked) == {"USD": (500, 0)}
    assert total(sent, "2022-12-01", **asked) == {"USD": (600, 0)}


def test_the_value_of_a_shipment_of_several_things_says_of_which_it_is(sent: Book) -> None:
    enter(sent, [reached("handed over", "s1", "A", "C", 2, "2022-10-05") | {"wants": "valve"}], "A")
    number = value(sent, "shipment/s1", "book", 500)
    with pytest.raises(Refused, match="shipment/s1 has several things"):
        total(sent, **HANDED, **VALUED)
    say(sent, "entry.reversed", entry=number, reason="it says not of which", valid_from=None)
    gone = fold(sent.entries(), frozenset({number}))
    assert counted(gone, measure_of(HANDED | VALUED))
    value(sent, "shipment/s1", "book", 500, wants="pump")
    value(sent, "shipment/s1", "book", 30, 2, wants="valve")
    known = fold(sent.entries(), frozenset({number}))
    (own,) = sums(lines(known, measure_of(HANDED | VALUED)))
    assert (own.quantity, own.unvalued) == (530, 1)


def test_money_has_milestones_of_its_own_and_currencies_are_not_added(book: Book) -> None:
    say(book, "document.opened", kind="commitment", document="c")
    for milestone, amount, currency in (("pledged", 100, "EUR"), ("paid", 40, "EUR"), ("paid", 70, "USD")):
        way = {"from": "A", "to": "C", "milestone": milestone, "amount": amount, "currency": currency}
        say(book, "money.reached", kind="commitment", document="c", **way)
    assert total(book, milestone="pledged", into=["C"]) == {"EUR": (100, 0)}
    assert total(book, milestone="paid", into=["C"]) == {"EUR": (40, 0), "USD": (70, 0)}
    assert total(book, milestone="paid", into=["C"], currency="USD") == {"USD": (70, 0)}
    assert total(book, milestone="paid", into=["A", "C"]) == {}
    assert total(book, milestone="paid", into=["C"], kind="pledge") == {}
    known = fold(book.entries())
    found = lines(known, *(measure_of({"milestone": name, "into": ["C"]}) for name in ("pledged", "paid")))
    assert [(line.part.unit, line.quantity, line.against, line.difference) for line in found] == [
        ("EUR", 100, 40, 60),
        ("USD", 0, 70, -70),
    ]


def test_promises_are_counted_where_they_lie(book: Book) -> None:
    facts = {"party": "A", "recipient": "C", "wants": "pump", "quantity": 10}
    for name in ("p", "q"):
        say(book, "document.opened", kind="pledge", document=name, **facts)
    base = {"kind": "pledge", "document": "p", "line": "1"}
    say(book, "quantity.promised", **base, quantity=10)
    say(book, "quantity.moved", **base, quantity=4, **{"from": "announced", "to": "committed"})
    value(book, "pledge/p", "estimate", 1000)

    def promised(account: str, **more: Any) -> dict[str, tuple[float, int]]:
        return total(book, milestone=account, of="promises", kind="pledge", into=["C"], **more)

    # The pledge q has no lines, and lies where its state puts it.
    assert promised("announced") == {"pump": (16, 0)}
    assert promised("committed") == {"pump": (4, 0)}
    assert promised("promised", rule="estimate", currency="USD") == {"USD": (1000, 1)}
    say(book, "document.moved", kind="pledge", document="q", to="withdrawn")
    assert promised("withdrawn") == {"pump": (10, 0)}


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"milestone": "delivered"}, "has to be one of"),
        ({"into": None}, "needs the field into"),
        ({"milestone": "paid", "of": "goods"}, "goods have the milestones"),
        ({"milestone": "paid", "rule": "book"}, "money has no rule"),
        ({"rule": "book"}, "both the rule and the currency"),
        ({"currency": "USD"}, "both the rule and the currency"),
        ({"rule": "book", "currency": "dollars"}, "no currency"),
        ({"rule": "market", "currency": "USD"}, "has to be one of"),
        ({"source": "books"}, "needs a rule"),
        ({"kind": "pledge"}, "goods are of shipment"),
        ({"milestone": "committed", "of": "promises"}, "one becomes the other"),
        ({"since": "2023-01-01", "through": "2022-01-01"}, "is after"),
        ({"colour": "red"}, "no field colour"),
    ],
)
def test_a_measure_that_does_not_hold_together_is_refused(facts: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        measure_of({"milestone": "handed over", "into": ["C"]} | facts)


def test_a_measure_is_named_once_and_for_good(book: Book) -> None:
    number = say(book, "measure.named", measure="to C", **HANDED, **VALUED, valid_from=None)
    assert named(book, "to C") == Measure("handed over", frozenset("C"), rule="book", currency="USD")
    for name, reason in (("to C", "a name is given once"), ("paid", "is a milestone")):
        with pytest.raises(Refused, match=reason):
            say(book, "measure.named", measure=name, **HANDED, valid_from=None)
    with pytest.raises(Refused, match="not taken back"):
        say(book, "entry.reversed", entry=number, reason="x", valid_from=None)
    with pytest.raises(Refused, match="both the rule"):
        say(book, "measure.named", measure="half", **HANDED, rule="book", valid_from=None)


def test_values_are_of_something(book: Book) -> None:
    for fields, reason in (({}, "there is no shipment s1"), ({"currency": "usd"}, "no currency")):
        with pytest.raises(Refused, match=reason):
            value(book, "shipment/s1", "book", 500, **fields)
    with pytest.raises(Refused, match="has to be one of"):
        value(book, "shipment/s1", "market", 500)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return runner(capfd, monkeypatch)


def test_two_named_totals_are_told_again_and_their_difference_line_by_line(
    sent: Book, clock: Clock, where: str, run: Run
) -> None:
    clock.at("2022-11-10")
    for name, rule in (("by book", "book"), ("by replacement", "replacement")):
        say(sent, "measure.named", measure=name, **HANDED, rule=rule, currency="USD", valid_from=None)
    for shipment, book_value, replacement in (("s1", 500, 3000), ("s2", 80, 90)):
        quantity = {"s1": 10, "s2": 4}[shipment]
        value(sent, f"shipment/{shipment}", "book", book_value, quantity)
        value(sent, f"shipment/{shipment}", "replacement", replacement, quantity)
    when = ("--as-of", "2022-11-10", "--known-at", "2022-11-10")
    asked = ("record", "totals", where, "--measure", "by replacement", "--against", "by book", *when)
    first = run(*asked, "--json").object
    assert [(line["document"], line["quantity"], line["against"], line["difference"]) for line in first["lines"]] == [
        ("shipment/s1", 3000, 500, 2500),
        ("shipment/s2", 90, 80, 10),
    ]
    assert first["totals"] == [{"unit": "USD", "quantity": 3090, "against": 580, "unvalued": 0, "difference": 2510}]
    assert sum(line["difference"] for line in first["lines"]) == first["totals"][0]["difference"]
    clock.at("2022-12-10")
    value(sent, "shipment/s1", "book", 999)
    enter(sent, [reached("handed over", "s9", "A", "C", 7, "2022-11-01")], "A")
    assert run(*asked, "--json").object == first
    assert "by replacement, USD: 3,090, against 580 by book: 2,510 more" in run(*asked).out


def test_commands_refuse_with_a_remedy(sent: Book, where: str, run: Run) -> None:
    day = ("--as-of", "2022-11-30")
    base = ("record", "totals", where, "--milestone", "handed over", "--into", "C", *day)
    two = run(*base, "--rule", "book", "--rule", "replacement", "--currency", "USD", "--json")
    assert (two.code, two.object["status"]) == (1, "refused")
    (problem,) = two.object["problems"]
    assert problem["reason"] == "values by different rules are never added"
    assert problem["remedy"].startswith("Take a measure for each rule")
    assert "Take a measure for each rule" in run(*base, "--rule", "book", "--rule", "estimate").err
    valued = run(*base, "--rule", "book", "--currency", "USD")
    assert "no value" in valued.out
    assert "2 lines have no value by the rule" in valued.out
    enter(sent, [{"action": "measure.named", "measure": "m", **HANDED}], "A")
    mixed = run(*base, "--rule", "book", "--currency", "USD", "--against", "m")
    assert (mixed.code, "one of these totals counts quantities" in mixed.err) == (1, True)
    assert run("record", "totals", where, "--measure", "nothing").code == 1
    for wrong in ((), ("--measure", "m", "--into", "C"), ("--measure", "m", "--milestone", "usable")):
        assert run("record", "totals", where, *wrong).code == 2
    told = json.loads(run("record", "totals", where, "--measure", "m", "--json", *day).out)
    assert told["measure"]["into"] == ["C"]
    assert [(one["unit"], one["quantity"]) for one in told["totals"]] == [("pump", 10), ("valve", 4)]
