"""A hundred cases broken at random: each is refused in words or gives an answer; `make fuzz` tries 2,000."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.judge import GOOD, outcomes
from tests.fuzz.mutate import mutant
from tests.io.islands import tree

MUTANTS = 100


@pytest.mark.slow
def test_no_broken_case_ends_in_a_traceback_a_hang_or_a_silent_change() -> None:
    found = list(outcomes(range(MUTANTS)))
    assert [f"{one.mutant or one.seed}: {one.fault}" for one in found if one.fault] == []
    assert {one.came for one in found} <= set(GOOD)
    assert sum(one.came == GOOD[0] for one in found) > MUTANTS / 2
    assert len({one.came for one in found}) > 1


def test_a_seed_makes_the_same_mutant(tmp_path: Path) -> None:
    kinds = set()
    for seed in range(8):
        one, other = mutant(seed, tmp_path / f"{seed}a"), mutant(seed, tmp_path / f"{seed}b")
        assert one == other
        kinds.add(one.change)
        files = [path for path in (tmp_path / f"{seed}a").rglob("*") if path.is_fifo()]
        if not files:
            assert tree(tmp_path / f"{seed}a") == tree(tmp_path / f"{seed}b")
    assert len(kinds) > 3
