"""A case year by year: what projects change in growing economies, with ideas that follow trade."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.economy.diffusion import Diffusion, knowledge
from corridor.economy.dynamics import Rules, Trend, Year, follow
from corridor.errors import ARGUMENT, Fault, InputError
from corridor.model.baseline import Baseline, BaselineOf, baseline
from corridor.model.closure import closure_of
from corridor.model.projects_by_year import ProjectsByYear
from corridor.model.selection import selection
from corridor.projects.project import Project
from corridor.studies.path.ideas import Ideas
from corridor.types import Floats, Ints, Progress

FIRST, LAST = 2025, 2050
"""Years of a path that is not told others."""


@dataclass(frozen=True, eq=False)
class Transition:
    """The transition: one row per year and region, or country. All money is US$ at base-year prices."""

    regions: pd.DataFrame
    """`year, region_id, country, population, spending_do_minimum_usd, real_income_hat, ev_usd,
    productivity_hat`; the last is what ideas add to productivity, weighted by value added."""
    countries: pd.DataFrame
    """As `regions`, with `ev_per_person_usd` and `capex_usd`, what the projects cost in the year; costs stand
    in the account of the case's home, and `world` sums all."""
    projects: pd.DataFrame
    """`project_id, portfolio, opening_year, last_year, years_open`: what stands when."""
    sites: pd.DataFrame
    """Parks and mines in every year: share in use, jobs, tonnes, sales, what is paid abroad and to the
    state, tax forgone (`Standing.sites`)."""
    certificates: pd.DataFrame
    """`year, world, residual, iterations`: how every solve ended."""
    knowledge: pd.DataFrame = field(default_factory=pd.DataFrame)
    """`year, region_id, sector, stock_do_minimum, stock_do_something`: what is known, over the base year."""
    accounts: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The innovation account: `year` and the columns of an appraisal's accounts, for countries and groups."""


def path(  # noqa: PLR0913 - with the options that every study has
    case: Case,
    projects: Iterable[str] | None = None,
    *,
    without: Iterable[str] = (),
    years: tuple[int, int] = (FIRST, LAST),
    diffusion: bool = True,
    progress: Progress | None = None,
    baseline_of: BaselineOf = baseline,
) -> Transition:
    """Return what projects change in every year, as they open one after the other.

    Each year is solved without and with the projects, in economies that have grown by then: people and output
    per worker by the table `trends` of the case (no growth where it has none). Without diffusion, what a
    project brings in a year does not depend on earlier years.

    Parameters
    ----------
    case
        A checked case.
    projects, without
        As in `corridor.appraise`; none: all planned projects of the corridor's lists that act on the model.
        Built ones are taken from the do-minimum and stand in the do-something while they are open. Links
        act in full from the opening year, everything else as far as it is in use (`ramp_years`).
    years
        First and last.
    diffusion
        Whether ideas follow trade, with the parameter `diffusion_strength`.
    progress, baseline_of
        As in `corridor.appraise`.

    Raises
    ------
    InputError
        No such project, or years that cannot be.
    SolveError
        The equilibrium of a year misses its tolerance.

    """
    chosen = selection(case.projects, projects, without).projects
    span = _span(case, years)
    world = baseline_of(case, progress=progress)
    trend = trend_of(case, span)
    standing = ProjectsByYear(world, chosen, trend)
    tables, ideas = _Tables(world, trend, chosen), Ideas(world, trend)

    def noted(year: Year) -> None:
        tables.add(year)
        ideas.add(year)

    follow(
        world.economy,
        trend,
        standing.paths(),
        Rules(closure_of(case), _diffusion(case, world) if diffusion else None),
        each=noted,
        progress=progress,
    )
    return replace(tables.done(standing.sites()), **ideas.tables())


def trend_of(case: Case, years: Ints) -> Trend:
    """Return the growth of people and of their productivity since the base year of the case.

    Output per worker grows as the table says in the base year and converges to `frontier_growth`, half
    the way in `growth_half_life` years.
    """
    age = (years - case.settings.base_year).astype(np.float64)[:, None]
    if case.trends.empty:
        flat = np.ones((len(years), len(case.regions)))
        return Trend(years, flat, flat)
    table = case.trends.set_index("country").loc[case.regions["country"]]
    people = np.log1p(table["population_growth"].to_numpy(dtype=float))
    now = np.log1p(table["productivity_growth"].to_numpy(dtype=float))
    settled = np.log1p(case.parameters["frontier_growth"])
    half_life = case.parameters["growth_half_life"] / np.log(2.0)
    passed = half_life * -np.expm1(-age / half_life)
    return Trend(years, np.exp(people * age), np.exp(settled * age + (now - settled) * passed))


def people_in_base_year(case: Case) -> Floats:
    """Return population in the base year, [region]; the table `regions` may hold that of another year."""
    people = case.regions["population"].to_numpy(dtype=float)
    if case.trends.empty:
        return people
    table = case.trends.set_index("country").loc[case.regions["country"]]
    age = case.settings.base_year - table["population_year"].to_numpy(dtype=float)
    there: Floats = people * (1.0 + table["population_growth"].to_numpy(dtype=float)) ** age
    return there


def _diffusion(case: Case, world: Baseline) -> Diffusion:
    stock = knowledge(world.economy, people_in_base_year(case))
    return Diffusion(case.parameters["diffusion_strength"], stock)


def _span(case: Case, years: tuple[int, int]) -> Ints:
    first, last = years
    earliest, latest = case.settings.base_year, case.settings.last_year
    if not earliest <= first <= last <= latest:
        allowed = f"{earliest} <= first <= last <= {latest}"
        cure = "ask for years between the base year and the last year of case.toml"
        raise InputError(
            [
                Fault(
                    file=ARGUMENT,
                    message="years cannot be",
                    column="years",
                    value=f"{first} to {last}",
                    allowed=allowed,
                    cure=cure,
                )
            ]
        )
    return np.arange(first, last + 1)


class _Tables:
    """Collects what is told of each year; the equilibria themselves are large."""

    def __init__(self, world: Baseline, trend: Trend, chosen: Sequence[Project]) -> None:
        self._world, self._trend, self._chosen = world, trend, chosen
        self._people = people_in_base_year(world.case)
        self._parts: list[pd.DataFrame] = []
        self._proofs: list[dict[str, object]] = []

    def add(self, year: Year) -> None:
        """Take a year down."""
        economy, case = self._world.economy, self._world.case
        at = int(np.flatnonzero(self._trend.years == year.year)[0])
        made = economy.value_added_share * economy.output
        ideas = year.log_knowledge / economy.trade_elasticity
        weight = made.sum(axis=1)
        gained = np.divide((made * ideas).sum(axis=1), weight, out=np.zeros_like(weight), where=weight > 0.0)
        before, after = year.minimum.real_income_hat, year.something.real_income_hat
        frame = case.regions[["region_id", "country"]].reset_index(drop=True)
        people = self._people * self._trend.population_hat[at]
        self._parts.append(
            frame.assign(
                year=year.year,
                population=people,
                spending_do_minimum_usd=economy.spending * before,
                real_income_hat=after / before,
                ev_usd=economy.spending * (after - before),
                productivity_hat=np.exp(gained),
            )
        )
        for name, found in (("do-minimum", year.minimum), ("do-something", year.something)):
            proof = found.certificate
            self._proofs.append(
                {
                    "year": year.year,
                    "world": name,
                    "residual": proof.worst,
                    "iterations": proof.iterations,
                }
            )

    def done(self, sites: pd.DataFrame) -> Transition:
        """Return the tables."""
        front = ["year", "region_id", "country"]
        regions = pd.concat(self._parts, ignore_index=True)
        regions = regions[[*front, *(c for c in regions.columns if c not in front)]]
        return Transition(
            regions, self._countries(regions), self._projects(), sites, pd.DataFrame(self._proofs)
        )

    def _countries(self, regions: pd.DataFrame) -> pd.DataFrame:
        weighted = regions.assign(
            made=regions["productivity_hat"] * regions["spending_do_minimum_usd"], region_id="world"
        )
        sums = ["population", "spending_do_minimum_usd", "ev_usd", "made"]
        by_country = weighted.groupby(["year", "country"], sort=False)[sums].sum().reset_index()
        world = weighted.groupby("year", sort=False)[sums].sum().reset_index().assign(country="world")
        found = pd.concat([world, by_country], ignore_index=True)
        home = found["country"].isin([self._world.case.settings.focus[0], "world"])
        spent = found["year"].map(self._spent()).fillna(0.0)
        return found.assign(
            real_income_hat=1.0 + found["ev_usd"] / found["spending_do_minimum_usd"],
            ev_per_person_usd=found["ev_usd"] / found["population"],
            productivity_hat=found.pop("made") / found["spending_do_minimum_usd"],
            capex_usd=np.where(home, spent, 0.0),
        ).sort_values(["year"], kind="stable", ignore_index=True)

    def _spent(self) -> dict[int, float]:
        """Return what the projects cost in each year, US$."""
        spent: dict[int, float] = {}
        for project in self._chosen:
            for year, usd in project.capex:
                spent[year] = spent.get(year, 0.0) + usd
        return spent

    def _projects(self) -> pd.DataFrame:
        years = self._trend.years
        return pd.DataFrame(
            {
                "project_id": [p.project_id for p in self._chosen],
                "portfolio": [p.portfolio for p in self._chosen],
                "opening_year": [p.opening_year for p in self._chosen],
                "last_year": [p.opening_year + p.life_years - 1 for p in self._chosen],
                "years_open": [
                    int(((years >= p.opening_year) & (years < p.opening_year + p.life_years)).sum())
                    for p in self._chosen
                ],
            }
        )
