"""What trade is made of: heavy goods stay near, known mixes are met, limits that theory gives."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.case.case import Case
from corridor.errors import SolveError
from corridor.model import tastes
from corridor.model.baseline import baseline
from corridor.model.cargo import Cargo, cargo, mixes
from corridor.model.composition import carried
from corridor.model.freight import at_gate
from corridor.solvers import FixedPointSettings
from corridor.types import Floats

HEAVY, LIGHT = 0, 1


def of_groups(share: list[float], value: list[float], theta: float, moving: float = 1.0) -> Cargo:
    """Return one sector of groups, each a class of its own, traded between two places alike."""
    n = len(share)
    return Cargo(
        kind=np.zeros((2, 2), dtype=np.int64),
        taste=np.array([share]),
        value=np.array([value]),
        moving=np.array([[moving]]),
        sector=np.zeros(n, dtype=np.int64),
        handling=np.arange(n),
        trade_elasticity=np.array([theta]),
    )


def costs(*usd: float) -> Floats:
    """Return costs of a tonne between two places, [origin, destination, class]."""
    return np.broadcast_to(np.array(usd), (2, 2, len(usd))).copy()


@given(theta=st.floats(0.5, 12.0), usd=st.floats(0.0, 500.0), value=st.floats(20.0, 9000.0))
def test_groups_that_are_alike_are_one(theta: float, usd: float, value: float) -> None:
    """One group, or many of one value and cost, pay `exp(G / v)`."""
    for share in ([1.0], [0.5, 0.3, 0.2]):
        goods = carried(of_groups(share, [value] * len(share), theta), costs(*[usd] * len(share)))
        assert goods.tau[0, 1, 0] == pytest.approx(math.exp(usd / value), rel=1e-9)
        assert goods.per_usd[0][0, 1] == pytest.approx(np.array(share) / value, rel=1e-9)


def test_without_substitution_shares_are_the_mix() -> None:
    """As theta goes to zero trade is Cobb-Douglas: shares stay, `tau` is the geometric mean."""
    goods = carried(of_groups([0.3, 0.7], [50.0, 5000.0], 1e-6), costs(40.0, 60.0))
    assert goods.per_usd[0][0, 1] == pytest.approx([0.3 / 50.0, 0.7 / 5000.0], rel=1e-5)
    assert goods.tau[0, 1, 0] == pytest.approx(math.exp(0.3 * 40 / 50 + 0.7 * 60 / 5000), rel=1e-5)


def test_heavy_goods_fall_faster_with_distance() -> None:
    """Alchian and Allen: the share of the heavy falls with a cost of a tonne that both pay."""
    known = of_groups([0.5, 0.5], [50.0, 2000.0], 5.0)
    moved = np.array([carried(known, costs(g, g)).per_usd[0][0, 1] for g in (0.0, 5.0, 20.0, 80.0)])
    ratio = moved[:, HEAVY] / moved[:, LIGHT]
    assert (np.diff(ratio) < 0.0).all()
    # relative shares are those of constant elasticity
    assert ratio[3] / ratio[0] == pytest.approx(math.exp(5 * (80 / 2000 - 80 / 50)), rel=1e-12)
    assert (moved * [50.0, 2000.0]).sum(axis=1) == pytest.approx(1.0, rel=1e-12)


def test_one_more_way_to_spend_is_no_dearer() -> None:
    """Substitutes are cheaper than a fixed basket, and more so the better they substitute."""
    found = [
        carried(of_groups([0.5, 0.5], [50.0, 2000.0], t), costs(30.0, 30.0)).tau[0, 1, 0] for t in (1, 4, 8)
    ]
    assert math.exp(0.5 * 30 / 50 + 0.5 * 30 / 2000) > found[0] > found[1] > found[2] > math.exp(30 / 2000)


def test_what_is_off_the_network_keeps_its_share() -> None:
    """It is no way out of dear freight: its share is that of the mix on every pair."""
    for usd in (0.0, 300.0):
        goods = carried(of_groups([1.0], [100.0], 5.0, moving=0.6), costs(usd))
        assert goods.per_usd[0][0, 1] == pytest.approx([0.006], rel=1e-12)
        assert goods.tau[0, 1, 0] == pytest.approx(math.exp(0.6 * usd / 100), rel=1e-12)


def test_derivatives_equal_differences() -> None:
    """Of `tau` and of tonnes by costs and by theta, central differences of closed forms."""
    known, cost = of_groups([0.2, 0.5, 0.3], [60.0, 400.0, 3000.0], 4.0, moving=0.8), costs(30.0, 50.0, 70.0)
    known = replace(known, handling=np.array([0, 0, 1]))
    cost, worth, h = cost[:, :, :2], np.broadcast_to([3.0, 11.0], (2, 2, 2)), 1e-5
    found = carried(known, cost)

    def at(by: Floats, theta: float = 4.0) -> tuple[float, float]:
        there = carried(replace(known, trade_elasticity=np.array([theta])), cost + by)
        return float(np.log(there.tau[0, 1, 0])), float((there.per_usd[0] * worth)[0, 1].sum())

    for c in range(2):
        up, down = at(h * np.eye(2)[c]), at(-h * np.eye(2)[c])
        assert found.per_usd[0][0, 1, c] == pytest.approx((up[0] - down[0]) / (2 * h), rel=1e-7)
        assert found.by_cost(0, worth)[0, 1, c] == pytest.approx((up[1] - down[1]) / (2 * h), rel=1e-6)
    up, down = at(np.zeros(2), 4.0 + h), at(np.zeros(2), 4.0 - h)
    assert found.by_elasticity(0, worth)[0, 1] == pytest.approx((up[1] - down[1]) / (2 * h), rel=1e-6)
    by_theta = (found.mean_log(0)[0, 1] - np.log(found.tau[0, 1, 0])) / 4.0
    assert by_theta == pytest.approx((up[0] - down[0]) / (2 * h), rel=1e-6)


def test_known_mixes_are_means_of_what_pairs_trade(island: Case) -> None:
    """By value over all pairs for which a mix holds, in each sector."""
    world, known = baseline(island), mixes(island)
    groups = list(island.commodities["group"])
    for s in world.cargo.sectors:
        flows = at_gate(world.economy, s)
        for q, _, share in world.carried.shares(s):
            for mix in np.unique(known.source[:, q]):
                here = (known.source[:, q] == mix)[world.cargo.kind]
                wanted = known.share[known.source[:, q] == mix, q][0]
                assert (share * flows)[here].sum() / flows[here].sum() == pytest.approx(wanted, abs=2e-7)
    # abroad there is less timber, the heavier of two, for a US$ of grain
    grain, timber = (share for q, _, share in world.carried.shares(0) if groups[q] in ("grain", "timber"))
    vestra, far = island.zones.index("XVE"), island.zones.index("XOS-highland")
    assert (timber / grain)[vestra, far] < (timber / grain)[vestra, vestra]


def test_a_mix_that_cannot_be_met_raises(island: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    once = FixedPointSettings(max_iterations=1, method="anderson")
    monkeypatch.setattr(tastes, "SETTINGS", once)
    with pytest.raises(SolveError, match="Mixes of commodities were not met"):
        baseline(island)


def test_a_group_that_no_pair_has_takes_no_part(island: Case) -> None:
    """Steel is in no mix of Vestra's sales to Ostra; shares of the rest sum to one."""
    rows = pd.DataFrame(
        [("XVE", "XOS", "fuel", 1.0, 500.0)],
        columns=["origin", "destination", "group", "share", "value_usd_per_tonne"],
    )
    found = cargo(replace(island, commodity_mix=rows))
    kind = found.kind[island.zones.index("XVE"), island.zones.index("XOS-highland")]
    assert found.taste[kind, list(island.commodities["group"]).index("steel")] == 0.0
    for s in found.sectors:
        assert found.taste[:, found.groups(s)].sum(axis=1) == pytest.approx(1.0, rel=1e-12)
