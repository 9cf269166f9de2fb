"""Exports: the chain's lines, from which a record is restored, and a data package that other programs read."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frictionless
import pytest

from cli.command import Run, runner
from muster.record.actions.submit import submit_entries
from muster.record.errors import RecordRefusedError
from muster.record.exchange.import_scenario import import_scenario
from muster.record.exchange.restore import restore_record
from muster.record.store.entry import EntryDraft
from muster.record.store.ledger import Ledger, create_ledger
from muster.scenario import read
from record.conftest import Clock
from record.shipped import export_lines
from record.test_draw import STOCK, story

CLAIM = {"action": "claim.made", "table": "stocks", "key": STOCK, "column": "quantity", "value": 8, "source": "letter"}
PLEDGE = {"kind": "pledge", "document": "p1", "party": "AAA", "wants": "pump", "quantity": 3}


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return runner(capfd, monkeypatch)


@pytest.fixture
def story_ledger(ledger: Ledger, clock: Clock, tmp_path: Path) -> Ledger:
    """A record with a scenario, an adopted claim and a pledge."""
    clock.at("2022-09-01")
    import_scenario(ledger, story(tmp_path / "story"), "secretariat")
    clock.at("2022-10-05")
    claim = submit_entries(ledger, [CLAIM], "Norway")[0].number
    submit_entries(ledger, [{"action": "document.opened", "valid_from": "2022-10-01", **PLEDGE}], "AAA")
    clock.at("2022-10-06")
    submit_entries(ledger, [{"action": "claim.adopted", "claim": claim, "reason": "newer"}], "secretariat")
    return ledger


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_data_package_of_a_record_agrees(story_ledger: Ledger, new_db: str, run: Run, tmp_path: Path) -> None:
    done = run("record", "export", new_db, "-o", "pack", "--as-of", "2022-10-10", "--json").object
    assert (done["file"], done["entries"]) == ("pack", story_ledger.head().number)
    pack = tmp_path / "pack"
    report = frictionless.validate(str(pack / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    description = json.loads((pack / "datapackage.json").read_text("utf-8"))["record"]
    assert description["digest"] == read(pack).digest
    assert description["hash"] == story_ledger.head().hash
    assert read_rows(pack / "stocks.csv")[0]["quantity"] == "8"
    (claim,) = read_rows(pack / "record" / "claims.csv")
    assert (claim["value"], claim["source"], claim["adopted"]) == ("8", "letter", "true")
    (pledge,) = read_rows(pack / "record" / "documents.csv")
    assert (pledge["kind"], pledge["document"], pledge["state"], pledge["quantity"]) == (
        "pledge",
        "p1",
        "announced",
        "3",
    )
    assert [row["number"] for row in read_rows(pack / "record" / "entries.csv")] == [
        str(number) for number in range(1, story_ledger.head().number + 1)
    ]


def test_the_data_package_of_an_earlier_time(story_ledger: Ledger, new_db: str, run: Run, tmp_path: Path) -> None:
    """The claim's quantity has no effect on the day before its adoption."""
    assert run("record", "export", new_db, "-o", "pack", "--known-at", "2022-10-05").code == 0
    assert read_rows(tmp_path / "pack" / "stocks.csv")[0]["quantity"] == "10"
    assert [claim["adopted"] for claim in read_rows(tmp_path / "pack" / "record" / "claims.csv")] == ["false"]
    assert run("record", "export", new_db, "-o", "pack").code == 2


def test_a_cell_that_a_spreadsheet_would_run_is_escaped(
    story_ledger: Ledger, new_db: str, run: Run, tmp_path: Path
) -> None:
    story_ledger.append([EntryDraft("test.said", "=1+1")], "@SUM(A1)")
    assert run("record", "export", new_db, "-o", "pack").code == 0
    last = read_rows(tmp_path / "pack" / "record" / "entries.csv")[-1]
    assert (last["subject"], last["author"]) == ("'=1+1", "'@SUM(A1)")


def test_the_lines_up_to_a_time(story_ledger: Ledger, new_db: str, run: Run, tmp_path: Path) -> None:
    assert run("record", "export", new_db, "-o", "all.jsonl").code == 0
    assert run("record", "export", new_db, "-o", "part.jsonl", "--known-at", "2022-10-05").code == 0
    whole, part = (tmp_path / "all.jsonl").read_bytes(), (tmp_path / "part.jsonl").read_bytes()
    assert whole.splitlines()[:-1] == part.splitlines()


def test_a_record_is_made_anew_from_its_lines(story_ledger: Ledger, run: Run, tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_bytes(export_lines(story_ledger))
    done = run("record", "init", "new.db", "--from", "all.jsonl", "--json").object
    assert (done["entries"], done["hash"]) == (story_ledger.head().number, story_ledger.head().hash)
    with Ledger(tmp_path / "new.db") as new:
        assert export_lines(new) == export_lines(story_ledger)
        assert list(new.entries()) == list(story_ledger.entries())
    repeated = run("record", "init", "new.db", "--from", "all.jsonl")
    assert repeated.code == 1
    assert "the database has a record already" in repeated.err


def with_content(line: bytes, **cells: object) -> bytes:
    entry: dict[str, Any] = json.loads(line)
    entry["content"] |= cells
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()


LAST: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "torn": (lambda line: line[:-9], "is not an entry"),
    "spaced": (lambda line: line.replace(b'":', b'": '), "format differs from that of an export"),
    "another kind": (lambda line: with_content(line, claim="five"), "the field claim of"),
}


@pytest.mark.parametrize("name", LAST)
def test_a_file_whose_last_line_is_wrong_makes_no_record(story_ledger: Ledger, tmp_path: Path, name: str) -> None:
    """No later line reveals a change in the last one, so its content is checked."""
    change, reason = LAST[name]
    *before, last = export_lines(story_ledger).splitlines()
    (tmp_path / "all.jsonl").write_bytes(b"\n".join([*before, change(last)]))
    with pytest.raises(RecordRefusedError, match=reason):
        restore_record(tmp_path / "new.db", tmp_path / "all.jsonl")
    assert not (tmp_path / "new.db").exists()


def test_a_file_whose_chain_does_not_stand_makes_no_record(story_ledger: Ledger, tmp_path: Path) -> None:
    first, second, *rest = export_lines(story_ledger).splitlines()
    for wrong, reason in (
        ([first, *rest], "belongs"),
        ([first, second.replace(b"secretariat", b"Secretariat"), *rest], "follow"),
    ):
        (tmp_path / "all.jsonl").write_bytes(b"\n".join(wrong))
        with pytest.raises(RecordRefusedError, match=f"is broken: .*{reason}"):
            restore_record(tmp_path / "new.db", tmp_path / "all.jsonl")
    (tmp_path / "all.jsonl").write_bytes(b"")
    with pytest.raises(RecordRefusedError, match="there are no entries"):
        restore_record(tmp_path / "new.db", tmp_path / "all.jsonl")
    assert not (tmp_path / "new.db").exists()


WRONG = {
    "no table": EntryDraft("row.registered", "x", {"table": "tanks", "key": ["a"], "cells": {}}),
    "no column": EntryDraft("row.registered", "x", {"table": "items", "key": ["a"], "cells": {"item": "a", "size": 1}}),
    "no number": EntryDraft("row.registered", "x", {"table": "items", "key": ["a"], "cells": {"unit_cost": "dear"}}),
    "no day": EntryDraft("row.registered", "x", {"table": "receipts", "key": ["a"], "cells": {"date": "soon"}}),
    "no cells": EntryDraft("row.corrected", "x", {"table": "items", "key": ["a"], "of": 1}),
    "no key": EntryDraft("row.registered", "x", {"table": "items", "key": [{}], "cells": {}}),
    "no kind": EntryDraft("document.opened", "tank/a", {"kind": "tank", "document": "a"}),
    "no valid day": EntryDraft("row.registered", "x", {"table": "items", "key": ["a"], "cells": {}}, "soon"),
    "newer": EntryDraft("record.opened", "", {"title": "", "id": "", "format": 2}),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_entry_that_makes_no_sense_is_refused(tmp_path: Path, name: str) -> None:
    """The chain is intact, but another program wrote it."""
    with create_ledger(tmp_path / "other.db") as other:
        other.append([WRONG[name]], "somebody")
        (tmp_path / "all.jsonl").write_bytes(export_lines(other))
    with pytest.raises(RecordRefusedError, match=r"entry 2 of all\.jsonl"):
        restore_record(tmp_path / "new.db", tmp_path / "all.jsonl")
    assert not (tmp_path / "new.db").exists()
