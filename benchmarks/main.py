"""The main job of CPEC by its stages, in one process: both clocks and each stage's share.

The command as a whole, in a process of its own, is the part `reference_case`. Both clocks are told: on a
busy machine wall time says more of the neighbours than of the program.
"""

from __future__ import annotations

import contextlib
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from threadpoolctl import threadpool_limits

import corridor as co
from benchmarks.timing import Figure
from corridor.accounts import indicators
from corridor.accounts.indicator import levels, reporting_groups
from corridor.cli.results import show
from corridor.economy.shock import equilibrium
from corridor.io.results import write_run
from corridor.io.search_cache import cache_folder, remembered
from corridor.model.baseline import Baseline, baseline
from corridor.model.closure import closure_of
from corridor.model.selection import selection
from corridor.model.solved import answered, outcome, solved
from corridor.report.page import write_report
from corridor.report.payload import payload

ONE = ("m-6-sukkur-hyderabad",)
TIMES = 5
BYTES_PER_GB = 1e9


def processor() -> float:
    """Return processor seconds of this process and of those it has forked and seen end."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


class Stages:
    """Laps of both clocks."""

    def __init__(self) -> None:
        self.laps: dict[str, tuple[float, float]] = {}
        self._wall, self._cpu = time.perf_counter(), processor()

    def lap(self, name: str) -> None:
        """Note what has passed since the last lap."""
        wall, cpu = time.perf_counter(), processor()
        self.laps[name] = wall - self._wall, cpu - self._cpu
        self._wall, self._cpu = wall, cpu


def figures() -> Iterator[Figure]:
    """Yield the stages of `corridor appraise cpec`, one scenario, and the small commands."""
    stages = Stages()
    case = co.read("cpec")
    stages.lap("read the case")
    base = baseline(case, search=remembered(cache_folder()))
    stages.lap("baseline, routes cached")
    appraisal = co.appraise(case, baseline_of=lambda *_, **__: base)
    stages.lap(f"solve {len(appraisal.scenarios)} scenarios, all tables")
    with tempfile.TemporaryDirectory() as folder:
        _write(appraisal, Path(folder), stages)
    total = sum(wall for wall, _ in stages.laps.values())
    for name, (wall, cpu) in stages.laps.items():
        yield Figure(name, wall, "s", None, f"{wall / total:.0%} of the whole; processor {cpu:.1f} s")
    yield Figure("the main job, in one process", total, "s", 15.0)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / BYTES_PER_GB
    yield Figure("memory", used, "GB", 1.5)
    yield from _scenario(base)
    yield from _small()


def _write(appraisal: co.Appraisal, folder: Path, stages: Stages) -> None:
    written = write_run(appraisal, folder, report=lambda path: write_report(payload(appraisal), path))
    stages.lap("write tables, map, workbook, report")
    with contextlib.redirect_stdout(io.StringIO()):
        show(appraisal, written)
    stages.lap("show on the terminal")


def _scenario(base: Baseline) -> Iterator[Figure]:
    """Yield one scenario with all its accounts, beside its equilibrium, as a ratio in one run."""
    stands = selection(base.case.projects, ONE).something
    units = reporting_groups(base)
    with threadpool_limits(1):
        change, found = answered(base, base.state(stands), stands)
        known = {"linearised": base.linearised}
        alone = _processor(lambda: equilibrium(base.economy, change.shock, closure_of(base.case), **known))
        whole = _processor(lambda: levels(indicators(), outcome(solved(base, stands)), units))
    note = f"processor; its equilibrium {alone:.2f} s in {found.certificate.iterations} evaluations"
    yield Figure("one scenario, all accounts", whole, "s", 0.25, note)


def _processor(action: Callable[[], object]) -> float:
    """Return processor seconds of an action, the mean of some runs."""
    before = time.process_time()
    for _ in range(TIMES):
        action()
    return (time.process_time() - before) / TIMES


def _small() -> Iterator[Figure]:
    """Yield commands that answer at once, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for words, aim in (("--help", 0.3), (f"appraise island --quiet --out {folder}", 1.5)):
            yield Figure(f"`corridor {words.split(' --quiet')[0]}`", _process(words), "s", aim, "processor")


def _process(words: str) -> float:
    before = os.times()
    command = [sys.executable, "-m", "corridor", *words.split()]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
