"""What each plant and line does to the cost of supply and to emissions: `tables/power_effects.csv`.

Run it after the power system has changed; it needs PyPSA and some minutes, so it is no part of `make case`.
Each project is taken out alone, then all of its portfolio together; what each brings is scaled so that parts
add up to the whole. The projects' own capital is left out: it is a cost in their own streams.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from corridor.energy.effect import power_effect
from corridor.energy.expansion import Pathway, expand
from corridor.energy.system import PowerSystem
from corridor.energy.year import MWH_PER_TWH, demand_of
from corridor.io.case import read

BUILD = Path(__file__).resolve().parent
YEARS = {"built": 2025, "planned": 2035}
"""Year of the comparison by portfolio: today's system; the first after the planned plants open."""


def build() -> None:
    """Write the table; some twenty solved years."""
    case = read(BUILD.parent)
    if case.energy is None:
        raise ValueError("the case has no power system")
    rows = []
    for portfolio, year in YEARS.items():
        names = [
            p.project_id
            for p in case.projects
            if p.portfolio == portfolio and p.project_id in case.energy.projects
        ]
        rows += _portfolio(case.energy, names, year)
    with (BUILD / "tables" / "power_effects.csv").open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def _portfolio(system: PowerSystem, names: list[str], year: int) -> list[dict[str, object]]:
    whole = expand(system, [year])
    together = _change(system, names, whole, year)
    alone = {name: _change(system, [name], whole, year) for name in names}
    rows = []
    for name, own in alone.items():
        part = [
            mine * joint / total if total else 0.0
            for mine, joint, total in zip(
                own, together, (sum(c[k] for c in alone.values()) for k in range(2)), strict=True
            )
        ]
        rows.append(
            {
                "project": name,
                "year": year,
                "usd_per_mwh": round(part[0], 5),
                "co2_t": round(part[1], 1),
                "usd_per_mwh_alone": round(own[0], 5),
                "co2_t_alone": round(own[1], 1),
                "usd_per_mwh_together": round(together[0], 5),
                "co2_t_together": round(together[1], 1),
            }
        )
    return rows


def _change(system: PowerSystem, names: list[str], whole: Pathway, year: int) -> tuple[float, float]:
    """Return cost of supply (US$/MWh, own capital left out) and emissions (t), with less without."""
    print(f"{year}: without {', '.join(names)}", file=sys.stderr, flush=True)
    found = power_effect(system, names, whole, expand(system, [year], absent=names), year)
    energy = float(demand_of(system, year).sum() * MWH_PER_TWH)
    return found.supply_cost_change - found.own_capital / energy, found.emission_change_t


if __name__ == "__main__":
    build()
