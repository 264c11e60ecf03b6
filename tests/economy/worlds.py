"""Small worlds that the economy's tests share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corridor.economy.economy import Economy

Floats = NDArray[np.float64]


def make_world(seed: int, n: int = 5, s: int = 3, *, inputs: bool = True, tariffs: bool = True) -> Economy:
    """Return a random economy with deficits that follow from its accounts."""
    draw = np.random.default_rng(seed)
    distance = draw.uniform(1.0, 3.0, (n, n, s))
    distance[np.arange(n), np.arange(n)] = 1.0
    theta = draw.uniform(2.5, 8.0, s)
    size = draw.uniform(0.5, 2.0, n)
    power = size[:, None, None] * distance**-theta
    pi = power / power.sum(axis=0)
    beta = draw.uniform(0.35, 0.7, (n, s)) if inputs else np.ones((n, s))
    gamma = draw.dirichlet(np.ones(s), (n, s)).transpose(0, 2, 1) * (1.0 - beta)[:, None, :]
    rate = draw.uniform(0.0, 0.2, (n, n, s)) * (1.0 - np.eye(n))[:, :, None] if tariffs else None
    # spending first, then the value added that goes with it, so that accounts can close
    alpha = draw.dirichlet(np.ones(s) * 3.0, n)
    spending = size * draw.uniform(0.9, 1.1, n) * 100.0
    tariff = np.zeros((n, n, s)) if rate is None else rate
    return Economy.from_spending(
        trade_share=pi,
        consumption_share=alpha,
        value_added_share=beta,
        input_share=gamma,
        spending=spending,
        trade_elasticity=theta,
        tariff=tariff,
    )
