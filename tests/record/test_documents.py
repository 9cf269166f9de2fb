"""Documents move as their tables allow; quantities add up to what was promised, whatever is tried."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.record.actions.line_quantities import ALLOWED, Balance, balance, balance_of
from muster.record.actions.submit import enter
from muster.record.errors import Refused
from muster.record.projection.document_lookup import document
from muster.record.projection.document_states import FIRST, LAPSES, LASTING, MOVES, NEEDS, states
from muster.record.store.entry import Draft
from muster.record.store.ledger import Book
from record.conftest import list_sources

SAID = {
    "reason": "no stock",
    "quantity": 4,
    "date": "2023-01-01",
    "source": "letter",
    "until": "2022-10-31",
    "decision": "d1",
    "meeting": "m1",
    "participants": ["Norway", "Spain"],
    "successor": "y",
    "commitment": "y",
    "scope": "all",
}


@pytest.fixture
def book(book: Book) -> Book:
    """A record with what documents refer to: a meeting that was held and took a decision, and documents named y."""
    list_sources(book, "letter")
    day = {"valid_from": "2022-10-01"}
    move = {"action": "document.moved", **day}
    meeting = {"kind": "meeting", "document": "m1"}
    decision = {"kind": "decision", "document": "d1"}
    opened = [{"action": "document.opened", "kind": kind, "document": "y", **day} for kind in ("request", "commitment")]
    held = [
        {"action": "document.opened", **meeting, **day},
        {**move, **meeting, "to": "held", "participants": ["Norway"]},
        {"action": "document.opened", **decision, **day},
        *({**move, **decision, "to": to, "meeting": "m1"} for to in ("tabled", "taken")),
    ]
    enter(book, [*opened, *held], "secretariat")
    return book


def opened(book: Book, kind: str, **more: Any) -> None:
    item = {"action": "document.opened", "kind": kind, "document": "x", "valid_from": "2022-10-01"}
    enter(book, [item | more], "Norway")


def move(book: Book, kind: str, to: str, day: str = "2022-10-01", **more: Any) -> None:
    item = {"action": "document.moved", "kind": kind, "document": "x", "to": to, "valid_from": day}
    needed = {name: SAID[name] for name in NEEDS.get((kind, to), ())}
    enter(book, [item | needed | more], "Norway")


def road(kind: str, to: str) -> list[str]:
    """The shortest way from a kind's first state to another."""
    ways = [[FIRST[kind]]]
    for way in ways:
        if way[-1] == to:
            return way
        ways += [[*way, after] for after in MOVES[kind].get(way[-1], ()) if after not in way]
    raise AssertionError((kind, to))


def state(book: Book, kind: str, as_of: str = "2022-10-01") -> str | None:
    found = document(book, kind, "x", as_of)
    return found and found.state


@pytest.mark.parametrize("kind", MOVES)
def test_every_move_is_allowed_or_refused_as_the_table_says(book: Book, kind: str) -> None:
    for number, start in enumerate(states(kind)):
        for target in states(kind):
            name = f"{number} {target}"
            base = {"kind": kind, "document": name, "valid_from": "2022-10-01"}
            steps = [{"action": "document.opened", **base}]
            for to in road(kind, start)[1:]:
                needed = {field: SAID[field] for field in NEEDS.get((kind, to), ())}
                steps.append({"action": "document.moved", **base, "to": to, **needed})
            enter(book, steps, "Norway")
            last = {"action": "document.moved", **base, "to": target, **SAID}
            if target in MOVES[kind].get(start, ()):
                enter(book, [last], "Norway")
                found = document(book, kind, name)
                assert found is not None
                assert found.state == target
            else:
                head = book.head()
                with pytest.raises(Refused):
                    enter(book, [last], "Norway")
                assert book.head() == head


@pytest.mark.parametrize(("kind", "to"), NEEDS)
def test_what_a_state_needs_has_to_be_said(book: Book, kind: str, to: str) -> None:
    opened(book, kind)
    for step in road(kind, to)[1:-1]:
        move(book, kind, step)
    item = {"action": "document.moved", "kind": kind, "document": "x", "to": to, "valid_from": "2022-10-01"}
    with pytest.raises(Refused, match=NEEDS[kind, to][0]):
        enter(book, [item], "Norway")
    move(book, kind, to)
    assert state(book, kind) == to


@pytest.mark.parametrize(("kind", "held"), LAPSES)
def test_what_has_a_last_day_lapses_by_itself(book: Book, kind: str, held: str) -> None:
    opened(book, kind, **({"until": "2022-10-31"} if held == FIRST[kind] or kind in LASTING else {}))
    for step in road(kind, held)[1:]:
        move(book, kind, step, **({} if kind in LASTING else {"until": "2022-10-31"}))
    head = book.head()
    assert [state(book, kind, day) for day in ("2022-10-31", "2022-11-01")] == [held, LAPSES[kind, held]]
    assert book.head() == head
    after = next(to for to in MOVES[kind][held] if to not in MOVES[kind].get(LAPSES[kind, held], ()))
    with pytest.raises(Refused, match=LAPSES[kind, held]):
        move(book, kind, after, "2022-11-01")


def test_a_document_is_opened_once_and_moves_forward_in_time(book: Book) -> None:
    with pytest.raises(Refused, match="no request x"):
        move(book, "request", "submitted")
    opened(book, "request")
    with pytest.raises(Refused, match="already"):
        opened(book, "request")
    move(book, "request", "submitted", "2022-11-01")
    with pytest.raises(Refused, match="moved after 2022-10-15"):
        move(book, "request", "validated", "2022-10-15")
    assert [state(book, "request", day) for day in ("2022-09-30", "2022-10-15", "2022-11-01")] == [
        None,
        "draft",
        "submitted",
    ]


LINE = {"kind": "commitment", "document": "x", "line": "1"}


def promise(book: Book, quantity: float) -> None:
    enter(book, [{"action": "quantity.promised", **LINE, "quantity": quantity, "valid_from": "2022-10-01"}], "Norway")


def shift(book: Book, origin: str, to: str, quantity: float, day: str = "2022-10-01", **more: Any) -> int:
    item = {"action": "quantity.moved", **LINE, "from": origin, "to": to, "quantity": quantity, "valid_from": day}
    return enter(book, [item | more], "Norway")[0].number


def take_back(book: Book, number: int) -> None:
    enter(book, [{"action": "entry.reversed", "entry": number, "reason": "entered twice"}], "Norway")


def accounts(book: Book, day: str = "") -> dict[str, float]:
    found = balance_of(book, "commitment", "x", "1", day)
    assert sum(found.accounts.values()) == pytest.approx(found.promised)
    return {name: quantity for name, quantity in found.accounts.items() if quantity}


def test_partial_fulfilment_and_the_remainder_are_ordinary(book: Book) -> None:
    opened(book, "commitment")
    promise(book, 10)
    shift(book, "committed", "allocated", 6)
    shift(book, "allocated", "in transit", 4)
    shift(book, "in transit", "handed over", 3)
    shift(book, "in transit", "lost", 1)
    assert accounts(book) == {"committed": 4, "allocated": 2, "handed over": 3, "lost": 1}
    promise(book, 5)
    assert accounts(book)["committed"] == 9


def test_more_than_there_is_and_ways_that_do_not_exist_are_refused(book: Book) -> None:
    opened(book, "commitment")
    promise(book, 10)
    for origin, to, quantity, reason in (
        ("committed", "allocated", 11, "only 10 is committed"),
        ("committed", "handed over", 1, "not handed over"),
        ("announced", "committed", 1, "only 0 is announced"),
        ("committed", "allocated", -1, "above 0"),
        ("committed", "allocated", 0, "above 0"),
    ):
        with pytest.raises(Refused, match=reason):
            shift(book, origin, to, quantity)
    with pytest.raises(Refused, match="over already"):
        shift(book, "committed", "allocated", 1, until="2022-09-30")
    assert accounts(book) == {"committed": 10}


def test_a_soft_reservation_lapses_by_itself(book: Book) -> None:
    opened(book, "commitment")
    promise(book, 10)
    shift(book, "committed", "allocated", 6, until="2022-10-31")
    shift(book, "allocated", "in transit", 2, "2022-10-20")
    assert accounts(book, "2022-10-31") == {"committed": 4, "allocated": 4, "in transit": 2}
    assert accounts(book, "2022-11-01") == {"committed": 8, "in transit": 2}
    with pytest.raises(Refused, match="only 0 is allocated"):
        shift(book, "allocated", "in transit", 1, "2022-11-01")
    shift(book, "committed", "allocated", 8, "2022-11-02")
    assert accounts(book, "2023-11-02") == {"allocated": 8, "in transit": 2}


def test_a_move_entered_late_cannot_take_what_was_used_since(book: Book) -> None:
    opened(book, "commitment")
    promise(book, 10)
    shift(book, "committed", "allocated", 8, "2022-12-01")
    with pytest.raises(Refused, match="only 7 is committed; 8 cannot become allocated"):
        shift(book, "committed", "withdrawn", 3, "2022-11-01")
    assert accounts(book) == {"committed": 2, "allocated": 8}


def test_a_move_is_taken_back_once_and_only_if_the_rest_still_adds_up(book: Book) -> None:
    opened(book, "commitment")
    promise(book, 10)
    allocated = shift(book, "committed", "allocated", 3)
    shift(book, "allocated", "in transit", 2)
    with pytest.raises(Refused, match="only 0 is allocated; 2 cannot become in transit"):
        take_back(book, allocated)
    with pytest.raises(Refused, match="becomes -"):
        shift(book, "lost", "committed", 1)
    lost = shift(book, "in transit", "lost", 2)
    take_back(book, lost)
    assert accounts(book) == {"committed": 7, "allocated": 1, "in transit": 2}
    with pytest.raises(Refused, match="taken back already"):
        take_back(book, lost)


def test_what_is_left_of_a_document_that_ended_goes_with_it(book: Book) -> None:
    opened(book, "commitment")
    promise(book, 10)
    for step in ("signed", "active"):
        move(book, "commitment", step)
    shift(book, "committed", "allocated", 6, until="2022-12-31")
    shift(book, "allocated", "in transit", 2)
    with pytest.raises(Refused, match="10 is still to be handed over"):
        move(book, "commitment", "fulfilled")
    move(book, "commitment", "terminated", "2022-11-01")
    assert accounts(book, "2022-10-31") == {"committed": 4, "allocated": 4, "in transit": 2}
    assert accounts(book, "2022-11-01") == {"withdrawn": 8, "in transit": 2}
    shift(book, "in transit", "handed over", 2, "2022-11-02")
    with pytest.raises(Refused, match='commitment x is "terminated"'):
        shift(book, "committed", "allocated", 1, "2022-11-02")
    with pytest.raises(Refused, match='commitment x is "terminated"'):
        enter(book, [{"action": "quantity.promised", **LINE, "quantity": 1, "valid_from": "2022-11-02"}], "Norway")


def test_a_commitment_is_fulfilled_when_nothing_is_left(book: Book) -> None:
    opened(book, "commitment")
    promise(book, 10)
    for step in ("signed", "active"):
        move(book, "commitment", step)
    for origin, to in (("committed", "allocated"), ("allocated", "in transit"), ("in transit", "handed over")):
        shift(book, origin, to, 10)
    move(book, "commitment", "fulfilled")
    assert accounts(book) == {"handed over": 10}


@pytest.mark.parametrize(
    "said",
    [
        {"action": "quantity.promised", **LINE, "quantity": 1},
        {"action": "value.given", "rule": "book", "currency": "USD", "amount": 1, "quantity": 1, "source": "letter"},
        {"action": "money.reached", "milestone": "paid", "from": "A", "to": "B", "currency": "EUR", "amount": 1},
    ],
)
def test_nothing_is_promised_valued_or_paid_on_a_document_that_is_not_there(book: Book, said: dict[str, Any]) -> None:
    item = {"kind": "commitment", "document": "x", **said}
    with pytest.raises(Refused, match="there is no commitment x"):
        enter(book, [item], "Norway")
    opened(book, "commitment")
    enter(book, [item], "Norway")


def test_an_opening_stays_while_anything_is_entered_about_the_document(book: Book) -> None:
    item = {"action": "document.opened", "kind": "commitment", "document": "x", "valid_from": "2022-10-10"}
    first = enter(book, [item], "Norway")[0].number
    promise(book, 5)
    with pytest.raises(Refused, match="rests on this one"):
        take_back(book, first)
    take_back(book, book.head().number)
    take_back(book, first)
    second = enter(book, [item], "Norway")[0].number
    said = {"milestone": "dispatched", "from": "A", "to": "B", "wants": "pump", "quantity": 1, "commitment": "x"}
    enter(book, [{"action": "milestone.reached", "shipment": "s", **said}], "Norway")
    with pytest.raises(Refused, match="rests on this one"):
        take_back(book, second)


def test_what_is_in_production_is_sent_lost_or_allocated_again(book: Book) -> None:
    opened(book, "commitment")
    promise(book, 10)
    shift(book, "committed", "in production", 9)
    with pytest.raises(Refused, match="only 9 is in production"):
        shift(book, "in production", "in transit", 10)
    with pytest.raises(Refused, match="what is in production becomes"):
        shift(book, "in production", "handed over", 1)
    for to, quantity in (("in transit", 4), ("allocated", 2), ("lost", 1)):
        shift(book, "in production", to, quantity)
    shift(book, "in transit", "handed over", 4)
    assert accounts(book) == {
        "committed": 1, "in production": 2, "allocated": 2, "lost": 1, "handed over": 4,
    }  # fmt: skip


MOVE = st.tuples(
    st.sampled_from(list(ALLOWED)),
    st.sampled_from(list(ALLOWED)),
    st.integers(1, 40),
    st.integers(0, 3),
    st.booleans(),
)


@given(st.lists(MOVE, max_size=40), st.integers(1, 60))
def test_what_was_ever_promised_is_always_somewhere(
    moves: list[tuple[str, str, int, int, bool]], promised: int
) -> None:
    found = Balance()
    found.promise("announced", promised)
    found.promise("committed", promised)
    month = 1
    for origin, to, quantity, later, reserve in moves:
        month += later
        found.pass_to(f"2022-{month:03}-01")
        before = dict(found.accounts)
        until = f"2022-{month + 2:03}-01" if reserve and to == "allocated" and origin != to else ""
        try:
            found.move(origin, to, quantity, until)
        except Refused:
            assert quantity > before[origin]
            assert found.accounts == before
        assert sum(found.accounts.values()) == found.promised == 2 * promised
        assert min(found.accounts.values()) >= 0
        assert found.reserved() <= found.accounts["allocated"]


@given(st.lists(MOVE, max_size=15), st.integers(1, 60), st.data())
def test_what_was_taken_back_leaves_the_rest_adding_up_or_is_refused(
    moves: list[tuple[str, str, int, int, bool]], promised: int, data: st.DataObject
) -> None:
    line = {"kind": "commitment", "document": "x", "line": "1"}
    entries = [Draft("quantity.promised", content={**line, "quantity": promised}, valid_from="2022-01-01")]
    for origin, to, quantity, _later, _reserve in moves:
        said = {**line, "from": origin, "to": to, "quantity": quantity}
        tried = [*entries, Draft("quantity.moved", content=said, valid_from="2022-01-01")]
        try:
            balance(tried, "1")
        except Refused:
            continue
        entries = tried
    gone = data.draw(st.integers(0, len(entries) - 1))
    rest = entries[:gone] + entries[gone + 1 :]
    try:
        found = balance(rest, "1")
    except Refused:
        return
    assert sum(found.accounts.values()) == found.promised == (promised if gone else 0)
    assert min(found.accounts.values()) >= 0
