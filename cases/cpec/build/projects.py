"""Build the project register of the case as OC4IDS 0.9.5 with the extension `corridor`."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from corridor.dollar import Dollar
from corridor.money.overrun import reference_classes, s_curve
from corridor.projects.types import project_type

BUILD = Path(__file__).resolve().parent
BASE_YEAR = "2019"
PUBLISHED = "2026-11-23"


def build(case: Path = BUILD.parent) -> None:
    """Write `projects.json` of the case."""
    effects = _effects()
    for project, door in [*_doors(), *_power()]:
        effects.setdefault(project, []).append(door)
    register = _rows("projects")
    unknown = sorted(set(effects) - {row["id"] for row in register})
    if unknown:
        raise ValueError(f"effects of no project: {', '.join(unknown)}")
    loans = _loans()
    unknown = sorted(set(loans) - {row["id"] for row in register})
    if unknown:
        raise ValueError(f"loans of no project: {', '.join(unknown)}")
    projects = [_project(row, effects.get(row["id"], []), loans.get(row["id"], [])) for row in register]
    _put_payments(projects)
    _put_in_order(projects)
    document = {
        "version": "0.9",
        "uri": "corridor:cases/cpec/projects",
        "publishedDate": f"{PUBLISHED}T00:00:00Z",
        "publisher": {"name": "The corridor developers"},
        "extensions": ["corridor"],
        "projects": projects,
    }
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    (case / "projects.json").write_text(text, encoding="utf-8")


def _rows(name: str) -> list[dict[str, str]]:
    with (BUILD / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _effects() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in _rows("project_effects"):
        entry = found.setdefault(row["project"], {}).setdefault(
            row["section"], {"door": "links", "section": row["section"], "source": row["source"]}
        )
        value: Any = row["value"] if row["field"] == "status" else float(row["value"])
        entry.setdefault(row["state"], {})[row["field"]] = value
    return {project: list(sections.values()) for project, sections in found.items()}


def _put_payments(projects: list[dict[str, Any]]) -> None:
    """Say what plants are paid for standing ready, in years that are known."""
    entries = {project["id"]: project["corridor"] for project in projects}
    for row in _rows("capacity_payments"):
        payment = {"year": int(row["year"]), "usd": float(row["usd"])}
        payment |= {name: row[name] for name in ("status", "source")}
        entries[row["project"]].setdefault("capacity_payments", []).append(payment)


def _put_in_order(projects: list[dict[str, Any]]) -> None:
    """Say which projects open only when another is open, and where that is written."""
    entries = {project["id"]: project["corridor"] for project in projects}
    for row in _rows("project_order"):
        entry = entries[row["project"]]
        entry.setdefault("requires", []).append(row["requires"])
        entry["sources"].append({"figure": f"requires {row['requires']}", "source": row["source"]})


def _doors() -> list[tuple[str, dict[str, Any]]]:
    """Return what projects change besides links and power, as the register writes it."""
    found = []
    for row in _rows("project_doors"):
        door: dict[str, Any] = {"door": row["door"]}
        places = row["regions"].split(";")
        door.update({"region": places[0]} if row["door"] in ("park", "mine") else {"regions": places})
        door.update({name: row[name] for name in ("sector", "commodity", "used_in") if row[name]})
        numbers = ("factor", "acres", "tonnes", "usd_per_tonne", "royalty")
        door.update({name: float(row[name]) for name in numbers if row[name]})
        if row["owners"]:
            pairs = (part.split(":") for part in row["owners"].split(";"))
            door["owners"] = {country: float(share) for country, share in pairs}
        found.append((row["project"], {**door, "source": row["source"]}))
    return found


LAST_PRICES = 2025
"""Year whose fuel costs hold on (`energy_costs.csv`)."""

RATE = 0.10
"""Discount rate of the path that stands for the effect where no rate is asked for."""


def _power() -> list[tuple[str, dict[str, Any]]]:
    """Return what plants and lines do to the power system (`power_effects.py`), year by year and by rate.

    The effect is that of the year nearest to the base year, whose economy the solve is of; its paths have
    the saving of each year, that is, per MWh times demand, over what the solve counts: the saving per MWh
    times demand of the base year. Load no longer shed is that of the year in which most is.
    """
    base = _base_demand()
    by_project: dict[str, dict[float, list[dict[str, str]]]] = {}
    for row in _rows("power_effects"):
        of_rate = by_project.setdefault(row["project"], {})
        of_rate.setdefault(float(row["discount_rate"]), []).append(row)
    return [(name, _power_effect(of_rate, base)) for name, of_rate in by_project.items()]


def _power_effect(of_rate: dict[float, list[dict[str, str]]], base_twh: float) -> dict[str, Any]:
    """Return the effect, and its path at each rate, in dollars of the base year, those of the solve."""
    of_rate = {rate: sorted(rows, key=lambda row: int(row["year"])) for rate, rows in sorted(of_rate.items())}
    rows = of_rate[RATE]
    per_mwh = [round(_dollars(row, "usd_per_mwh"), 5) for row in rows]
    saved = [-usd * float(row["demand_twh"]) for usd, row in zip(per_mwh, rows, strict=True)]
    saving = [i for i, usd in enumerate(saved) if usd > 0.0]
    near = min(saving, key=lambda i: abs(int(rows[i]["year"]) - int(BASE_YEAR)))
    counted = -per_mwh[near] * base_twh
    years = f"{rows[0]['year']} to {rows[-1]['year']}"
    return {
        "door": "electricity",
        "usd_per_mwh": per_mwh[near],
        "co2_t": float(rows[near]["co2_t"]),
        "unserved_gwh": min(float(row["unserved_gwh"]) for row in rows),
        "year": int(rows[near]["year"]),
        "grows": "path",
        "path": _path(rows, counted),
        "paths": [{"rate": rate, "path": _path(found, counted)} for rate, found in of_rate.items()],
        "source": f"corridor energy, {years}, US$ of {BASE_YEAR}: with and without, own capital left out",
    }


def _path(rows: list[dict[str, str]], counted: float) -> list[dict[str, Any]]:
    """Return the saving of each year over `counted`, what of it is load no longer shed, and tonnes."""
    path = []
    for row in rows:
        saved, missing = (
            max(0.0, -_dollars(row, name) * float(row["demand_twh"]) / counted)
            for name in ("usd_per_mwh", "missing_usd_per_mwh")
        )
        point = {"year": int(row["year"]), "benefit": round(saved, 5), "co2_t": float(row["co2_t"])}
        path.append({**point, "missing": round(min(missing, saved), 5)})
    return path


def _dollars(row: dict[str, str], name: str) -> float:
    """Return a figure of a row in dollars of the base year."""
    return float(row[name]) * _of_base_year(int(row["year"]))


def _of_base_year(year: int) -> float:
    """Return dollars of the base year in one of `year`; later costs are in the last that are known."""
    return Dollar(int(BASE_YEAR), 0.0).worth(1.0, min(year, LAST_PRICES))


def _base_demand() -> float:
    """Return demand of electricity in the base year, TWh."""
    with (BUILD.parent / "energy" / "demand.csv").open(encoding="utf-8") as lines:
        return sum(float(row["twh"]) for row in csv.DictReader(lines) if row["year"] == BASE_YEAR)


def _loans() -> dict[str, list[dict[str, Any]]]:
    """Return who finances each project, as the register writes it."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _rows("financing"):
        loan: dict[str, Any] = {name: value for name, value in row.items() if name != "project"}
        loan |= {name: float(row[name]) for name in ("share", "rate", "rate_low", "rate_high")}
        loan |= {name: int(row[name]) for name in ("maturity_years", "grace_years")}
        found.setdefault(row["project"], []).append(loan)
    return found


def _project(
    row: dict[str, str], effects: list[dict[str, Any]], loans: list[dict[str, Any]]
) -> dict[str, Any]:
    cost = float(row["cost_musd"]) * 1e6 if row["cost_musd"] else None
    first, opening = int(row["start_year"]), int(row["opening_year"])
    years = list(range(first, opening)) or [opening]
    estimated = ["spread of the cost over the years of construction", "life", "operation and maintenance"]
    estimated.append("price year")
    if row["cost_status"] == "estimated":
        estimated.append("cost")
    if effects:
        estimated.append("effect")
    sources = [{"figure": "effect", "source": effect["source"]} for effect in effects]
    figure = "listing" if cost is None else f"cost ({row['cost_status']})"
    sources.insert(0, {"figure": figure, "source": row["cost_source"]})
    if row["revenue_musd"]:
        estimated.append("revenue")
        sources.append({"figure": "revenue", "source": row["revenue_source"]})
    extra: dict[str, Any] = {
        "type": row["type"],
        "portfolio": row["portfolio"],
        "opening_year": opening,
        "life_years": int(row["life_years"]),
        **({} if cost is None else {"price_year": _price_year(row)}),
        "capex": [] if cost is None else _spread(cost, years, row),
        "capex_low_usd": float(row["cost_low_musd"]) * 1e6 if row["cost_low_musd"] else None,
        "capex_high_usd": float(row["cost_high_musd"]) * 1e6 if row["cost_high_musd"] else None,
        "operation_share": float(row["operation_share"]),
        **({"ramp_years": int(row["ramp_years"])} if row["ramp_years"] else {}),
        **({"revenue_usd": round(float(row["revenue_musd"]) * 1e6)} if row["revenue_musd"] else {}),
        **({"reference_class": row["reference_class"]} if row["reference_class"] else {}),
        **({"listed": False} if row["listed"] == "no" else {}),
        "effects": effects,
        "effect_note": row["effect_note"],
        "financing": {"lender": row["lender"]} if row["lender"] else {},
        **({"loans": loans} if loans else {}),
        "sources": sources,
        "estimated": estimated,
    }
    place = [float(row["lon"]), float(row["lat"])]
    project: dict[str, Any] = {
        "id": row["id"],
        "updated": f"{PUBLISHED}T00:00:00Z",
        "title": row["title"],
        "status": row["status"],
        "type": row["works"],
        "sector": list(project_type(row["type"]).sectors),
        "locations": [{"id": "1", "geometry": {"type": "Point", "coordinates": place}}],
        "period": {"startDate": f"{first}-01-01T00:00:00Z", "endDate": f"{opening}-01-01T00:00:00Z"},
        "corridor": extra,
    }
    if cost is not None:
        project["budget"] = {"amount": {"amount": cost, "currency": "USD"}}
    return project


def _spread(cost: float, years: list[int], row: dict[str, str]) -> list[dict[str, Any]]:
    """Return the cost by year of works, along the S-curve of their reference class."""
    reference = reference_classes()[row["reference_class"] or project_type(row["type"]).reference_class]
    spent = [round(cost * share, 2) for share in s_curve(len(years), reference.curve)]
    spent[-1] += round(cost - sum(spent), 2)
    paid = not row["price_year"]
    return [
        {"year": year, "usd": round(usd, 2), **({"price_year": year} if paid else {})}
        for year, usd in zip(years, spent, strict=True)
    ]


def _price_year(row: dict[str, str]) -> int:
    """Return the year whose prices the figures of a project have.

    Works that are paid are nominal, each outlay of its own year; what stands beside them is of their middle.
    """
    return int(row["price_year"] or (int(row["start_year"]) + int(row["opening_year"])) // 2)


if __name__ == "__main__":
    build()
