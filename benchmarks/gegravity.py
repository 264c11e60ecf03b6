"""The same one-sector problem in gegravity 0.3 (Herman 2021, USITC), a package for gravity in equilibrium."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.timing import Figure, best_of
from corridor.economy.accounts import Accounts
from corridor.economy.calibrate import calibrate
from corridor.economy.equilibrium import Equilibrium, solve

SIZES = (30, 100, 200)
SIGMA = 5.0
AIM = 1e-3
"""Ours over theirs at a hundred countries."""
AGREE = 0.02
"""Relative difference that real output, over the reference country's, may have between the two: gegravity
keeps shares of world output and expenditure at the baseline, ours move."""


def figures() -> Iterator[Figure]:
    """Yield one ratio per number of countries: calibration and solve, over theirs from the same tables."""
    if importlib.util.find_spec("gegravity") is None:
        yield Figure("gegravity", float("nan"), "times", AIM, "not measured: pip install gegravity")
        return
    for countries in SIZES:
        world = _world(countries)
        ours = _ours(world)
        took = best_of(lambda world=world: _ours(world), 3)
        started: list[Any] = []
        other = best_of(lambda world=world, kept=started: kept.append(_theirs(world)), 1)
        theirs = started[0]
        relative = ours.real_income_hat / ours.real_income_hat[-1]
        apart = float(np.max(np.abs(relative / (theirs / theirs[-1]) - 1.0)))
        if apart > AGREE:
            raise ValueError(f"the two disagree by {apart:.1e}")
        note = f"{1000 * took:.1f} ms, gegravity {other:.1f} s; they differ by {apart:.1%}"
        name = f"one sector, {countries} countries, over gegravity 0.3"
        yield Figure(name, took / other, "times", AIM, note)


def _world(countries: int) -> SimpleNamespace:
    """Return sizes, trade costs to the power `1 - sigma`, and costs that fall by a tenth for a third."""
    draw = np.random.default_rng(countries)
    place = draw.uniform(0.0, 1.0, (countries, 2))
    distance = 1.0 + np.linalg.norm(place[:, None] - place[None, :], axis=2)
    third = countries // 3
    union = np.zeros((countries, countries))
    union[:third, :third] = 1.0
    np.fill_diagonal(union, 0.0)
    output = draw.lognormal(0.0, 0.6, countries)
    return SimpleNamespace(n=countries, distance=distance, union=union, output=output)


def _ours(world: SimpleNamespace) -> Equilibrium:
    n, theta = world.n, SIGMA - 1.0
    accounts = Accounts(
        regions=tuple(f"R{i}" for i in range(n)),
        sectors=("all",),
        countries=("world",),
        country=np.zeros(n, dtype=np.int64),
        value_added=world.output[:, None],
        value_added_share=np.ones((1, 1)),
        input_share=np.zeros((1, 1, 1)),
        consumption_share=np.ones((1, 1)),
        disposable_weight=world.output,
        country_trade=np.full((1, 1, 1), world.output.sum()),
    )
    economy = calibrate(accounts, world.distance[:, :, None], np.array([theta]))
    return solve(economy, iceberg_hat=(0.9**world.union)[:, :, None])


def _theirs(world: SimpleNamespace) -> np.ndarray:
    """Return the change of real output by gegravity: from tables to results."""
    import gegravity

    n = world.n
    names = np.array([f"C{i:03d}" for i in range(n)])
    table = pd.DataFrame(
        {
            "exporter": np.repeat(names, n),
            "importer": np.tile(names, n),
            "year": "2020",
            "trade": 1.0,
            "Y": np.repeat(world.output, n),
            "E": np.tile(world.output, n),
            "lndist": np.log(world.distance).ravel(),
            "union": 0.0,
        }
    )
    effect = pd.DataFrame(
        {
            "var": ["lndist", "union"],
            "coeff": [1.0 - SIGMA, (1.0 - SIGMA) * np.log(0.9)],
            "ste": [0.0, 0.0],
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        costs = gegravity.CostCoeffs(
            estimates=effect, identifier_col="var", coeff_col="coeff", stderr_col="ste"
        )
        baseline = gegravity.BaselineData(
            table,
            imp_var_name="importer",
            exp_var_name="exporter",
            year_var_name="year",
            trade_var_name="trade",
            expend_var_name="E",
            output_var_name="Y",
        )
        model = gegravity.OneSectorGE(
            baseline,
            year="2020",
            reference_importer=names[-1],
            sigma=SIGMA,
            cost_variables=["lndist", "union"],
            cost_coeff_values=costs,
            quiet=True,
        )
        model.build_baseline(omr_rescale=1.0)
        model.define_experiment(table.assign(union=world.union.ravel()))
        model.simulate()
    found = model.country_results
    column = next(c for c in found.columns if "GDP" in c and "change" in c)
    return 1.0 + found.loc[list(names), column].to_numpy(float) / 100.0
