"""The map layers of an appraisal: regions, links and projects with their results and styles."""

from __future__ import annotations

import numpy as np
import pandas as pd

from corridor.io.geopackage import Layer
from corridor.io.styles import Style, diverging_bands, sequential_bands
from corridor.studies.appraise.appraisal import Appraisal

LINK_COLUMNS = ("link_id", "name", "mode", "facility_type", "country", "section", "status", "length")
"""What the map says of a link besides its flows."""


def map_layers(appraisal: Appraisal) -> list[Layer]:
    """Return the layers in drawing order: regions, links, projects."""
    return [regions_layer(appraisal), links_layer(appraisal), projects_layer(appraisal)]


def regions_layer(appraisal: Appraisal) -> Layer:
    """Return one row per region: the main scenario's results, and every portfolio's real income."""
    results = appraisal.regions
    portfolios = [
        name
        for name in dict.fromkeys(results["scenario"])
        if name not in set(appraisal.projects["project_id"])
    ]
    main = appraisal.name if appraisal.name in portfolios else next(iter(portfolios), appraisal.name)
    case = appraisal.case.regions
    keep = [column for column in ("region_id", "name", "country", "disputed_note") if column in case]
    extra = [column for column in results if column not in {*keep, "scenario"}]
    fields = case[keep].merge(
        results.loc[results["scenario"] == main, ["region_id", *extra]], on="region_id", how="left"
    )
    styles = []
    for name in portfolios:
        change = _change(results, name).reindex(fields["region_id"]).to_numpy()
        column = f"real_income_change_{_word(name)}"
        fields[column] = change
        bands = diverging_bands(change, "%")
        text = f"Change of real income in scenario {name}, % of the baseline"
        styles.append(Style(f"Real income, {name}"[:30], column, "fill", bands, text, default=name == main))
    return Layer("regions", "MultiPolygon", list(case["geometry"]), fields, tuple(styles))


def links_layer(appraisal: Appraisal) -> Layer:
    """Return one row per drawn link: yearly tonnes before and after, and their change."""
    case = appraisal.case
    links = case.network.links
    keep = [column for column in LINK_COLUMNS if column in links]
    fields = links[keep].merge(appraisal.links, on="link_id", how="left", suffixes=("", "_result"))
    fields = fields.merge(case.geometry[["link_id", "geometry"]], on="link_id")
    fields["tonnes_change"] = fields["tonnes_counterfactual"] - fields["tonnes_baseline"]
    shape = list(fields.pop("geometry"))
    change, flow = fields["tonnes_change"].to_numpy(float), fields["tonnes_counterfactual"].to_numpy(float)
    styles = (
        Style(
            "Change of flow",
            "tonnes_change",
            "line",
            diverging_bands(change, "t/year", width=0.8),
            "Counterfactual less baseline",
            default=True,
        ),
        Style(
            "Flow",
            "tonnes_counterfactual",
            "line",
            sequential_bands(flow, "t/year"),
            "Tonnes a year in the counterfactual",
        ),
    )
    return Layer("links", "MultiLineString", shape, fields, styles)


def projects_layer(appraisal: Appraisal) -> Layer:
    """Return one row per project; those without a known place have no geometry."""
    fields = appraisal.projects.reset_index(drop=True)
    places = {project.project_id: project for project in appraisal.case.projects}
    shape = [
        _point(places[name].lon, places[name].lat) if name in places else None
        for name in fields["project_id"]
    ]
    gain = fields["ev_world_usd"].to_numpy(dtype=float) / 1e6
    fields["ev_world_musd"] = gain
    bands = diverging_bands(gain, "million US$/year", width=3.0)
    style = Style("Gain", "ev_world_musd", "marker", bands, "Equivalent variation, world", default=True)
    return Layer("projects", "Point", shape, fields, (style,))


def _change(results: pd.DataFrame, scenario: str) -> pd.Series:
    chosen = results[results["scenario"] == scenario].set_index("region_id")
    return 100.0 * (chosen["real_income_hat"].astype(float) - 1.0)


def _word(name: str) -> str:
    return name.replace("-", "_")


def _point(lon: float | None, lat: float | None) -> bytes | None:
    if lon is None or lat is None:
        return None
    return b"\x01\x01\x00\x00\x00" + np.array([lon, lat], dtype="<f8").tobytes()
