"""Shapley's shares by sampled orders, with what interactions explain taken out first.

A share is the mean, over all orders in which projects may come, of what a project adds to those before it
(Shapley 1953). Interactions that are known give their part exactly; only what they leave is sampled, in
pairs of an order and its reverse (Castro, Gómez & Tejada 2009; Mitchell et al. 2022, section 4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corridor.studies.plan.dividends import modelled, shapley
from corridor.studies.plan.schedules import as_set
from corridor.types import Floats

Values = Callable[[Sequence[int]], Mapping[int, float]]


@dataclass(frozen=True, eq=False)
class Shares:
    """Shapley's value of each candidate; zero for those outside the set."""

    value: Floats
    """[candidate] US$ a year; they add up to what the set is worth."""
    error: Floats
    """Standard error, [candidate] US$ a year; not a number from one pair of orders alone."""


def exact_shares(count: int, dividends: Mapping[int, float], inside: Sequence[int]) -> Shares:
    """Return the shares where the dividend of every set within is known."""
    found = as_set(inside)
    kept = {s: usd for s, usd in dividends.items() if s & found == s}
    return Shares(shapley(count, kept), np.zeros(count))


def sampled_shares(
    count: int,
    dividends: Mapping[int, float],
    inside: Sequence[int],
    values: Values,
    orders: Sequence[Sequence[int]],
) -> Shares:
    """Return the shares by the orders given and their reverses; `values` solves sets."""
    known = exact_shares(count, dividends, inside)
    both = [list(order) for order in orders] + [list(order)[::-1] for order in orders]
    chains = [[as_set(order[: k + 1]) for k in range(len(order))] for order in both]
    value = values(sorted({found for chain in chains for found in chain}))
    left = {found: usd - modelled(found, dividends) for found, usd in value.items()}
    added = np.zeros((len(both), count))
    for row, (order, chain) in enumerate(zip(both, chains, strict=True)):
        before = 0.0
        for i, found in zip(order, chain, strict=True):
            added[row, i] = left[found] - before
            before = left[found]
    pairs = (added[: len(orders)] + added[len(orders) :]) / 2.0
    error = np.full(count, np.nan)
    if len(orders) > 1:
        error = pairs.std(axis=0, ddof=1) / np.sqrt(len(orders))
    return Shares(known.value + pairs.mean(axis=0), error)


def drawn_orders(inside: Sequence[int], count: int, generator: np.random.Generator) -> list[list[int]]:
    """Return so many orders of the candidates, drawn at random."""
    return [generator.permutation(np.array(inside)).tolist() for _ in range(count)]
