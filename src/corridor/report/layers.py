"""What the map shows: regions with their results, and links with their tonnes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corridor import accounts
from corridor.report import shapes, tables
from corridor.report.figures import figure, figures, millions, percent
from corridor.types import Floats

if TYPE_CHECKING:
    import pandas as pd

    from corridor.report.results import Results


THRESHOLDS = (1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7)
"""Tonnes a year below which a link is left out: in the home country the first, elsewhere the first that
leaves `MAX_LINKS`."""

MAX_LINKS = 36_000

RATIOS = ("ratio", "baseline = 1")
"""Units whose change is shown as a difference, in points of a hundredth."""


def regions(appraisal: Results) -> dict[str, Any]:
    """Return the regions of the case, in its order, with simplified shapes."""
    table = appraisal.case.regions
    optional = {name: table[name] if name in table else [None] * len(table) for name in ("lon", "lat")}
    notes = table["disputed_note"] if "disputed_note" in table else [""] * len(table)
    return {
        "id": list(table["region_id"]),
        "name": list(table["name"]),
        "country": list(table["country"]),
        "population": figures(table["population"]),
        "note": [note if isinstance(note, str) else "" for note in notes],
        "lon": figures(optional["lon"]),
        "lat": figures(optional["lat"]),
        "shapes": shapes.regions(list(table["geometry"])),
    }


def effects(appraisal: Results) -> dict[str, Any]:
    """Return for every scenario each region's change of real income, and who gains and who loses."""
    order = list(appraisal.case.regions["region_id"])
    found = {}
    for name, part in appraisal.regions.groupby("scenario", sort=False):
        rows = part.set_index("region_id").reindex(order)
        first = rows["first_order"] if "first_order" in rows else np.full(len(rows), np.nan)
        found[str(name)] = {
            "real_income_pct": [percent(hat) for hat in rows["real_income_hat"]],
            "ev_musd": [millions(value) for value in rows["ev_usd"]],
            "first_order_pct": figures(100.0 * np.asarray(first, dtype=float)),
            "balance": {"gaining": _side(rows, 1.0), "losing": _side(rows, -1.0)},
            "countries": _countries(appraisal.accounts, str(name)),
        }
    return found


def _countries(accounts: pd.DataFrame, scenario: str) -> dict[str, list[Any]]:
    """Return the change of real income by country, as the accounts have it."""
    chosen = (accounts["level"] == "country") & (accounts["indicator"] == "real income")
    rows = accounts[chosen & (accounts["scenario"] == scenario)]
    before = rows["baseline"].where(rows["baseline"] != 0.0)
    return {
        "id": list(rows["region"]),
        "pct": [percent(hat) for hat in rows["counterfactual"] / before],
        "ev_musd": [millions(value) for value in rows["change"]],
    }


def _side(rows: pd.DataFrame, sign: float) -> dict[str, Any]:
    """Return who gains or loses by as much as the report shows, 1e-6 percent."""
    change = np.array([percent(hat) or 0.0 for hat in rows["real_income_hat"]])
    chosen = rows[sign * change > 0.0]
    return {
        "regions": len(chosen),
        "population": figure(chosen["population"].sum()),
        "ev_musd": millions(chosen["ev_usd"].sum()),
    }


def indicators(appraisal: Results) -> list[dict[str, Any]]:
    """Return what accounts say by region, per portfolio: levels, change, and which way is better."""
    known = {(one.account, one.name): one for one in accounts.indicators()}
    alone = set(tables.single(appraisal)["project_id"])
    table = appraisal.accounts
    table = table[(table["level"] == "region") & ~table["scenario"].isin(alone)]
    order = list(appraisal.case.regions["region_id"])
    found = []
    for (account, name, unit), part in table.groupby(["account", "indicator", "unit"], sort=False):
        ratio, meaning = unit in RATIOS, known.get((str(account), str(name)))
        found.append(
            {
                "id": f"{account}/{name}",
                "account": str(account),
                "label": str(name),
                "unit": str(unit),
                "change_unit": "percentage points" if ratio else "%",
                "wanted": meaning.wanted if meaning else "",
                "definition": meaning.definition if meaning else "",
                "scenarios": {
                    str(scenario): _levels(rows.set_index("region").reindex(order), ratio=ratio)
                    for scenario, rows in part.groupby("scenario", sort=False)
                },
            }
        )
    return found


def _levels(rows: pd.DataFrame, *, ratio: bool) -> dict[str, Any]:
    before, after = rows["baseline"].to_numpy(float), rows["counterfactual"].to_numpy(float)
    base = np.ones_like(before) if ratio else before
    change = np.divide(100.0 * (after - before), base, out=np.full_like(before, np.nan), where=base != 0.0)
    return {
        "before": figures(before, 5),
        "after": figures(after, 5),
        "change": figures(np.round(change, 6), 5),
    }


def links(appraisal: Results, main: str) -> dict[str, Any]:
    """Return the links that carry more than a threshold before or after, and what that leaves out."""
    flows = appraisal.links
    if "scenario" in flows:
        flows = flows[flows["scenario"] == main]
    drawn = flows.merge(appraisal.case.geometry[["link_id", "geometry"]], on="link_id")
    about = appraisal.case.network.links
    columns = [name for name in ("name", "mode", "country", "section") if name in about]
    drawn = drawn.drop(columns=[name for name in columns if name in drawn])
    drawn = drawn.merge(about[["link_id", *columns]], on="link_id", how="left").sort_values("link_id")
    size = drawn[["tonnes_baseline", "tonnes_counterfactual"]].max(axis=1).to_numpy(float)
    home = (drawn["country"] == appraisal.case.settings.focus[0]).to_numpy(bool)
    least = _least(size, home)
    kept = drawn[size >= least]
    return {
        "scenario": main,
        "threshold_t": figure(least[~home].max(initial=THRESHOLDS[0])),
        "threshold_home_t": figure(THRESHOLDS[0]),
        "left_out": int((size < least).sum()),
        "left_out_share": figure(size[size < least].sum() / max(float(size.sum()), 1.0), 3),
        **{name: _texts(kept, name) for name in ("name", "mode", "country", "section")},
        "before": figures(kept["tonnes_baseline"].round(), 5),
        "after": figures(kept["tonnes_counterfactual"].round(), 5),
        "lines": shapes.lines(kept["geometry"]),
    }


def _least(size: Floats, home: NDArray[np.bool_]) -> Floats:
    """Return the tonnes from which each link is drawn."""
    near = int((size[home] >= THRESHOLDS[0]).sum())
    far = (value for value in THRESHOLDS if near + int((size[~home] >= value).sum()) <= MAX_LINKS)
    return np.where(home, THRESHOLDS[0], next(far, THRESHOLDS[-1]))


def _texts(table: pd.DataFrame, name: str) -> list[str]:
    if name not in table:
        return [""] * len(table)
    return [value if isinstance(value, str) else "" for value in table[name]]
