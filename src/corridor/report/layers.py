"""What the map shows: regions with their results, and links with their tonnes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corridor import accounts
from corridor.report import shapes
from corridor.report.cubes import cube
from corridor.report.figures import figure, figures, millions, percents, rounded_percent
from corridor.report.results import INCOME, identifier
from corridor.types import Floats

if TYPE_CHECKING:
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
    lon, lat = (np.asarray(table.get(name, [np.nan] * len(table)), float) for name in ("lon", "lat"))
    notes = table["disputed_note"] if "disputed_note" in table else [""] * len(table)
    return {
        "id": list(table["region_id"]),
        "name": list(table["name"]),
        "country": list(table["country"]),
        "population": figures(table["population"]),
        "note": [note if isinstance(note, str) else "" for note in notes],
        "lon": figures(lon),
        "lat": figures(lat),
        "shapes": shapes.regions(list(table["geometry"])),
    }


def effects(appraisal: Results) -> dict[str, Any]:
    """Return for every scenario each region's change of real income, and who gains and loses what matters."""
    table = appraisal.regions.assign(**{} if "first_order" in appraisal.regions else {"first_order": np.nan})
    names = [str(name) for name in table["scenario"].unique()]
    axes = {"scenario": names, "region_id": list(appraisal.case.regions["region_id"])}
    columns = ("real_income_hat", "ev_usd", "first_order", "population")
    hat, gain, first, people = cube(table, axes, columns)
    change, by_country = rounded_percent(hat), _countries(appraisal.accounts)
    least = 100.0 * appraisal.parameters["material_loss"]
    parts = zip(names, change, gain, people, figures(change), strict=True)
    musd, slope = figures(gain / 1e6), figures(100.0 * first)
    nowhere: dict[str, list[Any]] = {"id": [], "pct": [], "ev_musd": []}
    return {
        name: {
            "real_income_pct": shown,
            "ev_musd": musd[place],
            "first_order_pct": slope[place],
            "balance": {
                "material_pct": least,
                "gaining": _side(moved > least, ev, who),
                "losing": _side(moved < -least, ev, who),
            },
            "countries": by_country.get(name, nowhere),
        }
        for place, (name, moved, ev, who, shown) in enumerate(parts)
    }


def _countries(accounts: pd.DataFrame) -> dict[str, dict[str, list[Any]]]:
    """Return by scenario the change of real income by country, as the accounts have it."""
    rows = accounts[(accounts["level"] == "country") & (accounts["indicator"] == INCOME)]
    before = rows["baseline"].where(rows["baseline"] != 0.0)
    shown = {
        "id": np.asarray(rows["region"], dtype=object),
        "pct": np.array(percents(rows["counterfactual"] / before), dtype=object),
        "ev_musd": np.array(figures(rows["change"] / 1e6), dtype=object),
    }
    found = {}
    for name, at in rows.groupby("scenario", sort=False).indices.items():
        found[str(name)] = {key: column[at].tolist() for key, column in shown.items()}
    return found


def _side(chosen: NDArray[np.bool_], gain: Floats, people: Floats) -> dict[str, Any]:
    """Return what regions that gain or lose are together."""
    return {
        "regions": int(chosen.sum()),
        "population": figure(np.nansum(people[chosen])),
        "ev_musd": millions(np.nansum(gain[chosen])),
    }


def indicators(appraisal: Results) -> list[dict[str, Any]]:
    """Return every indicator that the report tells of, by identifier, and its levels by region.

    Levels stand under `scenarios`, of portfolios only; it is empty where no region has the indicator.
    """
    known = {(one.account, one.name): one for one in accounts.indicators()}
    about = ["account", "indicator", "unit"]
    told = pd.concat([appraisal.accounts[about], appraisal.scorecard[about]]).drop_duplicates(about[:2])
    table = appraisal.accounts[appraisal.accounts["level"] == "region"]
    order = list(appraisal.case.regions["region_id"])
    rows = dict(iter(table.groupby(about[:2], sort=False)))
    found = []
    for account, name, unit in told.itertuples(index=False, name=None):
        meaning = known.get((account, name))
        found.append(
            {
                "id": identifier(account, name),
                "account": account,
                "label": name,
                "unit": unit,
                "change_unit": "percentage points" if unit in RATIOS else "%",
                "wanted": meaning.wanted if meaning else "",
                "definition": meaning.definition if meaning else "",
                "scenarios": _by_region(rows.get((account, name)), order, ratio=unit in RATIOS),
            }
        )
    return found


def _by_region(part: pd.DataFrame | None, order: Sequence[str], *, ratio: bool) -> dict[str, Any]:
    if part is None:
        return {}
    names = [str(scenario) for scenario in part["scenario"].unique()]
    before, after = cube(part, {"scenario": names, "region": order}, ("baseline", "counterfactual"))
    levels = zip(names, before, after, strict=True)
    return {scenario: _levels(low, high, ratio=ratio) for scenario, low, high in levels}


def _levels(before: Floats, after: Floats, *, ratio: bool) -> dict[str, Any]:
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
    about, geometry = appraisal.case.network.links, appraisal.case.geometry
    flows = flows.sort_values("link_id")
    drawn = pd.Index(geometry["link_id"]).get_indexer(pd.Index(flows["link_id"]))
    flows, drawn = flows[drawn >= 0], drawn[drawn >= 0]
    size = flows[["tonnes_baseline", "tonnes_counterfactual"]].max(axis=1).to_numpy(float)
    known = about.set_index("link_id").reindex(flows["link_id"])
    home = (known["country"] == appraisal.case.settings.focus[0]).to_numpy(bool)
    least = _least(size, home)
    large = size >= least
    shown = flows[large]
    return {
        "scenario": main,
        "threshold_t": figure(least[~home].max(initial=THRESHOLDS[0])),
        "threshold_home_t": figure(THRESHOLDS[0]),
        "left_out": int((~large).sum()),
        "left_out_share": figure(size[~large].sum() / max(float(size.sum()), 1.0), 3),
        **{name: _texts(known[large], name) for name in ("name", "mode", "country", "section")},
        "before": figures(shown["tonnes_baseline"].round(), 5),
        "after": figures(shown["tonnes_counterfactual"].round(), 5),
        "lines": shapes.lines(geometry["geometry"].to_numpy(dtype=object)[drawn[large]]),
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
