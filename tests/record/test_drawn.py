"""Projection of documents into requests, pledges, consents and receipts, and its problems."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from muster.record.actions.submit import submit_entries
from muster.record.errors import RecordRefusedError
from muster.record.exchange.import_scenario import import_scenario
from muster.record.projection.scenario import ScenarioQuery, project_scenario
from muster.record.store.ledger import Ledger
from muster.scenario import Scenario, read
from muster.scenario.write import write
from record.conftest import list_sources
from record.test_draw import EXAMPLE, story

# The story of test_draw.py starts on 2022-10-01: AAA has pumps in its depot, BBB asks for 8 of them in its port (r).
DAY = "2022-09-01"


@pytest.fixture
def story_ledger(ledger: Ledger, tmp_path: Path) -> Ledger:
    import_scenario(ledger, story(tmp_path / "story"), "secretariat")
    return ledger


def submit_entry(ledger: Ledger, action: str, **fields: Any) -> int:
    return submit_entries(ledger, [{"action": action, "valid_from": DAY} | fields], "secretariat")[0].number


def open_document(ledger: Ledger, subject: str, **fields: Any) -> int:
    kind, name = subject.split("/")
    return submit_entry(ledger, "document.opened", kind=kind, document=name, **fields)


def move_document(ledger: Ledger, subject: str, *states: str, **fields: Any) -> None:
    kind, name = subject.split("/")
    for to in states:
        submit_entry(ledger, "document.moved", kind=kind, document=name, to=to, **fields)


def hand_over(ledger: Ledger, quantity: float, day: str, shipment: str = "s", **fields: Any) -> int:
    values = {"milestone": "handed over", "from": "AAA", "to": "BBB", "wants": "pump", "quantity": quantity} | fields
    return submit_entry(ledger, "milestone.reached", shipment=shipment, valid_from=day, **values)


def project_tables(ledger: Ledger, as_of: str = "2022-09-28", entry: int | None = None) -> Scenario:
    number = ledger.head().number if entry is None else entry
    return project_scenario(ledger, ScenarioQuery(dt.date.fromisoformat(as_of), number)).scenario


def sorted_rows(scenario: Scenario, table: str, *columns: str) -> list[tuple[Any, ...]]:
    frame = scenario.given.tables[table]
    return sorted(frame.select(columns).rows(), key=lambda row: [str(cell) for cell in row])


def document_problems(scenario: Scenario) -> dict[str, str]:
    return {problem.code: str(problem) for problem in scenario.problems if problem.code.startswith("DOC-")}


ASKED = {
    "party": "BBB",
    "wants": "pump",
    "quantity": 10,
    "by": "2022-11-01",
    "row": {"location": "port", "priority": 2},
}
DUE = dt.date(2022, 11, 1)


def test_a_request_stands_from_its_validation_until_it_is_withdrawn(story_ledger: Ledger) -> None:
    open_document(story_ledger, "request/q", **ASKED)
    move_document(story_ledger, "request/q", "submitted")
    before = story_ledger.head().number
    move_document(story_ledger, "request/q", "validated", valid_from="2022-09-10")
    scenario = project_tables(story_ledger)
    assert sorted_rows(scenario, "requests", "request", "party", "location", "wants", "quantity", "due", "priority")[
        0
    ] == (("q", "BBB", "port", "pump", 10.0, DUE, 2))
    assert not scenario.errors
    assert [row[0] for row in sorted_rows(project_tables(story_ledger, entry=before), "requests", "request")] == ["r"]
    assert [row[0] for row in sorted_rows(project_tables(story_ledger, "2022-09-09"), "requests", "request")] == ["r"]
    move_document(story_ledger, "request/q", "open", "withdrawn", valid_from="2022-09-20")
    assert [row[0] for row in sorted_rows(project_tables(story_ledger), "requests", "request")] == ["r"]


@pytest.mark.parametrize("state", ["closed short", "superseded", "expired"])
def test_a_request_that_ended_drops_out(story_ledger: Ledger, state: str) -> None:
    open_document(story_ledger, "request/q", **ASKED)
    open_document(story_ledger, "request/next", **ASKED)
    move_document(story_ledger, "request/q", "submitted", "validated", "open")
    assert len(sorted_rows(project_tables(story_ledger), "requests", "request")) == 2
    move_document(story_ledger, "request/q", state, reason="x", successor="next")
    assert sorted_rows(project_tables(story_ledger), "requests", "request") == [("r",)]


def test_a_request_expires_by_itself(story_ledger: Ledger) -> None:
    open_document(story_ledger, "request/q", **ASKED, until="2022-09-20")
    move_document(story_ledger, "request/q", "submitted", "validated", "open")
    names = [
        [row[0] for row in sorted_rows(project_tables(story_ledger, day), "requests", "request")]
        for day in ("2022-09-20", "2022-09-21")
    ]
    assert names == [["q", "r"], ["r"]]


def test_what_was_handed_over_before_the_start_is_taken_off_and_what_came_since_is_told(story_ledger: Ledger) -> None:
    open_document(story_ledger, "request/q", **ASKED)
    move_document(story_ledger, "request/q", "submitted", "validated", "open", "part met")
    hand_over(story_ledger, 3, "2022-09-20", request="q")
    hand_over(story_ledger, 1, "2022-09-25", "t", request="q")
    hand_over(story_ledger, 2, "2022-10-05", "u", request="q")

    def before(day: str) -> list[tuple[Any, ...]]:
        return sorted_rows(project_tables(story_ledger, day), "requests", "request", "handed_over_before")[:1]

    assert [before(day) for day in ("2022-09-19", "2022-09-20", "2022-09-25", "2022-10-31")] == [
        [("q", None)],
        [("q", 3.0)],
        [("q", 4.0)],
        [("q", 4.0)],
    ]
    assert "DOC-004" not in document_problems(project_tables(story_ledger, "2022-10-04"))
    assert (
        "2 were handed over for request/q since the start (2022-10-01)"
        in document_problems(project_tables(story_ledger, "2022-10-05"))["DOC-004"]
    )


def test_a_member_of_a_family_counts_by_its_ratio(story_ledger: Ledger) -> None:
    for item, ratio in (("pump", 1), ("big-pump", 2.5)):
        if item != "pump":
            submit_entry(story_ledger, "row.registered", table="items", row={"item": item}, valid_from=None)
        submit_entry(
            story_ledger, "row.registered", table="families", row={"family": "pumps", "item": item, "ratio": ratio}
        )
    submit_entry(story_ledger, "row.registered", table="items", row={"item": "valve"})
    open_document(story_ledger, "request/q", **ASKED | {"wants": "pumps"})
    move_document(story_ledger, "request/q", "submitted", "validated", "open")
    hand_over(story_ledger, 2, "2022-09-20", request="q", wants="big-pump")
    hand_over(story_ledger, 1, "2022-09-20", request="q")
    assert sorted_rows(project_tables(story_ledger), "requests", "request", "handed_over_before")[0] == ("q", 6.0)
    with pytest.raises(RecordRefusedError, match="request q is for pumps"):
        hand_over(story_ledger, 1, "2022-09-20", request="q", wants="valve")
    hand_over(story_ledger, 1.6, "2022-09-21", request="q", wants="big-pump")
    move_document(story_ledger, "request/q", "met", valid_from="2022-09-21")
    assert sorted_rows(project_tables(story_ledger), "requests", "request") == [("r",)]


def test_a_request_without_a_location_is_an_error_here_and_in_what_was_written(
    story_ledger: Ledger, tmp_path: Path
) -> None:
    open_document(story_ledger, "request/q", **ASKED | {"row": {"priority": 1}})
    move_document(story_ledger, "request/q", "submitted", "validated")
    scenario = project_tables(story_ledger)
    (error,) = [problem for problem in scenario.errors if problem.code == "DOC-001"]
    assert (error.file, error.row, error.column) == ("requests.csv", 2, "location")
    assert "request/q does not give this value" in error.reason
    write(scenario, tmp_path / "out")
    assert [(problem.code, problem.column) for problem in read(tmp_path / "out").errors] == [("CELL-001", "location")]
    correct_document(story_ledger, "request/q", row={"location": "port"})
    assert not project_tables(story_ledger).errors


def correct_document(ledger: Ledger, subject: str, day: str = "", **cells: Any) -> int:
    kind, name = subject.split("/")
    values = {"kind": kind, "document": name, "set": cells, "reason": "a slip"}
    return submit_entry(ledger, "document.corrected", valid_from=day, **values)


def test_a_row_and_a_document_of_one_id_are_one_row(story_ledger: Ledger) -> None:
    open_document(story_ledger, "request/r", party="BBB", wants="pump", quantity=9, row={"priority": 3})
    assert sorted_rows(project_tables(story_ledger), "requests", "request") == []
    move_document(story_ledger, "request/r", "submitted", "validated")
    scenario = project_tables(story_ledger)
    assert sorted_rows(scenario, "requests", "request", "location", "quantity", "due", "priority") == [
        ("r", "port", 9.0, dt.date(2022, 12, 1), 3)
    ]
    assert "the registered row says 8, request/r says 9; the document counts" in document_problems(scenario)["DOC-005"]
    submit_entry(
        story_ledger, "row.corrected", table="requests", key={"request": "r"}, set={"quantity": 9}, valid_from=None
    )
    assert document_problems(project_tables(story_ledger)) == {}


def test_lines_go_with_their_request(story_ledger: Ledger) -> None:
    submit_entry(
        story_ledger, "row.registered", table="request_lines", row={"request": "q", "due": "2022-11-01", "quantity": 4}
    )
    submit_entry(
        story_ledger, "row.registered", table="request_lines", row={"request": "q", "due": "2022-12-01", "quantity": 6}
    )
    open_document(story_ledger, "request/q", party="BBB", wants="pump", row={"location": "port"})
    move_document(story_ledger, "request/q", "submitted", "validated")
    assert not project_tables(story_ledger).errors
    assert len(sorted_rows(project_tables(story_ledger), "request_lines", "request")) == 2
    move_document(story_ledger, "request/q", "open", "withdrawn")
    assert sorted_rows(project_tables(story_ledger), "request_lines", "request") == []
    assert not project_tables(story_ledger).errors


PLEDGED = {"party": "AAA", "recipient": "BBB", "wants": "pump", "quantity": 10, "by": "2022-12-01"}


def projected_pledges(ledger: Ledger, as_of: str = "2022-09-28") -> list[tuple[Any, ...]]:
    return sorted_rows(project_tables(ledger, as_of), "pledges", "pledge", "quantity", "status")


def test_a_pledge_stands_from_its_first_source_and_less_what_became_a_commitment(story_ledger: Ledger) -> None:
    open_document(story_ledger, "pledge/p", **PLEDGED)
    assert projected_pledges(story_ledger) == []
    move_document(story_ledger, "pledge/p", "registered", source="letter")
    assert projected_pledges(story_ledger) == [("p", 10.0, "announced")]
    assert sorted_rows(project_tables(story_ledger), "pledges", "source") == [("letter",)]
    move_document(story_ledger, "pledge/p", "confirmed by owner")
    open_document(story_ledger, "commitment/c", **PLEDGED | {"quantity": 4})
    move_document(story_ledger, "pledge/p", "part converted", quantity=4, commitment="c")
    assert projected_pledges(story_ledger) == [("p", 6.0, "announced")]
    move_document(story_ledger, "commitment/c", "signed")
    assert projected_pledges(story_ledger) == [("p", 6.0, "announced")]
    move_document(story_ledger, "commitment/c", "active")
    assert projected_pledges(story_ledger) == [("c", 4.0, "committed"), ("p", 6.0, "announced")]
    assert not project_tables(story_ledger).errors
    with pytest.raises(RecordRefusedError, match="only 6 is left to convert, not 7"):
        move_document(story_ledger, "pledge/p", "converted", quantity=7, commitment="c")
    with pytest.raises(RecordRefusedError, match="1 would remain"):
        move_document(story_ledger, "pledge/p", "converted", quantity=5, commitment="c")
    move_document(story_ledger, "pledge/p", "withdrawn", valid_from="2022-09-20")
    assert projected_pledges(story_ledger) == [("c", 4.0, "committed")]
    move_document(story_ledger, "commitment/c", "terminated", valid_from="2022-09-21")
    assert projected_pledges(story_ledger) == []


def test_a_document_rests_on_registered_sources_only(story_ledger: Ledger) -> None:
    open_document(story_ledger, "pledge/p", **PLEDGED)
    head = story_ledger.head()
    for act in (
        lambda: open_document(story_ledger, "pledge/q", **PLEDGED, source="hearsay"),
        lambda: move_document(story_ledger, "pledge/p", "registered", source="hearsay"),
        lambda: correct_document(story_ledger, "pledge/p", source="hearsay"),
        lambda: hand_over(story_ledger, 1, "2022-09-02", source="hearsay"),
    ):
        with pytest.raises(RecordRefusedError, match='"hearsay" is not among the sources; register it first'):
            act()
    assert story_ledger.head() == head


def test_a_source_that_is_listed_no_longer_is_not_cited(story_ledger: Ledger) -> None:
    list_sources(story_ledger, "hearsay")
    open_document(story_ledger, "pledge/p", **PLEDGED)
    move_document(story_ledger, "pledge/p", "registered", source="hearsay")
    assert sorted_rows(project_tables(story_ledger), "pledges", "source") == [("hearsay",)]
    submit_entry(story_ledger, "row.removed", table="sources", key={"source": "hearsay"}, reason="a slip")
    assert sorted_rows(project_tables(story_ledger), "pledges", "source") == [(None,)]
    assert not project_tables(story_ledger).errors


def test_a_pledge_lapses_by_itself(story_ledger: Ledger) -> None:
    open_document(story_ledger, "pledge/p", **PLEDGED, until="2022-09-20")
    move_document(story_ledger, "pledge/p", "registered", source="letter")
    assert [len(projected_pledges(story_ledger, day)) for day in ("2022-09-20", "2022-09-21")] == [1, 0]


def move_line_quantity(ledger: Ledger, origin: str, to: str, quantity: float, day: str, name: str = "1") -> None:
    values = {"kind": "pledge", "document": "p", "line": name, "quantity": quantity, "from": origin, "to": to}
    submit_entry(ledger, "quantity.moved", valid_from=day, **values)


def test_the_lines_of_a_pledge_say_what_is_announced_firm_and_left(story_ledger: Ledger) -> None:
    open_document(story_ledger, "pledge/p", **PLEDGED)
    move_document(story_ledger, "pledge/p", "registered", source="letter")
    promise = {"kind": "pledge", "document": "p"}
    submit_entry(story_ledger, "quantity.promised", **promise, line="1", quantity=10)
    submit_entry(story_ledger, "quantity.promised", **promise, line="2", quantity=5, by="2023-02-01")
    with pytest.raises(RecordRefusedError, match="another by"):
        submit_entry(story_ledger, "quantity.promised", **promise, line="2", quantity=5, by="2023-03-01")
    move_line_quantity(story_ledger, "announced", "committed", 7, "2022-09-02")
    move_line_quantity(story_ledger, "committed", "allocated", 4, "2022-09-03")
    move_line_quantity(story_ledger, "allocated", "in transit", 4, "2022-09-04")
    move_line_quantity(story_ledger, "in transit", "handed over", 3, "2022-09-05")
    move_line_quantity(story_ledger, "committed", "withdrawn", 1, "2022-09-06")
    # 10 = 3 announced + 2 committed + 1 in transit + 3 handed over + 1 withdrawn.
    assert projected_pledges(story_ledger) == [
        ("p", 3.0, "announced"),
        ("p/2", 5.0, "announced"),
        ("p/committed", 3.0, "committed"),
    ]
    # What is handed over since the start is left to hand over for a plan that begins there.
    move_line_quantity(story_ledger, "in transit", "handed over", 1, "2022-10-05")
    assert projected_pledges(story_ledger, "2022-10-31") == projected_pledges(story_ledger)


def test_a_pledge_and_a_commitment_of_one_id_contradict_each_other(story_ledger: Ledger) -> None:
    for kind in ("pledge", "commitment"):
        open_document(story_ledger, f"{kind}/p", **PLEDGED)
    move_document(story_ledger, "pledge/p", "registered", source="letter")
    move_document(story_ledger, "commitment/p", "signed", "active")
    assert "commitment/p, pledge/p" in document_problems(project_tables(story_ledger))["DOC-002"]
    assert len(projected_pledges(story_ledger)) == 1


def register_pledge(ledger: Ledger, name: str, party: str, quantity: float, **fields: Any) -> None:
    open_document(ledger, f"pledge/{name}", **PLEDGED | {"party": party, "quantity": quantity} | fields)
    move_document(ledger, f"pledge/{name}", "registered", source="letter")


def test_a_matching_pledge_waits_for_the_others(story_ledger: Ledger) -> None:
    condition = {"condition": "matching", "threshold": 12, "among": ["BBB", "CCC"]}
    register_pledge(story_ledger, "p", "AAA", 10, **condition)
    row = {"pledge": "hand", "party": "BBB", "recipient": "BBB", "wants": "pump", "quantity": 5, "by": "2022-12-01"}
    submit_entry(story_ledger, "row.registered", table="pledges", row=row)
    register_pledge(story_ledger, "q", "CCC", 6)
    scenario = project_tables(story_ledger)
    assert sorted_rows(scenario, "pledges", "pledge") == [("hand",), ("q",)]
    assert "matching: 11 of 12 from BBB, CCC, not met" in document_problems(scenario)["DOC-006"]
    register_pledge(story_ledger, "q2", "CCC", 1)
    assert sorted_rows(project_tables(story_ledger), "pledges", "pledge") == [("hand",), ("p",), ("q",), ("q2",)]
    # Another thing, or for another recipient, matches nothing.
    move_document(story_ledger, "pledge/q2", "withdrawn")
    register_pledge(story_ledger, "q3", "CCC", 9, recipient="AAA")
    register_pledge(story_ledger, "q4", "CCC", 9, wants="valve")
    assert "pledge/p" in document_problems(project_tables(story_ledger))["DOC-006"]


def test_members_of_a_family_count_toward_a_threshold_by_their_ratio(story_ledger: Ledger) -> None:
    """Four sets count for twelve pumps if a set replaces three."""
    submit_entry(story_ledger, "row.registered", table="items", row={"item": "set"})
    submit_entry(story_ledger, "row.registered", table="families", row={"family": "pumps", "item": "set", "ratio": 3})
    register_pledge(story_ledger, "p", "AAA", 10, wants="pumps", condition="matching", threshold=12, among=["BBB"])
    register_pledge(story_ledger, "q", "BBB", 3, wants="set")
    assert "matching: 9 of 12 from BBB, not met" in document_problems(project_tables(story_ledger))["DOC-006"]
    register_pledge(story_ledger, "q2", "BBB", 1, wants="set")
    assert "DOC-006" not in document_problems(project_tables(story_ledger))


def test_what_is_promised_without_lines_is_counted_down_by_milestones_that_name_it(story_ledger: Ledger) -> None:
    open_document(story_ledger, "commitment/c", **PLEDGED)
    move_document(story_ledger, "commitment/c", "signed", "active")
    hand_over(story_ledger, 3, "2022-09-10")
    # Of which promise these were is not guessed.
    assert projected_pledges(story_ledger) == [("c", 10.0, "committed")]
    assert "3 of the same" in document_problems(project_tables(story_ledger))["DOC-008"]
    hand_over(story_ledger, 4, "2022-09-11", commitment="c")
    assert projected_pledges(story_ledger) == [("c", 6.0, "committed")]
    with pytest.raises(RecordRefusedError, match="6 is still to be handed over"):
        move_document(story_ledger, "commitment/c", "fulfilled", valid_from="2022-09-12")
    with pytest.raises(RecordRefusedError, match="commitment c cannot have lines"):
        submit_entry(story_ledger, "quantity.promised", kind="commitment", document="c", line="1", quantity=1)
    hand_over(story_ledger, 6, "2022-09-12", commitment="c")
    move_document(story_ledger, "commitment/c", "fulfilled", valid_from="2022-09-12")
    # What a line has handed over is told by the line, and accounts for the three.
    open_document(story_ledger, "pledge/p", **PLEDGED)
    move_document(story_ledger, "pledge/p", "registered", source="letter")
    submit_entry(story_ledger, "quantity.promised", kind="pledge", document="p", line="1", quantity=10)
    with pytest.raises(RecordRefusedError, match="pledge p has lines"):
        hand_over(story_ledger, 1, "2022-09-13", pledge="p")
    with pytest.raises(RecordRefusedError, match="there is no pledge other"):
        hand_over(story_ledger, 1, "2022-09-13", pledge="other")
    assert "pledge/p" in document_problems(project_tables(story_ledger))["DOC-008"]
    for origin, to in (("announced", "committed"), ("committed", "allocated"), ("allocated", "in transit")):
        move_line_quantity(story_ledger, origin, to, 3, "2022-09-09")
    move_line_quantity(story_ledger, "in transit", "handed over", 3, "2022-09-10")
    assert "DOC-008" not in document_problems(project_tables(story_ledger))


def test_pledges_that_wait_for_one_another_wait(story_ledger: Ledger) -> None:
    register_pledge(story_ledger, "p", "AAA", 10, condition="matching", threshold=5, among=["BBB"])
    register_pledge(story_ledger, "q", "BBB", 10, condition="matching", threshold=5, among=["AAA"])
    assert projected_pledges(story_ledger) == []
    register_pledge(story_ledger, "s", "BBB", 5)
    assert [name for name, *_rest in projected_pledges(story_ledger)] == ["p", "q", "s"]


@pytest.mark.parametrize(
    ("condition", "upon", "states"),
    [
        ("on refill", "commitment/f", ["signed", "active"]),
        ("on consent", "consent/f", ["requested", "granted"]),
        ("on vote", "decision/f", ["tabled", "taken"]),
    ],
)
def test_a_condition_is_met_by_the_document_that_it_names(
    story_ledger: Ledger, condition: str, upon: str, states: list[str]
) -> None:
    register_pledge(story_ledger, "p", "AAA", 10, condition=condition, upon=upon)
    assert f"{upon} is not opened yet, not met" in document_problems(project_tables(story_ledger))["DOC-006"]
    open_document(story_ledger, "meeting/m")
    move_document(story_ledger, "meeting/m", "held", participants=["AAA"])
    open_document(story_ledger, upon, party="AAA", wants="pump")
    move_document(story_ledger, upon, states[0], meeting="m", scope="all")
    assert f"is {states[0]}, not met" in document_problems(project_tables(story_ledger))["DOC-006"]
    open_document(story_ledger, "commitment/c", **PLEDGED)
    move_document(story_ledger, "pledge/p", "confirmed by owner")
    with pytest.raises(RecordRefusedError, match="its condition is not met"):
        move_document(story_ledger, "pledge/p", "converted", quantity=10, commitment="c")
    move_document(story_ledger, upon, states[1], meeting="m", scope="all")
    assert projected_pledges(story_ledger)[0] == ("p", 10.0, "announced")
    move_document(story_ledger, "pledge/p", "converted", quantity=10, commitment="c")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"condition": "matching", "threshold": 5}, "fields: threshold, among"),
        ({"condition": "matching", "among": ["AAA"]}, "fields: threshold, among"),
        ({"condition": "matching", "threshold": 5, "among": []}, "list"),
        ({"condition": "on vote"}, "fields: upon"),
        ({"condition": "on vote", "upon": "consent/x"}, "names a decision"),
        ({"condition": "none", "upon": "consent/x"}, "fields: -"),
        ({"threshold": 5}, "fields: -"),
        ({"condition": "soon"}, "has to be one of"),
    ],
)
def test_a_condition_says_what_it_needs_and_nothing_else(
    story_ledger: Ledger, facts: dict[str, Any], reason: str
) -> None:
    with pytest.raises(RecordRefusedError, match=reason):
        open_document(story_ledger, "pledge/p", **PLEDGED | facts)
    with pytest.raises(RecordRefusedError, match="only an offer or a pledge"):
        open_document(story_ledger, "commitment/p", **PLEDGED, condition="on vote", upon="decision/d")


RULE = {"party": "AAA", "wants": "pump", "recipient": "BBB"}


def projected_consents(ledger: Ledger, as_of: str = "2022-09-28") -> list[tuple[Any, ...]]:
    return sorted_rows(project_tables(ledger, as_of), "consents", "from", "decision", "limit")


def parse_day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_a_consent_is_a_step_for_every_state(story_ledger: Ledger) -> None:
    open_document(story_ledger, "consent/k", **RULE, valid_from="2022-10-05")
    move_document(story_ledger, "consent/k", "requested", valid_from="2022-10-20")
    assert projected_consents(story_ledger, "2022-10-05") == [(parse_day("2022-10-05"), "undecided", None)]
    move_document(
        story_ledger, "consent/k", "granted", valid_from="2022-11-01", limit=5, scope="ten at most", until="2022-12-31"
    )
    steps = [
        (parse_day("2022-10-05"), "undecided", None),
        (parse_day("2022-11-01"), "granted", 5.0),
        (parse_day("2023-01-01"), "withheld", None),
    ]
    assert projected_consents(story_ledger, "2022-11-01") == steps
    assert projected_consents(story_ledger, "2022-10-31") == steps[:1]
    assert sorted_rows(project_tables(story_ledger, "2022-11-01"), "consents", "note")[-1] == ("ten at most",)
    assert not project_tables(story_ledger, "2022-11-01").problems
    move_document(story_ledger, "consent/k", "revoked", valid_from="2022-12-01")
    assert projected_consents(story_ledger, "2022-12-01") == [*steps[:2], (parse_day("2022-12-01"), "withheld", None)]


def test_of_the_steps_before_the_start_the_last_is_drawn_and_its_limit_less_what_was_used(story_ledger: Ledger) -> None:
    open_document(story_ledger, "consent/k", **RULE)
    move_document(story_ledger, "consent/k", "requested", valid_from="2022-09-02")
    move_document(story_ledger, "consent/k", "granted", valid_from="2022-09-03", limit=5, scope="all")
    hand_over(story_ledger, 2, "2022-09-10", consent="k")
    hand_over(story_ledger, 1, "2022-10-10", "t", consent="k")
    assert projected_consents(story_ledger, "2022-10-31") == [(parse_day("2022-09-03"), "granted", 3.0)]


def test_rows_by_hand_hold_until_the_document_speaks(story_ledger: Ledger) -> None:
    for start, decision in (("2022-10-01", "granted"), ("2022-11-15", "withheld")):
        submit_entry(story_ledger, "row.registered", table="consents", row=RULE | {"from": start, "decision": decision})
    open_document(story_ledger, "consent/k", **RULE, valid_from="2022-11-01")
    assert projected_consents(story_ledger, "2022-10-31") == [
        (parse_day("2022-10-01"), "granted", None),
        (parse_day("2022-11-15"), "withheld", None),
    ]
    assert projected_consents(story_ledger, "2022-11-01") == [
        (parse_day("2022-10-01"), "granted", None),
        (parse_day("2022-11-01"), "undecided", None),
    ]


def test_two_open_consents_for_the_same_are_undecided_until_one_ends(story_ledger: Ledger) -> None:
    for name, start in (("k", "2022-10-05"), ("l", "2022-10-10")):
        open_document(story_ledger, f"consent/{name}", **RULE, valid_from=start)
        move_document(story_ledger, f"consent/{name}", "requested", "granted", scope="all", valid_from=start, limit=4)
    scenario = project_tables(story_ledger, "2022-10-31")
    assert "consent/k, consent/l are open at the same time" in document_problems(scenario)["DOC-002"]
    assert sorted_rows(scenario, "consents", "from", "decision")[-1] == (parse_day("2022-10-10"), "undecided")
    move_document(story_ledger, "consent/k", "revoked", valid_from="2022-10-20")
    assert projected_consents(story_ledger, "2022-10-31")[-1] == (parse_day("2022-10-10"), "granted", 4.0)
    assert document_problems(project_tables(story_ledger, "2022-10-31")) == {}


SENT = {"party": "AAA", "recipient": "BBB", "wants": "pump", "quantity": 6, "by": "2022-10-20"}


def projected_receipts(ledger: Ledger, as_of: str = "2022-09-28") -> list[tuple[Any, ...]]:
    return sorted_rows(project_tables(ledger, as_of), "receipts", "location", "quantity", "date")[2:]


def test_what_was_on_its_way_at_the_start_arrives(story_ledger: Ledger) -> None:
    open_document(story_ledger, "shipment/s", **SENT, row={"location": "port"})
    move_document(story_ledger, "shipment/s", "packed")
    assert projected_receipts(story_ledger) == []
    move_document(story_ledger, "shipment/s", "dispatched", valid_from="2022-09-10")
    assert projected_receipts(story_ledger) == [("port", 6.0, parse_day("2022-10-20"))]
    hand_over(story_ledger, 2, "2022-09-20")
    assert projected_receipts(story_ledger) == [("port", 4.0, parse_day("2022-10-20"))]
    move_document(story_ledger, "shipment/s", "at node", valid_from="2022-09-21")
    move_document(story_ledger, "shipment/s", "handed over", valid_from="2022-10-25")
    assert projected_receipts(story_ledger, "2022-10-31") == [("port", 4.0, parse_day("2022-10-25"))]
    assert not project_tables(story_ledger, "2022-10-31").errors
    move_document(story_ledger, "shipment/s", "lost", valid_from="2022-11-01")
    assert projected_receipts(story_ledger, "2022-11-01") == []


def test_what_was_dispatched_since_the_start_is_in_the_stocks_still(story_ledger: Ledger) -> None:
    open_document(story_ledger, "shipment/s", **SENT, row={"location": "port"})
    move_document(story_ledger, "shipment/s", "packed", "dispatched", valid_from="2022-10-02")
    assert projected_receipts(story_ledger, "2022-10-31") == []
    assert document_problems(project_tables(story_ledger, "2022-10-31")) == {}


def test_a_shipment_that_does_not_say_where_is_told_and_not_drawn(story_ledger: Ledger) -> None:
    open_document(story_ledger, "shipment/s", **SENT)
    move_document(story_ledger, "shipment/s", "packed", "dispatched")
    scenario = project_tables(story_ledger)
    assert "shipment/s is on its way but lacks location" in document_problems(scenario)["DOC-003"]
    assert not scenario.errors
    assert projected_receipts(story_ledger) == []


def test_a_row_by_hand_that_may_be_the_same_goods_is_an_error(story_ledger: Ledger) -> None:
    open_document(story_ledger, "shipment/s", **SENT, row={"location": "port"})
    move_document(story_ledger, "shipment/s", "packed", "dispatched")
    row = {"location": "port", "item": "pump", "quantity": 6, "date": "2022-10-20"}
    submit_entry(story_ledger, "row.registered", table="receipts", row=row)
    assert "may be the same goods" not in document_problems(project_tables(story_ledger))["DOC-007"]
    assert [problem.code for problem in project_tables(story_ledger).errors] == ["DOC-007"]
    assert projected_receipts(story_ledger) == [("port", 6.0, parse_day("2022-10-20"))]
    submit_entry(
        story_ledger,
        "row.removed",
        table="receipts",
        key={n: row[n] for n in ("location", "item", "date")},
        reason="the same",
    )
    assert not project_tables(story_ledger).errors


def test_a_drawn_workbook_given_back_changes_nothing_and_draws_the_same(story_ledger: Ledger, tmp_path: Path) -> None:
    open_document(story_ledger, "request/q", **ASKED)
    move_document(story_ledger, "request/q", "submitted", "validated")
    register_pledge(story_ledger, "p", "AAA", 10)
    open_document(story_ledger, "consent/k", **RULE)
    open_document(story_ledger, "shipment/s", **SENT, row={"location": "port"})
    move_document(story_ledger, "shipment/s", "packed", "dispatched")
    scenario = project_tables(story_ledger)
    write(scenario, tmp_path / "drawn.xlsx")
    head = story_ledger.head()
    imported = import_scenario(story_ledger, read(tmp_path / "drawn.xlsx"), "secretariat", whole=True)
    changed = [entry.content for entry in imported.corrected]
    assert [content["table"] for content in changed] == ["settings"]
    assert not imported.registered
    assert not imported.removed
    assert project_tables(story_ledger).digest == scenario.digest
    assert project_tables(story_ledger, entry=head.number).digest == scenario.digest


def test_the_same_question_later_has_the_same_answer(story_ledger: Ledger) -> None:
    open_document(story_ledger, "request/q", **ASKED)
    move_document(story_ledger, "request/q", "submitted", "validated", "open")
    entry = story_ledger.head().number
    first = project_tables(story_ledger).digest
    hand_over(story_ledger, 3, "2022-09-20", request="q")
    correct_document(story_ledger, "request/q", quantity=99)
    move_document(story_ledger, "request/q", "withdrawn", valid_from="2022-09-20")
    assert project_tables(story_ledger).digest != first
    assert project_tables(story_ledger, entry=entry).digest == first


def test_the_example_with_documents_beside_it_keeps_its_other_tables(ledger: Ledger) -> None:
    example = read(EXAMPLE)
    import_scenario(ledger, example, "secretariat")
    name = example.tables["requests"]["request"][0]
    open_document(ledger, f"request/{name}")
    move_document(ledger, f"request/{name}", "submitted", "validated")
    assert project_tables(ledger).digest == example.digest


def test_facts_of_a_document_are_corrected_by_an_entry_that_points_to_the_first(story_ledger: Ledger) -> None:
    first = open_document(story_ledger, "request/q", **ASKED)
    move_document(story_ledger, "request/q", "submitted", "validated", valid_from="2022-09-02")
    number = correct_document(story_ledger, "request/q", quantity=12)
    entry = story_ledger.entry(number)
    assert entry is not None
    assert (entry.content["of"], entry.valid_from) == (first, DAY)
    correct_document(story_ledger, "request/q", "2022-09-20", quantity=15, by=None)
    answers = {
        when: sorted_rows(project_tables(story_ledger, when), "requests", "quantity", "due")[0]
        for when in ("2022-09-19", "2022-09-20")
    }
    assert answers == {"2022-09-19": (12.0, DUE), "2022-09-20": (15.0, None)}
    for cells, reason in (
        ({"colour": "red"}, "no field colour"),
        ({"row": {"due": "2022-10-01"}}, "by its own fields"),
    ):
        with pytest.raises(RecordRefusedError, match=reason):
            correct_document(story_ledger, "request/q", **cells)
    with pytest.raises(RecordRefusedError, match="opened on 2022-09-01; a correction"):
        correct_document(story_ledger, "request/q", "2022-08-01", quantity=1)


def test_a_wrong_state_is_taken_back_the_last_first(story_ledger: Ledger) -> None:
    first = open_document(story_ledger, "request/q", **ASKED)
    move_document(story_ledger, "request/q", "submitted")
    submitted = story_ledger.head().number
    move_document(story_ledger, "request/q", "returned")
    returned = story_ledger.head().number
    for number in (first, submitted):
        with pytest.raises(RecordRefusedError, match="depends on this one"):
            submit_entry(story_ledger, "entry.reversed", entry=number, reason="x", valid_from=None)
    submit_entry(story_ledger, "entry.reversed", entry=returned, reason="mixed up with another", valid_from=None)
    move_document(story_ledger, "request/q", "validated")
    assert len(sorted_rows(project_tables(story_ledger), "requests", "request")) == 2
    assert len(sorted_rows(project_tables(story_ledger, entry=returned), "requests", "request")) == 1


def test_an_offer_that_cannot_meet_the_date_states_the_earliest(story_ledger: Ledger) -> None:
    open_document(story_ledger, "request/q", **ASKED)
    offer = {"party": "AAA", "wants": "pump", "quantity": 5, "about": "request/q"}
    for late in ({}, {"by": "2022-11-02"}):
        with pytest.raises(RecordRefusedError, match="due on 2022-11-01"):
            open_document(story_ledger, "offer/o", **offer, **late)
    open_document(story_ledger, "offer/o", **offer, earliest="2023-01-01")
    open_document(story_ledger, "offer/in-time", **offer, by="2022-11-01")
    with pytest.raises(RecordRefusedError, match="only 5 is offered; 6 is too much"):
        move_document(story_ledger, "offer/o", "accepted", quantity=6)
    with pytest.raises(RecordRefusedError, match="earliest possible date"):
        move_document(story_ledger, "offer/o", "declined", reason="date")
    move_document(story_ledger, "offer/o", "declined", reason="date", earliest="2023-01-01")


def test_what_a_move_names_has_to_be_there(story_ledger: Ledger) -> None:
    open_document(story_ledger, "request/q", **ASKED)
    move_document(story_ledger, "request/q", "submitted", "validated", "open")
    for successor, reason in (("q", "its own successor"), ("nothing", "no request nothing")):
        with pytest.raises(RecordRefusedError, match=reason):
            move_document(story_ledger, "request/q", "superseded", successor=successor)
    open_document(story_ledger, "allocation/a")
    move_document(story_ledger, "allocation/a", "reserved", until="2022-12-01")
    open_document(story_ledger, "decision/d")
    with pytest.raises(RecordRefusedError, match='decision d is "drafted"'):
        move_document(story_ledger, "allocation/a", "decided", decision="d")
    open_document(story_ledger, "meeting/m")
    move_document(story_ledger, "decision/d", "tabled", meeting="m")
    with pytest.raises(RecordRefusedError, match='meeting m is "planned"'):
        move_document(story_ledger, "decision/d", "taken", meeting="m")
    move_document(story_ledger, "meeting/m", "held", participants=["AAA", "BBB"])
    move_document(story_ledger, "decision/d", "taken", meeting="m")
    move_document(story_ledger, "allocation/a", "decided", decision="d")
