"""Two times, claims side by side, and the same bytes for the same question."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import pytest

from muster.record.actions.submit import enter
from muster.record.errors import Refused
from muster.record.exchange.import_scenario import take
from muster.record.projection.scenario import Question, draw
from muster.record.queries.diff import Moment, changes
from muster.record.queries.source_dependents import resting
from muster.record.store.ledger import Book
from muster.scenario import Scenario, read
from muster.scenario.folder_writer import write
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


def drawn(book: Book, as_of: str = "2022-10-01", entry: int | None = None) -> Scenario:
    number = book.head().number if entry is None else entry
    return draw(book, Question(dt.date.fromisoformat(as_of), number)).scenario


def stock(book: Book, as_of: str = "2022-10-01", entry: int | None = None) -> float:
    found: float = drawn(book, as_of, entry).tables["stocks"]["quantity"][0]
    return found


@pytest.fixture
def told(book: Book, tmp_path: Path) -> Book:
    take(book, story(tmp_path / "story"), "secretariat")
    return book


def one(book: Book, action: str, **fields: Any) -> int:
    return enter(book, [{"action": action, **fields}], "Norway")[0].number


def claim(book: Book, value: float, **more: Any) -> int:
    return one(book, "claim.made", table="stocks", key=STOCK, column="quantity", value=value, source="letter", **more)


def test_the_example_comes_back_with_its_digest(book: Book) -> None:
    example = read(EXAMPLE)
    taken = take(book, example, "secretariat")
    assert len(taken.registered) == 1 + sum(frame.height for frame in example.given.tables.values())
    scenario = drawn(book, "2022-09-28")
    assert scenario.digest == example.digest
    assert not scenario.errors


def test_the_same_twice_changes_nothing(told: Book, tmp_path: Path) -> None:
    head = told.head()
    taken = take(told, story(tmp_path / "again"), "secretariat", whole=True)
    assert told.head() == head
    assert taken == type(taken)((), (), ())


def test_one_changed_cell_is_one_entry(told: Book, tmp_path: Path) -> None:
    head = told.head().number
    changed = "location,item,quantity,source\ndepot,pump,12,paper\n"
    taken = take(told, story(tmp_path / "again", stocks_csv=changed), "secretariat")
    assert told.head().number == head + 1
    (entry,) = taken.corrected
    assert entry.content["cells"] == {"quantity": 12.0}
    first = told.entry(entry.content["of"])
    assert first is not None
    assert first.content["cells"]["quantity"] == 10.0
    assert (stock(told), stock(told, entry=head)) == (12, 10)


def test_rows_that_add_up_are_kept_apart(told: Book, tmp_path: Path) -> None:
    changed = "location,item,quantity,date\ndepot,pump,7,2022-11-01\ndepot,pump,5,2022-11-01\n"
    taken = take(told, story(tmp_path / "again", receipts_csv=changed), "secretariat")
    assert [entry.content["cells"] for entry in taken.corrected] == [{"quantity": 7.0}]
    assert sorted(drawn(told).tables["receipts"]["quantity"]) == [5, 7]
    less = "location,item,quantity,date\ndepot,pump,7,2022-11-01\n"
    taken = take(told, story(tmp_path / "less", receipts_csv=less), "secretariat", whole=True)
    assert len(taken.removed) == 1
    assert list(drawn(told).tables["receipts"]["quantity"]) == [7]


def test_what_is_missing_stays_unless_tables_are_whole(told: Book, tmp_path: Path) -> None:
    fewer = "source,title\npaper,A paper\n"
    assert not take(told, story(tmp_path / "a", sources_csv=fewer), "me").removed
    assert len(take(told, story(tmp_path / "b", sources_csv=fewer), "me", whole=True).removed) == 1
    assert list(drawn(told).tables["sources"]["source"]) == ["paper"]


def test_a_row_that_was_removed_can_come_again_without_its_old_cells(told: Book) -> None:
    one(told, "row.removed", table="stocks", key=STOCK, reason="sold")
    assert drawn(told).tables["stocks"].height == 0
    one(told, "row.registered", table="stocks", row=STOCK | {"quantity": 3})
    row = drawn(told).given.tables["stocks"].row(0, named=True)
    assert (row["quantity"], row["source"]) == (3, None)


def test_two_times(told: Book, clock: Clock) -> None:
    clock.at("2022-10-10")
    one(told, "row.corrected", table="stocks", key=STOCK, set={"quantity": 20}, valid_from="2022-11-01")
    clock.at("2022-10-20")
    one(told, "row.corrected", table="stocks", key=STOCK, set={"quantity": 11}, valid_from="2022-10-01")
    early = told.upto(dt.datetime(2022, 10, 5, tzinfo=dt.UTC))
    middle = told.upto(dt.datetime(2022, 10, 15, tzinfo=dt.UTC))
    late = told.upto(dt.datetime(2022, 10, 20, 12, tzinfo=dt.UTC))
    asked = {
        (day, entry): stock(told, day, entry) for day in ("2022-10-05", "2022-11-05") for entry in (early, middle, late)
    }
    assert list(asked.values()) == [10, 10, 11, 10, 20, 20]


def test_the_same_question_later_gives_the_same_bytes(told: Book, tmp_path: Path, clock: Clock) -> None:
    asked = told.head().number
    write(drawn(told, entry=asked), tmp_path / "first")
    clock.at("2022-12-01")
    adopted = claim(told, 99)
    one(told, "claim.adopted", claim=adopted, reason="newer")
    one(told, "row.registered", table="items", row={"item": "valve"})
    one(told, "row.removed", table="requests", key={"request": "r"}, reason="withdrawn")
    one(told, "source.retracted", source="paper", reason="wrong")
    write(drawn(told, entry=asked), tmp_path / "second")
    write(drawn(told), tmp_path / "third")
    first, second, third = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("first", "second", "third")
    )
    assert first == second
    assert first != third


def test_claims_stand_side_by_side_until_one_is_adopted(told: Book) -> None:
    first, second = claim(told, 8), claim(told, 9, basis="estimate", reliability="medium", unit="each")
    found = draw(told, Question(dt.date(2022, 10, 1), told.head().number))
    assert [[one.value for one in claims] for claims in found.open.values()] == [[8, 9]]
    assert stock(told) == 10
    adoption = one(told, "claim.adopted", claim=second, reason="it names its basis")
    row = drawn(told).tables["stocks"].row(0, named=True)
    assert (row["quantity"], row["source"]) == (9, "letter")
    with pytest.raises(Refused, match=f"entry {adoption} adopts this claim"):
        one(told, "entry.reversed", entry=second, reason="x")
    one(told, "entry.reversed", entry=adoption, reason="too early")
    assert stock(told) == 10
    one(told, "claim.adopted", claim=first, reason="older, but first-hand")
    assert stock(told) == 8
    one(told, "claim.adopted", claim=second, reason="for the other one", scenario="other")
    assert stock(told) == 8


def test_an_adopted_claim_holds_from_its_day(told: Book) -> None:
    one(told, "claim.adopted", claim=claim(told, 4, valid_from="2022-12-01"), reason="newer")
    assert (stock(told, "2022-11-30"), stock(told, "2022-12-01")) == (10, 4)


def test_a_retracted_source_lists_all_that_rests_on_it(told: Book) -> None:
    number = claim(told, 9)
    adoption = one(told, "claim.adopted", claim=number, reason="newer")
    assert not resting(told, "letter").retracted
    retraction = one(told, "source.retracted", source="letter", reason="a forgery")
    found = resting(told, "letter")
    assert found.retracted is not None
    assert found.retracted.number == retraction
    assert [one.number for one in found.claims] == [number]
    assert [one.number for one in found.adoptions] == [adoption]
    assert [(one.table, one.cells) for one in resting(told, "paper").figures] == [("stocks", {"quantity": 10.0})]


def test_what_changed_between_two_times_and_by_what(told: Book) -> None:
    before = told.head().number
    one(told, "row.corrected", table="stocks", key=STOCK, set={"quantity": 12}, reason="counted")
    one(told, "row.registered", table="items", row={"item": "valve"})
    one(told, "row.removed", table="requests", key={"request": "r"}, reason="met elsewhere")
    claim(told, 5)
    found = {one.subject: one for one in changes(told, Moment(before), Moment(told.head().number))}
    assert {subject: one.verdict for subject, one in found.items()} == {
        'items["valve"]': "new",
        'requests["r"]': "gone",
        'stocks["depot","pump"]': "changed",
    }
    stocks = found['stocks["depot","pump"]']
    assert stocks.cells == {"quantity": (10.0, 12.0)}
    assert [entry.action for entry in stocks.entries] == ["row.corrected", "claim.made"]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"action": "row.dropped"}, "no action"),
    ({}, "no action"),
    ({"action": "row.registered", "table": "stock", "row": {"item": "x"}}, 'did you mean "stocks"'),
    ({"action": "row.registered", "table": "stocks", "row": STOCK | {"quantity": 1}}, "correct it instead"),
    ({"action": "row.registered", "table": "items", "row": {"name": "x"}}, "needs item"),
    ({"action": "row.registered", "table": "items", "row": {"item": ["x"]}}, "one value"),
    ({"action": "row.registered", "table": "stocks", "row": STOCK | {"quantity": -1}}, "quantity"),
    ({"action": "row.corrected", "table": "stocks", "key": STOCK, "set": {"quantiti": 1}}, "no column quantiti"),
    ({"action": "row.corrected", "table": "stocks", "key": STOCK, "set": {"item": "other"}}, "which row it is"),
    (
        {"action": "row.corrected", "table": "stocks", "key": STOCK | {"item": "pumq"}, "set": {"quantity": 1}},
        "did you mean",
    ),
    ({"action": "row.removed", "table": "stocks", "key": STOCK}, "needs the field reason"),
    ({"action": "claim.adopted", "claim": 1, "reason": "x"}, "entry 1 is no claim"),
    ({"action": "claim.adopted", "claim": True, "reason": "x"}, "whole"),
    ({"action": "claim.adopted", "claim": 10**12, "reason": "x"}, "is no claim"),
    ({"action": "claim.adopted", "claim": 10**30, "reason": "x"}, "whole"),
    ({"action": "row.corrected", "table": "stocks", "key": STOCK, "set": {"quantity": 10**400}}, "too large"),
    ({"action": "source.retracted", "source": "nobody", "reason": "x"}, "not among the sources"),
    ({"action": "entry.reversed", "entry": 1, "reason": "x"}, "not taken back"),
    ({"action": "source.retracted", "source": "paper", "reason": "x", "colour": "red"}, "no field colour"),
    ({"action": "source.retracted", "source": "paper", "reason": "a\x00b"}, "cannot be seen"),
    ({"action": "source.retracted", "source": "paper", "reason": "a" * 10_001}, "10,001 characters"),
    ({"action": "source.retracted", "source": "paper", "reason": "x", "valid_from": "soon"}, "no day"),
]


@pytest.mark.parametrize(("item", "reason"), WRONG, ids=[reason for _item, reason in WRONG])
def test_what_does_not_hold_is_refused_and_nothing_is_written(told: Book, item: dict[str, Any], reason: str) -> None:
    head = told.head()
    good = {"action": "row.registered", "table": "items", "row": {"item": "valve"}}
    with pytest.raises(Refused, match=reason) as refused:
        enter(told, [good, item], "Norway")
    assert str(refused.value).startswith("entry 2 ")
    assert told.head() == head


def test_a_long_name_that_no_index_holds(told: Book) -> None:
    before = told.head().number
    name = "".join(hashlib.sha256(str(i).encode()).hexdigest() for i in range(156))
    one(told, "row.registered", table="items", row={"item": name})
    with pytest.raises(Refused, match="correct it instead"):
        one(told, "row.registered", table="items", row={"item": name})
    one(told, "row.corrected", table="items", key={"item": name}, set={"name": "long"})
    assert drawn(told).tables["items"].filter(item=name)["name"].to_list() == ["long"]
    (change,) = changes(told, Moment(before), Moment(told.head().number))
    assert (change.verdict, len(change.entries), len(change.subject)) == ("new", 2, 165)


@pytest.mark.parametrize("name", ["=cmd()", "<b>&\"'", "\u202eabc", "a" * 5000, "; DROP TABLE record_entry --", "%s"])
def test_hostile_names_come_out_as_they_went_in(told: Book, name: str, tmp_path: Path) -> None:
    one(told, "row.registered", table="items", row={"item": name})
    scenario = drawn(told)
    assert name in scenario.tables["items"]["item"].to_list()
    write(scenario, tmp_path / "out")
    assert read(tmp_path / "out").digest == scenario.digest
