"""Balancing by least information: trade with given totals, and one country's accounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MAX_ROUNDS, TOLERANCE = 3000, 1e-12
LOOKED = 8
"""Rounds from one look at the gaps to the next."""
MAX_STEPS, CLOSED = 200, 1e-13

TRUST = {"value_added": 10.0, "inputs": 1.0, "final": 1.0, "home": 1.0}
"""How dear it is to move an account from its prior: value added is published, the rest is estimated."""


def fitted(seed: np.ndarray, rows: np.ndarray, columns: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Return flows near `seed` with given totals, [origin, destination, sector].

    `rows` and `columns` are totals by [country, sector], `pairs` of all sectors by [origin, destination]; nan
    where free. Iterative proportional fitting (Deming & Stephan 1940): of all flows with these totals those
    of least information against the seed.
    """
    found = seed.copy()
    bound = not np.isnan(pairs).all()
    for turn in range(MAX_ROUNDS):
        if bound:
            found *= _ratio(pairs, found.sum(axis=2))[:, :, None]
        found *= _ratio(columns, found.sum(axis=0))[None, :, :]
        found *= _ratio(rows, found.sum(axis=1))[:, None, :]
        if turn % LOOKED:
            continue
        gaps = [
            float(np.abs(_ratio(wanted, found.sum(axis=axis)) - 1.0).max())
            for wanted, axis in ((pairs, 2), (columns, 0))
        ]
        if max(gaps) <= TOLERANCE:
            return found
    raise ArithmeticError(f"trade does not meet its totals: {max(gaps):.1e} after {MAX_ROUNDS} rounds")


def with_residual(
    seed: np.ndarray, rows: np.ndarray, columns: np.ndarray, pairs: np.ndarray, firm: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return flows where countries that are not `firm` are the residual, and the totals they meet.

    Those countries keep their totals up to one factor by sector and direction: what firm totals leave them.
    """
    free = np.where(firm, 1.0, np.nan)[:, None]
    first = fitted(seed, rows * free, columns * free, pairs)
    met = []
    for total, made in ((rows, first.sum(axis=1)), (columns, first.sum(axis=0))):
        factor = made[~firm].sum(axis=0) / total[~firm].sum(axis=0)
        met.append(np.where(firm[:, None], total, total * factor))
    return fitted(first, met[0], met[1], pairs), met[0], met[1]


def _ratio(wanted: np.ndarray, have: np.ndarray) -> np.ndarray:
    """Return the factor to a total, one where the total is free or nothing is there."""
    usable = (have > 0) & ~np.isnan(wanted)
    return np.divide(wanted, have, out=np.ones_like(have), where=usable)


@dataclass(frozen=True, eq=False)
class Account:
    """One country's accounts by sector, US$ a year."""

    value_added: np.ndarray
    inputs: np.ndarray
    """[input sector, using sector]."""
    final: np.ndarray
    home: np.ndarray
    """Sales at home, for use and final."""


def closed(prior: Account, exports: np.ndarray, imports: np.ndarray) -> Account:
    """Return the account nearest the prior that closes with given trade and total value added.

    Output, which is sales at home and exports, pays inputs and value added; sales at home and imports are
    inputs and final demand. Least information: the sum of `trust * (v log(v / v0) - v + v0)` is smallest, so
    `v = v0 exp(A' lambda / trust)`; its dual is convex in 31 unknowns and solved by Newton's method.
    """
    n = len(exports)
    unit = prior.value_added.sum()
    start = np.concatenate([prior.value_added, prior.inputs.ravel(), prior.final, prior.home]) / unit
    trust = np.repeat(list(TRUST.values()), [n, n * n, n, n])
    rules = np.zeros((2 * n + 1, len(start)))
    for s in range(n):
        inputs = np.zeros((n, n))
        inputs[:, s] = 1.0
        rules[s] = np.concatenate([-np.eye(n)[s], -inputs.ravel(), np.zeros(n), np.eye(n)[s]])
        rules[n + s] = np.concatenate([np.zeros(n), -inputs.T.ravel(), -np.eye(n)[s], np.eye(n)[s]])
    rules[2 * n, :n] = 1.0
    wanted = np.concatenate([-exports, -imports, [unit]]) / unit
    found = _nearest(start, trust, rules, wanted) * unit
    parts = np.split(found, np.cumsum([n, n * n, n]))
    return Account(parts[0], parts[1].reshape(n, n), parts[2], parts[3])


def _nearest(start: np.ndarray, trust: np.ndarray, rules: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the point of least information on `rules @ v = wanted`."""
    price = np.zeros(len(wanted))

    def at(price: np.ndarray) -> np.ndarray:
        return start * np.exp(np.clip(rules.T @ price / trust, -700.0, 300.0))

    def worth(price: np.ndarray) -> float:
        return float(trust @ at(price) - wanted @ price)

    for _ in range(MAX_STEPS):
        found = at(price)
        gap = rules @ found - wanted
        if np.abs(gap).max() <= CLOSED:
            return found
        slope = (rules * (found / trust)) @ rules.T
        slope += 1e-15 * np.trace(slope) / len(slope) * np.eye(len(slope))
        step, size, now = np.linalg.solve(slope, gap), 1.0, worth(price)
        while size > 1e-6 and worth(price - size * step) > now - 1e-4 * size * float(gap @ step):
            if np.abs(gap).max() < 1e-6:  # the objective no longer resolves the gain
                break
            size *= 0.5
        price = price - size * step
    raise ArithmeticError(f"accounts do not close: {np.abs(gap).max():.1e}")
