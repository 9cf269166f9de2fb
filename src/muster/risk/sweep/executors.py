"""Executors of a sweep's blocks: this process, or a pool of processes; a cluster is in a file of its own.

An executor is given a job and the numbers of its blocks and gives each block's tables as they are ready, in any order.
What a block comes to depends on the job alone, so results are the same whoever does it. Another engine is a class with
the same one method.
"""

from __future__ import annotations

import gc
import math
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Protocol

from muster.errors import MusterError
from muster.risk.sweep.job import BlockTables, SweepContext, SweepJob, prepare_sweep, run_block

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
MOST_FAILED_RESTARTS = 3
"""Maximum restarts of a pool that lost a worker without finishing a block in between."""


class WorkersLostError(MusterError):
    """Workers ended again and again before a block was done: there is not enough memory, most likely."""


class ClusterUnavailableError(MusterError):
    """There is no cluster to work with; the message, for people, says why."""


class Executor(Protocol):
    """Anything that does blocks."""

    def run(self, job: SweepJob, blocks: Sequence[int]) -> Iterator[tuple[int, BlockTables]]:
        """Each block's number with its tables, as they are ready."""
        ...


class InProcess:
    """One block after the other, here."""

    def run(self, job: SweepJob, blocks: Sequence[int]) -> Iterator[tuple[int, BlockTables]]:
        """In order of the blocks."""
        context: SweepContext | None = None
        for block in blocks:
            with _deferred_interrupt() as signals:
                if context is None:
                    context = prepare_sweep(job)
                tables = run_block(context, block, partial(bool, signals))
            yield block, tables


@contextmanager
def _deferred_interrupt(deferred: float = 1) -> Iterator[list[int]]:
    """Ctrl-C waits for the end: of a draw, so that none is kept that was cut short. After so many it does not wait."""
    signals: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield signals
        return
    previous_handler = signal.getsignal(signal.SIGINT)

    def count_signal(number: int, _frame: object) -> None:
        if len(signals) >= deferred:
            raise KeyboardInterrupt
        signals.append(number)

    signal.signal(signal.SIGINT, count_signal)
    try:
        yield signals
    finally:
        signal.signal(signal.SIGINT, previous_handler)
    if signals:
        raise KeyboardInterrupt


class Pool:
    """A pool of processes, each with the job read once; blocks of a worker that ended are done again, whole."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(self, job: SweepJob, blocks: Sequence[int]) -> Iterator[tuple[int, BlockTables]]:
        """As they are ready."""
        unfinished = set(blocks)
        failed_restarts = 0
        while unfinished:
            before = len(unfinished)
            try:
                for block, tables in self._run_pool(job, sorted(unfinished)):
                    unfinished.discard(block)
                    yield block, tables
            except BrokenProcessPool as failure:
                failed_restarts = 0 if len(unfinished) < before else failed_restarts + 1
                if failed_restarts == MOST_FAILED_RESTARTS:
                    raise WorkersLostError from failure

    def _run_pool(self, job: SweepJob, blocks: Sequence[int]) -> Iterator[tuple[int, BlockTables]]:
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(self.workers, context, _start_worker, (job,))
        pending: dict[Future[BlockTables], int] = {}
        upcoming = iter(blocks)
        try:
            while True:
                for block in upcoming:
                    with _deferred_interrupt(math.inf), _sigint_blocked(), _one_thread_per_process():
                        pending[pool.submit(_run_block_in_worker, block)] = block
                    if len(pending) >= 2 * self.workers:
                        break
                if not pending:
                    return
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    yield pending.pop(future), future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in _processes(pool):
                process.terminate()


@contextmanager
def _sigint_blocked() -> Iterator[None]:
    """Processes begun meanwhile never hear of Ctrl-C, which a terminal tells all of them: it is for who began them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    previous_mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous_mask)


@contextmanager
def _one_thread_per_process() -> Iterator[None]:
    """Processes begun meanwhile leave each other's processors alone: libraries read this when they are loaded."""
    previous = {name: os.environ.get(name) for name in THREAD_VARIABLES}
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, "1"))
    try:
        yield
    finally:
        for name, value in previous.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _processes(pool: ProcessPoolExecutor) -> list[multiprocessing.process.BaseProcess]:
    return list((getattr(pool, "_processes", None) or {}).values())


class _Worker:
    """A job as a worker of a pool has it; what its blocks share is built with the first of them."""

    def __init__(self, job: SweepJob) -> None:
        self.job = job

    @cached_property
    def context(self) -> SweepContext:
        """Context shared by all blocks of the job."""
        return prepare_sweep(self.job)


_WORKER: list[_Worker] = []


def _start_worker(job: SweepJob) -> None:
    """Make a worker ready: it has the job, and Ctrl-C is for the one who started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _WORKER[:] = [_Worker(job)]
    # What is there now stays; looking through it for garbage at every draw is for nothing.
    gc.freeze()


def _run_block_in_worker(block: int) -> BlockTables:
    return run_block(_WORKER[0].context, block)
