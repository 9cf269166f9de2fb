"""The page about a month of a record does what it says: its commands run, and print what it shows."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.command import Run, runner
from docs.pages import DOCS
from muster.record.store.ledger import Book
from record.conftest import Clock

PAGE = (DOCS / "meeting-cycle.md").read_text("utf-8")
PART = re.compile(r"<!-- on (?P<day>\S+) -->|```sh\n(?P<sh>.*?)```|```text\n(?P<text>.*?)```", re.S)
FILE = re.compile(r"^cat > (\S+) <<'END'\n(.*?)^END\n", re.M | re.S)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clock: Clock) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Book, "_now", lambda book: clock.now)
    return runner(capfd, monkeypatch)


def carried_out(run: Run, block: str) -> Iterator[str]:
    """What each command of a block prints."""
    for name, text in FILE.findall(block):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, "utf-8")
    for line in FILE.sub("", block).splitlines():
        program, *words = shlex.split(line)
        if program == "muster":
            done = run(*words)
            assert done.code == 0, (line, done.out, done.err)
            yield done.out
        elif program == "cat":
            yield Path(*words).read_text("utf-8")
        else:
            assert program == "mkdir", line


def printed_last(out: str) -> str:
    """What the last commands of a block print, without what `add` says first."""
    return out.rpartition("were written.\n")[2].strip("\n")


def as_pattern(shown: str) -> str:
    """What is shown, with any text or lines at each `…`."""
    return "".join(".*?" if part == "…" else re.escape(part) for part in re.split(r"(…)", shown.strip("\n")))


def test_the_page(run: Run, clock: Clock) -> None:
    printed = shown = 0
    out = ""
    for part in PART.finditer(PAGE):
        if part["day"]:
            clock.at(part["day"])
        elif part["sh"]:
            out = "".join(carried_out(run, part["sh"]))
            printed += 1
        else:
            assert re.fullmatch(as_pattern(part["text"]), printed_last(out), re.S), out
            shown += 1
    assert (printed, shown) == (PAGE.count("```sh"), PAGE.count("```text"))
