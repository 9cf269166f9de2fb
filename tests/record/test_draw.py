"""Two times, claims side by side, and the same bytes for the same question."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import pytest

from muster.record.actions.submit import submit_entries
from muster.record.errors import RecordRefusedError
from muster.record.exchange.import_scenario import import_scenario
from muster.record.projection.scenario import ScenarioQuery, project_scenario
from muster.record.queries.diff import Moment, diff_record
from muster.record.queries.source_dependents import find_source_dependents
from muster.record.store.ledger import Ledger
from muster.scenario import Scenario, read
from muster.scenario.write import write
from record.conftest import Clock

EXAMPLE = Path(__file__).parents[2] / "examples" / "brussels-2022"
STORY = {
    "scenario.toml": 'title = "Small"\nstart = 2022-10-01\nbuckets = 6\n',
    "parties.csv": "party,country\nAAA,FRA\nBBB,UKR\n",
    "locations.csv": "location,party\ndepot,AAA\nport,BBB\n",
    "items.csv": "item\npump\n",
    "stocks.csv": "location,item,quantity,source\ndepot,pump,10,paper\n",
    "sources.csv": "source,title\npaper,A paper\nletter,A letter\n",
    "receipts.csv": "location,item,quantity,date\ndepot,pump,5,2022-11-01\ndepot,pump,5,2022-11-01\n",
    "lanes.csv": "lane,origin,destination\nsea,depot,port\n",
    "requests.csv": "request,party,location,wants,quantity,due\nr,BBB,port,pump,8,2022-12-01\n",
}
STOCK = {"location": "depot", "item": "pump"}


def story(folder: Path, **files: str) -> Scenario:
    folder.mkdir(exist_ok=True)
    for name, text in (STORY | {name.replace("_csv", ".csv"): text for name, text in files.items()}).items():
        (folder / name).write_text(text)
    return read(folder)


def project_tables(ledger: Ledger, as_of: str = "2022-10-01", entry: int | None = None) -> Scenario:
    number = ledger.head().number if entry is None else entry
    return project_scenario(ledger, ScenarioQuery(dt.date.fromisoformat(as_of), number)).scenario


def stock_quantity(ledger: Ledger, as_of: str = "2022-10-01", entry: int | None = None) -> float:
    quantity: float = project_tables(ledger, as_of, entry).tables["stocks"]["quantity"][0]
    return quantity


@pytest.fixture
def story_ledger(ledger: Ledger, tmp_path: Path) -> Ledger:
    import_scenario(ledger, story(tmp_path / "story"), "secretariat")
    return ledger


def submit_entry(ledger: Ledger, action: str, **fields: Any) -> int:
    return submit_entries(ledger, [{"action": action, **fields}], "Norway")[0].number


def submit_claim(ledger: Ledger, value: float, **more: Any) -> int:
    return submit_entry(
        ledger, "claim.made", table="stocks", key=STOCK, column="quantity", value=value, source="letter", **more
    )


def test_the_example_comes_back_with_its_digest(ledger: Ledger) -> None:
    example = read(EXAMPLE)
    imported = import_scenario(ledger, example, "secretariat")
    assert len(imported.registered) == 1 + sum(frame.height for frame in example.given.tables.values())
    scenario = project_tables(ledger, "2022-09-28")
    assert scenario.digest == example.digest
    assert not scenario.errors


def test_the_same_twice_changes_nothing(story_ledger: Ledger, tmp_path: Path) -> None:
    head = story_ledger.head()
    imported = import_scenario(story_ledger, story(tmp_path / "again"), "secretariat", whole=True)
    assert story_ledger.head() == head
    assert imported == type(imported)((), (), ())


def test_one_changed_cell_is_one_entry(story_ledger: Ledger, tmp_path: Path) -> None:
    head = story_ledger.head().number
    changed = "location,item,quantity,source\ndepot,pump,12,paper\n"
    imported = import_scenario(story_ledger, story(tmp_path / "again", stocks_csv=changed), "secretariat")
    assert story_ledger.head().number == head + 1
    (entry,) = imported.corrected
    assert entry.content["cells"] == {"quantity": 12.0}
    first = story_ledger.entry(entry.content["of"])
    assert first is not None
    assert first.content["cells"]["quantity"] == 10.0
    assert (stock_quantity(story_ledger), stock_quantity(story_ledger, entry=head)) == (12, 10)


def test_the_worked_example_of_two_times(story_ledger: Ledger, clock: Clock) -> None:
    for day, quantity, valid_from in (("01", 100, "10-01"), ("05", 80, "11-01"), ("09", 90, "10-01")):
        clock.at(f"2022-10-{day}")
        change = {"set": {"quantity": quantity}, "valid_from": f"2022-{valid_from}"}
        submit_entry(story_ledger, "row.corrected", table="stocks", key=STOCK, **change)
    known_at = {day: story_ledger.last_entry_at(dt.datetime(2022, 10, day, tzinfo=dt.UTC)) for day in (6, 10)}
    assert {
        (as_of, day): stock_quantity(story_ledger, f"2022-{as_of}", entry)
        for as_of in ("10-15", "11-15")
        for day, entry in known_at.items()
    } == {("10-15", 6): 100, ("10-15", 10): 90, ("11-15", 6): 80, ("11-15", 10): 80}


def test_rows_that_add_up_are_kept_apart(story_ledger: Ledger, tmp_path: Path) -> None:
    changed = "location,item,quantity,date\ndepot,pump,7,2022-11-01\ndepot,pump,5,2022-11-01\n"
    imported = import_scenario(story_ledger, story(tmp_path / "again", receipts_csv=changed), "secretariat")
    assert [entry.content["cells"] for entry in imported.corrected] == [{"quantity": 7.0}]
    assert sorted(project_tables(story_ledger).tables["receipts"]["quantity"]) == [5, 7]
    less = "location,item,quantity,date\ndepot,pump,7,2022-11-01\n"
    imported = import_scenario(story_ledger, story(tmp_path / "less", receipts_csv=less), "secretariat", whole=True)
    assert len(imported.removed) == 1
    assert list(project_tables(story_ledger).tables["receipts"]["quantity"]) == [7]


def test_what_is_missing_stays_unless_tables_are_whole(story_ledger: Ledger, tmp_path: Path) -> None:
    fewer = "source,title\npaper,A paper\n"
    assert not import_scenario(story_ledger, story(tmp_path / "a", sources_csv=fewer), "me").removed
    assert len(import_scenario(story_ledger, story(tmp_path / "b", sources_csv=fewer), "me", whole=True).removed) == 1
    assert list(project_tables(story_ledger).tables["sources"]["source"]) == ["paper"]


def test_a_row_that_was_removed_can_come_again_without_its_old_cells(story_ledger: Ledger) -> None:
    submit_entry(story_ledger, "row.removed", table="stocks", key=STOCK, reason="sold")
    assert project_tables(story_ledger).tables["stocks"].height == 0
    submit_entry(story_ledger, "row.registered", table="stocks", row=STOCK | {"quantity": 3})
    row = project_tables(story_ledger).given.tables["stocks"].row(0, named=True)
    assert (row["quantity"], row["source"]) == (3, None)


def test_two_times(story_ledger: Ledger, clock: Clock) -> None:
    clock.at("2022-10-10")
    submit_entry(
        story_ledger, "row.corrected", table="stocks", key=STOCK, set={"quantity": 20}, valid_from="2022-11-01"
    )
    clock.at("2022-10-20")
    submit_entry(
        story_ledger, "row.corrected", table="stocks", key=STOCK, set={"quantity": 11}, valid_from="2022-10-01"
    )
    early = story_ledger.last_entry_at(dt.datetime(2022, 10, 5, tzinfo=dt.UTC))
    middle = story_ledger.last_entry_at(dt.datetime(2022, 10, 15, tzinfo=dt.UTC))
    late = story_ledger.last_entry_at(dt.datetime(2022, 10, 20, 12, tzinfo=dt.UTC))
    answers = {
        (day, entry): stock_quantity(story_ledger, day, entry)
        for day in ("2022-10-05", "2022-11-05")
        for entry in (early, middle, late)
    }
    assert list(answers.values()) == [10, 10, 11, 10, 20, 20]


def test_the_same_question_later_gives_the_same_bytes(story_ledger: Ledger, tmp_path: Path, clock: Clock) -> None:
    entry = story_ledger.head().number
    write(project_tables(story_ledger, entry=entry), tmp_path / "first")
    clock.at("2022-12-01")
    adopted = submit_claim(story_ledger, 99)
    submit_entry(story_ledger, "claim.adopted", claim=adopted, reason="newer")
    submit_entry(story_ledger, "row.registered", table="items", row={"item": "valve"})
    submit_entry(story_ledger, "row.removed", table="requests", key={"request": "r"}, reason="withdrawn")
    submit_entry(story_ledger, "source.retracted", source="paper", reason="wrong")
    write(project_tables(story_ledger, entry=entry), tmp_path / "second")
    write(project_tables(story_ledger), tmp_path / "third")
    first, second, third = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("first", "second", "third")
    )
    assert first == second
    assert first != third


def test_claims_stand_side_by_side_until_one_is_adopted(story_ledger: Ledger) -> None:
    first, second = (
        submit_claim(story_ledger, 8),
        submit_claim(story_ledger, 9, basis="estimate", reliability="medium", unit="each"),
    )
    projected = project_scenario(story_ledger, ScenarioQuery(dt.date(2022, 10, 1), story_ledger.head().number))
    assert [[claim.value for claim in claims] for claims in projected.open_claims.values()] == [[8, 9]]
    assert stock_quantity(story_ledger) == 10
    adoption = submit_entry(story_ledger, "claim.adopted", claim=second, reason="it names its basis")
    row = project_tables(story_ledger).tables["stocks"].row(0, named=True)
    assert (row["quantity"], row["source"]) == (9, "letter")
    with pytest.raises(RecordRefusedError, match=f"entry {adoption} adopts this claim"):
        submit_entry(story_ledger, "entry.reversed", entry=second, reason="x")
    submit_entry(story_ledger, "entry.reversed", entry=adoption, reason="too early")
    assert stock_quantity(story_ledger) == 10
    submit_entry(story_ledger, "claim.adopted", claim=first, reason="older, but first-hand")
    assert stock_quantity(story_ledger) == 8
    submit_entry(story_ledger, "claim.adopted", claim=second, reason="for the other one", scenario="other")
    assert stock_quantity(story_ledger) == 8


def test_an_adopted_claim_holds_from_its_day(story_ledger: Ledger) -> None:
    submit_entry(
        story_ledger, "claim.adopted", claim=submit_claim(story_ledger, 4, valid_from="2022-12-01"), reason="newer"
    )
    assert (stock_quantity(story_ledger, "2022-11-30"), stock_quantity(story_ledger, "2022-12-01")) == (10, 4)


def test_a_retracted_source_lists_all_that_rests_on_it(story_ledger: Ledger) -> None:
    number = submit_claim(story_ledger, 9)
    adoption = submit_entry(story_ledger, "claim.adopted", claim=number, reason="newer")
    assert not find_source_dependents(story_ledger, "letter").retracted
    retraction = submit_entry(story_ledger, "source.retracted", source="letter", reason="a forgery")
    dependents = find_source_dependents(story_ledger, "letter")
    assert dependents.retracted is not None
    assert dependents.retracted.number == retraction
    assert [row.number for row in dependents.claims] == [number]
    assert [row.number for row in dependents.adoptions] == [adoption]
    assert [(row.table, row.cells) for row in find_source_dependents(story_ledger, "paper").rows] == [
        ("stocks", {"quantity": 10.0})
    ]


def test_what_changed_between_two_times_and_by_what(story_ledger: Ledger) -> None:
    before = story_ledger.head().number
    submit_entry(story_ledger, "row.corrected", table="stocks", key=STOCK, set={"quantity": 12}, reason="counted")
    submit_entry(story_ledger, "row.registered", table="items", row={"item": "valve"})
    submit_entry(story_ledger, "row.removed", table="requests", key={"request": "r"}, reason="met elsewhere")
    submit_claim(story_ledger, 5)
    changes = {
        change.subject: change
        for change in diff_record(story_ledger, Moment(before), Moment(story_ledger.head().number))
    }
    assert {subject: change.verdict for subject, change in changes.items()} == {
        'items["valve"]': "new",
        'requests["r"]': "gone",
        'stocks["depot","pump"]': "changed",
    }
    stocks = changes['stocks["depot","pump"]']
    assert stocks.cells == {"quantity": (10.0, 12.0)}
    assert [entry.action for entry in stocks.entries] == ["row.corrected", "claim.made"]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"action": "row.dropped"}, "not an action"),
    ({}, "not an action"),
    ({"action": "row.registered", "table": "stock", "row": {"item": "x"}}, 'did you mean "stocks"'),
    ({"action": "row.registered", "table": "stocks", "row": STOCK | {"quantity": 1}}, "correct it instead"),
    ({"action": "row.registered", "table": "items", "row": {"name": "x"}}, "needs item"),
    ({"action": "row.registered", "table": "items", "row": {"item": ["x"]}}, "one value"),
    ({"action": "row.registered", "table": "stocks", "row": STOCK | {"quantity": -1}}, "quantity"),
    ({"action": "row.corrected", "table": "stocks", "key": STOCK, "set": {"quantiti": 1}}, "no column quantiti"),
    ({"action": "row.corrected", "table": "stocks", "key": STOCK, "set": {"item": "other"}}, "identifies the row"),
    (
        {"action": "row.corrected", "table": "stocks", "key": STOCK | {"item": "pumq"}, "set": {"quantity": 1}},
        "did you mean",
    ),
    ({"action": "row.removed", "table": "stocks", "key": STOCK}, "needs the field reason"),
    ({"action": "claim.adopted", "claim": 1, "reason": "x"}, "entry 1 is not a claim"),
    ({"action": "claim.adopted", "claim": True, "reason": "x"}, "whole"),
    ({"action": "claim.adopted", "claim": 10**12, "reason": "x"}, "is not a claim"),
    ({"action": "claim.adopted", "claim": 10**30, "reason": "x"}, "whole"),
    ({"action": "row.corrected", "table": "stocks", "key": STOCK, "set": {"quantity": 10**400}}, "too large"),
    ({"action": "source.retracted", "source": "nobody", "reason": "x"}, "not among the sources"),
    ({"action": "entry.reversed", "entry": 1, "reason": "x"}, "cannot be reversed"),
    ({"action": "source.retracted", "source": "paper", "reason": "x", "colour": "red"}, "no field colour"),
    ({"action": "source.retracted", "source": "paper", "reason": "a\x00b"}, "invisible"),
    ({"action": "source.retracted", "source": "paper", "reason": "a" * 10_001}, "10,001 characters"),
    ({"action": "source.retracted", "source": "paper", "reason": "x", "valid_from": "soon"}, "not a day"),
]


@pytest.mark.parametrize(("item", "reason"), WRONG, ids=[reason for _item, reason in WRONG])
def test_what_does_not_hold_is_refused_and_nothing_is_written(
    story_ledger: Ledger, item: dict[str, Any], reason: str
) -> None:
    head = story_ledger.head()
    good = {"action": "row.registered", "table": "items", "row": {"item": "valve"}}
    with pytest.raises(RecordRefusedError, match=reason) as refused:
        submit_entries(story_ledger, [good, item], "Norway")
    assert str(refused.value).startswith("entry 2 ")
    assert story_ledger.head() == head


def test_a_long_name_that_no_index_holds(story_ledger: Ledger) -> None:
    before = story_ledger.head().number
    name = "".join(hashlib.sha256(str(i).encode()).hexdigest() for i in range(156))
    submit_entry(story_ledger, "row.registered", table="items", row={"item": name})
    with pytest.raises(RecordRefusedError, match="correct it instead"):
        submit_entry(story_ledger, "row.registered", table="items", row={"item": name})
    submit_entry(story_ledger, "row.corrected", table="items", key={"item": name}, set={"name": "long"})
    assert project_tables(story_ledger).tables["items"].filter(item=name)["name"].to_list() == ["long"]
    (change,) = diff_record(story_ledger, Moment(before), Moment(story_ledger.head().number))
    assert (change.verdict, len(change.entries), len(change.subject)) == ("new", 2, 165)


@pytest.mark.parametrize("name", ["=cmd()", "<b>&\"'", "\u202eabc", "a" * 5000, "; DROP TABLE record_entry --", "%s"])
def test_hostile_names_come_out_as_they_went_in(story_ledger: Ledger, name: str, tmp_path: Path) -> None:
    submit_entry(story_ledger, "row.registered", table="items", row={"item": name})
    scenario = project_tables(story_ledger)
    assert name in scenario.tables["items"]["item"].to_list()
    write(scenario, tmp_path / "out")
    assert read(tmp_path / "out").digest == scenario.digest
