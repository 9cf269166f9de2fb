"""`muster record import kiel`: releases of the Ukraine Support Tracker, on made-up workbooks of its shapes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import frictionless
import openpyxl
import pytest

from cli.command import Done, Run, runner
from muster.record.exchange.kiel.release import release_id, release_order
from muster.record.store.hash_chain import verify_chain
from muster.record.store.ledger import Ledger
from record.test_draw import story
from record.trackers import BLANKETS, GENERATORS, LATER, LOAN, MAIN, write_earlier_release, write_later_release

R27, R28 = "x-Ukraine_Support_Tracker_Release_27.xlsx", "x-Ukraine_Support_Tracker_Release_28.xlsx"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return runner(capfd, monkeypatch)


@pytest.fixture
def db(run: Run, new_db: str) -> str:
    assert run("record", "init", new_db).code == 0
    return new_db


def figure_entries(done: Done) -> list[dict[str, Any]]:
    """Return the entries about figures of all releases."""
    entries = [entry for release in done.object["releases"] for entry in release["entries"]]
    return [entry for entry in entries if entry["action"].startswith("figure.")]


def figure_counts(done: Done) -> list[tuple[int, ...]]:
    """Return the numbers of new, changed, withdrawn and unchanged figures of each release."""
    names = ("new", "changed", "withdrawn", "same")
    return [tuple(release[name] for name in names) for release in done.object["releases"]]


def sums_by_group(done: Done) -> dict[tuple[str, str, str], float]:
    return {(row["group"], row["measure"], row["rule"]): row["value"] for row in done.object["sums"]}


def test_a_release_is_a_source_and_its_figures_stand_apart_by_measure(run: Run, db: str, tmp_path: Path) -> None:
    write_later_release(tmp_path / R28, GENERATORS, BLANKETS, LOAN)
    done = run("record", "import", "kiel", db, R28, "--date", "2026-04-20", "--json")
    assert done.code == 0
    (release,) = done.object["releases"]
    assert (release["source"], release["undated"]) == ("kiel-28", 1)
    rows = {entry["subject"]: entry["content"]["cells"] for entry in release["entries"] if "cells" in entry["content"]}
    source = rows['sources["kiel-28"]']
    assert (source["title"], source["date"]) == ("Ukraine Support Tracker, release 28", "2026-04-20")
    assert {row["party"]: row["kind"] for row in rows.values() if "party" in row} == {
        "NOR": "nation",
        "EU": "organisation",
        "UKR": "nation",
    }
    figures_by_subject = {entry["subject"]: entry for entry in figure_entries(done)}
    assert figures_by_subject.keys() == {
        "figure/kiel/NO1/NO1_1/allocation",
        "figure/kiel/NO1/commitment",
        "figure/kiel/NO1/NO1_2/allocation",
        "figure/kiel/EU1/commitment",
    }
    first = figures_by_subject["figure/kiel/NO1/NO1_1/allocation"]
    assert first["valid_from"] == "2023-01-15"
    assert first["content"] == {
        "source": "kiel-28",
        "party": "NOR",
        "recipient": "UKR",
        "measure": "allocation",
        "month": "2023-01",
        "aid": "Humanitarian",
        "detail": "Equipment",
        "item": "generators",
        "units": 40.0,
        "value": 600.0,
        "currency": "EUR",
        "rule": "giver's own",
        "url": "https://example.org/no1",
    }
    # What was shared out anew is the tracker's estimate, and "undisclosed" is not given.
    second = figures_by_subject["figure/kiel/NO1/NO1_2/allocation"]["content"]
    assert (second["value"], second["rule"], "units" in second) == (400.0, "estimate", False)
    loan = figures_by_subject["figure/kiel/EU1/commitment"]
    assert ("month" in loan["content"], loan["valid_from"], loan["content"]["value"]) == (False, "", 9000.0)


def test_sums_keep_measures_and_rules_apart(run: Run, db: str, tmp_path: Path) -> None:
    write_later_release(tmp_path / R28, GENERATORS, BLANKETS, LOAN)
    assert run("record", "import", "kiel", db, R28).code == 0
    assert sums_by_group(run("record", "figures", db, "--json")) == {
        ("EU", "commitment", "estimate"): 9000,
        ("NOR", "allocation", "giver's own"): 600,
        ("NOR", "allocation", "estimate"): 400,
        ("NOR", "commitment", "giver's own"): 1000,
    }
    by_month = run("record", "figures", db, "--by", "month", "--party", "NOR", "--as-of", "2023-01-31", "--json")
    assert {group for group, _measure, _rule in sums_by_group(by_month)} == {"2023-01"}
    assert run("record", "figures", db, "--as-of", "2023-01-14", "--party", "NOR", "--json").object["sums"] == []
    text = run("record", "figures", db).out
    assert "NOR  allocation, estimate: 400 EUR in 1 figure, 0 without a value" in text
    assert "No figures" in run("record", "figures", db, "--party", "SWE").out


def test_the_same_release_twice_writes_nothing(run: Run, db: str, tmp_path: Path) -> None:
    write_later_release(tmp_path / R28, GENERATORS, BLANKETS, LOAN)
    assert figure_counts(run("record", "import", "kiel", db, R28, "--json")) == [(4, 0, 0, 0)]
    repeated = run("record", "import", "kiel", db, R28, "--json")
    assert (figure_counts(repeated), repeated.object["releases"][0]["entries"]) == ([(0, 0, 0, 4)], [])
    assert "figures 0 new, 0 changed, 0 withdrawn, 4 as before" in run("record", "import", "kiel", db, R28).out


def test_a_later_release_gives_only_what_it_says_otherwise(run: Run, db: str, tmp_path: Path) -> None:
    """Generators change from 40 to 50, the blankets are withdrawn, a second loan is new; files are read in order."""
    write_later_release(tmp_path / R27, GENERATORS, BLANKETS, LOAN)
    second = dict(LOAN) | {"activity_id": "EU2", "sub_activity_id": "EU2_1", "tot_activity_value_EUR": 500}
    write_later_release(tmp_path / R28, dict(GENERATORS) | {"item_numb": 50}, LOAN, second)
    done = run("record", "import", "kiel", db, R28, R27, "--json")
    assert figure_counts(done) == [(4, 0, 0, 0), (1, 1, 1, 2)]
    before = {entry["subject"]: entry["number"] for entry in figure_entries(done)[:4]}
    changed, gone, new = (
        next(entry for entry in figure_entries(done)[4:] if entry["subject"] == subject)
        for subject in (
            "figure/kiel/NO1/NO1_1/allocation",
            "figure/kiel/NO1/NO1_2/allocation",
            "figure/kiel/EU2/commitment",
        )
    )
    assert (changed["content"]["of"], changed["content"]["units"]) == (before[changed["subject"]], 50.0)
    assert (gone["action"], gone["content"]["of"]) == ("figure.withdrawn", before[gone["subject"]])
    assert gone["content"]["reason"] == "not in kiel-28"
    assert (new["content"]["source"], "of" in new["content"]) == ("kiel-28", False)
    assert ("NOR", "allocation", "estimate") not in sums_by_group(run("record", "figures", db, "--json"))
    text = run("record", "show", db, "figure/kiel/NO1/NO1_2/allocation").out
    assert "figure.published" in text
    assert "not in kiel-28" in text
    with Ledger(db) as ledger:
        assert verify_chain(ledger.links()).is_intact


def test_a_withdrawn_figure_comes_back_as_an_entry_that_points_to_the_withdrawal(
    run: Run, db: str, tmp_path: Path
) -> None:
    write_later_release(tmp_path / R27, GENERATORS, BLANKETS)
    write_later_release(tmp_path / R28, GENERATORS)
    write_later_release(tmp_path / "Release_30v2.xlsx", GENERATORS, BLANKETS)
    done = run("record", "import", "kiel", db, R27, R28, "Release_30v2.xlsx", "--json")
    assert figure_counts(done) == [(3, 0, 0, 0), (0, 0, 1, 2), (0, 1, 0, 2)]
    withdrawal, back = figure_entries(done)[-2:]
    assert back["content"]["of"] == withdrawal["number"]


def test_an_older_release_is_refused(run: Run, db: str, tmp_path: Path) -> None:
    write_later_release(tmp_path / R28, GENERATORS)
    write_later_release(tmp_path / R27, GENERATORS, BLANKETS)
    assert run("record", "import", "kiel", db, R28).code == 0
    head = run("record", "checkpoint", db).out
    done = run("record", "import", "kiel", db, R27)
    assert done.code == 1
    assert "release 28 is in the record already" in done.err
    assert run("record", "checkpoint", db).out == head


def test_figures_known_by_the_same_keep_their_number(run: Run, db: str, tmp_path: Path) -> None:
    """Three rows of one part: if a fourth comes first and one changes, one entry is new and one changed."""
    rows = [dict(GENERATORS) | {"item": item, "tot_activity_value_EUR": "."} for item in ("a", "b", "c")]
    write_later_release(tmp_path / R27, *rows)
    write_later_release(
        tmp_path / R28, dict(rows[0]) | {"item": "new"}, rows[0], dict(rows[1]) | {"item_numb": 1}, rows[2]
    )
    done = run("record", "import", "kiel", db, R27, R28, "--json")
    assert figure_counts(done) == [(3, 0, 0, 0), (1, 1, 0, 2)]
    name = "figure/kiel/NO1/NO1_1/allocation"
    assert [entry["subject"] for entry in figure_entries(done)[:3]] == [name, name + "#2", name + "#3"]
    assert sorted(entry["subject"] for entry in figure_entries(done)[3:]) == [name + "#2", name + "#4"]


def test_the_earlier_shape_has_both_measures_in_a_row(run: Run, db: str, tmp_path: Path) -> None:
    day, link = "2022-03-05", "https://example.org/de"
    about = ("DEM1", "Germany", day, "Military", "Equipment", "x")
    rows = (
        (*about, "Vehicle", 3, "EUR", 70, 70, 30, link),
        (*about, "Trucks", "undisclosed", ".", ".", "No price", ".", link),
    )
    write_earlier_release(tmp_path / "Ukraine_Support_Tracker_Release_13.xlsx", *rows)
    done = run("record", "import", "kiel", db, "Ukraine_Support_Tracker_Release_13.xlsx", "--json")
    assert figure_counts(done) == [(3, 0, 0, 0)]
    figures = [(e["subject"], e["content"].get("value"), e["content"]["rule"]) for e in figure_entries(done)]
    assert set(figures) == {
        ("figure/kiel/DEM1/allocation", 30.0, "estimate"),
        ("figure/kiel/DEM1/commitment", 70.0, "giver's own"),
        ("figure/kiel/DEM1/commitment#2", None, "estimate"),
    }


def test_givers_are_the_parties_that_the_record_has(run: Run, db: str, tmp_path: Path) -> None:
    """Donors match parties by name (Norway is `N`) or by country code, and no second party is created."""
    parties = "party,name,country,kind\nN,Norway,,nation\nECONOMY,European Economy,,organisation\nukraine,,UKR,nation\n"
    story(tmp_path / "story", parties_csv=parties, locations_csv="location,party\ndepot,N\nport,ukraine\n")
    (tmp_path / "story" / "requests.csv").unlink(missing_ok=True)
    assert run("record", "add", db, "story").code == 0
    write_later_release(tmp_path / R28, GENERATORS)
    done = run("record", "import", "kiel", db, R28, "--json")
    assert {entry["content"]["party"] for entry in figure_entries(done)} == {"N"}
    assert [entry["subject"] for entry in done.object["releases"][0]["entries"][:1]] == ['sources["kiel-28"]']
    assert not any(entry["subject"].startswith("parties") for entry in done.object["releases"][0]["entries"])


def row_with_cell(column: str, value: object) -> dict[str, Any]:
    return dict(GENERATORS) | {column: value}


@pytest.mark.parametrize(
    ("row", "code", "cell", "reason"),
    [
        (row_with_cell("donor", "Norwya"), "PUB-003", "C2", 'Did you mean "Norway"?'),
        (row_with_cell("measure", "Delivery"), "PUB-002", "J2", "neither an allocation nor a commitment"),
        (row_with_cell("tot_activity_value_EUR", "much"), "CELL-002", "O2", "not a number"),
        (row_with_cell("donor", None), "CELL-001", "C2", "blank"),
        (row_with_cell("activity_id", "."), "CELL-001", "A2", "blank"),
        (row_with_cell("tot_activity_value_EUR", "=1+1"), "CELL-010", "O2", "formula"),
        (row_with_cell("item_numb", "#N/A"), "CELL-011", "L2", "#N/A"),
    ],
)
def test_a_wrong_cell_is_told_and_nothing_is_written(
    run: Run, db: str, tmp_path: Path, row: dict[str, Any], code: str, cell: str, reason: str
) -> None:
    write_later_release(tmp_path / R28, row)
    head = run("record", "checkpoint", db).out
    done = run("record", "import", "kiel", db, R28)
    assert done.code == 1
    assert f"{code} {R28}, sheet {MAIN} cell {cell}" in done.out
    assert reason in done.out
    assert "Nothing of kiel-28 was written." in done.out
    assert run("record", "checkpoint", db).out == head
    output = run("record", "import", "kiel", db, R28, "--json").object
    assert (output["status"], output["problems"][0]["code"]) == ("invalid", code)


def test_a_table_of_another_shape_is_refused(run: Run, db: str, tmp_path: Path) -> None:
    write_later_release(tmp_path / R28, GENERATORS, columns=[name for name in LATER if name != "donor"])
    done = run("record", "import", "kiel", db, R28)
    assert done.code == 1
    assert "PUB-001" in done.out
    assert "no column donor" in done.out
    openpyxl.Workbook().save(tmp_path / R27)
    assert "PUB-001" in run("record", "import", "kiel", db, R27).out
    (tmp_path / R27).write_bytes(b"no workbook")
    assert "FILE-002" in run("record", "import", "kiel", db, R27).out
    assert run("record", "import", "kiel", db, "Release_29.xlsx").code in (1, 2)


def test_notes_above_the_table_do_not_hide_it(run: Run, db: str, tmp_path: Path) -> None:
    write_later_release(tmp_path / R28, GENERATORS, above=3)
    assert figure_counts(run("record", "import", "kiel", db, R28, "--json")) == [(2, 0, 0, 0)]
    write_later_release(tmp_path / "Release_29.xlsx", row_with_cell("donor", "Nobody"), above=3)
    assert "cell C5" in run("record", "import", "kiel", db, "Release_29.xlsx").out


def test_the_release_comes_from_the_name_or_is_said(run: Run, db: str, tmp_path: Path) -> None:
    assert release_id("c80b-Ukraine_Support_Tracker_Release_30v2.xlsx") == "30v2"
    assert sorted(("30v2", "9", "30", "28"), key=release_order) == ["9", "28", "30", "30v2"]
    write_later_release(tmp_path / "tracker.xlsx", GENERATORS)
    done = run("record", "import", "kiel", db, "tracker.xlsx")
    assert (done.code, "--release" in done.err) == (2, True)
    assert run("record", "import", "kiel", db, "tracker.xlsx", "--release", "soon").code == 2
    assert run("record", "import", "kiel", db, "tracker.xlsx", R28, "--release", "28").code == 2
    assert run("record", "import", "kiel", db, "tracker.xlsx", "--release", "28").code == 0


def test_published_figures_are_never_drawn(run: Run, db: str, tmp_path: Path) -> None:
    """A scenario receives the source and the parties, but no quantities."""
    story(tmp_path / "story")
    assert run("record", "add", db, "story").code == 0
    assert run("record", "scenario", db, "-o", "before", "--as-of", "2022-10-01").code == 0
    write_later_release(tmp_path / R28, GENERATORS, LOAN)
    assert run("record", "import", "kiel", db, R28).code == 0
    assert run("record", "scenario", db, "-o", "after", "--as-of", "2022-10-01").code == 0
    names = {path.name for path in (tmp_path / "after").iterdir()}
    assert names == {path.name for path in (tmp_path / "before").iterdir()}
    for name in names - {"sources.csv", "parties.csv"}:
        assert (tmp_path / "after" / name).read_bytes() == (tmp_path / "before" / name).read_bytes()


def test_what_a_retracted_release_said_is_listed(run: Run, db: str, tmp_path: Path) -> None:
    write_later_release(tmp_path / R27, GENERATORS, BLANKETS)
    write_later_release(tmp_path / R28, dict(GENERATORS) | {"item_numb": 50}, BLANKETS)
    assert run("record", "import", "kiel", db, R27, R28).code == 0
    assert "2 published figures" in run("record", "source", db, "kiel-27").out
    output = run("record", "source", db, "kiel-28", "--json").object
    assert [entry["subject"] for entry in output["published"]] == ["figure/kiel/NO1/NO1_1/allocation"]


def test_published_figures_leave_with_the_data_package(run: Run, db: str, tmp_path: Path) -> None:
    write_later_release(tmp_path / R28, GENERATORS, BLANKETS, LOAN)
    assert run("record", "import", "kiel", db, R28).code == 0
    assert run("record", "export", db, "-o", "pack").code == 0
    report = frictionless.validate(str(tmp_path / "pack" / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    with (tmp_path / "pack" / "record" / "figures.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["figure"]: row["value"] for row in csv.DictReader(stream)}
    assert rows == {
        "figure/kiel/NO1/NO1_1/allocation": "600",
        "figure/kiel/NO1/NO1_2/allocation": "400",
        "figure/kiel/NO1/commitment": "1000",
        "figure/kiel/EU1/commitment": "9000",
    }
    assert run("record", "export", db, "-o", "all.jsonl").code == 0
    assert run("record", "init", "new.db", "--from", "all.jsonl").code == 0
    assert run("record", "figures", "new.db").out == run("record", "figures", db).out
