"""The gain of projects together, parted among them: each keeps what it brings alone.

Projects of a portfolio open in different years and grow by different laws, so what they bring together has to
be parted. Each has its own gain alone, its own tonnes included; what all bring together beyond that (or
less) is shared in proportion to the size of gains alone, component by component: by country, and emissions.
The parts add up to the whole exactly, and nothing is earned before its projects open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corridor.money.cashflow import Gains
from corridor.types import Floats

Parts = tuple[Gains, ...]
"""Gains of one project, one for each law of growth among its effects."""


def parted(alone: Sequence[Parts], joint: Gains) -> tuple[Parts, ...]:
    """Return the parts of each project in what all bring together.

    Parameters
    ----------
    alone
        Gains of each project alone.
    joint
        Gains of all together; its law is not used. Emissions that effects state are those of the projects.

    """
    flat = [part for parts in alone for part in parts]
    benefit = {
        country: _shared(np.array([part.benefit.get(country, 0.0) for part in flat]), usd)
        for country, usd in joint.benefit.items()
    }
    carbon = _shared(np.array([part.carbon_tonnes for part in flat]), joint.carbon_tonnes)
    found = iter(
        replace(
            part,
            benefit={country: float(usd[i]) for country, usd in benefit.items()},
            carbon_tonnes=float(carbon[i]),
        )
        for i, part in enumerate(flat)
    )
    return tuple(tuple(next(found) for _ in parts) for parts in alone)


def sized(parts: Sequence[Parts], name: str, usd: float) -> tuple[Parts, ...]:
    """Return another yearly amount, such as exports, that comes as the gains do, by their size."""
    flat = [part for each in parts for part in each]
    share = weights(np.array([part.size for part in flat]))
    found = iter(
        replace(part, benefit={name: usd * float(w)}, carbon_tonnes=0.0, stated_tonnes=0.0)
        for part, w in zip(flat, share, strict=True)
    )
    return tuple(tuple(next(found) for _ in each) for each in parts)


def weights(size: Floats) -> Floats:
    """Return shares in proportion to sizes; even ones where all are nothing."""
    total = float(np.abs(size).sum())
    found: Floats = np.abs(size) / total if total > 0.0 else np.full(len(size), 1.0 / max(len(size), 1))
    return found


def _shared(alone: Floats, joint: float) -> Floats:
    """Return parts of `joint`: each one's own, and its share of what is left."""
    found: Floats = alone + (joint - alone.sum()) * weights(alone)
    return found
