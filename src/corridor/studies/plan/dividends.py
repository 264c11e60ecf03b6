"""Interactions of projects: Harsanyi's dividends, and Shapley's shares of them.

The dividend of a set is what its members are worth together beyond the dividends of every smaller set among
them,

    m(S) = sum_{T subset of S} (-1)^(|S| - |T|) v(T),      v(S) = sum_{T subset of S} m(T)

(Harsanyi 1963, International Economic Review 4; Rota 1964): for a pair plus means complements and minus
substitutes. Shapley's value (1953) gives every member of a set an equal share of its dividend.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

import numpy as np

from corridor.studies.plan.schedules import as_set, members
from corridor.types import Floats


def subsets(found: int) -> list[int]:
    """Return every set of some members of a set, itself included and the empty one not."""
    inside = members(found)
    return [as_set(part) for size in range(1, len(inside) + 1) for part in combinations(inside, size)]


def dividend(found: int, value: Mapping[int, float]) -> float:
    """Return the dividend of a set; `value` must have all its subsets."""
    size = found.bit_count()
    return sum((-1.0) ** (size - part.bit_count()) * value[part] for part in subsets(found))


def modelled(found: int, dividends: Mapping[int, float]) -> float:
    """Return the sum of the dividends of sets within a set."""
    return sum(usd for part, usd in dividends.items() if part & found == part)


def shapley(count: int, dividends: Mapping[int, float]) -> Floats:
    """Return each candidate's share of all dividends, [candidate]."""
    share = np.zeros(count)
    for found, usd in dividends.items():
        share[list(members(found))] += usd / found.bit_count()
    return share


def pairs(candidates: Iterable[int]) -> list[int]:
    """Return every pair of candidates, as sets."""
    return [as_set(pair) for pair in combinations(sorted(candidates), 2)]


def likely_triples(count: int, dividends: Mapping[int, float], most: int) -> list[int]:
    """Return the triples whose pairs interact most, at most so many; each has two pairs that do."""
    ranked = []
    for three in combinations(range(count), 3):
        sizes = sorted(abs(dividends.get(as_set(pair), 0.0)) for pair in combinations(three, 2))
        if sizes[1] > 0.0:
            ranked.append((sizes[1], as_set(three)))
    ranked.sort(reverse=True)
    return [found for _, found in ranked[:most]]
