"""What each study gives for the figures of the documentation: a flat table of names and numbers.

Names are made of the words of the tables, so that a mark in the prose says where its number comes from:
`planned.real_income.PAK.percent`, `project.tunnel.eirr`, `path.PAK.2040.ev_usd`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import corridor as co
from corridor.cli.plan import remembering
from corridor.io.power import power_tables
from corridor.io.search_cache import cache_folder, remembered
from corridor.model.baseline import baseline
from corridor.report.fact_pictures import fact_pictures
from corridor.studies.power import PowerAsked, named, power_study

ROOT = Path(__file__).parents[1]
CPEC = ROOT / "cases" / "cpec"
ISLAND = ROOT / "examples" / "island"
PORTFOLIOS = {"upgraded": "planned", "first-decade": "built"}
"""Scenario to what the prose calls it."""
NOTICED = 1e-4
"""Relative change of a region above which it counts as one that gains or loses."""

PLAN = "corridor plan cpec --budget 1e9/yr"

Facts = dict[str, float | str]


@dataclass(frozen=True)
class Study:
    """One run: the command that a reader may type, the case, and what gives the figures."""

    command: str
    folder: Path
    run: Callable[[], Facts]
    keeps_all: bool = False
    """Whether the file keeps what no page marks, for a test to compare."""
    slow: bool = False
    """Whether it may be older than the case and the parameters; its page then shows the day of the run."""


def slug(words: object) -> str:
    """Return words as a part of a name."""
    return re.sub(r"[^0-9A-Za-z-]+", "_", str(words)).strip("_")


def numbers(prefix: str, row: pd.Series) -> Facts:
    """Return the numbers of a row by column."""
    return {
        f"{prefix}.{name}": float(value)
        for name, value in row.items()
        if isinstance(value, int | float | np.number) and not isinstance(value, bool)
    }


def cpec(run: Callable[[co.Case], Facts]) -> Callable[[], Facts]:
    """Return a run on the reference case."""
    return lambda: run(co.read(str(CPEC)))


def searched() -> Any:
    """Return the baseline with searches of the network kept between runs."""
    return partial(baseline, search=remembered(cache_folder()))


def appraised(case: co.Case) -> Facts:
    """Return the figures of an appraisal."""
    result = co.appraise(case, baseline_of=searched())
    home = case.settings.focus[0]
    found = _accounts(result.accounts) | _regions(result, home) | _counts(case, result)
    for table in (result.projects, result.portfolios):
        for _, row in table.iterrows():
            whole = PORTFOLIOS.get(row["project_id"])
            found |= numbers(f"{whole}.money" if whole else f"project.{row['project_id']}", row)
    for _, row in result.sites.iterrows():
        found |= numbers(f"site.{row['project_id']}", row)
    return found | _money(result)


def _accounts(table: pd.DataFrame) -> Facts:
    found: Facts = {}
    shown = table[table["scenario"].isin(PORTFOLIOS) & (table["level"] != "region")]
    for row in shown.itertuples(index=False):
        prefix = f"{PORTFOLIOS[row.scenario]}.{slug(row.indicator)}.{row.region}"
        found[f"{prefix}.before"], found[f"{prefix}.after"] = row.baseline, row.counterfactual
        found[f"{prefix}.change"] = row.change
        if row.baseline:
            found[f"{prefix}.percent"] = 100 * row.change / row.baseline
    return found


def _regions(result: co.Appraisal, home: str) -> Facts:
    """Return gains in US$ by country, and counts of home regions by indicator."""
    found: Facts = {}
    names = set(result.regions.loc[result.regions["country"] == home, "region_id"])
    for scenario, name in PORTFOLIOS.items():
        regions = result.regions[result.regions["scenario"] == scenario]
        found |= {f"{name}.gain.{c}": v for c, v in regions.groupby("country")["ev_usd"].sum().items()}
        found[f"{name}.gain.world"] = regions["ev_usd"].sum()
        found[f"{name}.losers.{home}"] = int((regions.loc[regions["country"] == home, "ev_usd"] < 0).sum())
        rows = result.accounts[
            (result.accounts["scenario"] == scenario) & result.accounts["region"].isin(names)
        ]
        part = (rows["change"] / rows["baseline"].abs()).groupby(rows["indicator"])
        for indicator, changes in part:
            found[f"{name}.{slug(indicator)}.regions_falling"] = int((changes < -NOTICED).sum())
            found[f"{name}.{slug(indicator)}.regions_rising"] = int((changes > NOTICED).sum())
    return found


def _counts(case: co.Case, result: co.Appraisal) -> Facts:
    listed = {name: [p for p in case.projects if p.portfolio == name] for name in ("built", "planned")}
    found: Facts = {"case.regions": len(case.regions), "case.sectors": len(case.sectors)}
    found["projects"] = len(case.projects)
    found["projects.acting"] = sum(project.acts for project in case.projects)
    found["projects.on_network"] = sum(bool(project.effects) for project in case.projects)
    found["projects.by_doors"] = found["projects.acting"] - found["projects.on_network"]
    found["projects.idle"] = len(case.projects) - found["projects.acting"]
    for name, projects in listed.items():
        found[f"{name}.projects"] = len(projects)
        found[f"{name}.acting"] = sum(project.acts and project.listed for project in projects)
    found["largest_residual"] = float(result.certificates["residual"].max())
    home = case.settings.focus[0]
    today = result.accounts[(result.accounts["scenario"] == "upgraded") & (result.accounts["region"] == home)]
    level = today.set_index("indicator")["baseline"]
    found[f"today.exports_to_GDP.{home}"] = level["exports"] / level["real GDP"]
    found[f"today.CO2.{home}"] = level[["production CO2", "power CO2", "freight CO2"]].sum()
    return found


def _money(result: co.Appraisal) -> Facts:
    found: Facts = {}
    for scenario, name in PORTFOLIOS.items():
        found |= _tests(result, scenario, name)
        for _, row in result.risk[result.risk["project_id"] == scenario].iterrows():
            found |= numbers(f"{name}.risk", row)
        who = result.incidence[
            (result.incidence["project_id"] == scenario) & (result.incidence["discount_rate"] == "low")
        ]
        sums = who.groupby(["group", "country"])["usd"].sum()
        found |= {f"{name}.pays.{slug(group)}.{place}": usd for (group, place), usd in sums.items()}
        debt = result.debt[result.debt["project_id"] == scenario]
        if len(debt):
            peak = debt.loc[(debt["service_usd"] + debt["dividends_usd"]).idxmax()]
            found |= numbers(f"{name}.peak_service", debt.loc[debt["service_usd"].idxmax()])
            found[f"{name}.peak_outflow_usd"] = peak["service_usd"] + peak["dividends_usd"]
            found[f"{name}.peak_outflow_year"] = peak["year"]
    return found


def _tests(result: co.Appraisal, scenario: str, name: str) -> Facts:
    found: Facts = {}
    for _, row in result.sensitivity[result.sensitivity["project_id"] == scenario].iterrows():
        found |= numbers(f"{name}.test.{slug(row['test'])}", row)
    for _, row in result.switching[result.switching["project_id"] == scenario].iterrows():
        found[f"{name}.switching.{slug(row['variable'])}.{row['discount_rate']}"] = row["switching_value"]
    return found


def followed(case: co.Case) -> Facts:
    """Return the figures of the path year by year."""
    countries = co.path(case, baseline_of=searched()).countries
    found: Facts = {}
    for row in countries.itertuples(index=False):
        prefix = f"path.{row.country}.{row.year}"
        found[f"{prefix}.percent"] = 100 * (row.real_income_hat - 1)
        found[f"{prefix}.ev_usd"] = row.ev_usd
        found[f"{prefix}.ideas_percent"] = 100 * (row.productivity_hat - 1)
    return found


def planned(case: co.Case, prefix: str, of: str) -> Facts:
    """Return the figures of a plan: its worth, and when the works of each candidate start."""
    question = co.PlanQuestion(budget=1e9, of=of)
    plan = co.plan(case, question, baseline_of=searched(), ledger_of=remembering())
    found = numbers(prefix, plan.summary.iloc[0])
    for row in plan.projects.itertuples(index=False):
        built = not pd.isna(row.start_year)
        found[f"{prefix}.start_year.{row.project_id}"] = float(row.start_year) if built else "not"
    return found


def congested(case: co.Case) -> Facts:
    """Return what the planned projects bring where freight slows freight."""
    sums = (
        co.congested(case, baseline_of=searched())
        .regions.groupby("country")[["ev_usd", "ev_free_flow_usd"]]
        .sum()
    )
    return {f"congestion.{c}.{name}": v for c, row in sums.iterrows() for name, v in row.items()}


def widened(case: co.Case) -> Facts:
    """Return the best roads to widen for US$ 5 billion."""
    home = case.settings.focus[0]
    found = co.upgrades(case, 5000.0, of=home, baseline_of=searched())
    facts: Facts = {
        "upgrades.gain_usd": found.gain,
        "upgrades.percent": 100 * found.gain / found.baseline,
        "upgrades.multiplier": found.multiplier,
        "upgrades.residual": found.residual,
    }
    return facts | _shares(found.roads[["road", "share_percent"]].itertuples(index=False))


def _shares(rows: Iterable[tuple[Hashable, ...]]) -> Facts:
    return {f"upgrades.share.{slug(road)}": float(str(share)) for road, share in rows}


def powered(case: co.Case) -> Facts:
    """Return the pathway of the power system with and without the corridor's plants, and their worth."""
    asked = PowerAsked((2025, 2030, 2035, 2040), named(case, ("built", "planned"), "projects"), economy=True)
    tables = power_tables(power_study(case, asked, baseline_of=searched()))
    found: Facts = {}
    for prefix, name in (("power", "years"), ("power.without", "without_years"), ("power.effect", "effect")):
        for _, row in tables[name].iterrows():
            found |= numbers(f"{prefix}.{int(row['year'])}", row)
    mix = tables["mix"].groupby(["year", "carrier"])["twh"].sum()
    found |= {f"power.mix.{year}.{slug(carrier)}": twh for (year, carrier), twh in mix.items()}
    for _, row in tables["worth"].iterrows():
        found |= numbers(f"power.worth.{row['capital']}.{row['country']}", row)
    return found


def compared(case: co.Case) -> Facts:
    """Return published figures beside the model's, and draw the pictures of the page."""
    checked = co.check_facts(case, power=True, baseline_of=searched())
    for name, picture in fact_pictures(checked).items():
        (ROOT / "docs" / "images" / f"facts-{name}").write_bytes(picture)
    found: Facts = {"facts.judged": checked.judged, "facts.hold": checked.judged - checked.failing}
    for _, row in checked.facts.iterrows():
        found |= numbers(f"facts.{row['id']}", row) | {f"facts.{row['id']}.verdict": row["verdict"]}
    for _, row in checked.summary.iterrows():
        found |= numbers(f"facts.{row['kind']}.{row['use']}", row)
    for use, part in checked.summary.groupby("use"):
        found |= {f"facts.{use}.{name}": int(part[name].sum()) for name in ("figures", "hold", "within_aim")}
    return found


def island() -> Facts:
    """Return what the test of the island compares, under names of its own."""
    kept = re.compile(
        r"(planned|built)\.(gain|money\.(npv|bcr|eirr|mirr)|risk\.npv|(real_GDP|exports|freight_CO2)\.\w+\.percent)"
    )
    found = appraised(co.read(str(ISLAND)))
    return {f"island.{name}": value for name, value in found.items() if kept.match(name)}


STUDIES = {
    "island": Study("corridor appraise island", ISLAND, island, keeps_all=True),
    "appraise": Study("corridor appraise cpec", CPEC, cpec(appraised)),
    "facts": Study("corridor check-facts cpec --power", CPEC, cpec(compared)),
    "path": Study("corridor path cpec", CPEC, cpec(followed)),
    "upgrades": Study("corridor upgrades cpec --budget 5000", CPEC, cpec(widened)),
    "power": Study("corridor energy cpec --projects built,planned --economy", CPEC, cpec(powered)),
    "congestion": Study("corridor congestion cpec", CPEC, cpec(congested), slow=True),
    "plan": Study(PLAN, CPEC, cpec(partial(planned, prefix="plan", of="world")), slow=True),
    "plan-home": Study(
        f"{PLAN} --of PAK", CPEC, cpec(partial(planned, prefix="plan_home", of="PAK")), slow=True
    ),
}
