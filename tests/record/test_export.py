"""What leaves a record and comes back: the chain's lines, and a data package that other programs read."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frictionless
import pytest

from cli.command import Run, runner
from muster.record.actions.submit import enter
from muster.record.errors import Refused
from muster.record.exchange.import_scenario import take
from muster.record.exchange.restore import restore
from muster.record.store.entry import Draft
from muster.record.store.ledger import Book, create
from muster.scenario import read
from record.conftest import Clock
from record.shipped import lines
from record.test_draw import STOCK, story

CLAIM = {"action": "claim.made", "table": "stocks", "key": STOCK, "column": "quantity", "value": 8, "source": "letter"}
PLEDGE = {"kind": "pledge", "document": "p1", "party": "AAA", "wants": "pump", "quantity": 3}


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return runner(capfd, monkeypatch)


@pytest.fixture
def told(book: Book, clock: Clock, tmp_path: Path) -> Book:
    """A record with a scenario, a claim that is adopted, and a pledge."""
    clock.at("2022-09-01")
    take(book, story(tmp_path / "story"), "secretariat")
    clock.at("2022-10-05")
    claim = enter(book, [CLAIM], "Norway")[0].number
    enter(book, [{"action": "document.opened", "valid_from": "2022-10-01", **PLEDGE}], "AAA")
    clock.at("2022-10-06")
    enter(book, [{"action": "claim.adopted", "claim": claim, "reason": "newer"}], "secretariat")
    return book


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_data_package_of_a_record_agrees(told: Book, where: str, run: Run, tmp_path: Path) -> None:
    done = run("record", "export", where, "-o", "pack", "--as-of", "2022-10-10", "--json").object
    assert (done["file"], done["entries"]) == ("pack", told.head().number)
    pack = tmp_path / "pack"
    report = frictionless.validate(str(pack / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    asked = json.loads((pack / "datapackage.json").read_text("utf-8"))["record"]
    assert asked["digest"] == read(pack).digest
    assert asked["hash"] == told.head().hash
    assert rows(pack / "stocks.csv")[0]["quantity"] == "8"
    (claim,) = rows(pack / "record" / "claims.csv")
    assert (claim["value"], claim["source"], claim["adopted"]) == ("8", "letter", "true")
    (pledge,) = rows(pack / "record" / "documents.csv")
    assert (pledge["kind"], pledge["document"], pledge["state"], pledge["quantity"]) == (
        "pledge",
        "p1",
        "announced",
        "3",
    )
    assert [row["number"] for row in rows(pack / "record" / "entries.csv")] == [
        str(number) for number in range(1, told.head().number + 1)
    ]


def test_the_data_package_of_an_earlier_time(told: Book, where: str, run: Run, tmp_path: Path) -> None:
    """The quantity of the claim counts for nothing on the day before it is adopted."""
    assert run("record", "export", where, "-o", "pack", "--known-at", "2022-10-05").code == 0
    assert rows(tmp_path / "pack" / "stocks.csv")[0]["quantity"] == "10"
    assert [claim["adopted"] for claim in rows(tmp_path / "pack" / "record" / "claims.csv")] == ["false"]
    assert run("record", "export", where, "-o", "pack").code == 2


def test_a_cell_that_a_spreadsheet_would_run_is_escaped(told: Book, where: str, run: Run, tmp_path: Path) -> None:
    told.write([Draft("test.said", "=1+1")], "@SUM(A1)")
    assert run("record", "export", where, "-o", "pack").code == 0
    last = rows(tmp_path / "pack" / "record" / "entries.csv")[-1]
    assert (last["subject"], last["author"]) == ("'=1+1", "'@SUM(A1)")


def test_the_lines_up_to_a_time(told: Book, where: str, run: Run, tmp_path: Path) -> None:
    assert run("record", "export", where, "-o", "all.jsonl").code == 0
    assert run("record", "export", where, "-o", "part.jsonl", "--known-at", "2022-10-05").code == 0
    whole, part = (tmp_path / "all.jsonl").read_bytes(), (tmp_path / "part.jsonl").read_bytes()
    assert whole.splitlines()[:-1] == part.splitlines()


def test_a_record_is_made_anew_from_its_lines(told: Book, run: Run, tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_bytes(lines(told))
    done = run("record", "init", "new.db", "--from", "all.jsonl", "--json").object
    assert (done["entries"], done["hash"]) == (told.head().number, told.head().hash)
    with Book(tmp_path / "new.db") as new:
        assert lines(new) == lines(told)
        assert list(new.entries()) == list(told.entries())
    again = run("record", "init", "new.db", "--from", "all.jsonl")
    assert again.code == 1
    assert "there is a record already" in again.err


def changed(line: bytes, **cells: object) -> bytes:
    entry: dict[str, Any] = json.loads(line)
    entry["content"] |= cells
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()


LAST: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "torn": (lambda line: line[:-9], "is no entry"),
    "spaced": (lambda line: line.replace(b'":', b'": '), "not written as the export writes it"),
    "another kind": (lambda line: changed(line, claim="five"), "does not hold claim"),
}


@pytest.mark.parametrize("name", LAST)
def test_a_file_whose_last_line_is_wrong_makes_no_record(told: Book, tmp_path: Path, name: str) -> None:
    """No later line tells of a change in the last one, so it is looked at for what it says."""
    change, reason = LAST[name]
    *before, last = lines(told).splitlines()
    (tmp_path / "all.jsonl").write_bytes(b"\n".join([*before, change(last)]))
    with pytest.raises(Refused, match=reason):
        restore(tmp_path / "new.db", tmp_path / "all.jsonl")
    assert not (tmp_path / "new.db").exists()


def test_a_file_whose_chain_does_not_stand_makes_no_record(told: Book, tmp_path: Path) -> None:
    first, second, *rest = lines(told).splitlines()
    for wrong, reason in (
        ([first, *rest], "belongs"),
        ([first, second.replace(b"secretariat", b"Secretariat"), *rest], "follow"),
    ):
        (tmp_path / "all.jsonl").write_bytes(b"\n".join(wrong))
        with pytest.raises(Refused, match=f"does not stand: .*{reason}"):
            restore(tmp_path / "new.db", tmp_path / "all.jsonl")
    (tmp_path / "all.jsonl").write_bytes(b"")
    with pytest.raises(Refused, match="there are no entries"):
        restore(tmp_path / "new.db", tmp_path / "all.jsonl")
    assert not (tmp_path / "new.db").exists()


WRONG = {
    "no table": Draft("row.registered", "x", {"table": "tanks", "key": ["a"], "cells": {}}),
    "no column": Draft("row.registered", "x", {"table": "items", "key": ["a"], "cells": {"item": "a", "size": 1}}),
    "no number": Draft("row.registered", "x", {"table": "items", "key": ["a"], "cells": {"unit_cost": "dear"}}),
    "no day": Draft("row.registered", "x", {"table": "receipts", "key": ["a"], "cells": {"date": "soon"}}),
    "no cells": Draft("row.corrected", "x", {"table": "items", "key": ["a"], "of": 1}),
    "no key": Draft("row.registered", "x", {"table": "items", "key": [{}], "cells": {}}),
    "no kind": Draft("document.opened", "tank/a", {"kind": "tank", "document": "a"}),
    "no valid day": Draft("row.registered", "x", {"table": "items", "key": ["a"], "cells": {}}, "soon"),
    "newer": Draft("record.opened", "", {"title": "", "id": "", "format": 2}),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_entry_that_makes_no_sense_is_refused(tmp_path: Path, name: str) -> None:
    """Its chain stands; it was written by something else than muster."""
    with create(tmp_path / "other.db") as other:
        other.write([WRONG[name]], "somebody")
        (tmp_path / "all.jsonl").write_bytes(lines(other))
    with pytest.raises(Refused, match=r"entry 2 of all\.jsonl"):
        restore(tmp_path / "new.db", tmp_path / "all.jsonl")
    assert not (tmp_path / "new.db").exists()
