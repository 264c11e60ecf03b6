"""Work shared by forked processes: results in order, as if done one after the other."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

Result = TypeVar("Result")


def each(action: Callable[[int], Result], count: int, *, at_a_time: int) -> Iterator[Result]:
    """Yield `action(0)`, `action(1)`, ... of `count`, at most `at_a_time` and one per processor at a time.

    A forked process sees all that this one has made, so nothing is copied to it; results are pickled. Threads
    would wait for each other: most operations on small arrays hold Python's lock. Where the system cannot
    fork safely, and for what a worker gave up, the work is done here, so that errors are told as ever.
    """
    workers = min(at_a_time, os.cpu_count() or 1, count)
    if workers < 2 or not _can_fork():
        yield from map(action, range(count))
        return
    pipes, processes = zip(*[_worker(action) for _ in range(workers)], strict=True)
    todo = iter(range(count))
    at_work: dict[Connection, int] = {}
    ready: dict[int, Result] = {}
    try:
        for pipe in pipes:
            _hand(pipe, todo, at_work)
        for k in range(count):
            while k not in ready and k in at_work.values():
                for pipe in wait(list(at_work)):
                    _take(pipe, ready, todo, at_work)  # type: ignore[arg-type]
            yield ready.pop(k) if k in ready else action(k)
    finally:
        for pipe, process in zip(pipes, processes, strict=True):
            pipe.close()
            process.kill()
            process.join()


def _can_fork() -> bool:
    """Return whether a fork is safe: not on macOS, beside the threads of JAX, or in a worker."""
    forked = multiprocessing.current_process().daemon
    return sys.platform.startswith("linux") and "jax" not in sys.modules and not forked


def _worker(action: Callable[[int], Any]) -> tuple[Connection, BaseProcess]:
    """Return a new process that does what it is told, and the pipe to tell it."""
    here, there = multiprocessing.Pipe()
    context = multiprocessing.get_context("fork")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of BLAS are idle and made for this
        process = context.Process(target=_work, args=(action, there, here), daemon=True)
        process.start()
    there.close()
    return here, process


def _work(action: Callable[[int], Any], there: Connection, here: Connection) -> None:
    """Do what comes over a pipe; whatever goes wrong ends the process without a word."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops its workers
    here.close()
    try:
        while True:
            k = there.recv()
            there.send((k, action(k)))
    finally:
        os._exit(0)


def _hand(pipe: Connection, todo: Iterator[int], at_work: dict[Connection, int]) -> None:
    """Give a worker the next piece of work, if there is any."""
    at_work.pop(pipe, None)
    for k in todo:
        at_work[pipe] = k
        pipe.send(k)
        break


def _take(
    pipe: Connection, ready: dict[int, Result], todo: Iterator[int], at_work: dict[Connection, int]
) -> None:
    """Take a result and hand out more work; forget a worker that is gone."""
    try:
        k, found = pipe.recv()
        ready[k] = found
        _hand(pipe, todo, at_work)
    except (EOFError, OSError):
        at_work.pop(pipe, None)
