"""Derivatives by every parameter equal central differences of whole appraisals, tastes for groups held."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.accounts.derivatives import target
from corridor.case.case import Case
from corridor.model.baseline import baseline
from corridor.model.selection import Standing
from corridor.model.solved import outcome, solved, today
from corridor.projects.doors import Tariff
from corridor.studies.sensitivity import parameter_values
from corridor.types import Floats
from tests.conftest import field

STEP = 1e-4


def change(case: Case, project: str, asked: tuple[str, str], tastes: Floats | None = None) -> float:
    """Return what a project changes, by a whole run from the network on."""
    world = baseline(case, tastes=tastes)
    (chosen,) = (p for p in case.projects if p.project_id == project)
    built = chosen.portfolio == "built"
    after = solved(world, Standing(() if built else (chosen,), (chosen,) if built else ()))
    wanted = target(world, *asked)
    value = float(wanted.value(outcome(after)) - wanted.value(outcome(today(world))))
    return -value if built else value


def taxed(case: Case) -> Case:
    """Return the case with duties between its countries; people want what is bought at the higher price."""
    rows = [(o, d, s, 0.1) for o, d in (("XOS", "XVE"), ("XVE", "XOS")) for s in case.sectors["sector"]]
    duties = pd.DataFrame(rows, columns=["origin", "destination", "sector", "rate"])
    trade = case.country_trade.merge(duties, how="left").fillna({"rate": 0.0})
    trade["paid"] = trade["value_usd"] * (1.0 + trade["rate"])
    bought = trade.groupby(["destination", "sector"])["paid"].sum()
    sold = trade.groupby(["origin", "sector"])["value_usd"].sum()
    inputs = case.input_output.copy()
    inputs["usd"] = [
        row.share * sold.get((row.country, row.using_sector), 0.0) for row in case.input_output.itertuples()
    ]
    used = inputs.groupby(["country", "input_sector"])["usd"].sum()
    final = bought.sub(used.rename_axis(["destination", "sector"]), fill_value=0.0)
    share = (final / final.groupby(level=0).transform("sum")).rename("share").reset_index()
    share = share.rename(columns={"destination": "country"})
    return replace(case, tariffs=duties, final_demand=share)


@pytest.mark.parametrize("asked", [("real income", "XOS"), ("freight CO2", "world"), ("exports", "XVE")])
@pytest.mark.parametrize("project", ["cooler", "lode", "works", "yard", "accord"])
def test_parameters_through_doors_equal_differences_of_whole_runs(
    fielded: Case, project: str, asked: tuple[str, str]
) -> None:
    """Cold chains, mines, parks put in and taken out, and a treaty, in a world with duties."""
    accord = field("accord", Tariff("XOS", "XVE", "A", 0.5))
    case = taxed(replace(fielded, projects=(*fielded.projects, accord)))
    names = [
        name
        for name in case.parameters
        if name.split(".")[0] in ("park", "mine", "spoilage", "value_of_time", "internal")
    ]
    names += ["trade_elasticity.A", "trade_elasticity.C", "rate_per_tonne_km.road.general"]
    table = parameter_values(case, [project], *asked).set_index("parameter")
    total = change(case, project, asked)
    for name in names:
        row, slope = table.loc[name], slope_of(case, name, project, asked)
        assert row["derivative"] * row["value"] == pytest.approx(slope, rel=2e-5, abs=1e-6 * abs(total)), name


def slope_of(case: Case, name: str, project: str, asked: tuple[str, str]) -> float:
    """Return the change of the change for a parameter times e, by whole runs."""
    values, tastes = [], baseline(case).cargo.taste
    for sign in (1.0, -1.0):
        record = case.parameters.record(name)
        value = record.value * (1.0 + sign * STEP)
        moved = replace(record, value=value, low=min(record.low, value), high=max(record.high, value))
        there = replace(case, parameters=case.parameters.merged({name: moved}))
        values.append(change(there, project, asked, tastes))
    return (values[0] - values[1]) / (2 * STEP)


@pytest.mark.parametrize(
    ("project", "asked"),
    [
        ("tunnel", ("real income", "XOS")),
        ("tunnel", ("freight CO2", "world")),
        ("quay", ("exports", "XOS")),
    ],
)
def test_every_parameter_equals_differences_of_whole_runs(
    island: Case, project: str, asked: tuple[str, str]
) -> None:
    table = parameter_values(island, [project], *asked).set_index("parameter")
    assert set(table.index) == set(island.parameters)
    total = change(island, project, asked)
    assert table.index[table["derivative"].isna()].tolist() == ["migration_elasticity"]
    for name, row in table.dropna().iterrows():
        slope = slope_of(island, str(name), project, asked)
        assert row["derivative"] * row["value"] == pytest.approx(slope, rel=1e-5, abs=1e-6 * abs(total)), name
    assert np.isfinite(table["elasticity"].dropna()).all()
