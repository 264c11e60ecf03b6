"""What each plant and line does to the cost of supply and to emissions: `tables/power_effects.csv`.

Run it after the power system has changed; it needs PyPSA and an hour of one processor, so it is no part of
`make case`. Every solved world is kept in a folder, so that a run that was stopped goes on where it was:

    python power_effects.py --kept FOLDER [--rates 0.06 0.10 0.12]

Columns of the table: `usd_per_mwh` and `co2_t` at the load that the economy then asks for, `_fixed_load` at
today's. `missing_usd_per_mwh` is that part of the saving which is load no longer shed, `unserved_gwh` the
load itself. The projects' own capital is left out: it is a cost in their own streams.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from corridor.case.case import Case
from corridor.energy.expansion import Pathway, expand, first_building, unexpanded
from corridor.energy.sharing import LINES, capability, kinds_of, shares, standing
from corridor.energy.system import ALL, PowerSystem
from corridor.energy.year import MWH_PER_TWH, demand_of
from corridor.io.case import read
from corridor.model.baseline import baseline
from corridor.model.closure import closure_of
from corridor.model.power import load_response, settled, unit_value, wiring_of
from corridor.types import Floats

BUILD = Path(__file__).resolve().parent
YEARS = {"built": (2016, 2017, 2018, 2019, 2020, 2022, 2025, 2030, 2035), "planned": (2035,)}
"""Years of the comparison by portfolio; between them effects are interpolated."""

RATES = (0.10, 0.06, 0.12)
"""That of the power system, and those of appraisals: what is built instead is paid for at the same rate.
At the first all kinds are solved with and without; at the others all together, and shares are the first's."""

MEASURES = ("cost", "co2_t", "lost", "unserved_twh")
"""Of a world: cost of supply, US$/MWh; tonnes; load that is shed, US$ per MWh of all load, and TWh."""

SOLVED = ("zones", "carriers", "plants", "lines", "demand", "profiles", "days", "sites", "availability")
"""Tables that a solved world depends on, besides the costs."""


@dataclass(frozen=True)
class Economy:
    """What the economy adds: the cost of electricity today, US$/MWh, and the answer of load, [zone]."""

    value: float
    response: Floats


@dataclass(frozen=True)
class Worlds:
    """Solved worlds of one year and rate, kept in a folder."""

    system: PowerSystem
    year: int
    kept: Path

    def figures(self, absent: frozenset[str], load: Floats | None = None) -> Mapping[str, object]:
        """Return cost of supply, emissions and energy of the year without the projects `absent`."""
        if load is not None and np.allclose(load, 1.0, rtol=0.0, atol=1e-12):
            load = None
        told = "today's load" if load is None else f"load {float(load.mean()):.5f}"
        path = self.kept / f"{self._key(absent, load)}.json"
        if not path.exists():
            print(
                f"{self.year}: without {', '.join(sorted(absent)) or 'nothing'}; {told}",
                file=sys.stderr,
                flush=True,
            )
            path.write_text(json.dumps(self._solved(absent, load)), encoding="utf-8")
        found: Mapping[str, object] = json.loads(path.read_text(encoding="utf-8"))
        return found

    @property
    def rate(self) -> float:
        """Discount rate at which what is built is paid for."""
        return self.system.cost(ALL, "discount_rate")

    def change(self, absent: frozenset[str], load: Floats | None = None) -> Floats:
        """Return `MEASURES` of the year without the projects `absent`."""
        found = self.figures(absent, load)
        return np.array([found[name] for name in MEASURES], dtype=float)

    def paid(self, absent: frozenset[str], load: Floats | None = None) -> float:
        """Return the cost that load answers to: that of supply, less what those without it bear."""
        cost, _, lost, _ = self.change(absent, load)
        return float(cost - lost)

    def all_together(self, names: frozenset[str], portfolio: str, economy: Economy) -> tuple[Floats, Floats]:
        """Return what all change, `MEASURES`: at today's load, and once load has answered.

        Who is cut off pays nothing, so load answers to the cost of what is supplied alone. Built plants are
        in today's economy, whose load is that of the tables; in the world without them load answers. Planned
        plants are not: load answers in the world with them.
        """
        here, there = frozenset[str](), names
        if portfolio == "planned":
            here, there = there, here
        sign = -1.0 if portfolio == "planned" else 1.0
        today = self.change(here)
        load = settled(lambda hat: self.paid(there, hat), self.paid(here), economy.value, economy.response)
        return sign * (today - self.change(there)), sign * (today - self.change(there, load))

    def _solved(self, absent: frozenset[str], load: Floats | None) -> dict[str, object]:
        run = expand if self.year > first_building(self.system) else unexpanded
        found: Pathway = run(self.system, [self.year], absent=sorted(absent), load_factor=load)
        solved = found.solutions[0]
        return {
            "cost": found.cost_per_mwh(self.year),
            "co2_t": solved.emission_mt * 1e6,
            "lost": found.cost_per_mwh(self.year) - found.paid_per_mwh(self.year),
            "energy": solved.mix.groupby("carrier")["twh"].sum().to_dict(),
            "flow": solved.flows.set_index("line")[["twh_there", "twh_back"]].sum(axis=1).to_dict(),
            "unserved_twh": float(solved.unserved_twh.sum()),
            "built": found.built.groupby("kind")["capacity_mw"].sum().to_dict(),
        }

    def _key(self, absent: frozenset[str], load: Floats | None) -> str:
        text = [str(self.year), *sorted(absent), "" if load is None else repr(load.round(9).tolist())]
        costs = self.system.costs
        if self.year <= first_building(self.system):  # nothing is built: the rate does not matter
            costs = costs[costs["parameter"] != "discount_rate"]
        tables = [getattr(self.system, name) for name in SOLVED]
        text += [table.to_csv() for table in (*tables, costs)]
        return f"{self.year}-{hashlib.sha256(' '.join(text).encode()).hexdigest()[:20]}"


def build(kept: Path, rates: tuple[float, ...]) -> None:
    """Write the table for all rates whose worlds are solved or can be."""
    kept.mkdir(parents=True, exist_ok=True)
    case = read(BUILD.parent)
    if case.energy is None:
        raise ValueError("the case has no power system")
    economy = _economy(case, kept)
    blank = replace(case.energy, availability=case.energy.availability.iloc[:0])
    rows = []
    for portfolio, years in YEARS.items():
        names = _names(case, portfolio)
        later = _names(case, "planned") if portfolio == "built" else ()
        for year in years:
            own, *others = [Worlds(_at_rate(blank, rate).without(later), year, kept) for rate in rates]
            rows += _effects(own, others, names, (portfolio, economy))
    table = pd.DataFrame(rows)[COLUMNS].sort_values(["discount_rate", "year"], kind="stable")
    table.to_csv(BUILD / "tables" / "power_effects.csv", index=False, lineterminator="\n")


COLUMNS = [
    "project",
    "kind",
    "year",
    "discount_rate",
    "energy_gwh",
    "usd_per_mwh",
    "co2_t",
    "missing_usd_per_mwh",
    "unserved_gwh",
    "usd_per_mwh_fixed_load",
    "co2_t_fixed_load",
    "demand_twh",
]


def _names(case: Case, portfolio: str) -> tuple[str, ...]:
    known = case.energy.projects if case.energy else ()
    return tuple(p.project_id for p in case.projects if p.portfolio == portfolio and p.project_id in known)


def _at_rate(system: PowerSystem, rate: float) -> PowerSystem:
    costs = system.costs
    mine = (costs["technology"] == ALL) & (costs["parameter"] == "discount_rate")
    return replace(system, costs=costs.assign(value=np.where(mine, rate, costs["value"])))


def _economy(case: Case, kept: Path) -> Economy:
    """Return the answer of the economy, measured once for the inputs of the case."""
    path = kept / f"economy-{hashlib.sha256(case.settings.name.encode()).hexdigest()[:8]}.json"
    if not path.exists() and case.energy is not None:
        found = baseline(case)
        wiring = wiring_of(case.energy, case.zones, list(case.sectors["sector"]))
        value = unit_value(found.economy, wiring, case.energy, case.settings.base_year)
        response = load_response(found.economy, wiring, closure_of(case))
        path.write_text(json.dumps({"value": value, "response": response.tolist()}), encoding="utf-8")
    read_back = json.loads(path.read_text(encoding="utf-8"))
    print(f"economy: {read_back}", file=sys.stderr, flush=True)
    return Economy(read_back["value"], np.array(read_back["response"]))


def _effects(
    own: Worlds, others: Sequence[Worlds], names: tuple[str, ...], asked: tuple[str, Economy]
) -> list[dict[str, object]]:
    """Return the rows of one year: shared by kind, then within each by what its plants can make.

    `own` has the first rate, `others` the rest. What all change at another load or rate differs from what the
    parts were solved at; the difference is shared as the savings are.
    """
    system, year = own.system, own.year
    here = standing(system, names, year)
    kinds = kinds_of(system, here)

    def worth(present: frozenset[str]) -> Floats:
        absent = frozenset(p for kind in kinds if kind not in present for p in kinds[kind])
        return own.change(absent)

    parts = shares(worth, list(kinds))
    together = np.sum(list(parts.values()), axis=0)
    able = capability(system, here, year)
    whole = own.figures(frozenset())
    rows = []
    for worlds in (own, *others):
        fixed, answered = worlds.all_together(frozenset(here), *asked)
        for kind, projects in kinds.items():
            for project in projects:
                plain = parts[kind] * able[project] / sum(able[name] for name in projects)
                share = plain[0] / together[0]
                at_load, at_answer = (plain + (total - together) * share for total in (fixed, answered))
                rows.append(
                    {
                        "project": project,
                        "kind": kind,
                        "year": year,
                        "discount_rate": worlds.rate,
                        "energy_gwh": round(_energy(system, whole, (project, kind), able, year), 1),
                        "usd_per_mwh": round(float(at_answer[0]), 5),
                        "co2_t": round(float(at_answer[1]), 1),
                        "missing_usd_per_mwh": round(float(at_answer[2]), 5),
                        "unserved_gwh": round(float(at_answer[3]) * 1e3, 1),
                        "usd_per_mwh_fixed_load": round(float(at_load[0]), 5),
                        "co2_t_fixed_load": round(float(at_load[1]), 1),
                        "demand_twh": round(float(demand_of(system, year).sum()), 4),
                    }
                )
    return rows


def _energy(
    system: PowerSystem,
    whole: Mapping[str, object],
    named: tuple[str, str],
    able: Mapping[str, float],
    year: int,
) -> float:
    """Return what a project makes or carries in the year, GWh."""
    project, kind = named
    if kind == LINES:
        lines = system.lines[system.lines["project_id"] == project]["line"]
        flow = whole["flow"]
        return sum(float(flow[line]) for line in lines) * 1e3 if isinstance(flow, dict) else 0.0
    made = whole["energy"]
    every = replace(
        system, plants=system.plants[system.plants["carrier"] == kind].assign(project_id="all of the carrier")
    )
    possible = capability(every, ["all of the carrier"], year)["all of the carrier"]
    total = float(made[kind]) * MWH_PER_TWH if isinstance(made, dict) else 0.0
    # more than they can is what was built besides them
    return able[project] * min(1.0, total / possible) / 1e3


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kept", type=Path, required=True)
    parser.add_argument("--rates", type=float, nargs="+", default=RATES)
    asked = parser.parse_args()
    build(asked.kept, tuple(asked.rates))
