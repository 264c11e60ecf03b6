"""Made-up candidates, and every schedule of them valued year by year without the code under test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from corridor.projects.project import Project
from corridor.studies.plan.candidates import Candidate, Horizon, candidate

HORIZON = Horizon(last_year=2034, price_year=2024, base_year=2020, rate=0.1, growth=0.02)


def project(name: str, years: Sequence[int], usd: float, **fields: object) -> Project:
    """Return a project built in those years for so much a year, open in the year after."""
    given = {
        "project_id": name,
        "title": name.title(),
        "type": "road",
        "portfolio": "planned",
        "status": "preparation",
        "opening_year": max(years) + 1,
        "life_years": 20,
        "capex": tuple((year, usd) for year in years),
        **fields,
    }
    return Project(**given)  # type: ignore[arg-type]


def candidates(*projects: Project) -> tuple[Candidate, ...]:
    return tuple(candidate(p) for p in projects)


def slow_value(
    found: Sequence[Candidate],
    starts: Sequence[int | None],
    value: Mapping[int, float],
    horizon: Horizon,
    fixed: Sequence[bool] = (),
) -> float:
    """Return the net present value of starts, US$: each year by itself, use in hundredths of full use.

    Candidates that are `fixed` bring the same every year; the others grow with the economy. What a set
    brings beyond its members grows as they do, by the size of what each is worth.
    """
    total = 0.0
    for year in range(2025, horizon.last_year + 1):
        discount = (1 + horizon.rate) ** (horizon.price_year - year)
        use = []
        for one, start in zip(found, starts, strict=True):
            if start is None:
                use.append(0.0)
                continue
            p = one.project
            opening = start + one.construction_years
            open_now = opening <= year < opening + p.life_years
            use.append(min((year - opening + 1) / max(p.ramp_years, 1), 1.0) if open_now else 0.0)
            total -= discount * sum(usd for k, usd in enumerate(one.spending) if start + k == year)
            total -= discount * open_now * p.operation_share * one.cost
            if year == horizon.last_year:
                left = opening + p.life_years - (year + 1)
                total += discount * one.cost * min(max(left, 0) / p.life_years, 1.0)
        # the share of a year for which each set is used: 60 divides by every ramp of these tests
        for step in range(60):
            inside = sum(1 << i for i, u in enumerate(use) if u > (step + 0.5) / 60)
            total += discount * _in_year(value, inside, len(found), horizon, (year, fixed)) / 60
    return total


def _in_year(
    value: Mapping[int, float], inside: int, count: int, horizon: Horizon, at: tuple[int, Sequence[bool]]
) -> float:
    year, fixed = at
    grown = (1 + horizon.growth) ** (year - horizon.base_year)
    if not inside or not any(fixed):
        return grown * value.get(inside, 0.0)
    who = [i for i in range(count) if inside >> i & 1]
    scale = [1.0 if fixed[i] else grown for i in who]
    own = [value[1 << i] for i in who]
    rest = value[inside] - sum(own)
    shared = sum(abs(v) * g for v, g in zip(own, scale, strict=True)) / sum(map(abs, own))
    return sum(v * g for v, g in zip(own, scale, strict=True)) + rest * shared


def every_schedule(found: Sequence[Candidate], years: Sequence[int]) -> list[tuple[int | None, ...]]:
    return list(product([None, *years], repeat=len(found)))


def random_worth(count: int, seed: int) -> dict[int, float]:
    """Return a worth for every set: alone, in pairs of either sign, and a little of everything."""
    generator = np.random.default_rng(seed)
    alone = generator.uniform(1e6, 8e6, count)
    pair = generator.normal(0.0, 2e6, (count, count))
    found = {0: 0.0}
    for s in range(1, 1 << count):
        inside = [i for i in range(count) if s >> i & 1]
        total = sum(alone[i] for i in inside)
        total += sum(pair[i, j] for a, i in enumerate(inside) for j in inside[a + 1 :])
        found[s] = float(total + (generator.normal(0.0, 5e5) if len(inside) > 2 else 0.0))
    return found
