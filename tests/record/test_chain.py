"""The hash chain and its checkpoints detect every change to an export, byte by byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from muster.record.errors import RecordRefusedError
from muster.record.store.checkpoint import Checkpoint, read_checkpoint
from muster.record.store.entry import EntryDraft
from muster.record.store.hash_chain import GENESIS_HASH, ChainVerdict, parse_export, verify_chain
from muster.record.store.ledger import Ledger


def export_lines(ledger: Ledger) -> list[bytes]:
    return [link.line for link in ledger.links()]


def verify_lines(lines: Sequence[bytes], *checkpoints: Checkpoint) -> ChainVerdict:
    return verify_chain(parse_export(lines), checkpoints)


@pytest.fixture
def exported_lines(ledger: Ledger) -> list[bytes]:
    for text in ("Überweisung", "قذيفة", 'quotes " and \\ and \n'):
        ledger.append(
            [EntryDraft("test.said", "a", {"text": text, "number": 0.1, "none": None}, "2022-10-01")], "Norway"
        )
    return export_lines(ledger)


def test_each_line_carries_the_sha256_of_the_one_before(exported_lines: list[bytes]) -> None:
    previous = GENESIS_HASH
    for number, line in enumerate(exported_lines, start=1):
        values = json.loads(line)
        assert (values["number"], values["previous"]) == (number, previous)
        previous = hashlib.sha256(line).hexdigest()


def test_the_chain_of_a_record_stands(ledger: Ledger, exported_lines: list[bytes]) -> None:
    assert verify_chain(ledger.links(), [ledger.head()]).is_intact
    assert verify_lines(exported_lines, ledger.head()).is_intact
    assert verify_lines(exported_lines).head_hash == ledger.head().hash
    assert verify_lines(exported_lines).entry_count == 4


@pytest.mark.parametrize("line", range(4))
def test_any_changed_byte_is_found(ledger: Ledger, exported_lines: list[bytes], line: int) -> None:
    checkpoint = ledger.head()
    for position in range(len(exported_lines[line])):
        changed = list(exported_lines)
        byte = changed[line][position] ^ 1
        changed[line] = changed[line][:position] + bytes([byte]) + changed[line][position + 1 :]
        try:
            assert not verify_lines(changed, checkpoint).is_intact, position
        except ValueError:
            continue


@pytest.mark.parametrize("missing", range(4))
def test_a_missing_entry_is_found(ledger: Ledger, exported_lines: list[bytes], missing: int) -> None:
    assert not verify_lines(exported_lines[:missing] + exported_lines[missing + 1 :], ledger.head()).is_intact


def test_reordering_is_found(ledger: Ledger, exported_lines: list[bytes]) -> None:
    first, second, third, fourth = exported_lines
    assert not verify_lines([first, third, second, fourth], ledger.head()).is_intact
    assert not verify_lines([first, second, fourth, third], ledger.head()).is_intact


def test_a_fork_written_anew_is_found_by_the_checkpoint_alone(ledger: Ledger, exported_lines: list[bytes]) -> None:
    checkpoint = ledger.head()
    other = json.loads(exported_lines[2])
    other["content"]["text"] = "something else"
    forked = [*exported_lines[:2], json.dumps(other, ensure_ascii=False, separators=(",", ":")).encode()]
    last = json.loads(exported_lines[3])
    last["previous"] = hashlib.sha256(forked[2]).hexdigest()
    forked.append(json.dumps(last, ensure_ascii=False, separators=(",", ":")).encode())
    assert verify_lines(forked).is_intact
    verdict = verify_lines(forked, checkpoint)
    assert not verdict.is_intact
    assert "up to entry 4" in str(verdict.faults[0])


def test_an_older_checkpoint_stands_in_a_longer_record(ledger: Ledger, exported_lines: list[bytes]) -> None:
    checkpoint = ledger.head()
    ledger.append([EntryDraft("test.said", "b")], "Norway")
    assert verify_chain(ledger.links(), [checkpoint]).is_intact
    assert not verify_lines(exported_lines, ledger.head()).is_intact


def test_a_checkpoint_is_read_as_it_was_written(ledger: Ledger, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("kept") / "c.json"
    path.write_text(ledger.head().to_json())
    head = ledger.head()
    assert read_checkpoint(path) == Checkpoint(head.number, head.hash, head.recorded_at, "c.json")
    for text in (
        "",
        "[]",
        '{"checkpoint": 1}',
        '{"checkpoint": 1, "number": -1, "hash": "%s"}' % ("a" * 64),
        "[" * 5000,
    ):
        path.write_text(text)
        with pytest.raises(RecordRefusedError, match="not a checkpoint"):
            read_checkpoint(path)


@pytest.mark.parametrize("line", [b"", b"[]", b"{}", b"\xff", b'{"number":1}', b"[" * 100_000])
def test_a_line_that_is_no_entry_is_told(line: bytes) -> None:
    with pytest.raises(RecordRefusedError, match="line 1 is not an entry: "):
        verify_lines([line])


def test_verify_needs_no_django(tmp_path: Path, exported_lines: list[bytes]) -> None:
    import subprocess
    import sys

    path = tmp_path / "chain.jsonl"
    path.write_bytes(b"\n".join(exported_lines) + b"\n")
    code = (
        "import sys; sys.modules['django'] = None; sys.argv = ['muster', 'record', 'verify', sys.argv[1]];"
        "from muster.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "4 entries is intact" in done.stdout
