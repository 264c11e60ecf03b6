"""Economies of a given size, the same every time."""

from __future__ import annotations

import numpy as np

from corridor.economy.economy import Economy


def economy(regions: int, sectors: int, *, seed: int = 1) -> Economy:
    """Return a made-up economy: regions in the plane that trade by gravity, with inputs and deficits."""
    draw = np.random.default_rng(seed)
    place = draw.uniform(0.0, 1.0, (regions, 2))
    distance = np.linalg.norm(place[:, None] - place[None, :], axis=2)
    theta = draw.uniform(3.0, 8.0, sectors)
    size = draw.lognormal(0.0, 1.0, (regions, sectors))
    pull = size[:, None, :] * (1.0 + distance[:, :, None]) ** -theta
    beta = draw.uniform(0.35, 0.6, (regions, sectors))
    mix = draw.dirichlet(np.ones(sectors), (regions, sectors)).transpose(0, 2, 1)
    return Economy.from_spending(
        trade_share=pull / pull.sum(axis=0),
        consumption_share=draw.dirichlet(np.full(sectors, 3.0), regions),
        value_added_share=beta,
        input_share=mix * (1.0 - beta)[:, None, :],
        spending=size.sum(axis=1),
        trade_elasticity=theta,
        tariff=np.zeros((regions, regions, sectors)),
    )


def cheaper_third(regions: int, sectors: int) -> np.ndarray:
    """Return changes of iceberg costs, sector-first in memory: a tenth less within the first third."""
    change = np.moveaxis(np.ones((sectors, regions, regions)), 0, 2)
    third = regions // 3
    change[:third, :third] = 0.9
    change[np.arange(regions), np.arange(regions)] = 1.0
    return change
