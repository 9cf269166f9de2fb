"""The commands on the page about a month of a record run, and print the output shown there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.command import Run, runner
from docs.pages import DOCS
from muster.record.store.ledger import Ledger
from record.conftest import Clock

PAGE = (DOCS / "meeting-cycle.md").read_text("utf-8")
PART = re.compile(r"<!-- on (?P<day>\S+) -->|```sh\n(?P<sh>.*?)```|```text\n(?P<text>.*?)```", re.S)
FILE = re.compile(r"^cat > (\S+) <<'END'\n(.*?)^END\n", re.M | re.S)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clock: Clock) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Ledger, "_now", lambda ledger: clock.now)
    return runner(capfd, monkeypatch)


def run_block(run: Run, block: str) -> Iterator[str]:
    """Return the output of each command in a block."""
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


def last_output(out: str) -> str:
    """Return the output of a block's last commands, without the first lines of `add`."""
    return out.rpartition("were written.\n")[2].strip("\n")


def as_pattern(text: str) -> str:
    """Convert the shown output to a pattern that allows any text or lines at each `…`."""
    return "".join(".*?" if part == "…" else re.escape(part) for part in re.split(r"(…)", text.strip("\n")))


def test_the_page(run: Run, clock: Clock) -> None:
    printed = compared = 0
    out = ""
    for part in PART.finditer(PAGE):
        if part["day"]:
            clock.at(part["day"])
        elif part["sh"]:
            out = "".join(run_block(run, part["sh"]))
            printed += 1
        else:
            assert re.fullmatch(as_pattern(part["text"]), last_output(out), re.S), out
            compared += 1
    assert (printed, compared) == (PAGE.count("```sh"), PAGE.count("```text"))
