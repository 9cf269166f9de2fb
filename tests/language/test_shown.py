"""What somebody reads whose language is Arabic; what is kept stays English."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from muster import text
from muster.calendar import InvalidCalendarError, parse_buckets
from muster.cli import muster
from muster.problems import CODES, Problem
from muster.scenario import read
from muster.schema import SETTINGS, TABLES
from scenario.small import folder

LETTERS = re.compile(r"[\u0621-\u064a]")
LATIN = re.compile(r"[A-Za-z][\w.+-]*")
WRONG = {
    "scenario.toml": 'title = "Small"\nstart = 2024-01-01\nbuckets = "12 fortnight"\nbasis = "hope"\n',
    "lanes.csv": "lane,origin,destination,lead_time,colour\nsea,depot,prot,1,\n",
    "stocks.csv": "location,item,quantity\ndepot,pump,-1\ndepot,valve,x\ndepot,tap,\n",
    "receipts.csv": "location;item\n",
}
LATE = {
    "requests.csv": "request,party,location,wants,quantity,due\nr1,BBB,port,pump,15,2024-03-01\n"
    "r2,BBB,port,pump,5,2023-03-01\n",
    "lanes.csv": "lane,origin,destination,lead_time,capacity\nsea,depot,port,1,2\n",
    "consents.csv": "party,wants,decision\nAAA,valve,undecided\n",
    "reserves.csv": "location,item,floor\ndepot,pump,20\n",
}


@pytest.fixture
def arabic() -> Iterator[None]:
    """Arabic until the end of the test."""
    with text.language_override("ar"):
        yield


def names() -> set[str]:
    """Words that are the same in every language: of the contract, of these scenarios, units of money."""
    told = {"muster", "check", "verify", "USD", "Small", "small", "plan", "small.plan", "CSV", "true", "false"}
    told |= {"report.html", "explain", "12", "fortnight", "month", "quarter", "week", "day", "year", "hope", "colour"}
    told |= {"AAA", "BBB", "depot", "port", "prot", "pump", "valve", "tap", "sea", "r1", "r2", "x", "scenario.toml"}
    for table in TABLES.values():
        told |= {table.name, table.file, *table.by_name, *(word for c in table.columns for word in c.choices)}
    return told | set(SETTINGS) | {word for setting in SETTINGS.values() for word in setting.choices} | set(CODES)


def assert_arabic(shown: str) -> None:
    """No English, no direction marks, isolates in pairs."""
    foreign = {word.rstrip(".-") for word in LATIN.findall(shown)} - names()
    foreign -= {word for word in foreign if re.fullmatch(r"e[+-]\d\d", word)}
    assert not foreign, shown
    assert LETTERS.search(shown)
    assert not set(shown) & set("\u200e\u200f\u2066\u2067")
    for line in shown.splitlines():
        assert line.count("\u2068") == line.count("\u2069"), line


def run(*arguments: str) -> int:
    """A command, in this process."""
    return int(muster.main(args=list(arguments), standalone_mode=False) or 0)


def test_check(tmp_path: Path, capsys: pytest.CaptureFixture[str], arabic: None) -> None:
    assert run("check", str(folder(tmp_path / "small", WRONG))) == 1
    shown = capsys.readouterr().out
    assert_arabic(shown)
    for code in ("REF-002", "CELL-004", "CELL-002", "COL-001", "SET-005", "FILE-008"):
        assert f"\u2068{code}\u2069" in shown, shown
    assert "هل تقصد «\u2068port\u2069»؟" in shown


def test_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arabic: None
) -> None:
    folder(tmp_path / "small", LATE)
    monkeypatch.chdir(tmp_path)
    assert run("plan", "small") == 0
    assert_arabic(capsys.readouterr().out)
    assert text.language() == "ar"
    assert run("verify", "small.plan") == 0
    assert_arabic(capsys.readouterr().out)


def test_what_is_kept_is_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arabic: None) -> None:
    folder(tmp_path / "small", LATE)
    monkeypatch.chdir(tmp_path)
    assert run("plan", "small", "--csv") == 0
    for file in sorted((tmp_path / "small.plan").rglob("*")):
        if file.suffix in (".json", ".csv", ".toml"):
            assert not LETTERS.search(file.read_text("utf-8")), file
    kept = json.loads((tmp_path / "small.plan" / "plan.json").read_text("utf-8"))
    with text.language_override("en"):
        assert [one["reason"] for one in kept["problems"]] == [p.reason for p in read("small").problems]


def test_speaking_gives_back_what_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with text.language_override("ar"):
        with text.language_override("en"):
            assert text._("error") == "error"
        assert text._("error") == "خطأ"
        with pytest.raises(KeyError), text.language_override("en"):
            raise KeyError
        assert text._("error") == "خطأ"
    assert text._("error") == "error"


@pytest.mark.parametrize(
    ("variable", "value", "language"),
    [
        ("LANGUAGE", "ar", "ar"),
        ("LANGUAGE", "ar_EG:en", "ar"),
        ("LANGUAGE", "en:ar", "en"),
        ("LANGUAGE", "fr:ar", "ar"),
        ("LANG", "ar_EG.UTF-8", "ar"),
        ("LC_ALL", "C.UTF-8", "en"),
    ],
)
def test_the_language_of_the_environment(
    variable: str, value: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, value)
    assert text.language() == language
    assert text.is_right_to_left() == (language == "ar")


def test_every_problem_reads_well(arabic: None) -> None:
    facts = {"noun": ("a location", "an item"), "what": "lanes", "detail": "it is UTF-16", "separator": "tabs"}
    for code in CODES.values():
        fields = set(re.findall(r"\{(\w+)\}", code.reason + code.remedy)) - {"here", "file", "value"}
        args = {field: facts.get(field, "sea") for field in fields}
        told = Problem(code.code, code.severity, "group.xlsx, sheet lanes", 3, "lanes", "x", args)
        assert "الورقة \u2068lanes\u2069" in str(told)
        assert "sheet" not in str(told)
        assert "\u2068\u2069" not in str(told)
        assert str(told).count("\u2068") == str(told).count("\u2069")


def test_english_has_no_isolates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", str(folder(tmp_path / "small", WRONG))) == 1
    shown = capsys.readouterr().out
    assert not set(shown) & set("\u2066\u2067\u2068\u2069")
    assert 'SET-005 scenario.toml, basis: "hope" is not a list of announced, contracted' in shown


def test_why_there_is_no_calendar_is_said_when_it_is_read() -> None:
    with pytest.raises(InvalidCalendarError) as refused:
        parse_buckets("0", "month")
    assert str(refused.value) == "the count of buckets must be at least 1"
    with text.language_override("ar"):
        assert "عدد الفترات" in str(refused.value)


@pytest.mark.parametrize(("count", "shown"), [(0, "لا أخطاء"), (1, "خطأ واحد"), (2, "خطآن"), (11, "خطأً"), (3, "أخطاء")])
def test_counts(count: int, shown: str, arabic: None) -> None:
    told = text.ngettext("{count} error", "{count} errors", count).format(count=count)
    assert told.removeprefix(f"\u2068{count}\u2069 ") == shown


def test_a_new_workbook(tmp_path: Path, arabic: None) -> None:
    assert run("new", str(tmp_path / "new.xlsx")) == 0
    book = openpyxl.load_workbook(tmp_path / "new.xlsx")
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets)
    for name in TABLES:
        for cell in book[name][1]:
            assert cell.value in TABLES[name].by_name
            assert LETTERS.search(cell.comment.text), cell.comment.text
            assert {w.rstrip(".") for w in LATIN.findall(cell.comment.text)} <= names() | KNOWN, cell.comment.text
    found = read(tmp_path / "new.xlsx")
    assert found.problems == ()
    assert (found.settings.title, found.settings.title_ar) == ("A new scenario", "سيناريو جديد")


KNOWN = {"ISO", "alpha-3", "XKX", "each", "start", "d", "w", "m", "y"}


def test_a_new_folder(tmp_path: Path, arabic: None) -> None:
    assert run("new", str(tmp_path / "new")) == 0
    assert read(tmp_path / "new").problems == ()
    explained = (tmp_path / "new" / "README.md").read_text("utf-8")
    assert "المادة أو الفئة القابلة للتبادل" in explained


def muster_in_arabic(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command as somebody with an Arabic environment runs it."""
    environment = os.environ | {"LANGUAGE": "ar", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "muster", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("command", ["check", "plan", "verify", "new", "demo", ""])
def test_help(command: str) -> None:
    shown = muster_in_arabic(*command.split(), "--help").stdout
    assert "الاستعمال:" in shown
    assert "الخيارات" in shown
    for english in ("Usage", "Options:", "Commands", "Show ", "Exit ", "scenario,", "folder"):
        assert english not in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan"], "وسيط ناقص"),
        (["plann"], "لا يوجد أمر"),
        (["plan", "x", "--hurry"], "لا يوجد خيار"),
        (["new", "."], "موجود من قبل"),
    ],
)
def test_wrong_usage(arguments: list[str], said: str) -> None:
    done = muster_in_arabic(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Error" not in done.stderr
