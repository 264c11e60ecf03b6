"""Closures against a search of the network with each of them closed."""

from __future__ import annotations

import numpy as np
import pytest

from corridor.case.case import Case
from corridor.model.rates import cost_rates
from corridor.network.closures import closable, each_closed
from corridor.network.graph import prepare
from corridor.network.modes import generalised_cost
from corridor.network.routes import least_cost
from corridor.network.skims import centroids


def test_every_link_of_a_case_against_brute_force(island: Case) -> None:
    """Each link alone, some pairs, the same link twice, none, and all: costs as a search has them."""
    network, rates = island.network, cost_rates(island)
    cost, mix = generalised_cost(network.links, rates), rates.shippers
    zones = centroids(network, island.zones)
    rows = np.flatnonzero(np.isfinite(cost).all(axis=1))
    groups = [*rows[:, None], rows[:2], rows[-3:], rows[[0, 0]], rows[:0], rows]
    base = closable(network, zones, rows, (cost, mix))
    found = dict(each_closed(base, groups))
    assert sorted(found) == list(range(len(groups)))
    graph = prepare(network, zones)
    cut = 0
    for number, group in enumerate(groups):
        shut = cost.copy()
        shut[group] = np.inf
        brute = mix.mean([least_cost(graph, shut[:, x]) for x in range(len(mix))])
        assert found[number] == pytest.approx(brute, rel=1e-12)
        cut += int(np.isinf(brute).any())
    assert 0 < cut < len(groups)  # some cut a zone off, some do not


def test_a_closure_never_makes_anything_cheaper(island: Case) -> None:
    network, rates = island.network, cost_rates(island)
    cost = generalised_cost(network.links, rates)
    rows = np.flatnonzero(np.isfinite(cost).all(axis=1))
    base = closable(network, centroids(network, island.zones), rows, (cost, rates.shippers))
    found = dict(each_closed(base, [rows[:0], *rows[:, None]]))
    for number in range(1, len(found)):
        assert (found[number] >= found[0] - 1e-9).all()
