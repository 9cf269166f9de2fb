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
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from distributed import Client, KilledWorker, WorkerPlugin, as_completed, get_worker
from distributed.security import Security

from muster.risk.sweep.executors import NoCluster, WorkersLost
from muster.risk.sweep.job import Block, Job, run_block
from muster.risk.sweep.versions import versions
from muster.text import _

ANSWER, WORKER = 30, 60
"""Seconds to wait for the scheduler, and for its first worker."""
HERE = ("127.0.0.1", "::1", "localhost")


class Cluster:
    """The workers of the scheduler at an address; `tls://` for any machine but this one."""

    def __init__(self, address: str) -> None:
        self.address = address
        scheme, place = urlsplit(address).scheme, urlsplit(address).hostname
        if scheme != "tls" and not (scheme == "tcp" and place in HERE):
            raise NoCluster(
                _("{address} is not encrypted, and figures would be sent to it: name a scheduler with tls://").format(
                    address=address
                )
            )

    def run(self, job: Job, blocks: Sequence[int]) -> Iterator[tuple[int, Block]]:
        """As they are ready."""
        try:
            with self._client() as client, _sent(client, job) as name:
                yield from _done(client, name, blocks)
        except KilledWorker as failure:
            raise WorkersLost from failure
        except (CancelledError, OSError) as failure:
            words = _("The scheduler at {address} answers no more. What is done is kept.")
            raise NoCluster(words.format(address=self.address)) from failure

    @contextmanager
    def _client(self) -> Iterator[Client]:
        if self.address.startswith("tls:") and Security().get_connection_args("client")["ssl_context"] is None:
            words = _("No scheduler answers at {address}: {reason}")
            raise NoCluster(words.format(address=self.address, reason=_("dask's configuration names no files for TLS")))
        try:
            client = Client(self.address, timeout=ANSWER, set_as_default=False)
        except (OSError, TypeError) as failure:
            # The one is no connection, the other no certificate.
            raise NoCluster(
                _("No scheduler answers at {address}: {reason}").format(address=self.address, reason=failure)
            ) from failure
        with client:
            self._ready(client)
            yield client

    def _ready(self, client: Client) -> None:
        """Wait for a worker, and see that all compute the same bytes."""
        try:
            client.wait_for_workers(1, timeout=WORKER)
            found = client.run(versions)
        except TimeoutError as failure:
            raise NoCluster(_("The scheduler at {address} has no workers.").format(address=self.address)) from failure
        except ModuleNotFoundError as failure:
            raise NoCluster(_("A worker lacks what it needs: {reason}").format(reason=failure)) from failure
        for worker, there in found.items():
            compare(worker, there, versions())


def _done(client: Client, name: str, blocks: Sequence[int]) -> Iterator[tuple[int, Block]]:
    """Blocks as they are ready; no more are asked for than the workers can begin soon."""
    ahead = iter(blocks)

    def asked(count: int) -> list[Any]:
        return [client.submit(_block, name, block, key=f"{name}-{block}", pure=False) for block in islice(ahead, count)]

    ready = as_completed(asked(2 * sum(client.nthreads().values()) + 2), loop=client.loop)
    for future in ready:
        block, tables = future.result()
        future.release()
        ready.update(asked(1))
        yield block, tables


def compare(worker: str, there: dict[str, str], asked: dict[str, str]) -> None:
    """Refuse (`NoCluster`) a worker whose versions would give other bytes."""
    for name, needed in asked.items():
        if there.get(name) != needed:
            raise NoCluster(
                _("Worker {worker} has {name} {there}, and {needed} is needed: draws would differ.").format(
                    worker=worker, name=name, there=there.get(name), needed=needed
                )
            )


class Sent(WorkerPlugin):  # type: ignore[misc]
    """A job as a worker has it."""

    def __init__(self, job: Job, asked: dict[str, str]) -> None:
        self.job = job
        self.asked = asked

    def setup(self, worker: Any) -> None:
        """One block at a time."""
        self.one = threading.Lock()


@contextmanager
def _sent(client: Client, job: Job) -> Iterator[str]:
    """The name under which the workers have the job."""
    name = f"muster-{uuid4().hex}"
    client.register_plugin(Sent(job, versions()), name=name)
    try:
        yield name
    finally:
        client.unregister_worker_plugin(name)


def _block(name: str, block: int) -> tuple[int, Block]:
    """A block, on a worker."""
    sent = get_worker().plugins[name]
    compare(get_worker().address, versions(), sent.asked)
    with sent.one:
        return block, run_block(sent.job, block)
