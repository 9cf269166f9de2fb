"""Input that is wrong in many places, damaged, or meant to do harm."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from muster.problems import MAX_PER_CODE
from muster.scenario import MissingCalendarError, Scenario, read
from muster.scenario import raw_scenario as raw
from muster.scenario.workbook_writer import write_workbook
from scenario.small import folder, only_problem, scenario


def workbook(path: Path, name: str = "small.xlsx") -> Path:
    """The sound scenario as a workbook."""
    book = path / name
    write_workbook(scenario(path).given, book)
    return book


def changed(book: Path, sheet: str, cell: str, value: object) -> Scenario:
    """The scenario of the workbook with one cell changed by another program, which calculates nothing."""
    opened = openpyxl.load_workbook(book)
    opened[sheet][cell] = value
    opened.save(book)
    return read(book)


def test_nothing_there(tmp_path: Path) -> None:
    loaded = read(tmp_path / "nowhere")
    assert only_problem(loaded, "FILE-001").file == "nowhere"
    assert len(loaded.problems) == 1
    assert loaded.calendar is None
    (tmp_path / "notes.txt").write_text("notes")
    loaded = read(tmp_path / "notes.txt")
    assert only_problem(loaded, "FILE-009").reason == "notes.txt is neither a folder nor an .xlsx workbook."
    assert len(loaded.problems) == 1
    patch = tmp_path / "nope.toml"
    assert only_problem(scenario(tmp_path).patched([patch]), "FILE-001").position == "nope.toml"


def test_a_calendar_that_cannot_be_made_is_missed_with_the_settings_named(tmp_path: Path) -> None:
    loaded = scenario(tmp_path, {"scenario.toml": "start = 2024-01-01\n"})
    assert loaded.errors
    with pytest.raises(MissingCalendarError, match=r"scenario\.toml make no calendar"):
        _ = loaded.required_calendar
    assert scenario(tmp_path / "sound").required_calendar.count == 6


def test_ten_thousand_wrong_cells(tmp_path: Path) -> None:
    rows = "\n".join(f"nowhere-{i},nothing-{i},much" for i in range(10_000))
    loaded = scenario(tmp_path, {"stocks.csv": "location,item,quantity\n" + rows})
    assert [problem.row for problem in loaded.problems if problem.code == "CELL-002"] == list(
        range(2, 2 + MAX_PER_CODE)
    )
    more = {
        (problem.column, problem.args["code"]): problem for problem in loaded.problems if problem.code == "MORE-001"
    }
    assert set(more) == {("quantity", "CELL-002"), ("location", "REF-002"), ("item", "REF-002")}
    problem = more["quantity", "CELL-002"]
    assert problem.severity == "error"
    assert problem.reason == "9,995 more of CELL-002 (Not a number)."
    assert len(loaded.problems) < 30


def test_ten_thousand_ragged_rows(tmp_path: Path) -> None:
    loaded = scenario(tmp_path, {"stocks.csv": "location,item,quantity\n" + "depot,pump\n" * 10_000})
    assert sum(problem.code == "ROW-001" for problem in loaded.problems) == MAX_PER_CODE


@pytest.mark.parametrize("encoding", ["utf-16", "cp1251"])
def test_another_encoding(tmp_path: Path, encoding: str) -> None:
    path = folder(tmp_path / "small")
    (path / "items.csv").write_text("item,name\npump,насос\nvalve,\n", encoding=encoding)
    assert only_problem(read(path), "FILE-003").file == "items.csv"


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    path = folder(tmp_path / "small")
    for file in path.iterdir():
        file.write_text(file.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert read(path).problems == ()


def test_a_file_above_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder(tmp_path / "small")
    (path / "items.csv").write_text("item\n" + " \n" * 2500)
    monkeypatch.setattr(raw, "FILE_LIMIT", 1000)
    assert only_problem(read(path), "FILE-004").reason == "it has 5,005 bytes; at most 1,000 are read."


def test_links_are_not_followed(tmp_path: Path) -> None:
    path = folder(tmp_path / "small", {"items.csv": ""})
    secret = tmp_path / "secret.csv"
    secret.write_text("item\npump\nsecret\n")
    (path / "items.csv").symlink_to(secret)
    loaded = read(path)
    assert only_problem(loaded, "FILE-007").file == "items.csv"
    assert loaded.tables["items"].height == 0
    assert "secret" not in "".join(map(str, loaded.problems))


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    path = folder(tmp_path / "small", {"items.csv": ""})
    (path / "items.csv").mkdir()
    assert only_problem(read(path), "FILE-002").file == "items.csv"


def test_no_workbook_at_all(tmp_path: Path) -> None:
    book = tmp_path / "small.xlsx"
    book.write_bytes(b"PK\x03\x04 nothing")
    loaded = read(book)
    assert [problem.code for problem in loaded.problems] == ["FILE-002"]


def test_a_damaged_workbook(tmp_path: Path) -> None:
    book = workbook(tmp_path)
    data = bytearray(book.read_bytes())
    data[200:260] = bytes(60)
    book.write_bytes(bytes(data))
    assert any(problem.code == "FILE-002" for problem in read(book).errors)


def test_a_workbook_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = workbook(tmp_path)
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet99.xml", b" " * 3_000_000)
    assert book.stat().st_size < 200_000
    monkeypatch.setattr(raw, "UNPACKED_LIMIT", 2_000_000)
    loaded = read(book)
    assert [problem.code for problem in loaded.problems] == ["FILE-005"]


def test_a_workbook_with_a_cell_far_away(tmp_path: Path) -> None:
    book = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(book)) as made:
        sheet = made.add_worksheet("items")
        sheet.write(0, 0, "item")
        sheet.write(1_048_575, 16_383, "far")
    assert [problem.code for problem in read(book).problems] == ["FILE-005"]


def test_a_workbook_of_one_long_text_many_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(str(book)) as made:
        sheet = made.add_worksheet("items")
        for row in range(2000):
            sheet.write(row, 0, "x" * 30_000)
    monkeypatch.setattr(raw, "UNPACKED_LIMIT", 10_000_000)
    assert [problem.code for problem in read(book).problems] == ["FILE-005"]


def test_a_workbook_with_entities_of_its_own(tmp_path: Path) -> None:
    book = workbook(tmp_path)
    evil = tmp_path / "evil.xlsx"
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(evil, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/workbook.xml":
                data = data.replace(b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook', 1)
            target.writestr(name, data)
    assert [problem.code for problem in read(evil).problems] == ["FILE-002"]


def test_a_formula_without_a_stored_value(tmp_path: Path) -> None:
    loaded = changed(workbook(tmp_path), "stocks", "C2", "=1+1")
    problem = only_problem(loaded, "CELL-010")
    assert len(loaded.errors) == 1
    assert (problem.file, problem.row, problem.column) == ("small.xlsx, sheet stocks", 2, "quantity")
    assert problem.position == "small.xlsx, sheet stocks cell C2, quantity"


def test_a_formula_with_a_stored_value(tmp_path: Path) -> None:
    book = tmp_path / "items.xlsx"
    with xlsxwriter.Workbook(str(book)) as made:
        sheet = made.add_worksheet("items")
        sheet.write_row(0, 0, ["item", "holding_cost"])
        sheet.write(1, 0, "pump")
        sheet.write_formula(1, 1, "=1+1", None, 2)
    assert read(book).tables["items"]["holding_cost"].to_list() == [2.0]


def test_an_error_in_a_cell(tmp_path: Path) -> None:
    book = tmp_path / "items.xlsx"
    with xlsxwriter.Workbook(str(book)) as made:
        sheet = made.add_worksheet("items")
        sheet.write_row(0, 0, ["item", "holding_cost"])
        sheet.write(1, 0, "pump")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    problem = only_problem(read(book), "CELL-011")
    assert (problem.row, problem.column, problem.value) == (2, "holding_cost", "#DIV/0!")


def test_an_error_in_a_required_cell_is_told_once(tmp_path: Path) -> None:
    book = tmp_path / "stocks.xlsx"
    with xlsxwriter.Workbook(str(book)) as made:
        sheet = made.add_worksheet("stocks")
        sheet.write_row(0, 0, ["location", "item", "quantity"])
        sheet.write_row(1, 0, ["depot", "pump"])
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    loaded = read(book)
    assert only_problem(loaded, "CELL-011").position == "stocks.xlsx, sheet stocks cell C2, quantity"
    assert not any(problem.code in ("CELL-001", "CELL-002") for problem in loaded.problems)


@pytest.mark.parametrize("text", ["", "item\n", 'item\n"pump\n', "item,name\npump\nvalve\n"])
def test_what_refers_to_a_table_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    """An unreadable table is reported alone; references to an empty one say that it has no rows."""
    path = folder(tmp_path / "small")
    (path / "items.csv").write_text(text)
    problems = [problem for problem in read(path).errors if problem.code.startswith("REF-")]
    if "pump" in text:
        assert problems == []
    else:
        assert {problem.code for problem in problems} == {"REF-001"}
        assert all(problem.reason.endswith(", but it has no rows.") for problem in problems)


@pytest.mark.parametrize("cell", ["a\x1bb", '"a\nb"', "a\u2028b", "a\u2029b", "a\x7fb"])
def test_ids_with_characters_that_cannot_be_seen(tmp_path: Path, cell: str) -> None:
    loaded = scenario(tmp_path, {"items.csv": f'item,name\npump,"two\nlines"\nvalve,\n{cell},\n'})
    assert [(problem.code, problem.column) for problem in loaded.errors] == [("CELL-013", "item")]
    assert loaded.tables["items"]["name"].to_list().count("two\nlines") == 1


def test_places_are_shown_with_all_characters_visible(tmp_path: Path) -> None:
    title = "colour\x1b[31m" + "x" * 500
    position = only_problem(scenario(tmp_path, {"items.csv": f"item,{title}\npump,\nvalve,\n"}), "COL-001").position
    assert position.startswith(r"items.csv row 1, colour\x1b[31mxxx")
    assert len(position) < 110


@pytest.mark.parametrize("count", ["100000000", '"3000"', '"2 year, 123456789 months"'])
def test_more_buckets_than_there_may_be(tmp_path: Path, count: str) -> None:
    problem = only_problem(scenario(tmp_path, {"scenario.toml": f"start = 2024-01-01\nbuckets = {count}\n"}), "SET-007")
    assert problem.reason.endswith("the horizon has more than 2000 base buckets.")


def test_an_option_with_a_wrong_value(tmp_path: Path) -> None:
    problem = only_problem(read(folder(tmp_path / "small"), basis=("demonstratd", "assumed")), "SET-005")
    assert problem.position == "--basis"
    assert problem.reason.startswith('"demonstratd, assumed" is not a list of')


def test_an_error_as_text(tmp_path: Path) -> None:
    assert (
        only_problem(scenario(tmp_path, {"items.csv": "item,name\npump,#REF!\nvalve,\n"}), "CELL-011").value == "#REF!"
    )


def test_places_in_a_workbook(tmp_path: Path) -> None:
    problem = only_problem(changed(workbook(tmp_path), "lanes", "D2", "prot"), "REF-002")
    assert str(problem) == (
        'REF-002 small.xlsx, sheet lanes cell D2, destination: "prot" is not a location. Did you mean "port"? '
        "Add it to small.xlsx, sheet locations or correct row 2."
    )


def test_a_setting_given_twice(tmp_path: Path) -> None:
    book = workbook(tmp_path)
    opened = openpyxl.load_workbook(book)
    opened["scenario"].append(["start", "2024-02-01"])
    opened.save(book)
    problem = only_problem(read(book), "SET-008")
    assert (problem.column, problem.value) == ("start", "2024-02-01")


def test_text_that_formats_or_formulas_cannot_use(tmp_path: Path) -> None:
    """Braces, control characters and long text of a cell stand in the message as text, visible and cut."""
    wicked = "{0.__class__}\x1b[31m" + "x" * 500
    rows = f"location,item,quantity\ndepot,pump,{wicked}\n"
    text = str(only_problem(scenario(tmp_path, {"stocks.csv": rows}), "CELL-002"))
    assert r"{0.__class__}\x1b[31m" in text
    assert "\x1b" not in text
    assert len(text) < 400


def test_a_hundred_thousand_rows(tmp_path: Path) -> None:
    rows = "\n".join(f"p{i % 300},i{i // 300},{i}.5" for i in range(100_000))
    files = {
        "locations.csv": "location,party\ndepot,AAA\nport,BBB\n" + "\n".join(f"p{i},AAA" for i in range(300)),
        "items.csv": "item\npump\n" + "\n".join(f"i{i}" for i in range(334)),
        "stocks.csv": "location,item,quantity\ndepot,pump,10\n" + rows,
    }
    loaded = scenario(tmp_path, files)
    assert loaded.errors == ()
    assert loaded.tables["stocks"].height == 100_001
