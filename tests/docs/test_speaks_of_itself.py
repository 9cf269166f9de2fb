"""The project names no package index, no one's machine, and pins every package it installs."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from docs.pages import ROOT

# Put together from pieces, so that this file is not found by its own search.
MACHINE = re.compile(r"(?<![\w.$}~<])/(?:" + "root|home|Users|work|opt/wheels" + r")/[\w.]")
INDEX = re.compile("|".join(("index" + "-url", "/sim" + "ple/", "find" + "-links", "py" + r"pi\.org")))
TEXT = {"", ".py", ".md", ".toml", ".txt", ".yaml", ".yml", ".csv", ".json", ".po", ".lp", ".css", ".cfg"}


def files() -> list[Path]:
    """Every text file that git has or would take."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listed.stdout.splitlines()]
    return [path for path in paths if path.suffix in TEXT and path.is_file()]


def test_no_index_and_no_machine_is_named() -> None:
    found = files()
    assert len(found) > 50
    for path in found:
        text = path.read_text("utf-8", errors="replace")
        for pattern in (MACHINE, INDEX):
            hit = pattern.search(text)
            assert hit is None, f"{path.relative_to(ROOT)}: {hit and hit[0]}"


def pins(name: str) -> dict[str, str]:
    """The packages of a requirements file and everything said of each, hashes included."""
    text = (ROOT / "requirements" / name).read_text("utf-8").replace("\\\n", " ")
    return {re.split(r"(?=\s*--hash)", line)[0].strip(): line for line in text.splitlines() if line.strip()}


@pytest.mark.parametrize("name", ["core.txt", "test.txt"])
def test_every_package_is_pinned_with_its_hashes(name: str) -> None:
    for pin, line in pins(name).items():
        assert re.match(r"[\w.\-]+(\[[\w,\-]+\])?==[\w.]+", pin), pin
        assert "--hash=sha256:" in line, pin


def test_the_core_is_part_of_what_the_tests_run_with() -> None:
    assert pins("core.txt").keys() <= pins("test.txt").keys()


@pytest.mark.parametrize(("name", "extras"), [("core.txt", ()), ("test.txt", ("test", "docs"))])
def test_what_the_project_asks_for_is_pinned(name: str, extras: tuple[str, ...]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(one for extra in extras for one in project["optional-dependencies"][extra]),
    ]
    pinned = {re.split(r"[=\[]", pin)[0].lower() for pin in pins(name)}
    assert {re.split(r"[<>=\[]", one)[0].lower() for one in asked} <= pinned
