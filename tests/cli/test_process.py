"""The command line as a process of its own: what it imports, pipes that close, Ctrl-C."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import muster
from plans.small_plans import STORY, files_of
from stories.story import folder_of

ROOT = Path(__file__).parents[2]
MUSTER = [sys.executable, "-m", "muster"]

IMPORTED = """
import sys
from muster.cli import main
sys.argv = ["muster", *sys.argv[1:]]
try:
    main()
except SystemExit as leaving:
    assert not leaving.code, leaving.code
heavy = ("polars", "numpy", "scipy", "highspy", "pydantic", "rich", "xlsxwriter")
print([name for name in heavy if name in sys.modules])
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["plan", "--help"],
        ["verify", "--help"],
        ["report", "--help"],
        ["explain", "--help"],
        ["compare", "--help"],
    ],
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTED, *arguments], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_json_stands_alone_on_stdout(tmp_path: Path) -> None:
    """The solver's own words, at the level of the file descriptor, are kept away too."""
    folder = folder_of(tmp_path / "s", STORY)
    done = subprocess.run(
        [*MUSTER, "plan", str(folder), "-o", str(tmp_path / "p"), "--json"], capture_output=True, check=True
    )
    assert json.loads(done.stdout)["status"] == "optimal"
    assert done.stderr == b""


@pytest.mark.parametrize("more", [[], ["--json"]])
@pytest.mark.parametrize("command", ["plan", "check"])
def test_a_pipe_that_closes_is_no_failure(tmp_path: Path, command: str, more: list[str]) -> None:
    folder = folder_of(tmp_path / "s", STORY)
    with subprocess.Popen(
        [*MUSTER, command, str(folder), *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
    assert b"Traceback" not in told
    assert b"Exception" not in told


@pytest.mark.parametrize(("size", "seconds"), [("1e4", 1.5), ("1e4", 3.0), ("1e4", 6.0), ("1e5", 6.0)])
def test_ctrl_c_leaves_a_whole_plan_or_none(tmp_path: Path, size: str, seconds: float) -> None:
    """While reading, in simplex, in a later tier, in the interior point method: a plan marked feasible, or none."""
    subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "groups.py", "--size", size, str(tmp_path / "group")], check=True
    )
    process = subprocess.Popen(
        [*MUSTER, "plan", "group", "-o", "p", "--json"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    begun = time.monotonic()
    out, err = process.communicate(timeout=90)
    assert b"Traceback" not in err, err.decode()
    assert time.monotonic() - begun < 60
    left = [path.name for path in tmp_path.iterdir() if path.name != "group"]
    if not out:  # before there was anything to tell; Python itself may end as if killed by the signal
        assert process.returncode in (130, -signal.SIGINT)
        assert left == []
        return
    status = json.loads(out)["status"]
    if status == "time_limit":
        assert process.returncode == 4
        assert left == []
    else:
        assert status in ("feasible", "optimal")
        assert process.returncode in (0, -signal.SIGINT)
        assert left == ["p"]
        assert "manifest.json" in files_of(tmp_path / "p")
        assert json.loads((tmp_path / "p" / "plan.json").read_text())["status"] == status


TWICE = """
import os, shutil, signal, sys
from functools import partial
from muster.cli import main
from muster.plans.storage import write

def interrupted(*arguments, real, **named):
    os.kill(os.getpid(), signal.SIGINT)
    return real(*arguments, **named)

write.manifest_text = partial(interrupted, real=write.manifest_text)
shutil.rmtree = partial(interrupted, real=shutil.rmtree)
sys.argv = ["muster", *sys.argv[1:]]
main()
"""


def test_ctrl_c_while_clearing_up_from_the_first_leaves_nothing(tmp_path: Path) -> None:
    """A second one, pressed or told of by a library, while what was written is being removed."""
    folder = folder_of(tmp_path / "s", STORY)
    done = subprocess.run(
        [sys.executable, "-c", TWICE, "plan", str(folder), "-o", str(tmp_path / "p")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.splitlines()[-1]) == (130, "Stopped.")
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


BEGINNING = """
import os, signal, sys, time
from multiprocessing import util
from muster.cli import main

begin = util.spawnv_passfds

def interrupted(*arguments):
    process = begin(*arguments)
    if "resource_tracker" not in str(arguments):
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGINT)
        time.sleep(later)
        os.kill(process, signal.SIGINT)
    return process

if __name__ == "__main__":
    later = float(sys.argv.pop(1))
    util.spawnv_passfds = interrupted
    main()
"""


@pytest.mark.parametrize("seconds", ["0", "0.05"])
def test_ctrl_c_while_workers_begin_waits_until_they_have(tmp_path: Path, seconds: str) -> None:
    """Told to all of them, as a terminal does, and twice: one that is begun by half would tell of it at length."""
    folder = folder_of(tmp_path / "s", STORY)
    (tmp_path / "begin.py").write_text(BEGINNING, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "begin.py", seconds, "risk", str(folder), "--draws", "48", "--workers", "2", "-o", "r"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 130
    assert "Traceback" not in done.stderr
    assert "Stopped" in done.stderr


def test_two_terminals_make_two_plans(tmp_path: Path) -> None:
    """Both begin when no plan is there: each gets a folder of its own, and both are whole."""
    folder = folder_of(tmp_path / "s", STORY)
    both = [subprocess.Popen([*MUSTER, "plan", str(folder)], cwd=tmp_path, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    plans = sorted(path.name for path in tmp_path.iterdir() if path.name != "s")
    assert plans == ["s.plan", "s.plan-2"]
    for name in plans:
        assert muster.verify(tmp_path / name).is_valid
