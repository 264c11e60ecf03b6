"""The list of deliberate bugs fits the sources; `make mutants` tries them."""

from __future__ import annotations

from pathlib import Path

from scripts.mutants import mutants

ROOT = Path(__file__).parents[1]
LEAST = 20


def test_every_bug_can_be_made() -> None:
    assert [problem for mutant in mutants() if (problem := mutant.problem())] == []


def test_there_are_enough_and_each_has_its_name() -> None:
    names = [mutant.name for mutant in mutants()]
    assert len(set(names)) == len(names) >= LEAST


def test_the_tests_beside_each_bug_exist() -> None:
    missing = [path for mutant in mutants() for path in mutant.tests.split() if not (ROOT / path).exists()]
    assert missing == []
