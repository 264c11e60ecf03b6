"""Work in forked processes: the order, the errors and the rest are those of work done in turn."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from corridor import parallel
from corridor.errors import SolveError

BESIDE_JAX = "nobody forks beside JAX; another test runs this in a process of its own"


def test_all_of_this_holds_in_a_process_without_jax() -> None:
    """Others of the suite may have loaded JAX; forked work is tested where they have not."""
    asked = [sys.executable, "-m", "pytest", "-q", "-k", "forked or dies", "-p", "no:cacheprovider", __file__]
    done = subprocess.run(asked, check=False, capture_output=True, text=True)  # noqa: S603 - our own
    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout


@pytest.fixture(params=[True, False], ids=["forked", "in turn"])
def _forks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param and "jax" in sys.modules:
        pytest.skip(BESIDE_JAX)
    monkeypatch.setattr(parallel, "_can_fork", lambda: request.param)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)


@pytest.mark.usefixtures("_forks")
class TestEach:
    def test_results_come_in_order(self) -> None:
        assert list(parallel.each(lambda k: k * k, 20, at_a_time=3)) == [k * k for k in range(20)]

    def test_nothing_to_do(self) -> None:
        assert list(parallel.each(lambda k: k, 0, at_a_time=3)) == []

    def test_an_error_is_raised_here_after_what_came_before_it(self) -> None:
        def action(k: int) -> int:
            if k == 4:
                raise SolveError("missed")
            return k

        found = parallel.each(action, 9, at_a_time=3)
        assert [next(found) for _ in range(4)] == [0, 1, 2, 3]
        with pytest.raises(SolveError, match="missed"):
            next(found)


def test_a_worker_that_dies_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    if "jax" in sys.modules:
        pytest.skip(BESIDE_JAX)
    monkeypatch.setattr(parallel, "_can_fork", lambda: True)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    here = os.getpid()

    def action(k: int) -> int:
        if k == 3 and os.getpid() != here:
            os._exit(1)
        return k

    assert list(parallel.each(action, 8, at_a_time=2)) == list(range(8))
