"""Blocks done by a cluster: a scheduler of dask.distributed at an address, and workers that come and go.

Every worker is sent the job once, those that join later too. The scheduler gives a block whose worker has ended to
another, whole. A worker does one block at a time, whatever threads it has. Keys and certificates come from dask's own
configuration (its files, or the environment), never from a command line.
"""

from __future__ import annotations

import threading
from asyncio import CancelledError
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

from distributed import Client, KilledWorker, WorkerPlugin, as_completed, get_worker
from distributed.security import Security

from muster.risk.sweep.executors import ClusterUnavailableError, WorkersLostError
from muster.risk.sweep.job import BlockTables, SweepContext, SweepJob, installed_versions, prepare_sweep, run_block
from muster.text import _

CONNECT_SECONDS, WORKER_SECONDS = 30, 60
"""Seconds to wait for the scheduler, and for its first worker."""
LOCAL_HOSTS = ("127.0.0.1", "::1", "localhost")


class Cluster:
    """The workers of the scheduler at an address; `tls://` for any machine but this one."""

    def __init__(self, address: str) -> None:
        self.address = address
        scheme, host = urlsplit(address).scheme, urlsplit(address).hostname
        if scheme != "tls" and not (scheme == "tcp" and host in LOCAL_HOSTS):
            raise ClusterUnavailableError(
                _("{address} is not encrypted, and figures would be sent to it: name a scheduler with tls://").format(
                    address=address
                )
            )

    def run(self, job: SweepJob, blocks: Sequence[int]) -> Iterator[tuple[int, BlockTables]]:
        """As they are ready."""
        try:
            with self._connected_client() as client, _registered_job(client, job) as name:
                yield from _completed_blocks(client, name, blocks)
        except KilledWorker as failure:
            raise WorkersLostError from failure
        except (CancelledError, OSError) as failure:
            words = _("The scheduler at {address} answers no more. What is done is kept.")
            raise ClusterUnavailableError(words.format(address=self.address)) from failure

    @contextmanager
    def _connected_client(self) -> Iterator[Client]:
        if self.address.startswith("tls:") and Security().get_connection_args("client")["ssl_context"] is None:
            words = _("No scheduler answers at {address}: {reason}")
            raise ClusterUnavailableError(
                words.format(address=self.address, reason=_("dask's configuration names no files for TLS"))
            )
        try:
            client = Client(self.address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, TypeError) as failure:
            # The one is no connection, the other no certificate.
            raise ClusterUnavailableError(
                _("No scheduler answers at {address}: {reason}").format(address=self.address, reason=failure)
            ) from failure
        with client:
            self._check_workers(client)
            yield client

    def _check_workers(self, client: Client) -> None:
        """Wait for a worker, and see that all compute the same bytes."""
        try:
            client.wait_for_workers(1, timeout=WORKER_SECONDS)
            versions_by_worker = client.run(installed_versions)
        except TimeoutError as failure:
            raise ClusterUnavailableError(
                _("The scheduler at {address} has no workers.").format(address=self.address)
            ) from failure
        except ModuleNotFoundError as failure:
            raise ClusterUnavailableError(
                _("A worker lacks what it needs: {reason}").format(reason=failure)
            ) from failure
        for worker, installed in versions_by_worker.items():
            check_versions(worker, installed, installed_versions())


def _completed_blocks(client: Client, job_name: str, blocks: Sequence[int]) -> Iterator[tuple[int, BlockTables]]:
    """Blocks as they are ready; no more are asked for than the workers can begin soon."""
    upcoming = iter(blocks)

    def submit(count: int) -> list[Any]:
        return [
            client.submit(_run_block_on_worker, job_name, block, key=f"{job_name}-{block}", pure=False)
            for block in islice(upcoming, count)
        ]

    completed = as_completed(submit(2 * sum(client.nthreads().values()) + 2), loop=client.loop)
    for future in completed:
        block, tables = future.result()
        future.release()
        completed.update(submit(1))
        yield block, tables


def check_versions(worker: str, installed: dict[str, str], required: dict[str, str]) -> None:
    """Refuse (`ClusterUnavailableError`) a worker whose versions would give other bytes."""
    for name, version in required.items():
        if installed.get(name) != version:
            raise ClusterUnavailableError(
                _("Worker {worker} has {name} {there}, and {needed} is needed: draws would differ.").format(
                    worker=worker, name=name, there=installed.get(name), needed=version
                )
            )


class JobPlugin(WorkerPlugin):  # type: ignore[misc]
    """A job as a worker has it; what its blocks share is built with the first of them."""

    def __init__(self, job: SweepJob, required_versions: dict[str, str]) -> None:
        self.job = job
        self.required_versions = required_versions
        self.context: SweepContext | None = None

    def setup(self, worker: Any) -> None:
        """One block at a time."""
        self.lock = threading.Lock()


@contextmanager
def _registered_job(client: Client, job: SweepJob) -> Iterator[str]:
    """The name under which the workers have the job."""
    name = f"muster-{uuid4().hex}"
    client.register_plugin(JobPlugin(job, installed_versions()), name=name)
    try:
        yield name
    finally:
        client.unregister_worker_plugin(name)


def _run_block_on_worker(name: str, block: int) -> tuple[int, BlockTables]:
    """A block, on a worker."""
    plugin = cast(JobPlugin, get_worker().plugins[name])
    check_versions(get_worker().address, installed_versions(), plugin.required_versions)
    with plugin.lock:
        if plugin.context is None:
            plugin.context = prepare_sweep(plugin.job)
        return block, run_block(plugin.context, block)
