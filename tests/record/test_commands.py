"""`muster record …` at the command line."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from django.db import connections

from cli.command import Run, runner
from muster.record.store.database import connection_alias
from muster.scenario import read
from record.test_draw import STOCK, story


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return runner(capfd, monkeypatch)


@pytest.fixture
def db(run: Run, new_db: str, tmp_path: Path) -> str:
    story(tmp_path / "story")
    assert run("record", "init", new_db, "--title", "A group").code == 0
    assert run("record", "add", new_db, "story", "--by", "secretariat").code == 0
    return new_db


def write_entries(path: Path, *items: object) -> Path:
    path.write_text(json.dumps(items))
    return path


CLAIM = {"action": "claim.made", "table": "stocks", "key": STOCK, "column": "quantity", "value": 8, "source": "letter"}


def test_from_tables_to_a_scenario_and_what_changed(run: Run, db: str, tmp_path: Path) -> None:
    repeated = run("record", "add", db, "story", "--json")
    assert (repeated.code, repeated.object["entries"]) == (0, [])
    before = run("record", "checkpoint", db, "-o", "kept.json")
    assert before.code == 0
    claimed = run("record", "add", db, write_entries(tmp_path / "c.json", CLAIM), "--by", "Norway", "--json").object[
        "entries"
    ][0]
    first = run("record", "scenario", db, "-o", "first", "--as-of", "2022-10-01", "--json").object
    assert first["open"] == 1
    assert first["question"] == {"as_of": "2022-10-01", "entry": claimed["number"], "scenario": "main"}
    assert first["digest"] == read("first").digest
    adoption = {"action": "claim.adopted", "claim": claimed["number"], "reason": "newer"}
    assert run("record", "add", db, write_entries(tmp_path / "a.json", adoption)).code == 0
    done = run(
        "record", "scenario", db, "-o", "second.xlsx", "--as-of", "2022-10-01", "--known-at", claimed["recorded_at"]
    )
    assert done.code == 0
    assert first["digest"] in done.out
    assert read("second.xlsx").digest == first["digest"]
    changed = run("record", "diff", db, "--known-at", claimed["recorded_at"], "--json").object["changes"]
    assert [(change["subject"], change["cells"]["quantity"]) for change in changed] == [
        ('stocks["depot","pump"]', [10.0, 8.0])
    ]
    assert "quantity: 10 → 8" in run("record", "diff", db, "--known-at", claimed["recorded_at"]).out
    shown_history = run("record", "show", db, "stocks", "depot", "pump")
    assert [word in shown_history.out for word in ("row.registered", "claim.made", "claim.adopted", "newer")] == [
        True
    ] * 4
    rests = run("record", "source", db, "letter").out
    assert "0 rows, 0 published figures, 1 claim, 1 adoption, 0 plans" in rests
    assert run("record", "verify", db, "--checkpoint", "kept.json").code == 0


def test_a_plan_is_written_down_and_listed_with_its_sources(run: Run, db: str, tmp_path: Path) -> None:
    assert run("record", "scenario", db, "-o", "drawn", "--as-of", "2022-10-01").code == 0
    assert run("plan", "drawn", "-o", "p").code == 0
    done = run("record", "plan", db, "p", "--as-of", "2022-10-01", "--json").object["entries"][0]
    assert done["content"]["sources"] == ["paper"]
    assert done["content"]["digest"] == read("drawn").digest
    retraction = {"action": "source.retracted", "source": "paper", "reason": "a forgery"}
    assert run("record", "add", db, write_entries(tmp_path / "r.json", retraction)).code == 0
    output = run("record", "source", db, "paper", "--json").object
    assert [plan["subject"] for plan in output["plans"]] == ["plan/p"]
    assert [figure["subject"] for figure in output["figures"]] == ['stocks["depot","pump"]']
    assert output["retracted"]["content"]["reason"] == "a forgery"
    assert "1 row, 0 published figures, 0 claims, 0 adoptions, 1 plan" in run("record", "source", db, "paper").out
    other = run("record", "plan", db, "p", "--as-of", "2022-10-02")
    assert other.code == 1
    assert "differs from that of the record" in other.err


def test_a_document_is_shown_with_its_state_and_its_quantities(run: Run, db: str, tmp_path: Path) -> None:
    base = {"kind": "pledge", "document": "p1"}
    line = base | {"line": "1", "valid_from": "2022-10-01"}
    items = (
        {"action": "document.opened", **base, "party": "AAA", "wants": "pump", "valid_from": "2022-10-01"},
        {"action": "quantity.promised", **line, "quantity": 10},
        {"action": "quantity.moved", **line, "quantity": 4, "from": "announced", "to": "committed"},
        {"action": "document.moved", **base, "to": "registered", "source": "paper", "valid_from": "2022-11-01"},
    )
    assert run("record", "add", db, write_entries(tmp_path / "p.json", *items), "--by", "AAA").code == 0
    done = run("record", "show", db, "pledge/p1", "--as-of", "2022-10-15")
    assert "its state is announced, since 2022-10-01" in done.out
    assert "promised 10, announced 6, committed 4" in done.out
    output = run("record", "show", db, "pledge/p1", "--json").object
    assert (output["state"], output["lines"]) == ("registered", {"1": {"promised": 10, "announced": 6, "committed": 4}})


def test_an_export_is_checked_without_the_record(run: Run, db: str, tmp_path: Path) -> None:
    assert run("record", "export", db, "-o", "all.jsonl").code == 0
    assert run("record", "checkpoint", db, "-o", "kept.json").code == 0
    assert run("record", "verify", "all.jsonl", "--checkpoint", "kept.json").code == 0
    path = tmp_path / "all.jsonl"
    path.write_text(path.read_text().replace("depot", "depat", 1))
    done = run("record", "verify", "all.jsonl", "--checkpoint", "kept.json")
    assert done.code == 1
    assert "does not follow" in done.out
    output = run("record", "verify", "all.jsonl", "--checkpoint", "kept.json", "--json")
    assert (output.code, output.object["status"]) == (1, "wrong")


def test_problems_come_back_as_a_workbook_with_the_cells_marked(run: Run, db: str, tmp_path: Path) -> None:
    wrong = "location,item,quantity,source\ndepot,pump,ten,=cmd()\nport,pump,-4,paper\n"
    story(tmp_path / "wrong", stocks_csv=wrong)
    head = run("record", "checkpoint", db).out
    done = run("record", "add", db, "wrong", "--problems", "back.xlsx")
    assert done.code == 1
    assert "Nothing was written." in done.out
    assert run("record", "checkpoint", db).out == head
    sheet = openpyxl.load_workbook("back.xlsx")["stocks"]
    marked = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert marked.keys() == {"C2", "D2", "C3"}
    assert sheet["C2"].value == "ten"
    assert sheet["C2"].fill.fgColor.rgb == "FFF8D7DA"
    assert sheet["D2"].data_type == "s"
    # Corrected, the same workbook is taken.
    workbook = openpyxl.load_workbook("back.xlsx")
    workbook["stocks"]["C2"], workbook["stocks"]["D2"], workbook["stocks"]["C3"] = 11, "paper", 4
    workbook.save("right.xlsx")
    imported = run("record", "add", db, "right.xlsx", "--json")
    assert imported.code == 0
    assert [entry["action"] for entry in imported.object["entries"]] == ["row.registered", "row.corrected"]


def test_tables_without_settings_add_to_what_is_there(run: Run, db: str, tmp_path: Path) -> None:
    folder = tmp_path / "few"
    folder.mkdir()
    (folder / "stocks.csv").write_text("location,item,quantity\ndepot,pump,13\n")
    done = run("record", "add", db, "few", "--valid-from", "2022-11-01", "--json")
    assert [entry["content"]["cells"] for entry in done.object["entries"]] == [{"quantity": 13.0}]
    (folder / "stocks.csv").write_text("location,item,quantity\ndepot,pump,1\ndepot,pump,2\n")
    assert run("record", "add", db, "few").code == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("show", "stocks", "depot", "pumpp"), "did you mean"),
        (("show", "99999"), "no entry 99999"),
        (("show", "9" * 30), "nothing is entered"),
        (("show", "fund_uses", "x"), "nothing is entered"),
        (("add", "a.json"), "entry 1"),
    ],
)
def test_refusals_say_why_and_leave_with_1(
    run: Run, db: str, tmp_path: Path, arguments: tuple[str, ...], reason: str
) -> None:
    write_entries(tmp_path / "a.json", {"action": "claim.adopted", "claim": 1, "reason": "x"})
    command, *rest = arguments
    done = run("record", command, db, *rest)
    assert (done.code, done.out) == (1, "")
    assert reason in done.err
    output = run("record", command, db, *rest, "--json")
    assert (output.code, output.object["status"]) == (1, "refused")
    assert reason in output.object["problems"][0]["reason"]


def test_wrong_usage_leaves_with_2(run: Run, db: str, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("[1]")
    (tmp_path / "worse.json").write_text("{")
    (tmp_path / "there").mkdir()
    for words in (
        ("scenario", db),
        ("scenario", db, "-o", "there"),
        ("scenario", db, "-o", "x", "--as-of", "soon"),
        ("scenario", db, "-o", "x", "--known-at", "2999-01-01"),
        ("scenario", db, "-o", "x", "--known-at", "then"),
        ("diff", db),
        ("add", db, "bad.json"),
        ("add", db, "worse.json"),
        ("nothing", db),
    ):
        done = run("record", *words)
        assert done.code == 2, words
        assert done.err
        assert "Traceback" not in done.err
    assert not (tmp_path / "x").exists()


def test_a_record_that_is_not_there(run: Run) -> None:
    for words in (("show", "nowhere.db", "1"), ("verify", "nowhere.db"), ("checkpoint", "nowhere.db")):
        done = run("record", *words)
        assert done.code == 1
        assert "there is no record" in done.err
    assert not Path("nowhere.db").exists()


WITHOUT_DJANGO = (
    "import sys; sys.modules['django'] = None; sys.argv = ['muster', *sys.argv[1:]];from muster.cli import main; main()"
)


def without_django(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT_DJANGO, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_help_needs_no_django() -> None:
    for words in (("record", "--help"), ("record", "add", "--help"), ("--help",)):
        done = without_django(*words)
        assert (done.returncode, done.stderr) == (0, "")
    done = without_django("record", "checkpoint", "x")
    assert done.returncode == 2
    assert "muster[record]" in done.stderr


def test_a_row_of_a_table_with_an_underscore_is_found(run: Run, db: str, tmp_path: Path) -> None:
    row = {"fund": "f", "of": "party", "id": "AAA"}
    item = {"action": "row.registered", "table": "fund_uses", "row": row}
    assert run("record", "add", db, write_entries(tmp_path / "f.json", item)).code == 0
    assert "row.registered" in run("record", "show", db, "fund_uses", "f", "party", "AAA").out


def test_verify_tells_that_the_guards_are_down(run: Run, db: str) -> None:
    alias = connection_alias(db)
    table = "" if connections[alias].vendor == "sqlite" else " ON record_entry"
    with connections[alias].cursor() as cursor:
        cursor.execute(f"DROP TRIGGER record_no_update{table}")
    done = run("record", "verify", db)
    assert done.code == 1
    assert "triggers that protect the entries are missing" in done.out
    assert run("record", "checkpoint", db).code == 1
    assert run("record", "init", db).code == 0
    assert run("record", "verify", db).code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("init",),
        ("add", "story"),
        ("show", "stocks", "depot", "pump"),
        ("scenario", "-o", "out"),
        ("diff", "--known-at", "2022-10-01"),
        ("source", "paper"),
        ("totals", "--milestone", "usable", "--into", "BBB"),
        ("figures",),
        ("checkpoint",),
        ("checkpoint", "-o", "kept.json"),
        ("verify",),
        ("export", "-o", "all.jsonl"),
        ("export", "-o", "package"),
        ("show", "nothing"),
        ("plan", "nowhere"),
        ("import", "kiel", "DB", "gone.xlsx", "--release", "28"),
    ],
    ids=" ".join,
)
def test_every_command_prints_one_object_of_one_shape(run: Run, db: str, words: tuple[str, ...]) -> None:
    command, *rest = words
    given = [db if word == "DB" else word for word in rest] if "DB" in rest else [db, *rest]
    output = run("record", command, *given, "--json").object
    assert list(output)[:3] == ["muster", "status", "problems"]
    assert isinstance(output["problems"], list)
    assert bool(output["problems"]) == (output["status"] in ("refused", "invalid"))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("add", "DB", "e.json", "--valid-from", "2022-10-01"), "are for a folder or a workbook"),
        (("add", "DB", "e.json", "--whole"), "are for a folder or a workbook"),
        (("add", "DB", "e.json"), "document.opened, quantity has to be a number above 0"),
        (("diff", "DB", "--known-at", "2100-01-01"), "is in the future"),
        (("source", "DB", "papr"), 'Did you mean "paper"?'),
        (("source", "DB", "x"), '"x" is not among the sources'),
        (("totals", "DB", "--milestone", "usable"), "Give --into"),
        (("scenario", "DB", "-o", "out.pdf"), "neither a workbook nor a folder"),
        (("verify", "empty.jsonl"), "there are no entries"),
        (("init", "new.db", "--from", "empty.jsonl"), "there are no entries"),
    ],
)
def test_what_would_be_told_or_taken_silently_is_refused(
    run: Run, db: str, tmp_path: Path, words: tuple[str, ...], reason: str
) -> None:
    write_entries(
        tmp_path / "e.json", {"action": "document.opened", "kind": "request", "document": "q", "quantity": -1}
    )
    (tmp_path / "empty.jsonl").touch()
    done = run("record", *(db if word == "DB" else word for word in words))
    assert done.code in (1, 2)
    assert reason in done.out + done.err


def test_two_times_that_changed_places_are_refused(run: Run, db: str) -> None:
    done = run("record", "diff", db, "--known-at", dt.datetime.now(dt.UTC).isoformat(), "--known-at", "2022-10-01")
    assert (done.code, "Give the earlier of the two first." in done.err) == (2, True)


def test_a_file_that_cannot_be_read_or_written_is_named_at_every_exit(run: Run, db: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    wrong = (
        (("init", "new.db", "--from", "gone.jsonl"), "gone.jsonl: "),
        (("init", "new.db", "--from", "folder"), "folder: "),
        (("verify", "gone.jsonl"), "gone.jsonl: "),
        (("verify", db, "--checkpoint", "gone.json"), "gone.json: "),
        (("export", db, "-o", "nowhere/all.jsonl"), "nowhere/all.jsonl: "),
        (("export", db, "-o", "nowhere/pack"), "nowhere/pack: "),
        (("checkpoint", db, "-o", "nowhere/kept.json"), "nowhere/kept.json: "),
        (("add", db, "gone.json"), "gone.json: "),
    )
    for words, reason in wrong:
        done = run("record", *words)
        assert (done.code, done.out) == (2, "")
        assert reason in done.err
        output = run("record", *words, "--json")
        assert output.code == 2
        assert reason in output.object["problems"][0]["reason"]
    assert not (tmp_path / "new.db").exists()


def test_an_address_of_another_kind_is_no_file(run: Run) -> None:
    done = run("record", "init", "mysql://host/name")
    assert done.code == 1
    assert "not the URL of a PostgreSQL database" in done.err
    assert not Path("mysql:").exists()
