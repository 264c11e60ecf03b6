"""The tables of the report, selected from those of an appraisal and brought to readable units."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from corridor.report.figures import figure, figures, millions

if TYPE_CHECKING:
    import pandas as pd

    from corridor.report.results import Results

HEADLINE = ("real income", "real GDP", "trade to GDP", "freight CO2")
"""Indicators of the headline, in order; the first also gives the equivalent variation."""

LABELS = {
    "upgraded": "All planned projects",
    "first-decade": "What the built projects brought",
    "chosen": "The chosen projects",
}
"""Portfolio to what it is called."""

VARIATION = "Equivalent variation"
WELFARE = ("real income", "real GDP")
"""Indicators of which more is better; the page gives no colour to the others."""

PORTFOLIO = "portfolio"
TEXTS = ("name", "type", "status", "model_effect", "effect_note")


def country_names(appraisal: Results) -> dict[str, str]:
    """Return the name of each country by its code."""
    table = appraisal.case.countries
    return dict(zip(table["country"], table["name"], strict=True))


def places(appraisal: Results) -> list[dict[str, str]]:
    """Return the columns of the headline: the countries in focus, the corridor and the world."""
    names = country_names(appraisal)
    focus = [
        {"id": code, "name": names.get(code, code), "kind": "country"}
        for code in appraisal.case.settings.focus
    ]
    groups = [{"id": "corridor", "name": "Corridor", "kind": "group"}]
    return [*focus, *groups, {"id": "world", "name": "World", "kind": "group"}]


def scenarios(appraisal: Results) -> list[dict[str, Any]]:
    """Return all scenarios with results, the main one first, then portfolios, then single projects."""
    table = single(appraisal)
    projects = dict(zip(table["project_id"], table["name"], strict=True))
    found = [str(name) for name in dict.fromkeys(appraisal.regions["scenario"])]
    found.sort(key=lambda name: (name in projects, name != appraisal.name))
    result = []
    for name in found:
        definition = appraisal.scenarios.get(name, {})
        label = projects.get(name) or LABELS.get(name) or name.replace("-", " ").capitalize()
        result.append(
            {
                "id": name,
                "label": str(label),
                "kind": "project" if name in projects else PORTFOLIO,
                "text": _told(definition),
                "projects": [*definition.get("added", ()), *definition.get("removed", ())],
            }
        )
    today = {
        "id": appraisal.name,
        "label": "Today",
        "kind": PORTFOLIO,
        "text": "no project acts on the model",
        "projects": [],
    }
    return result or [today]


def single(appraisal: Results) -> pd.DataFrame:
    """Return the rows of single projects, without those of portfolios."""
    table = appraisal.projects
    return table[table["type"] != PORTFOLIO]


def _told(definition: Mapping[str, Any]) -> str:
    """Return what a scenario is, in words."""
    more, fewer, absent = (len(definition.get(key, ())) for key in ("added", "removed", "without"))
    if more and absent:
        return f"{_count(more)} on top of today’s world without {_count(absent)} already built"
    if fewer:
        return f"today’s world against the same without {_count(fewer)} already built"
    return f"{_count(more)} on top of today’s world" if more else ""


def _count(number: int) -> str:
    return f"{number} project" if number == 1 else f"{number} projects"


def headline(appraisal: Results, main: str) -> list[dict[str, Any]]:
    """Return the portfolio's effect per place: real income, its value, GDP, trade and carbon dioxide."""
    table = appraisal.accounts
    table = table[(table["scenario"] == main) & (table["level"] != "region")]
    shown = [place["id"] for place in places(appraisal)]
    found = []
    for name in HEADLINE:
        part = table[table["indicator"] == name]
        if part.empty:
            continue
        by_place = {str(row["region"]): row for row in part.to_dict("records")}
        cells = [by_place.get(place) for place in shown]
        unit = str(part["unit"].iloc[0])
        found.append(_headline_row(name, unit, cells))
        if name == HEADLINE[0]:
            values = [{"value": None if row is None else millions(row["change"])} for row in cells]
            unit, note = "US$ million", "US$ million a year: what the change is worth"
            found.append({"label": VARIATION, "unit": unit, "note": note, "welfare": True, "cells": values})
    return found


def _headline_row(name: str, unit: str, cells: list[dict[Hashable, Any] | None]) -> dict[str, Any]:
    ratio = unit == "ratio"
    scale = 100.0 if ratio else 1.0
    values: list[dict[str, Any]] = []
    for row in cells:
        if row is None:
            values.append({"value": None})
            continue
        base, after = float(row["baseline"]), float(row["counterfactual"])
        change = scale * (after - base) if ratio else 100.0 * (after / base - 1.0) if base else None
        levels = {"before": figure(scale * base), "after": figure(scale * after)}
        values.append({"value": figure(change), **levels})
    label = name[0].upper() + name[1:]
    shown = "percentage points" if ratio else "%"
    levels_in = "%" if ratio else unit
    return {
        "label": label,
        "unit": shown,
        "welfare": name in WELFARE,
        "level_unit": levels_in,
        "cells": values,
    }


def projects(appraisal: Results) -> list[dict[str, Any]]:
    """Return one row per project: what it costs, what it is worth and to whom."""
    known = {project.project_id: project for project in appraisal.case.projects}
    table = appraisal.projects
    gains = {
        column.removeprefix("ev_").removesuffix("_usd"): column
        for column in map(str, table.columns)
        if column.startswith("ev_") and column.endswith("_usd") and column != "ev_world_usd"
    }
    found = []
    for row in table.to_dict("records"):
        place, whole = known.get(row["project_id"]), row.get("type") == PORTFOLIO
        label = {"name": LABELS.get(row["project_id"], row["name"])} if whole else {}
        found.append(
            {
                "id": row["project_id"],
                **{name: _text(row.get(name)) for name in TEXTS},
                **label,
                "portfolio": whole,
                "opening_year": figure(row.get("opening_year")),
                "sources": [list(pair) for pair in getattr(place, "sources", ())],
                "estimated": list(getattr(place, "estimated", ())),
                "cost_musd": millions(row.get("capex_usd")),
                "gain_world_musd": millions(row.get("ev_world_usd")),
                "gain": {code.upper(): millions(row[column]) for code, column in gains.items()},
                "npv_low_musd": millions(row.get("npv_low")),
                "npv_high_musd": millions(row.get("npv_high")),
                "bcr_low": figure(row.get("bcr_low"), 4),
                "bcr_high": figure(row.get("bcr_high"), 4),
                "eirr_pct": _scaled(row.get("eirr"), 100.0),
                "payback_year": figure(row.get("payback_year")),
                "lon": figure(getattr(place, "lon", None)),
                "lat": figure(getattr(place, "lat", None)),
            }
        )
    return sorted(found, key=lambda one: not one["portfolio"])


def streams(appraisal: Results, shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return yearly costs and benefits by scenario: the countries in focus, and the rest together."""
    table, focus = appraisal.streams, appraisal.case.settings.focus
    found = []
    for scenario in shown:
        part = table[table["scenario"] == scenario["id"]]
        if part.empty:
            continue
        years = sorted(int(year) for year in part["year"].unique())
        cost = part.groupby("year")["cost_usd"].sum().reindex(years, fill_value=0.0)
        group = part["country"].where(part["country"].isin(focus), "others")
        benefit = part.groupby([group, "year"])["benefit_usd"].sum()
        named = [code for code in (*focus, "others") if code in set(group)]
        series = {code: benefit[code].reindex(years, fill_value=0.0) for code in named}
        if "carbon_usd" in part:
            series["carbon"] = part.groupby("year")["carbon_usd"].sum().reindex(years, fill_value=0.0)
        found.append(
            {
                "id": scenario["id"],
                "label": scenario["label"],
                "years": years,
                "cost_musd": [millions(value) for value in cost],
                "benefit_musd": {code: [millions(value) for value in row] for code, row in series.items()},
            }
        )
    return found


def accounts(appraisal: Results, shown: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the accounts of the portfolios by country, corridor and world: lines once, cells by place."""
    table = appraisal.accounts
    portfolios = [row["id"] for row in shown if row["kind"] == PORTFOLIO]
    table = table[table["scenario"].isin(portfolios) & (table["level"] != "region")]
    key = ["account", "indicator"]
    lines = table[[*key, "unit"]].drop_duplicates(key)
    order = list(lines[key].itertuples(index=False, name=None))
    found: dict[str, dict[str, Any]] = {}
    for (scenario, place), part in table.groupby(["scenario", "region"], sort=False):
        cells = part.set_index(key).reindex(order)
        found.setdefault(str(scenario), {})[str(place)] = {
            "before": figures(cells["baseline"]),
            "after": figures(cells["counterfactual"]),
            "change": figures(cells["change"]),
        }
    return {
        "lines": lines.to_dict("records"),
        "places": [str(place) for place in dict.fromkeys(table["region"])],
        "scenarios": found,
    }


def freight(appraisal: Results, shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return freight by country and mode, without the scenarios of single projects."""
    alone = {row["id"] for row in shown if row["kind"] != PORTFOLIO}
    table = appraisal.freight
    table = table[~table["scenario"].isin(alone)]
    return [
        {
            "scenario": row["scenario"],
            "country": row["country"],
            "mode": row["mode"],
            "tonne_km_before_bn": _scaled(row.get("tonne_km_do_minimum"), 1e-9),
            "tonne_km_bn": _scaled(row["tonne_km"], 1e-9),
            "co2_before_kt": _scaled(row.get("co2_t_do_minimum"), 1e-3),
            "co2_kt": _scaled(row["co2_t"], 1e-3),
        }
        for row in table.to_dict("records")
    ]


def parameters(appraisal: Results) -> list[dict[str, Any]]:
    """Return the parameters used, each with unit, range, status and source."""
    fields = ("name", "value", "unit", "low", "high", "status", "source")
    entries = appraisal.parameters.entries
    return [{name: getattr(entries[key], name) for name in fields} for key in sorted(entries)]


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as rows, its numbers rounded."""
    return [{str(key): _cell(value) for key, value in row.items()} for row in table.to_dict("records")]


def _cell(value: Hashable) -> Any:
    if isinstance(value, str | bool) or value is None:
        return value
    if isinstance(value, int | float) or hasattr(value, "item"):
        return figure(value)
    return str(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _scaled(value: Any, factor: float) -> int | float | None:
    return None if value is None else figure(float(value) * factor)
