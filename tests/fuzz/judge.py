"""What comes of a broken case, found in a process of its own so that nothing can hang or end the judge."""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
import traceback
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from typer.testing import CliRunner

from corridor.cli import app
from corridor.errors import InputError, SolveError
from corridor.io.case import check, read
from corridor.studies.appraise.appraise import appraise
from tests.fuzz.mutate import Mutant, mutant
from tests.fuzz.words import SAME, WRONG
from tests.io.islands import copy_island

SECONDS = 60.0
"""A mutant that takes longer hangs; the island takes one second."""

START_SECONDS = 300.0
"""Time to start a process on a busy machine."""

TOLERANCE = 1e-7

REFUSED, UNSOLVED, KEPT, MOVED = "refused", "not solved", "same answer", "another answer"
LATE = "passed the check, then refused"
GOOD = (REFUSED, UNSOLVED, KEPT, MOVED)


@dataclass(frozen=True)
class Outcome:
    """What came of a mutant; `fault` says why that is wrong, and is empty where it is right."""

    mutant: Mutant | None
    seed: int
    came: str
    fault: str = ""


def headline(folder: Path) -> np.ndarray:
    """Return the gains and net present values of the portfolios, and the gains of all regions together."""
    found = appraise(read(folder))
    gains = found.portfolios[["ev_world_usd", "npv_low", "npv_high"]].to_numpy(float).ravel()
    regions = found.regions.groupby("scenario", sort=True)["ev_usd"].sum().to_numpy(float)
    return np.concatenate([gains, regions])


def judge(seed: int, folder: Path, base: np.ndarray) -> Outcome:
    """Return what comes of a mutant, made in `folder`."""
    one = mutant(seed, folder)
    faults = check(folder)
    if faults:
        return Outcome(one, seed, REFUSED, _of_refusal(one, folder, [str(fault) for fault in faults]))
    try:
        found = headline(folder)
    except InputError as error:
        return Outcome(one, seed, LATE, f"passed the check, then refused: {error}")
    except SolveError:
        return Outcome(one, seed, UNSOLVED, "a case of the same meaning" if one.kind == SAME else "")
    if not np.isfinite(found).all():
        return Outcome(one, seed, "not a number", "accepted, and the answer is not a number")
    kept = len(found) == len(base) and bool(np.allclose(found, base, rtol=TOLERANCE, atol=1.0))
    wrong = {SAME: not kept, WRONG: True}.get(one.kind, False)
    fault = f"{'the answer moved' if not kept else 'accepted'} though the change is {one.kind}"
    return Outcome(one, seed, KEPT if kept else MOVED, fault if wrong else "")


def _of_refusal(one: Mutant, folder: Path, faults: list[str]) -> str:
    """Return what is wrong with a refusal: of a sound case, too long, or one that leaves something behind."""
    if one.kind == SAME:
        return f"a sound case is refused: {faults[:3]}"
    long = [fault for fault in faults if len(fault) > 3000]
    if long:
        return f"a fault of {len(long[0])} characters"
    if one.seed % 10 == 0:
        return _of_command(folder)
    return ""


def _of_command(folder: Path) -> str:
    """Return what is wrong with the command on a refused case: it must end with 2 and write nothing."""
    out = folder.parent / "results"
    result = CliRunner().invoke(app, ["appraise", str(folder), "--out", str(out), "--quiet"])
    if result.exit_code != 2:
        return f"the command ended with {result.exit_code}: {result.output[-300:]}"
    return "results were left behind" if out.exists() else ""


def outcomes(seeds: Iterable[int]) -> Iterator[Outcome]:
    """Yield what comes of every mutant; one that ends or hangs its process is told as such."""
    worker = Worker()
    try:
        for seed in seeds:
            yield worker.judged(seed)
    finally:
        worker.stop()


class Worker:
    """A process that judges one mutant after another, started again where a mutant ends it."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._start()

    def _start(self) -> None:
        self._ours, theirs = self._context.Pipe()
        self._process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        if not self._ours.poll(START_SECONDS) or self._ours.recv() != "ready":
            raise RuntimeError("the process that judges did not start")

    def judged(self, seed: int) -> Outcome:
        """Return what comes of a mutant."""
        self._ours.send(seed)
        try:
            if self._ours.poll(SECONDS):
                found: Outcome = self._ours.recv()
                return found
            came = f"took more than {SECONDS:g} s"
        except EOFError:
            self._process.join()
            came = f"ended the process with {self._process.exitcode}"
        self.stop()
        self._start()
        return Outcome(None, seed, came, came)

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._ours.close()


def _serve(pipe: Connection) -> None:
    warnings.simplefilter("error")
    root = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        base = headline(copy_island(root / "base"))
        pipe.send("ready")
        while True:
            seed = pipe.recv()
            folder = root / str(seed) / "case"
            folder.parent.mkdir()
            try:
                found = judge(seed, folder, base)
            except Exception as error:  # noqa: BLE001 - what this suite looks for
                trace = traceback.format_exc()
                found = Outcome(None, seed, f"traceback: {type(error).__name__}", trace[-2500:])
            shutil.rmtree(folder.parent, ignore_errors=True)
            pipe.send(found)
    except EOFError:
        pass
    finally:
        shutil.rmtree(root, ignore_errors=True)
