"""The tables of the report, selected from those of an appraisal and brought to readable units."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.report.cubes import cube
from corridor.report.cubes import places as places_of
from corridor.report.figures import figure, figures, millions
from corridor.report.results import identifier
from corridor.types import Floats

if TYPE_CHECKING:
    import pandas as pd

    from corridor.report.results import Results


HEADLINE = (
    identifier("growth", "real income"),
    identifier("growth", "real GDP"),
    identifier("openness", "trade to GDP"),
    identifier("green", "freight CO2"),
)
"""Indicators of the headline, in order; the first also gives the equivalent variation."""

LABELS = {
    "upgraded": "All planned projects",
    "first-decade": "What the built projects brought",
    "chosen": "The chosen projects",
}
"""Portfolio to what it is called."""

VARIATION = "Equivalent variation"
WELFARE = HEADLINE[:2]
"""Indicators of which more is better; the page gives no colour to the others."""

PORTFOLIO = "portfolio"
OTHERS = "others"
LEVELS = ("before", "after", "change")
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
    ids = np.array(line_ids(table), dtype=object)
    found = []
    for name in HEADLINE:
        part = table[ids == name]
        if part.empty:
            continue
        by_place = {str(row["region"]): row for row in part.to_dict("records")}
        cells = [by_place.get(place) for place in shown]
        unit = str(part["unit"].iloc[0])
        found.append(
            {"id": name, "label": _sentence(str(part["indicator"].iloc[0])), **_change(name, unit, cells)}
        )
        if name == HEADLINE[0]:
            values = [{"value": None if row is None else millions(row["change"])} for row in cells]
            unit, note = "US$ million", "US$ million a year: what the change is worth"
            found.append(
                {"id": "", "label": VARIATION, "unit": unit, "note": note, "welfare": True, "cells": values}
            )
    return found


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _change(name: str, unit: str, cells: list[dict[Hashable, Any] | None]) -> dict[str, Any]:
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
    shown = "percentage points" if ratio else "%"
    levels_in = "%" if ratio else unit
    return {
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
    years, year = np.unique(table["year"].to_numpy(dtype=np.int64), return_inverse=True)
    names, groups = [str(one["id"]) for one in shown], [*focus, OTHERS]
    scenario, group = places_of(table["scenario"], names), places_of(table["country"], list(focus))
    group = np.where(group < 0, len(focus), group)
    inside = scenario >= 0
    size = (len(names), len(groups), len(years))
    at = np.ravel_multi_index((scenario[inside], group[inside], year[inside]), size)

    def summed(weights: Floats | None) -> Floats:
        chosen = None if weights is None else weights[inside]
        return np.bincount(at, chosen, minlength=math.prod(size)).reshape(size).astype(np.float64)

    rows = summed(None)
    cost = summed(table["cost_usd"].to_numpy(dtype=np.float64)).sum(axis=1)
    benefit = summed(table["benefit_usd"].to_numpy(dtype=np.float64))
    series = {name: benefit[:, g] for g, name in enumerate(groups)}
    known = {name: rows[:, g].sum(axis=1) > 0 for g, name in enumerate(groups)}
    if "carbon_usd" in table:
        series["carbon"] = summed(table["carbon_usd"].to_numpy(dtype=np.float64)).sum(axis=1)
        known["carbon"] = np.ones(len(names), dtype=bool)
    found = []
    for s, (one, covered) in enumerate(zip(shown, rows.sum(axis=1) > 0, strict=True)):
        if not covered.any():
            continue
        benefits = {name: figures(row[s, covered] / 1e6) for name, row in series.items() if known[name][s]}
        found.append(
            {
                "id": one["id"],
                "label": one["label"],
                "years": years[covered].tolist(),
                "cost_musd": figures(cost[s, covered] / 1e6),
                "benefit_musd": benefits,
            }
        )
    return found


def accounts(appraisal: Results, shown: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the accounts of the portfolios by country, corridor and world: lines once, cells by place."""
    table = appraisal.accounts
    portfolios = [row["id"] for row in shown if row["kind"] == PORTFOLIO]
    table = table[table["scenario"].isin(portfolios) & (table["level"] != "region")]
    key = table["account"] + "/" + table["indicator"]
    lines = table.loc[~key.duplicated(), ["account", "indicator"]]
    places_shown = [str(place) for place in table["region"].unique()]
    names = [str(name) for name in table["scenario"].unique()]
    axes = {"scenario": names, "region": places_shown, "line": list(key.unique())}
    values = cube(table.assign(line=key), axes, ("baseline", "counterfactual", "change"))
    return {
        "lines": line_ids(lines),
        "places": places_shown,
        "scenarios": by_place(names, places_shown, dict(zip(LEVELS, map(figures, values), strict=True))),
    }


def line_ids(lines: pd.DataFrame) -> list[str]:
    """Return the identifiers of the indicators in the rows of a table."""
    return [identifier(*pair) for pair in zip(lines["account"], lines["indicator"], strict=True)]


def by_place(
    names: Sequence[str], shown: Sequence[str], columns: Mapping[str, list[Any]]
) -> dict[str, dict[str, Any]]:
    """Return columns that are nested lists by scenario and place as records by their names."""
    return {
        name: {
            place: {column: values[s][p] for column, values in columns.items()}
            for p, place in enumerate(shown)
        }
        for s, name in enumerate(names)
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
    """Return the parameters used; `was` is the case's own value where another stands for it."""
    fields = ("name", "value", "was", "unit", "low", "high", "status", "source")
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
