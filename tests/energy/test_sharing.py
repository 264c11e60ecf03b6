"""How plants share what they do together, against the Shapley value by all orders."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from corridor.energy.expansion import unexpanded
from corridor.energy.sharing import kinds_of, shares, standing
from corridor.energy.system import PowerSystem
from corridor.types import Floats
from tests.energy.systems import costed, small_system

KINDS = ("a", "b", "c", "d")


def by_all_orders(worth: dict[frozenset[str], float], kinds: tuple[str, ...]) -> dict[str, float]:
    """Return the Shapley value: the mean over all orders of what each adds to those before it."""
    total = dict.fromkeys(kinds, 0.0)
    orders = list(itertools.permutations(kinds))
    for order in orders:
        for place, kind in enumerate(order):
            before = frozenset(order[:place])
            total[kind] += (worth[before | {kind}] - worth[before]) / len(orders)
    return total


def subsets(kinds: tuple[str, ...]) -> list[frozenset[str]]:
    sizes = range(len(kinds) + 1)
    return [frozenset(c) for size in sizes for c in itertools.combinations(kinds, size)]


def test_pairs_are_shared_as_by_all_orders() -> None:
    rng = np.random.default_rng(3)
    own = dict(zip(KINDS, rng.normal(size=4), strict=True))
    pair = {frozenset(p): rng.normal() for p in itertools.combinations(KINDS, 2)}
    worth = {
        s: 7.0 + sum(own[k] for k in s) + sum(v for p, v in pair.items() if p <= s) for s in subsets(KINDS)
    }
    found = shares(lambda present: np.array([worth[present]]), KINDS)
    expected = by_all_orders(worth, KINDS)
    assert {k: float(v[0]) for k, v in found.items()} == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("kinds", [KINDS, ("a",), ("a", "b")])
def test_shares_sum_to_the_whole(kinds: tuple[str, ...]) -> None:
    rng = np.random.default_rng(4)
    worth = {s: rng.normal(size=2) for s in subsets(kinds)}
    found = shares(lambda present: worth[present], kinds)
    whole = worth[frozenset(kinds)] - worth[frozenset()]
    assert np.sum(list(found.values()), axis=0) == pytest.approx(whole, rel=1e-12)


@pytest.fixture(scope="module")
def system() -> PowerSystem:
    """Return 150 MW in the west, 50 in the east, joined; three projects on coal, gas and the line."""
    system = small_system(load_mw={"west": 150.0, "east": 50.0}, line_mw=40.0)
    for carrier in ("coal", "gas", "transmission"):
        system = costed(system, carrier, 1000.0)
    plants = system.plants.assign(
        project_id=[{"coal": "mine-mouth", "gas": "turbine"}.get(c, "") for c in system.plants["carrier"]]
    )
    return replace(system, plants=plants, lines=system.lines.assign(project_id="wire"))


def test_a_power_system_is_shared_nearly_as_by_all_orders(system: PowerSystem) -> None:
    kinds = kinds_of(system, ["mine-mouth", "turbine", "wire"])
    assert kinds == {"coal": ("mine-mouth",), "gas": ("turbine",), "line": ("wire",)}

    def worth(present: frozenset[str]) -> Floats:
        gone = [name for kind, names in kinds.items() if kind not in present for name in names]
        return np.array([unexpanded(system, [2030], absent=gone).system_cost(2030)])

    table = {present: float(worth(present)[0]) for present in subsets(tuple(kinds))}
    found = shares(lambda present: np.array([table[present]]), list(kinds))
    expected = by_all_orders(table, tuple(kinds))
    whole = abs(sum(expected.values()))
    for kind, value in expected.items():
        assert float(found[kind][0]) == pytest.approx(value, abs=0.05 * whole)


def test_what_has_not_opened_shares_nothing(system: PowerSystem) -> None:
    late = system.plants.assign(year_in=np.where(system.plants["carrier"] == "gas", 2031.0, 1990.0))
    late = replace(system, plants=late)
    names = ("mine-mouth", "turbine", "wire")
    assert standing(late, names, 2030) == ("mine-mouth", "wire")
    assert standing(late, names, 2031) == names
