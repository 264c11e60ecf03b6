"""Derivatives by every parameter equal central differences of whole appraisals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor.appraisal.case import Case
from corridor.appraisal.parameter_values import parameter_values
from corridor.appraisal.scenario import Scenario
from corridor.appraisal.sensitivity import target
from corridor.appraisal.solved import outcome, solved, today
from corridor.appraisal.worlds import worlds

STEP = 1e-4


def change(case: Case, project: str, asked: tuple[str, str]) -> float:
    """Return what a project changes, by a whole run from the network on."""
    world = worlds(case)
    (chosen,) = (p for p in case.projects if p.project_id == project)
    built = chosen.portfolio == "built"
    after = solved(world, Scenario("it", () if built else (chosen,), (chosen,) if built else ()))
    wanted = target(world, *asked)
    value = float(wanted.value(outcome(after)) - wanted.value(outcome(today(world))))
    return -value if built else value


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
        values = []
        for sign in (1.0, -1.0):
            record = island.parameters.record(str(name))
            value = record.value * (1.0 + sign * STEP)
            moved = replace(record, value=value, low=min(record.low, value), high=max(record.high, value))
            parameters = island.parameters.merged({str(name): moved})
            values.append(change(replace(island, parameters=parameters), project, asked))
        slope = (values[0] - values[1]) / (2 * STEP)
        assert row["derivative"] * row["value"] == pytest.approx(slope, rel=1e-5, abs=1e-6 * abs(total)), name
    assert np.isfinite(table["elasticity"].dropna()).all()
