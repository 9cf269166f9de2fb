"""Documents follow their state machines; line balances always add up to the promised quantity."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.record.actions.submit import submit_entries
from muster.record.errors import RecordRefusedError
from muster.record.projection.document_lookup import find_document
from muster.record.projection.document_states import (
    INITIAL_STATE,
    LAPSED_STATE,
    LASTING_UNTIL_KINDS,
    REQUIRED_FIELDS,
    TRANSITIONS,
    states_of,
)
from muster.record.projection.line_balance import ALLOWED_MOVES, LineBalance, compute_balance, current_balance
from muster.record.store.entry import EntryDraft
from muster.record.store.ledger import Ledger
from record.conftest import list_sources

MOVE_FIELDS = {
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
def ledger(ledger: Ledger) -> Ledger:
    """A record with documents to refer to: a held meeting with its decision, and a document y of each kind."""
    list_sources(ledger, "letter")
    day = {"valid_from": "2022-10-01"}
    move = {"action": "document.moved", **day}
    meeting = {"kind": "meeting", "document": "m1"}
    decision = {"kind": "decision", "document": "d1"}
    opened = [{"action": "document.opened", "kind": kind, "document": "y", **day} for kind in ("request", "commitment")]
    meeting_and_decision = [
        {"action": "document.opened", **meeting, **day},
        {**move, **meeting, "to": "held", "participants": ["Norway"]},
        {"action": "document.opened", **decision, **day},
        *({**move, **decision, "to": to, "meeting": "m1"} for to in ("tabled", "taken")),
    ]
    submit_entries(ledger, [*opened, *meeting_and_decision], "secretariat")
    return ledger


def open_document(ledger: Ledger, kind: str, **more: Any) -> None:
    item = {"action": "document.opened", "kind": kind, "document": "x", "valid_from": "2022-10-01"}
    submit_entries(ledger, [item | more], "Norway")


def move_document(ledger: Ledger, kind: str, to: str, day: str = "2022-10-01", **more: Any) -> None:
    item = {"action": "document.moved", "kind": kind, "document": "x", "to": to, "valid_from": day}
    needed = {name: MOVE_FIELDS[name] for name in REQUIRED_FIELDS.get((kind, to), ())}
    submit_entries(ledger, [item | needed | more], "Norway")


def shortest_path(kind: str, to: str) -> list[str]:
    """Return the shortest path from a kind's initial state to another."""
    paths = [[INITIAL_STATE[kind]]]
    for path in paths:
        if path[-1] == to:
            return path
        paths += [[*path, after] for after in TRANSITIONS[kind].get(path[-1], ()) if after not in path]
    raise AssertionError((kind, to))


def state_of(ledger: Ledger, kind: str, as_of: str = "2022-10-01") -> str | None:
    document = find_document(ledger, kind, "x", as_of)
    return document and document.state


@pytest.mark.parametrize("kind", TRANSITIONS)
def test_every_move_is_allowed_or_refused_as_the_table_says(ledger: Ledger, kind: str) -> None:
    for number, start in enumerate(states_of(kind)):
        for target in states_of(kind):
            name = f"{number} {target}"
            base = {"kind": kind, "document": name, "valid_from": "2022-10-01"}
            steps = [{"action": "document.opened", **base}]
            for to in shortest_path(kind, start)[1:]:
                needed = {field: MOVE_FIELDS[field] for field in REQUIRED_FIELDS.get((kind, to), ())}
                steps.append({"action": "document.moved", **base, "to": to, **needed})
            submit_entries(ledger, steps, "Norway")
            last = {"action": "document.moved", **base, "to": target, **MOVE_FIELDS}
            if target in TRANSITIONS[kind].get(start, ()):
                submit_entries(ledger, [last], "Norway")
                document = find_document(ledger, kind, name)
                assert document is not None
                assert document.state == target
            else:
                head = ledger.head()
                with pytest.raises(RecordRefusedError):
                    submit_entries(ledger, [last], "Norway")
                assert ledger.head() == head


@pytest.mark.parametrize(("kind", "to"), REQUIRED_FIELDS)
def test_what_a_state_needs_has_to_be_said(ledger: Ledger, kind: str, to: str) -> None:
    open_document(ledger, kind)
    for step in shortest_path(kind, to)[1:-1]:
        move_document(ledger, kind, step)
    item = {"action": "document.moved", "kind": kind, "document": "x", "to": to, "valid_from": "2022-10-01"}
    with pytest.raises(RecordRefusedError, match=REQUIRED_FIELDS[kind, to][0]):
        submit_entries(ledger, [item], "Norway")
    move_document(ledger, kind, to)
    assert state_of(ledger, kind) == to


@pytest.mark.parametrize(("kind", "lapsing_state"), LAPSED_STATE)
def test_what_has_a_last_day_lapses_by_itself(ledger: Ledger, kind: str, lapsing_state: str) -> None:
    open_document(
        ledger,
        kind,
        **({"until": "2022-10-31"} if lapsing_state == INITIAL_STATE[kind] or kind in LASTING_UNTIL_KINDS else {}),
    )
    for step in shortest_path(kind, lapsing_state)[1:]:
        move_document(ledger, kind, step, **({} if kind in LASTING_UNTIL_KINDS else {"until": "2022-10-31"}))
    head = ledger.head()
    assert [state_of(ledger, kind, day) for day in ("2022-10-31", "2022-11-01")] == [
        lapsing_state,
        LAPSED_STATE[kind, lapsing_state],
    ]
    assert ledger.head() == head
    after = next(
        to
        for to in TRANSITIONS[kind][lapsing_state]
        if to not in TRANSITIONS[kind].get(LAPSED_STATE[kind, lapsing_state], ())
    )
    with pytest.raises(RecordRefusedError, match=LAPSED_STATE[kind, lapsing_state]):
        move_document(ledger, kind, after, "2022-11-01")


def test_a_document_is_opened_once_and_moves_forward_in_time(ledger: Ledger) -> None:
    with pytest.raises(RecordRefusedError, match="no request x"):
        move_document(ledger, "request", "submitted")
    open_document(ledger, "request")
    with pytest.raises(RecordRefusedError, match="already"):
        open_document(ledger, "request")
    move_document(ledger, "request", "submitted", "2022-11-01")
    with pytest.raises(RecordRefusedError, match="already moved after 2022-10-15"):
        move_document(ledger, "request", "validated", "2022-10-15")
    assert [state_of(ledger, "request", day) for day in ("2022-09-30", "2022-10-15", "2022-11-01")] == [
        None,
        "draft",
        "submitted",
    ]


LINE = {"kind": "commitment", "document": "x", "line": "1"}


def promise_quantity(ledger: Ledger, quantity: float) -> None:
    submit_entries(
        ledger, [{"action": "quantity.promised", **LINE, "quantity": quantity, "valid_from": "2022-10-01"}], "Norway"
    )


def move_quantity(ledger: Ledger, origin: str, to: str, quantity: float, day: str = "2022-10-01", **more: Any) -> int:
    item = {"action": "quantity.moved", **LINE, "from": origin, "to": to, "quantity": quantity, "valid_from": day}
    return submit_entries(ledger, [item | more], "Norway")[0].number


def reverse_entry(ledger: Ledger, number: int) -> None:
    submit_entries(ledger, [{"action": "entry.reversed", "entry": number, "reason": "entered twice"}], "Norway")


def account_quantities(ledger: Ledger, day: str = "") -> dict[str, float]:
    balance = current_balance(ledger, "commitment", "x", "1", day)
    assert sum(balance.accounts.values()) == pytest.approx(balance.promised)
    return {name: quantity for name, quantity in balance.accounts.items() if quantity}


def test_partial_fulfilment_and_the_remainder_are_ordinary(ledger: Ledger) -> None:
    open_document(ledger, "commitment")
    promise_quantity(ledger, 10)
    move_quantity(ledger, "committed", "allocated", 6)
    move_quantity(ledger, "allocated", "in transit", 4)
    move_quantity(ledger, "in transit", "handed over", 3)
    move_quantity(ledger, "in transit", "lost", 1)
    assert account_quantities(ledger) == {"committed": 4, "allocated": 2, "handed over": 3, "lost": 1}
    promise_quantity(ledger, 5)
    assert account_quantities(ledger)["committed"] == 9


def test_more_than_there_is_and_ways_that_do_not_exist_are_refused(ledger: Ledger) -> None:
    open_document(ledger, "commitment")
    promise_quantity(ledger, 10)
    for origin, to, quantity, reason in (
        ("committed", "allocated", 11, "only 10 is committed"),
        ("committed", "handed over", 1, "not handed over"),
        ("announced", "committed", 1, "only 0 is announced"),
        ("committed", "allocated", -1, "above 0"),
        ("committed", "allocated", 0, "above 0"),
    ):
        with pytest.raises(RecordRefusedError, match=reason):
            move_quantity(ledger, origin, to, quantity)
    with pytest.raises(RecordRefusedError, match="before the day of the move"):
        move_quantity(ledger, "committed", "allocated", 1, until="2022-09-30")
    assert account_quantities(ledger) == {"committed": 10}


def test_a_soft_reservation_lapses_by_itself(ledger: Ledger) -> None:
    open_document(ledger, "commitment")
    promise_quantity(ledger, 10)
    move_quantity(ledger, "committed", "allocated", 6, until="2022-10-31")
    move_quantity(ledger, "allocated", "in transit", 2, "2022-10-20")
    assert account_quantities(ledger, "2022-10-31") == {"committed": 4, "allocated": 4, "in transit": 2}
    assert account_quantities(ledger, "2022-11-01") == {"committed": 8, "in transit": 2}
    with pytest.raises(RecordRefusedError, match="only 0 is allocated"):
        move_quantity(ledger, "allocated", "in transit", 1, "2022-11-01")
    move_quantity(ledger, "committed", "allocated", 8, "2022-11-02")
    assert account_quantities(ledger, "2023-11-02") == {"allocated": 8, "in transit": 2}


def test_a_move_entered_late_cannot_take_what_was_used_since(ledger: Ledger) -> None:
    open_document(ledger, "commitment")
    promise_quantity(ledger, 10)
    move_quantity(ledger, "committed", "allocated", 8, "2022-12-01")
    with pytest.raises(RecordRefusedError, match="only 7 is committed; 8 cannot become allocated"):
        move_quantity(ledger, "committed", "withdrawn", 3, "2022-11-01")
    assert account_quantities(ledger) == {"committed": 2, "allocated": 8}


def test_a_move_is_taken_back_once_and_only_if_the_rest_still_adds_up(ledger: Ledger) -> None:
    open_document(ledger, "commitment")
    promise_quantity(ledger, 10)
    allocated = move_quantity(ledger, "committed", "allocated", 3)
    move_quantity(ledger, "allocated", "in transit", 2)
    with pytest.raises(RecordRefusedError, match="only 0 is allocated; 2 cannot become in transit"):
        reverse_entry(ledger, allocated)
    with pytest.raises(RecordRefusedError, match="can become -"):
        move_quantity(ledger, "lost", "committed", 1)
    lost = move_quantity(ledger, "in transit", "lost", 2)
    reverse_entry(ledger, lost)
    assert account_quantities(ledger) == {"committed": 7, "allocated": 1, "in transit": 2}
    with pytest.raises(RecordRefusedError, match="already reversed"):
        reverse_entry(ledger, lost)


def test_what_is_left_of_a_document_that_ended_goes_with_it(ledger: Ledger) -> None:
    open_document(ledger, "commitment")
    promise_quantity(ledger, 10)
    for step in ("signed", "active"):
        move_document(ledger, "commitment", step)
    move_quantity(ledger, "committed", "allocated", 6, until="2022-12-31")
    move_quantity(ledger, "allocated", "in transit", 2)
    with pytest.raises(RecordRefusedError, match="10 is still to be handed over"):
        move_document(ledger, "commitment", "fulfilled")
    move_document(ledger, "commitment", "terminated", "2022-11-01")
    assert account_quantities(ledger, "2022-10-31") == {"committed": 4, "allocated": 4, "in transit": 2}
    assert account_quantities(ledger, "2022-11-01") == {"withdrawn": 8, "in transit": 2}
    move_quantity(ledger, "in transit", "handed over", 2, "2022-11-02")
    with pytest.raises(RecordRefusedError, match='commitment x is "terminated"'):
        move_quantity(ledger, "committed", "allocated", 1, "2022-11-02")
    with pytest.raises(RecordRefusedError, match='commitment x is "terminated"'):
        submit_entries(
            ledger, [{"action": "quantity.promised", **LINE, "quantity": 1, "valid_from": "2022-11-02"}], "Norway"
        )


def test_a_commitment_is_fulfilled_when_nothing_is_left(ledger: Ledger) -> None:
    open_document(ledger, "commitment")
    promise_quantity(ledger, 10)
    for step in ("signed", "active"):
        move_document(ledger, "commitment", step)
    for origin, to in (("committed", "allocated"), ("allocated", "in transit"), ("in transit", "handed over")):
        move_quantity(ledger, origin, to, 10)
    move_document(ledger, "commitment", "fulfilled")
    assert account_quantities(ledger) == {"handed over": 10}


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "quantity.promised", **LINE, "quantity": 1},
        {"action": "value.given", "rule": "book", "currency": "USD", "amount": 1, "quantity": 1, "source": "letter"},
        {"action": "money.reached", "milestone": "paid", "from": "A", "to": "B", "currency": "EUR", "amount": 1},
    ],
)
def test_nothing_is_promised_valued_or_paid_on_a_document_that_is_not_there(
    ledger: Ledger, fields: dict[str, Any]
) -> None:
    item = {"kind": "commitment", "document": "x", **fields}
    with pytest.raises(RecordRefusedError, match="there is no commitment x"):
        submit_entries(ledger, [item], "Norway")
    open_document(ledger, "commitment")
    submit_entries(ledger, [item], "Norway")


def test_an_opening_stays_while_anything_is_entered_about_the_document(ledger: Ledger) -> None:
    item = {"action": "document.opened", "kind": "commitment", "document": "x", "valid_from": "2022-10-10"}
    first = submit_entries(ledger, [item], "Norway")[0].number
    promise_quantity(ledger, 5)
    with pytest.raises(RecordRefusedError, match="depends on this one"):
        reverse_entry(ledger, first)
    reverse_entry(ledger, ledger.head().number)
    reverse_entry(ledger, first)
    second = submit_entries(ledger, [item], "Norway")[0].number
    fields = {"milestone": "dispatched", "from": "A", "to": "B", "wants": "pump", "quantity": 1, "commitment": "x"}
    submit_entries(ledger, [{"action": "milestone.reached", "shipment": "s", **fields}], "Norway")
    with pytest.raises(RecordRefusedError, match="depends on this one"):
        reverse_entry(ledger, second)


def test_what_is_in_production_is_sent_lost_or_allocated_again(ledger: Ledger) -> None:
    open_document(ledger, "commitment")
    promise_quantity(ledger, 10)
    move_quantity(ledger, "committed", "in production", 9)
    with pytest.raises(RecordRefusedError, match="only 9 is in production"):
        move_quantity(ledger, "in production", "in transit", 10)
    with pytest.raises(RecordRefusedError, match="a quantity that is in production can become"):
        move_quantity(ledger, "in production", "handed over", 1)
    for to, quantity in (("in transit", 4), ("allocated", 2), ("lost", 1)):
        move_quantity(ledger, "in production", to, quantity)
    move_quantity(ledger, "in transit", "handed over", 4)
    assert account_quantities(ledger) == {
        "committed": 1, "in production": 2, "allocated": 2, "lost": 1, "handed over": 4,
    }  # fmt: skip


MOVE = st.tuples(
    st.sampled_from(list(ALLOWED_MOVES)),
    st.sampled_from(list(ALLOWED_MOVES)),
    st.integers(1, 40),
    st.integers(0, 3),
    st.booleans(),
)


@given(st.lists(MOVE, max_size=40), st.integers(1, 60))
def test_what_was_ever_promised_is_always_somewhere(
    moves: list[tuple[str, str, int, int, bool]], promised: int
) -> None:
    balance = LineBalance()
    balance.add_promise("announced", promised)
    balance.add_promise("committed", promised)
    month = 1
    for origin, to, quantity, later, reserve in moves:
        month += later
        balance.lapse_reservations_before(f"2022-{month:03}-01")
        before = dict(balance.accounts)
        until = f"2022-{month + 2:03}-01" if reserve and to == "allocated" and origin != to else ""
        try:
            balance.move_quantity(origin, to, quantity, until)
        except RecordRefusedError:
            assert quantity > before[origin]
            assert balance.accounts == before
        assert sum(balance.accounts.values()) == balance.promised == 2 * promised
        assert min(balance.accounts.values()) >= 0
        assert balance.reserved_quantity() <= balance.accounts["allocated"]


@given(st.lists(MOVE, max_size=15), st.integers(1, 60), st.data())
def test_what_was_taken_back_leaves_the_rest_adding_up_or_is_refused(
    moves: list[tuple[str, str, int, int, bool]], promised: int, data: st.DataObject
) -> None:
    line = {"kind": "commitment", "document": "x", "line": "1"}
    entries = [EntryDraft("quantity.promised", content={**line, "quantity": promised}, valid_from="2022-01-01")]
    for origin, to, quantity, _later, _reserve in moves:
        fields = {**line, "from": origin, "to": to, "quantity": quantity}
        tried = [*entries, EntryDraft("quantity.moved", content=fields, valid_from="2022-01-01")]
        try:
            compute_balance(tried, "1")
        except RecordRefusedError:
            continue
        entries = tried
    removed_index = data.draw(st.integers(0, len(entries) - 1))
    rest = entries[:removed_index] + entries[removed_index + 1 :]
    try:
        balance = compute_balance(rest, "1")
    except RecordRefusedError:
        return
    assert sum(balance.accounts.values()) == balance.promised == (promised if removed_index else 0)
    assert min(balance.accounts.values()) >= 0
