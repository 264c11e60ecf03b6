"""A hundred small scenarios at once, over as many solves one after the other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.timing import Figure, best_of
from benchmarks.worlds import economy
from corridor.economy.batch import solve_many
from corridor.economy.equilibrium import solve

SIZES = ((10, 1), (20, 3), (50, 5))
"""Regions and sectors."""
SCENARIOS = 100
AIM = 0.5


def figures() -> Iterator[Figure]:
    """Yield one ratio per size; the first call, which compiles, in the note."""
    draw = np.random.default_rng(1)
    for regions, sectors in SIZES:
        world = economy(regions, sectors)
        shocks = [{"iceberg_hat": draw.uniform(0.7, 1.0, world.trade_share.shape)} for _ in range(SCENARIOS)]
        first = best_of(lambda world=world, shocks=shocks: solve_many(world, shocks), 1)
        took = best_of(lambda world=world, shocks=shocks: solve_many(world, shocks), 3)
        alone = best_of(lambda world=world, shocks=shocks: [solve(world, **shock) for shock in shocks], 2)
        name = f"{SCENARIOS} scenarios of {regions} regions x {sectors} at once, over one by one"
        note = f"{took:.2f} s, alone {alone:.2f} s; the first call {first:.2f} s, compilation included"
        yield Figure(name, took / alone, "times", AIM, note)
