"""Writing a study of the power system: its tables and its record, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from corridor.case.case import Case
from corridor.energy.effect import PowerEffect
from corridor.energy.tables import pathway_tables
from corridor.io.values import write_study
from corridor.studies.power import PowerStudy


def write_power_study(study: PowerStudy, case: Case, out: Path, *, name: str = "") -> Path:
    """Write `out/<case>/energy-<hash>/` and return it.

    Tables of the pathway; those of the world without the projects begin with `without_`; `effect` by year,
    `regions` by year and region, `worth` by country; `run.json`.
    """
    asked = {
        "years": list(study.asked.years),
        "projects": list(study.asked.projects),
        "without": list(study.asked.without),
        "caps_mt": {str(year): cap for year, cap in study.asked.caps_mt.items()},
        "built": study.asked.built,
        "economy": study.asked.economy,
    }
    return write_study("energy", power_tables(study), case, asked, out, name=name)


def power_tables(study: PowerStudy) -> dict[str, pd.DataFrame]:
    """Return all tables of a study by name."""
    tables = dict(pathway_tables(study.pathway))
    if study.without is not None:
        tables |= {f"without_{name}": table for name, table in pathway_tables(study.without).items()}
        tables["effect"] = pd.DataFrame([_effect(effect) for effect in study.effects])
        tables["regions"] = pd.concat([_regions(effect) for effect in study.effects], ignore_index=True)
    if len(study.worth):
        tables["worth"] = study.worth
    return tables


def _effect(effect: PowerEffect) -> dict[str, float]:
    return {
        "year": effect.year,
        "supply_cost_with_usd_mwh": effect.supply_cost_with,
        "supply_cost_without_usd_mwh": effect.supply_cost_without,
        "supply_cost_change_usd_mwh": effect.supply_cost_change,
        "own_capital_usd": effect.own_capital,
        "emission_change_t": effect.emission_change_t,
        "unserved_change_mwh": effect.unserved_change_mwh,
    }


def _regions(effect: PowerEffect) -> pd.DataFrame:
    table = effect.electricity_cost_hat.rename("electricity_cost_hat").reset_index()
    return table.assign(year=effect.year)[["year", "region_id", "electricity_cost_hat"]]
