"""The chain and its checkpoints find whatever is done to an export, byte by byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from muster.record.errors import Refused
from muster.record.store.checkpoint import Checkpoint, read_checkpoint
from muster.record.store.entry import Draft
from muster.record.store.hash_chain import NOTHING, Verdict, exported, verify
from muster.record.store.ledger import Book


def lines(book: Book) -> list[bytes]:
    return [link.line for link in book.links()]


def verdict(found: Sequence[bytes], *kept: Checkpoint) -> Verdict:
    return verify(exported(found), kept)


@pytest.fixture
def written(book: Book) -> list[bytes]:
    for text in ("Überweisung", "قذيفة", 'quotes " and \\ and \n'):
        book.write([Draft("test.said", "a", {"text": text, "number": 0.1, "none": None}, "2022-10-01")], "Norway")
    return lines(book)


def test_each_line_carries_the_sha256_of_the_one_before(written: list[bytes]) -> None:
    previous = NOTHING
    for number, line in enumerate(written, start=1):
        found = json.loads(line)
        assert (found["number"], found["previous"]) == (number, previous)
        previous = hashlib.sha256(line).hexdigest()


def test_the_chain_of_a_record_stands(book: Book, written: list[bytes]) -> None:
    assert verify(book.links(), [book.head()]).stands
    assert verdict(written, book.head()).stands
    assert verdict(written).head == book.head().hash
    assert verdict(written).entries == 4


@pytest.mark.parametrize("line", range(4))
def test_any_changed_byte_is_found(book: Book, written: list[bytes], line: int) -> None:
    kept = book.head()
    for place in range(len(written[line])):
        changed = list(written)
        byte = changed[line][place] ^ 1
        changed[line] = changed[line][:place] + bytes([byte]) + changed[line][place + 1 :]
        try:
            assert not verdict(changed, kept).stands, place
        except ValueError:
            continue


@pytest.mark.parametrize("gone", range(4))
def test_a_missing_entry_is_found(book: Book, written: list[bytes], gone: int) -> None:
    assert not verdict(written[:gone] + written[gone + 1 :], book.head()).stands


def test_reordering_is_found(book: Book, written: list[bytes]) -> None:
    first, second, third, fourth = written
    assert not verdict([first, third, second, fourth], book.head()).stands
    assert not verdict([first, second, fourth, third], book.head()).stands


def test_a_fork_written_anew_is_found_by_the_checkpoint_alone(book: Book, written: list[bytes]) -> None:
    kept = book.head()
    other = json.loads(written[2])
    other["content"]["text"] = "something else"
    forked = [*written[:2], json.dumps(other, ensure_ascii=False, separators=(",", ":")).encode()]
    last = json.loads(written[3])
    last["previous"] = hashlib.sha256(forked[2]).hexdigest()
    forked.append(json.dumps(last, ensure_ascii=False, separators=(",", ":")).encode())
    assert verdict(forked).stands
    found = verdict(forked, kept)
    assert not found.stands
    assert "up to entry 4" in str(found.faults[0])


def test_an_older_checkpoint_stands_in_a_longer_record(book: Book, written: list[bytes]) -> None:
    kept = book.head()
    book.write([Draft("test.said", "b")], "Norway")
    assert verify(book.links(), [kept]).stands
    assert not verdict(written, book.head()).stands


def test_a_checkpoint_is_read_as_it_was_written(book: Book, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("kept") / "c.json"
    path.write_text(book.head().written())
    head = book.head()
    assert read_checkpoint(path) == Checkpoint(head.number, head.hash, head.recorded_at, "c.json")
    for text in (
        "",
        "[]",
        '{"checkpoint": 1}',
        '{"checkpoint": 1, "number": -1, "hash": "%s"}' % ("a" * 64),
        "[" * 5000,
    ):
        path.write_text(text)
        with pytest.raises(Refused, match="no checkpoint"):
            read_checkpoint(path)


@pytest.mark.parametrize("line", [b"", b"[]", b"{}", b"\xff", b'{"number":1}', b"[" * 100_000])
def test_a_line_that_is_no_entry_is_told(line: bytes) -> None:
    with pytest.raises(Refused, match="line 1 is no entry: "):
        verdict([line])


def test_verify_needs_no_django(tmp_path: Path, written: list[bytes]) -> None:
    import subprocess
    import sys

    path = tmp_path / "chain.jsonl"
    path.write_bytes(b"\n".join(written) + b"\n")
    code = (
        "import sys; sys.modules['django'] = None; sys.argv = ['muster', 'record', 'verify', sys.argv[1]];"
        "from muster.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "4 entries stands" in done.stdout
