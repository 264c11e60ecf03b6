"""Time of a solve over that of one read of the share array: how near it comes to what memory allows."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.timing import Figure, best_of
from benchmarks.worlds import cheaper_third, economy
from corridor.economy.equilibrium import solve

SIZES = (100, 500, 1_000, 2_000, 3_000)
SECTORS = 10
AIM = 100.0
LARGE = 2_000
"""Sizes from here on are measured only where asked for: they take minutes and up to 12 GB."""


def figures(*, large: bool = False) -> Iterator[Figure]:
    """Yield one ratio per size."""
    for regions in SIZES:
        if regions >= LARGE and not large:
            continue
        world, change = economy(regions, SECTORS), cheaper_third(regions, SECTORS)
        shares = world.trade_share.transpose(2, 0, 1)
        read = best_of(shares.sum, 5)
        iterations = solve(world, iceberg_hat=change).certificate.iterations
        took = best_of(lambda world=world, change=change: solve(world, iceberg_hat=change), 3)
        name = f"solve, {regions:,} regions x {SECTORS} sectors, over one read of its shares"
        note = f"{took:.2f} s, {iterations} steps; a read {1000 * read:.2f} ms"
        yield Figure(name, took / read, "times", AIM, note)
