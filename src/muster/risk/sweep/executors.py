"""Who does the blocks of a sweep: this process, or a pool of processes; a cluster is in a file of its own.

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
from functools import partial
from typing import Protocol

from muster.risk.sweep.job import Block, Job, run_block

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
AGAIN = 3
"""How often a pool that lost a worker is started anew without a block done in between."""


class WorkersLost(Exception):
    """Workers ended again and again before a block was done: there is not enough memory, most likely."""


class NoCluster(Exception):
    """There is no cluster to work with; the message, for people, says why."""


class Executor(Protocol):
    """Anything that does blocks."""

    def run(self, job: Job, blocks: Sequence[int]) -> Iterator[tuple[int, Block]]:
        """Each block's number with its tables, as they are ready."""
        ...


class InProcess:
    """One block after the other, here."""

    def run(self, job: Job, blocks: Sequence[int]) -> Iterator[tuple[int, Block]]:
        """In order of the blocks."""
        for block in blocks:
            with _patient() as asked:
                tables = run_block(job, block, partial(bool, asked))
            yield block, tables


@contextmanager
def _patient(most: float = 1) -> Iterator[list[int]]:
    """Ctrl-C waits for the end: of a draw, so that none is kept that was cut short. After so many it does not wait."""
    asked: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    before = signal.getsignal(signal.SIGINT)

    def note(number: int, _frame: object) -> None:
        if len(asked) >= most:
            raise KeyboardInterrupt
        asked.append(number)

    signal.signal(signal.SIGINT, note)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt


class Pool:
    """So many processes, each with the job read once; blocks of a worker that ended are done again, whole."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(self, job: Job, blocks: Sequence[int]) -> Iterator[tuple[int, Block]]:
        """As they are ready."""
        left = set(blocks)
        lost = 0
        while left:
            before = len(left)
            try:
                for block, tables in self._pass(job, sorted(left)):
                    left.discard(block)
                    yield block, tables
            except BrokenProcessPool as failure:
                lost = 0 if len(left) < before else lost + 1
                if lost == AGAIN:
                    raise WorkersLost from failure

    def _pass(self, job: Job, blocks: Sequence[int]) -> Iterator[tuple[int, Block]]:
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(self.workers, context, _begin, (job,))
        waiting: dict[Future[Block], int] = {}
        ahead = iter(blocks)
        try:
            while True:
                for block in ahead:
                    with _patient(math.inf), _out_of_earshot(), _one_thread_each():
                        waiting[pool.submit(_block, block)] = block
                    if len(waiting) >= 2 * self.workers:
                        break
                if not waiting:
                    return
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    yield waiting.pop(future), future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in _processes(pool):
                process.terminate()


@contextmanager
def _out_of_earshot() -> Iterator[None]:
    """Processes begun meanwhile never hear of Ctrl-C, which a terminal tells all of them: it is for who began them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Processes begun meanwhile leave each other's processors alone: libraries read this when they are loaded."""
    own = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in own.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _processes(pool: ProcessPoolExecutor) -> list[multiprocessing.process.BaseProcess]:
    return list((getattr(pool, "_processes", None) or {}).values())


_JOBS: list[Job] = []


def _begin(job: Job) -> None:
    """Make a worker ready: it has the job, and Ctrl-C is for the one who started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _JOBS[:] = [job]
    # What is there now stays; looking through it for garbage at every draw is for nothing.
    gc.freeze()


def _block(block: int) -> Block:
    return run_block(_JOBS[0], block)
