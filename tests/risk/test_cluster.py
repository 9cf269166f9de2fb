"""A sweep done by a cluster: a real scheduler and two real workers on this machine, with and without certificates."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from distributed import Security

from muster.risk import ClusterUnavailableError, InProcess, job_of, sweep
from muster.risk.sweep import dask_executor as cluster
from muster.risk.sweep.dask_executor import Cluster, check_versions
from muster.risk.sweep.job import installed_versions
from risk.test_sweep import STORY, content, plan_of
from stories.story import folder_of

Environment = dict[str, str]


class LocalCluster:
    """A scheduler with its workers, each a process of its own."""

    def __init__(self, stack: ExitStack, folder: Path, protocol: str, environment: Environment) -> None:
        self.stack, self.folder, self.environment = stack, folder, environment
        self.file = folder / "scheduler.json"
        self.scheduler = self.start("scheduler", "--port", "0", "--host", "127.0.0.1", "--protocol", protocol)
        end = time.monotonic() + 120
        while not self.file.is_file() or not self.file.read_text("utf-8"):
            assert self.scheduler.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        self.address = json.loads(self.file.read_text("utf-8"))["address"]

    def start(self, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--no-dashboard", *arguments]
        command += ["--scheduler-file", str(self.file)]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, env=os.environ | self.environment
            )
        self.stack.callback(process.wait)
        self.stack.callback(process.kill)
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        return self.start("worker", "--nthreads", "1", "--no-nanny", "--local-directory", str(self.folder))


@contextmanager
def started(
    folder: Path, workers: int, protocol: str = "tcp", environment: Environment | None = None
) -> Iterator[LocalCluster]:
    with ExitStack() as stack:
        local = LocalCluster(stack, folder, protocol, environment or {})
        for _ in range(workers):
            local.worker()
        yield local


def certificates(folder: Path) -> Environment:
    """A certificate that this test signs itself, and the environment that names it."""
    made = Security.temporary()
    for name, text in (("cert", made.tls_ca_file), ("key", made.tls_worker_key)):
        path = folder / f"{name}.pem"
        path.touch(0o600)
        path.write_text(text, "utf-8")
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    environment = {"DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "true", f"{tls}CA_FILE": str(folder / "cert.pem")}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        environment |= {f"{tls}{role}__{kind.upper()}": str(folder / f"{kind}.pem") for kind in ("cert", "key")}
    return environment


def test_two_workers_give_the_bytes_of_one_process_though_a_third_is_killed(tmp_path: Path) -> None:
    job = job_of(plan_of(tmp_path), 160, 3)
    assert sweep(job, tmp_path / "here", InProcess())
    with started(tmp_path, 2) as local:
        third = local.worker()
        killed: list[int] = []

        def kill(done: int, asked: int) -> None:
            if not killed:
                third.kill()
                killed.append(third.wait())

        assert sweep(job, tmp_path / "there", Cluster(local.address), kill)
        assert killed == [-9]
    assert content(tmp_path / "there") == content(tmp_path / "here")


def test_with_certificates_from_the_environment_and_not_without(tmp_path: Path) -> None:
    story = folder_of(tmp_path / "story", STORY, buckets=6)
    risk = [sys.executable, "-m", "muster", "risk", str(story), "--draws", "40", "--seed", "3", "--json"]
    environment = certificates(tmp_path)
    with started(tmp_path, 2, "tls", environment) as local:
        assert local.address.startswith("tls://")
        remote = subprocess.run(
            [*risk, "--cluster", local.address, "-o", "there"],
            cwd=tmp_path,
            env=os.environ | environment,
            check=True,
            capture_output=True,
        )
        with pytest.raises(ClusterUnavailableError, match=r"No scheduler answers at tls:.* names no files for TLS"):
            list(Cluster(local.address).run(job_of(plan_of(tmp_path / "other"), 16, 3), [0]))
    here = subprocess.run([*risk, "--workers", "1", "-o", "here"], cwd=tmp_path, check=True, capture_output=True)
    assert json.loads(remote.stdout) == json.loads(here.stdout)
    assert content(tmp_path / "there" / "blocks") == content(tmp_path / "here" / "blocks")


def test_a_scheduler_that_ends_says_so_and_what_is_done_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 5)
    job = job_of(plan_of(tmp_path), 160, 3)
    with started(tmp_path, 1) as local:

        def kill(done: int, asked: int) -> None:
            local.scheduler.kill()

        with pytest.raises(ClusterUnavailableError, match="answers no more"):
            sweep(job, tmp_path / "there", Cluster(local.address), kill)
    assert len(list((tmp_path / "there" / "blocks").glob("*.draws.parquet"))) >= 1
    assert sweep(job, tmp_path / "there", InProcess())
    assert sweep(job, tmp_path / "here", InProcess())
    assert content(tmp_path / "there") == content(tmp_path / "here")


def test_workers_of_another_version_are_refused() -> None:
    with pytest.raises(ClusterUnavailableError, match=r"Worker tls://w has polars 1\.0, and 2\.0 is needed"):
        check_versions("tls://w", {"muster": "1", "polars": "1.0"}, {"muster": "1", "polars": "2.0"})
    check_versions("tls://w", installed_versions(), installed_versions())


def test_a_scheduler_without_workers_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "WORKER_SECONDS", 1)
    with started(tmp_path, 0) as local, pytest.raises(ClusterUnavailableError, match="has no workers"):
        list(Cluster(local.address).run(job_of(plan_of(tmp_path), 16, 3), [0]))


def test_nobody_there_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ClusterUnavailableError, match=f"No scheduler answers at tcp://127.0.0.1:{port}"):
        list(Cluster(f"tcp://127.0.0.1:{port}").run(job_of(plan_of(tmp_path), 16, 3), [0]))


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "10.0.0.1:8786", "ws://127.0.0.1:80", "nonsense"])
def test_figures_are_not_sent_without_encryption(address: str) -> None:
    with pytest.raises(ClusterUnavailableError, match="is not encrypted"):
        Cluster(address)
