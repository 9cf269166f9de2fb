"""What documents make of the drawn scenario: requests, pledges, consents and receipts, and what they lack."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from muster.record.actions.submit import enter
from muster.record.errors import Refused
from muster.record.exchange.import_scenario import take
from muster.record.projection.scenario import Question, draw
from muster.record.store.ledger import Book
from muster.scenario import Scenario, read
from muster.scenario.folder_writer import write
from record.conftest import list_sources
from record.test_draw import EXAMPLE, story

# The story of test_draw.py starts on 2022-10-01: AAA has pumps in its depot, BBB asks for 8 of them in its port (r).
DAY = "2022-09-01"


@pytest.fixture
def told(book: Book, tmp_path: Path) -> Book:
    take(book, story(tmp_path / "story"), "secretariat")
    return book


def say(book: Book, action: str, **fields: Any) -> int:
    return enter(book, [{"action": action, "valid_from": DAY} | fields], "secretariat")[0].number


def opened(book: Book, subject: str, **fields: Any) -> int:
    kind, name = subject.split("/")
    return say(book, "document.opened", kind=kind, document=name, **fields)


def moved(book: Book, subject: str, *states: str, **fields: Any) -> None:
    kind, name = subject.split("/")
    for to in states:
        say(book, "document.moved", kind=kind, document=name, to=to, **fields)


def handed(book: Book, quantity: float, day: str, shipment: str = "s", **fields: Any) -> int:
    said = {"milestone": "handed over", "from": "AAA", "to": "BBB", "wants": "pump", "quantity": quantity} | fields
    return say(book, "milestone.reached", shipment=shipment, valid_from=day, **said)


def drawn(book: Book, as_of: str = "2022-09-28", entry: int | None = None) -> Scenario:
    number = book.head().number if entry is None else entry
    return draw(book, Question(dt.date.fromisoformat(as_of), number)).scenario


def rows(scenario: Scenario, table: str, *columns: str) -> list[tuple[Any, ...]]:
    frame = scenario.given.tables[table]
    return sorted(frame.select(columns).rows(), key=lambda row: [str(cell) for cell in row])


def codes(scenario: Scenario) -> dict[str, str]:
    return {found.code: str(found) for found in scenario.problems if found.code.startswith("DOC-")}


ASKED = {
    "party": "BBB",
    "wants": "pump",
    "quantity": 10,
    "by": "2022-11-01",
    "row": {"location": "port", "priority": 2},
}
DUE = dt.date(2022, 11, 1)


def test_a_request_stands_from_its_validation_until_it_is_withdrawn(told: Book) -> None:
    opened(told, "request/q", **ASKED)
    moved(told, "request/q", "submitted")
    before = told.head().number
    moved(told, "request/q", "validated", valid_from="2022-09-10")
    scenario = drawn(told)
    assert rows(scenario, "requests", "request", "party", "location", "wants", "quantity", "due", "priority")[0] == (
        ("q", "BBB", "port", "pump", 10.0, DUE, 2)
    )
    assert not scenario.errors
    assert [row[0] for row in rows(drawn(told, entry=before), "requests", "request")] == ["r"]
    assert [row[0] for row in rows(drawn(told, "2022-09-09"), "requests", "request")] == ["r"]
    moved(told, "request/q", "open", "withdrawn", valid_from="2022-09-20")
    assert [row[0] for row in rows(drawn(told), "requests", "request")] == ["r"]


@pytest.mark.parametrize("state", ["closed short", "superseded", "expired"])
def test_a_request_that_ended_drops_out(told: Book, state: str) -> None:
    opened(told, "request/q", **ASKED)
    opened(told, "request/next", **ASKED)
    moved(told, "request/q", "submitted", "validated", "open")
    assert len(rows(drawn(told), "requests", "request")) == 2
    moved(told, "request/q", state, reason="x", successor="next")
    assert rows(drawn(told), "requests", "request") == [("r",)]


def test_a_request_expires_by_itself(told: Book) -> None:
    opened(told, "request/q", **ASKED, until="2022-09-20")
    moved(told, "request/q", "submitted", "validated", "open")
    names = [[row[0] for row in rows(drawn(told, day), "requests", "request")] for day in ("2022-09-20", "2022-09-21")]
    assert names == [["q", "r"], ["r"]]


def test_what_was_handed_over_before_the_start_is_taken_off_and_what_came_since_is_told(told: Book) -> None:
    opened(told, "request/q", **ASKED)
    moved(told, "request/q", "submitted", "validated", "open", "part met")
    handed(told, 3, "2022-09-20", request="q")
    handed(told, 1, "2022-09-25", "t", request="q")
    handed(told, 2, "2022-10-05", "u", request="q")

    def before(day: str) -> list[tuple[Any, ...]]:
        return rows(drawn(told, day), "requests", "request", "handed_over_before")[:1]

    assert [before(day) for day in ("2022-09-19", "2022-09-20", "2022-09-25", "2022-10-31")] == [
        [("q", None)],
        [("q", 3.0)],
        [("q", 4.0)],
        [("q", 4.0)],
    ]
    assert "DOC-004" not in codes(drawn(told, "2022-10-04"))
    assert (
        "2 were handed over for request/q since the start (2022-10-01)" in codes(drawn(told, "2022-10-05"))["DOC-004"]
    )


def test_a_member_of_a_family_counts_by_its_ratio(told: Book) -> None:
    for item, ratio in (("pump", 1), ("big-pump", 2.5)):
        if item != "pump":
            say(told, "row.registered", table="items", row={"item": item}, valid_from=None)
        say(told, "row.registered", table="families", row={"family": "pumps", "item": item, "ratio": ratio})
    say(told, "row.registered", table="items", row={"item": "valve"})
    opened(told, "request/q", **ASKED | {"wants": "pumps"})
    moved(told, "request/q", "submitted", "validated", "open")
    handed(told, 2, "2022-09-20", request="q", wants="big-pump")
    handed(told, 1, "2022-09-20", request="q")
    assert rows(drawn(told), "requests", "request", "handed_over_before")[0] == ("q", 6.0)
    with pytest.raises(Refused, match="request q is for pumps"):
        handed(told, 1, "2022-09-20", request="q", wants="valve")
    handed(told, 1.6, "2022-09-21", request="q", wants="big-pump")
    moved(told, "request/q", "met", valid_from="2022-09-21")
    assert rows(drawn(told), "requests", "request") == [("r",)]


def test_a_request_without_a_location_is_an_error_here_and_in_what_was_written(told: Book, tmp_path: Path) -> None:
    opened(told, "request/q", **ASKED | {"row": {"priority": 1}})
    moved(told, "request/q", "submitted", "validated")
    scenario = drawn(told)
    (error,) = [found for found in scenario.errors if found.code == "DOC-001"]
    assert (error.file, error.row, error.column) == ("requests.csv", 2, "location")
    assert "request/q does not say it" in error.reason
    write(scenario, tmp_path / "out")
    assert [(found.code, found.column) for found in read(tmp_path / "out").errors] == [("CELL-001", "location")]
    corrected(told, "request/q", row={"location": "port"})
    assert not drawn(told).errors


def corrected(book: Book, subject: str, day: str = "", **cells: Any) -> int:
    kind, name = subject.split("/")
    said = {"kind": kind, "document": name, "set": cells, "reason": "a slip"}
    return say(book, "document.corrected", valid_from=day, **said)


def test_a_row_and_a_document_of_one_id_are_one_row(told: Book) -> None:
    opened(told, "request/r", party="BBB", wants="pump", quantity=9, row={"priority": 3})
    assert rows(drawn(told), "requests", "request") == []
    moved(told, "request/r", "submitted", "validated")
    scenario = drawn(told)
    assert rows(scenario, "requests", "request", "location", "quantity", "due", "priority") == [
        ("r", "port", 9.0, dt.date(2022, 12, 1), 3)
    ]
    assert "the registered row says 8, request/r says 9; the document counts" in codes(scenario)["DOC-005"]
    say(told, "row.corrected", table="requests", key={"request": "r"}, set={"quantity": 9}, valid_from=None)
    assert codes(drawn(told)) == {}


def test_lines_go_with_their_request(told: Book) -> None:
    say(told, "row.registered", table="request_lines", row={"request": "q", "due": "2022-11-01", "quantity": 4})
    say(told, "row.registered", table="request_lines", row={"request": "q", "due": "2022-12-01", "quantity": 6})
    opened(told, "request/q", party="BBB", wants="pump", row={"location": "port"})
    moved(told, "request/q", "submitted", "validated")
    assert not drawn(told).errors
    assert len(rows(drawn(told), "request_lines", "request")) == 2
    moved(told, "request/q", "open", "withdrawn")
    assert rows(drawn(told), "request_lines", "request") == []
    assert not drawn(told).errors


PLEDGED = {"party": "AAA", "recipient": "BBB", "wants": "pump", "quantity": 10, "by": "2022-12-01"}


def pledges(book: Book, as_of: str = "2022-09-28") -> list[tuple[Any, ...]]:
    return rows(drawn(book, as_of), "pledges", "pledge", "quantity", "status")


def test_a_pledge_stands_from_its_first_source_and_less_what_became_a_commitment(told: Book) -> None:
    opened(told, "pledge/p", **PLEDGED)
    assert pledges(told) == []
    moved(told, "pledge/p", "registered", source="letter")
    assert pledges(told) == [("p", 10.0, "announced")]
    assert rows(drawn(told), "pledges", "source") == [("letter",)]
    moved(told, "pledge/p", "confirmed by owner")
    opened(told, "commitment/c", **PLEDGED | {"quantity": 4})
    moved(told, "pledge/p", "part converted", quantity=4, commitment="c")
    assert pledges(told) == [("p", 6.0, "announced")]
    moved(told, "commitment/c", "signed")
    assert pledges(told) == [("p", 6.0, "announced")]
    moved(told, "commitment/c", "active")
    assert pledges(told) == [("c", 4.0, "committed"), ("p", 6.0, "announced")]
    assert not drawn(told).errors
    with pytest.raises(Refused, match="only 6 is left to convert, not 7"):
        moved(told, "pledge/p", "converted", quantity=7, commitment="c")
    with pytest.raises(Refused, match="1 would be left"):
        moved(told, "pledge/p", "converted", quantity=5, commitment="c")
    moved(told, "pledge/p", "withdrawn", valid_from="2022-09-20")
    assert pledges(told) == [("c", 4.0, "committed")]
    moved(told, "commitment/c", "terminated", valid_from="2022-09-21")
    assert pledges(told) == []


def test_a_document_rests_on_registered_sources_only(told: Book) -> None:
    opened(told, "pledge/p", **PLEDGED)
    head = told.head()
    for act in (
        lambda: opened(told, "pledge/q", **PLEDGED, source="hearsay"),
        lambda: moved(told, "pledge/p", "registered", source="hearsay"),
        lambda: corrected(told, "pledge/p", source="hearsay"),
        lambda: handed(told, 1, "2022-09-02", source="hearsay"),
    ):
        with pytest.raises(Refused, match='"hearsay" is not among the sources; register it first'):
            act()
    assert told.head() == head


def test_a_source_that_is_listed_no_longer_is_not_cited(told: Book) -> None:
    list_sources(told, "hearsay")
    opened(told, "pledge/p", **PLEDGED)
    moved(told, "pledge/p", "registered", source="hearsay")
    assert rows(drawn(told), "pledges", "source") == [("hearsay",)]
    say(told, "row.removed", table="sources", key={"source": "hearsay"}, reason="a slip")
    assert rows(drawn(told), "pledges", "source") == [(None,)]
    assert not drawn(told).errors


def test_a_pledge_lapses_by_itself(told: Book) -> None:
    opened(told, "pledge/p", **PLEDGED, until="2022-09-20")
    moved(told, "pledge/p", "registered", source="letter")
    assert [len(pledges(told, day)) for day in ("2022-09-20", "2022-09-21")] == [1, 0]


def line(book: Book, origin: str, to: str, quantity: float, day: str, name: str = "1") -> None:
    said = {"kind": "pledge", "document": "p", "line": name, "quantity": quantity, "from": origin, "to": to}
    say(book, "quantity.moved", valid_from=day, **said)


def test_the_lines_of_a_pledge_say_what_is_announced_firm_and_left(told: Book) -> None:
    opened(told, "pledge/p", **PLEDGED)
    moved(told, "pledge/p", "registered", source="letter")
    promise = {"kind": "pledge", "document": "p"}
    say(told, "quantity.promised", **promise, line="1", quantity=10)
    say(told, "quantity.promised", **promise, line="2", quantity=5, by="2023-02-01")
    with pytest.raises(Refused, match="another by"):
        say(told, "quantity.promised", **promise, line="2", quantity=5, by="2023-03-01")
    line(told, "announced", "committed", 7, "2022-09-02")
    line(told, "committed", "allocated", 4, "2022-09-03")
    line(told, "allocated", "in transit", 4, "2022-09-04")
    line(told, "in transit", "handed over", 3, "2022-09-05")
    line(told, "committed", "withdrawn", 1, "2022-09-06")
    # 10 = 3 announced + 2 committed + 1 in transit + 3 handed over + 1 withdrawn.
    assert pledges(told) == [("p", 3.0, "announced"), ("p/2", 5.0, "announced"), ("p/committed", 3.0, "committed")]
    # What is handed over since the start is left to hand over for a plan that begins there.
    line(told, "in transit", "handed over", 1, "2022-10-05")
    assert pledges(told, "2022-10-31") == pledges(told)


def test_a_pledge_and_a_commitment_of_one_id_contradict_each_other(told: Book) -> None:
    for kind in ("pledge", "commitment"):
        opened(told, f"{kind}/p", **PLEDGED)
    moved(told, "pledge/p", "registered", source="letter")
    moved(told, "commitment/p", "signed", "active")
    assert "commitment/p, pledge/p" in codes(drawn(told))["DOC-002"]
    assert len(pledges(told)) == 1


def matching(book: Book, name: str, party: str, quantity: float, **fields: Any) -> None:
    opened(book, f"pledge/{name}", **PLEDGED | {"party": party, "quantity": quantity} | fields)
    moved(book, f"pledge/{name}", "registered", source="letter")


def test_a_matching_pledge_waits_for_the_others(told: Book) -> None:
    tied = {"condition": "matching", "threshold": 12, "among": ["BBB", "CCC"]}
    matching(told, "p", "AAA", 10, **tied)
    row = {"pledge": "hand", "party": "BBB", "recipient": "BBB", "wants": "pump", "quantity": 5, "by": "2022-12-01"}
    say(told, "row.registered", table="pledges", row=row)
    matching(told, "q", "CCC", 6)
    scenario = drawn(told)
    assert rows(scenario, "pledges", "pledge") == [("hand",), ("q",)]
    assert "matching: 11 of 12 from BBB, CCC, not met" in codes(scenario)["DOC-006"]
    matching(told, "q2", "CCC", 1)
    assert rows(drawn(told), "pledges", "pledge") == [("hand",), ("p",), ("q",), ("q2",)]
    # Another thing, or for another recipient, matches nothing.
    moved(told, "pledge/q2", "withdrawn")
    matching(told, "q3", "CCC", 9, recipient="AAA")
    matching(told, "q4", "CCC", 9, wants="valve")
    assert "pledge/p" in codes(drawn(told))["DOC-006"]


def test_members_of_a_family_count_toward_a_threshold_by_their_ratio(told: Book) -> None:
    """Four sets of pumps are worth twelve pumps, where a set stands for three."""
    say(told, "row.registered", table="items", row={"item": "set"})
    say(told, "row.registered", table="families", row={"family": "pumps", "item": "set", "ratio": 3})
    matching(told, "p", "AAA", 10, wants="pumps", condition="matching", threshold=12, among=["BBB"])
    matching(told, "q", "BBB", 3, wants="set")
    assert "matching: 9 of 12 from BBB, not met" in codes(drawn(told))["DOC-006"]
    matching(told, "q2", "BBB", 1, wants="set")
    assert "DOC-006" not in codes(drawn(told))


def test_what_is_promised_without_lines_is_counted_down_by_milestones_that_name_it(told: Book) -> None:
    opened(told, "commitment/c", **PLEDGED)
    moved(told, "commitment/c", "signed", "active")
    handed(told, 3, "2022-09-10")
    # Of which promise these were is not guessed.
    assert pledges(told) == [("c", 10.0, "committed")]
    assert "3 of the same" in codes(drawn(told))["DOC-008"]
    handed(told, 4, "2022-09-11", commitment="c")
    assert pledges(told) == [("c", 6.0, "committed")]
    with pytest.raises(Refused, match="6 is still to be handed over"):
        moved(told, "commitment/c", "fulfilled", valid_from="2022-09-12")
    with pytest.raises(Refused, match="commitment c has no lines"):
        say(told, "quantity.promised", kind="commitment", document="c", line="1", quantity=1)
    handed(told, 6, "2022-09-12", commitment="c")
    moved(told, "commitment/c", "fulfilled", valid_from="2022-09-12")
    # What a line has handed over is told by the line, and accounts for the three.
    opened(told, "pledge/p", **PLEDGED)
    moved(told, "pledge/p", "registered", source="letter")
    say(told, "quantity.promised", kind="pledge", document="p", line="1", quantity=10)
    with pytest.raises(Refused, match="pledge p has lines"):
        handed(told, 1, "2022-09-13", pledge="p")
    with pytest.raises(Refused, match="there is no pledge other"):
        handed(told, 1, "2022-09-13", pledge="other")
    assert "pledge/p" in codes(drawn(told))["DOC-008"]
    for origin, to in (("announced", "committed"), ("committed", "allocated"), ("allocated", "in transit")):
        line(told, origin, to, 3, "2022-09-09")
    line(told, "in transit", "handed over", 3, "2022-09-10")
    assert "DOC-008" not in codes(drawn(told))


def test_pledges_that_wait_for_one_another_wait(told: Book) -> None:
    matching(told, "p", "AAA", 10, condition="matching", threshold=5, among=["BBB"])
    matching(told, "q", "BBB", 10, condition="matching", threshold=5, among=["AAA"])
    assert pledges(told) == []
    matching(told, "s", "BBB", 5)
    assert [name for name, *_rest in pledges(told)] == ["p", "q", "s"]


@pytest.mark.parametrize(
    ("condition", "upon", "ways"),
    [
        ("on refill", "commitment/f", ["signed", "active"]),
        ("on consent", "consent/f", ["requested", "granted"]),
        ("on vote", "decision/f", ["tabled", "taken"]),
    ],
)
def test_a_condition_is_met_by_the_document_that_it_names(
    told: Book, condition: str, upon: str, ways: list[str]
) -> None:
    matching(told, "p", "AAA", 10, condition=condition, upon=upon)
    assert f"{upon} is not there yet, not met" in codes(drawn(told))["DOC-006"]
    opened(told, "meeting/m")
    moved(told, "meeting/m", "held", participants=["AAA"])
    opened(told, upon, party="AAA", wants="pump")
    moved(told, upon, ways[0], meeting="m", scope="all")
    assert f"is {ways[0]}, not met" in codes(drawn(told))["DOC-006"]
    opened(told, "commitment/c", **PLEDGED)
    moved(told, "pledge/p", "confirmed by owner")
    with pytest.raises(Refused, match="its condition is not met"):
        moved(told, "pledge/p", "converted", quantity=10, commitment="c")
    moved(told, upon, ways[1], meeting="m", scope="all")
    assert pledges(told)[0] == ("p", 10.0, "announced")
    moved(told, "pledge/p", "converted", quantity=10, commitment="c")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"condition": "matching", "threshold": 5}, "needs threshold, among"),
        ({"condition": "matching", "among": ["AAA"]}, "needs threshold, among"),
        ({"condition": "matching", "threshold": 5, "among": []}, "list"),
        ({"condition": "on vote"}, "needs upon"),
        ({"condition": "on vote", "upon": "consent/x"}, "names a decision"),
        ({"condition": "none", "upon": "consent/x"}, "needs -"),
        ({"threshold": 5}, "needs -"),
        ({"condition": "soon"}, "has to be one of"),
    ],
)
def test_a_condition_says_what_it_needs_and_nothing_else(told: Book, facts: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        opened(told, "pledge/p", **PLEDGED | facts)
    with pytest.raises(Refused, match="only an offer or a pledge"):
        opened(told, "commitment/p", **PLEDGED, condition="on vote", upon="decision/d")


RULE = {"party": "AAA", "wants": "pump", "recipient": "BBB"}


def consents(book: Book, as_of: str = "2022-09-28") -> list[tuple[Any, ...]]:
    return rows(drawn(book, as_of), "consents", "from", "decision", "limit")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_a_consent_is_a_step_for_every_state(told: Book) -> None:
    opened(told, "consent/k", **RULE, valid_from="2022-10-05")
    moved(told, "consent/k", "requested", valid_from="2022-10-20")
    assert consents(told, "2022-10-05") == [(day("2022-10-05"), "undecided", None)]
    moved(told, "consent/k", "granted", valid_from="2022-11-01", limit=5, scope="ten at most", until="2022-12-31")
    steps = [
        (day("2022-10-05"), "undecided", None),
        (day("2022-11-01"), "granted", 5.0),
        (day("2023-01-01"), "withheld", None),
    ]
    assert consents(told, "2022-11-01") == steps
    assert consents(told, "2022-10-31") == steps[:1]
    assert rows(drawn(told, "2022-11-01"), "consents", "note")[-1] == ("ten at most",)
    assert not drawn(told, "2022-11-01").problems
    moved(told, "consent/k", "revoked", valid_from="2022-12-01")
    assert consents(told, "2022-12-01") == [*steps[:2], (day("2022-12-01"), "withheld", None)]


def test_of_the_steps_before_the_start_the_last_is_drawn_and_its_limit_less_what_was_used(told: Book) -> None:
    opened(told, "consent/k", **RULE)
    moved(told, "consent/k", "requested", valid_from="2022-09-02")
    moved(told, "consent/k", "granted", valid_from="2022-09-03", limit=5, scope="all")
    handed(told, 2, "2022-09-10", consent="k")
    handed(told, 1, "2022-10-10", "t", consent="k")
    assert consents(told, "2022-10-31") == [(day("2022-09-03"), "granted", 3.0)]


def test_rows_by_hand_hold_until_the_document_speaks(told: Book) -> None:
    for start, decision in (("2022-10-01", "granted"), ("2022-11-15", "withheld")):
        say(told, "row.registered", table="consents", row=RULE | {"from": start, "decision": decision})
    opened(told, "consent/k", **RULE, valid_from="2022-11-01")
    assert consents(told, "2022-10-31") == [
        (day("2022-10-01"), "granted", None),
        (day("2022-11-15"), "withheld", None),
    ]
    assert consents(told, "2022-11-01") == [
        (day("2022-10-01"), "granted", None),
        (day("2022-11-01"), "undecided", None),
    ]


def test_two_open_consents_for_the_same_are_undecided_until_one_ends(told: Book) -> None:
    for name, start in (("k", "2022-10-05"), ("l", "2022-10-10")):
        opened(told, f"consent/{name}", **RULE, valid_from=start)
        moved(told, f"consent/{name}", "requested", "granted", scope="all", valid_from=start, limit=4)
    scenario = drawn(told, "2022-10-31")
    assert "consent/k, consent/l are open at once" in codes(scenario)["DOC-002"]
    assert rows(scenario, "consents", "from", "decision")[-1] == (day("2022-10-10"), "undecided")
    moved(told, "consent/k", "revoked", valid_from="2022-10-20")
    assert consents(told, "2022-10-31")[-1] == (day("2022-10-10"), "granted", 4.0)
    assert codes(drawn(told, "2022-10-31")) == {}


SENT = {"party": "AAA", "recipient": "BBB", "wants": "pump", "quantity": 6, "by": "2022-10-20"}


def receipts(book: Book, as_of: str = "2022-09-28") -> list[tuple[Any, ...]]:
    return rows(drawn(book, as_of), "receipts", "location", "quantity", "date")[2:]


def test_what_was_on_its_way_at_the_start_arrives(told: Book) -> None:
    opened(told, "shipment/s", **SENT, row={"location": "port"})
    moved(told, "shipment/s", "packed")
    assert receipts(told) == []
    moved(told, "shipment/s", "dispatched", valid_from="2022-09-10")
    assert receipts(told) == [("port", 6.0, day("2022-10-20"))]
    handed(told, 2, "2022-09-20")
    assert receipts(told) == [("port", 4.0, day("2022-10-20"))]
    moved(told, "shipment/s", "at node", valid_from="2022-09-21")
    moved(told, "shipment/s", "handed over", valid_from="2022-10-25")
    assert receipts(told, "2022-10-31") == [("port", 4.0, day("2022-10-25"))]
    assert not drawn(told, "2022-10-31").errors
    moved(told, "shipment/s", "lost", valid_from="2022-11-01")
    assert receipts(told, "2022-11-01") == []


def test_what_was_dispatched_since_the_start_is_in_the_stocks_still(told: Book) -> None:
    opened(told, "shipment/s", **SENT, row={"location": "port"})
    moved(told, "shipment/s", "packed", "dispatched", valid_from="2022-10-02")
    assert receipts(told, "2022-10-31") == []
    assert codes(drawn(told, "2022-10-31")) == {}


def test_a_shipment_that_does_not_say_where_is_told_and_not_drawn(told: Book) -> None:
    opened(told, "shipment/s", **SENT)
    moved(told, "shipment/s", "packed", "dispatched")
    scenario = drawn(told)
    assert "shipment/s is on its way, but does not say: location" in codes(scenario)["DOC-003"]
    assert not scenario.errors
    assert receipts(told) == []


def test_a_row_by_hand_that_may_be_the_same_goods_is_an_error(told: Book) -> None:
    opened(told, "shipment/s", **SENT, row={"location": "port"})
    moved(told, "shipment/s", "packed", "dispatched")
    row = {"location": "port", "item": "pump", "quantity": 6, "date": "2022-10-20"}
    say(told, "row.registered", table="receipts", row=row)
    assert "may be the same goods" not in codes(drawn(told))["DOC-007"]
    assert [found.code for found in drawn(told).errors] == ["DOC-007"]
    assert receipts(told) == [("port", 6.0, day("2022-10-20"))]
    say(told, "row.removed", table="receipts", key={n: row[n] for n in ("location", "item", "date")}, reason="the same")
    assert not drawn(told).errors


def test_a_drawn_workbook_given_back_changes_nothing_and_draws_the_same(told: Book, tmp_path: Path) -> None:
    opened(told, "request/q", **ASKED)
    moved(told, "request/q", "submitted", "validated")
    matching(told, "p", "AAA", 10)
    opened(told, "consent/k", **RULE)
    opened(told, "shipment/s", **SENT, row={"location": "port"})
    moved(told, "shipment/s", "packed", "dispatched")
    scenario = drawn(told)
    write(scenario, tmp_path / "drawn.xlsx")
    head = told.head()
    taken = take(told, read(tmp_path / "drawn.xlsx"), "secretariat", whole=True)
    changed = [entry.content for entry in taken.corrected]
    assert [content["table"] for content in changed] == ["settings"]
    assert not taken.registered
    assert not taken.removed
    assert drawn(told).digest == scenario.digest
    assert drawn(told, entry=head.number).digest == scenario.digest


def test_the_same_question_later_has_the_same_answer(told: Book) -> None:
    opened(told, "request/q", **ASKED)
    moved(told, "request/q", "submitted", "validated", "open")
    asked = told.head().number
    first = drawn(told).digest
    handed(told, 3, "2022-09-20", request="q")
    corrected(told, "request/q", quantity=99)
    moved(told, "request/q", "withdrawn", valid_from="2022-09-20")
    assert drawn(told).digest != first
    assert drawn(told, entry=asked).digest == first


def test_the_example_with_documents_beside_it_keeps_its_other_tables(book: Book) -> None:
    example = read(EXAMPLE)
    take(book, example, "secretariat")
    name = example.tables["requests"]["request"][0]
    opened(book, f"request/{name}")
    moved(book, f"request/{name}", "submitted", "validated")
    assert drawn(book).digest == example.digest


def test_facts_of_a_document_are_corrected_by_an_entry_that_points_to_the_first(told: Book) -> None:
    first = opened(told, "request/q", **ASKED)
    moved(told, "request/q", "submitted", "validated", valid_from="2022-09-02")
    number = corrected(told, "request/q", quantity=12)
    entry = told.entry(number)
    assert entry is not None
    assert (entry.content["of"], entry.valid_from) == (first, DAY)
    corrected(told, "request/q", "2022-09-20", quantity=15, by=None)
    asked = {when: rows(drawn(told, when), "requests", "quantity", "due")[0] for when in ("2022-09-19", "2022-09-20")}
    assert asked == {"2022-09-19": (12.0, DUE), "2022-09-20": (15.0, None)}
    for cells, reason in (
        ({"colour": "red"}, "no field colour"),
        ({"row": {"due": "2022-10-01"}}, "by its own fields"),
    ):
        with pytest.raises(Refused, match=reason):
            corrected(told, "request/q", **cells)
    with pytest.raises(Refused, match="opened on 2022-09-01 only"):
        corrected(told, "request/q", "2022-08-01", quantity=1)


def test_a_wrong_state_is_taken_back_the_last_first(told: Book) -> None:
    first = opened(told, "request/q", **ASKED)
    moved(told, "request/q", "submitted")
    submitted = told.head().number
    moved(told, "request/q", "returned")
    returned = told.head().number
    for number in (first, submitted):
        with pytest.raises(Refused, match="rests on this one"):
            say(told, "entry.reversed", entry=number, reason="x", valid_from=None)
    say(told, "entry.reversed", entry=returned, reason="mixed up with another", valid_from=None)
    moved(told, "request/q", "validated")
    assert len(rows(drawn(told), "requests", "request")) == 2
    assert len(rows(drawn(told, entry=returned), "requests", "request")) == 1


def test_an_offer_that_cannot_meet_the_date_states_the_earliest(told: Book) -> None:
    opened(told, "request/q", **ASKED)
    offer = {"party": "AAA", "wants": "pump", "quantity": 5, "about": "request/q"}
    for late in ({}, {"by": "2022-11-02"}):
        with pytest.raises(Refused, match="due on 2022-11-01"):
            opened(told, "offer/o", **offer, **late)
    opened(told, "offer/o", **offer, earliest="2023-01-01")
    opened(told, "offer/in-time", **offer, by="2022-11-01")
    with pytest.raises(Refused, match="only 5 is offered; 6 is too much"):
        moved(told, "offer/o", "accepted", quantity=6)
    with pytest.raises(Refused, match="states the earliest"):
        moved(told, "offer/o", "declined", reason="date")
    moved(told, "offer/o", "declined", reason="date", earliest="2023-01-01")


def test_what_a_move_names_has_to_be_there(told: Book) -> None:
    opened(told, "request/q", **ASKED)
    moved(told, "request/q", "submitted", "validated", "open")
    for successor, reason in (("q", "its own place"), ("nothing", "no request nothing")):
        with pytest.raises(Refused, match=reason):
            moved(told, "request/q", "superseded", successor=successor)
    opened(told, "allocation/a")
    moved(told, "allocation/a", "reserved", until="2022-12-01")
    opened(told, "decision/d")
    with pytest.raises(Refused, match='decision d is "drafted"'):
        moved(told, "allocation/a", "decided", decision="d")
    opened(told, "meeting/m")
    moved(told, "decision/d", "tabled", meeting="m")
    with pytest.raises(Refused, match='meeting m is "planned"'):
        moved(told, "decision/d", "taken", meeting="m")
    moved(told, "meeting/m", "held", participants=["AAA", "BBB"])
    moved(told, "decision/d", "taken", meeting="m")
    moved(told, "allocation/a", "decided", decision="d")
