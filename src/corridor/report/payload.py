"""What the report shows, as one JSON document: an appraisal selected, rounded and in readable units.

Nothing is computed here but units, rounding, sums of what is shown and the simplification of geometry.
Keys of the payload:

- `format`: version of this layout, 2
- `title`, `case`, `scenario` (the main one), `base_year`, `price_year`, `first_year`, `last_year`
- `places`: `[{id, name, kind}]`, the columns of the headline: countries in focus, corridor, world
- `headline`: `[{id, label, unit, note, welfare, level_unit, cells: [{value, before, after}] per place}]`;
  gains and losses have a colour where `welfare`
- `scenarios`: `[{id, label, kind: "portfolio" | "project", text, projects}]`, `projects` by id
- `regions`: columns `id, name, country, population, note, lon, lat, shapes` (polygons of encoded rings)
- `effects`: per scenario columns by region `real_income_pct, ev_musd, first_order_pct` and `balance`:
  `gaining` and `losing`, each `{regions, population, ev_musd}`; `countries`: columns `id, pct, ev_musd`
- `indicators`: every indicator told of, `[{id, account, label, unit, change_unit, wanted, definition,
  scenarios: {id: {before, after, change}}}]`, levels by region; `wanted`: `more`, `less` or nothing, what the
  aim of the account calls good; all else names an indicator by its `id`
- `links`: columns `name, mode, country, section, before, after` (tonnes a year), `lines`; with `scenario`,
  and for what is too little to draw `threshold_t` (`threshold_home_t` in the first country in focus),
  `left_out` and `left_out_share` (of tonnes)
- `scorecard`: `lines: [id of an indicator]`, `places`, `scenarios: {id: {place: columns before,
  after, change, percent, verdict}}`, one entry per line; verdicts: `better`, `worse`, `no change`, `neither`
- `sites`: parks and mines alone, `[{id, name, kind, region, country, sector, jobs, tonnes,
  kept_in_region_pct, musd, per_100}]`; `musd` (US$ million a year): `capacity, produced, displaced_region,
  displaced_country, gain_region, gain_country, gain_elsewhere` (in the country), `gain_abroad, paid_abroad,
  royalty, forgone_tax, forgone_tax_displaced, forgone_tax_pv` (a present value); `per_100`: parts of them
  per 100 dollars produced; `workers: [{sector, change}]` of its region; `hauls: [{to, mode, road_km, rail_km,
  hours, usd_t, share_pct}]` of what a mine sells (US$/t, per cent of the price at the gate)
- `projects`: `[{id, name, type, status, portfolio: bool, opening_year, model_effect, effect_note, sources,
  estimated, cost_musd, gain_world_musd, gain: {country: musd}, npv_low_musd, npv_high_musd, bcr_low,
  bcr_high, eirr_pct, payback_year, lon, lat}]`; rows of portfolios among them
- `streams`: `[{id, label, years, cost_musd, benefit_musd: {country: [...]}}]`, by scenario; the value of
  `carbon` stands among the countries
- `money`: ratios, sensitivity, switching values, risk, debt, incidence and loans (`corridor.report.money`)
- `accounts`: as `scorecard`, of the portfolios, with columns `before, after, change`
- `freight`: `[{scenario, country, mode, tonne_km_before_bn, tonne_km_bn, co2_before_kt, co2_kt}]`
- `facts`, `facts_summary`, `certificates`, `parameters`: lists of rows
- `texts`: `uncertainty`, `method`, `sources`, `notes` (Markdown)
- `attribution`: lines to show beside the map; `countries`: code to name
- `basemap`: `source, land, borders: [{class, line}], countries, towns`

Lines and rings are encoded as in `corridor.report.shapes`. The page's types are in `web/src/payload.ts`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from corridor.report import cards, layers, shapes, tables
from corridor.report.money import money
from corridor.report.results import Results, results

if TYPE_CHECKING:
    from corridor.studies.appraise.appraisal import Appraisal

FORMAT = 2

SERIES = {"others": "other countries", "carbon": "carbon avoided", "high seas": "High seas"}
"""Names of what stands among the countries in streams and freight."""

ATTRIBUTION = (
    "© OpenStreetMap contributors (ODbL 1.0)",
    "GeoNames (CC BY 4.0)",
    "OCHA/WFP COD-AB (CC BY 3.0 IGO)",
    "Natural Earth (public domain)",
)
"""Lines beside the map unless the case's notes give their own, parted by semicolons."""

UNCERTAINTY = "No note on uncertainty comes with this case."


def payload(appraisal: Appraisal, texts: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the payload of a report.

    `texts` replaces or adds texts by name (`uncertainty`, `method`, `sources`, `notes`; Markdown).
    Without it `uncertainty` and `attribution` come from the notes in `case.toml`, the sources from the
    case and the method from the package.
    """
    shown = results(appraisal)
    settings = shown.case.settings
    scenarios = tables.scenarios(shown)
    main = next((row["id"] for row in scenarios if row["id"] == appraisal.name), scenarios[0]["id"])
    names = {row["id"]: row["name"] for row in tables.places(shown)}
    return {
        "format": FORMAT,
        "title": settings.title,
        "case": settings.name,
        "scenario": main,
        "base_year": settings.base_year,
        "price_year": settings.price_year,
        "first_year": settings.first_year,
        "last_year": settings.last_year,
        "places": tables.places(shown),
        "headline": tables.headline(shown, main),
        "scenarios": scenarios,
        "regions": layers.regions(shown),
        "effects": layers.effects(shown),
        "indicators": layers.indicators(shown),
        "links": layers.links(shown, main),
        "scorecard": cards.scorecard(shown),
        "sites": cards.sites(shown),
        "projects": tables.projects(shown),
        "streams": tables.streams(shown, scenarios),
        "money": money(shown),
        "accounts": tables.accounts(shown, scenarios),
        "freight": tables.freight(shown, scenarios),
        "facts": tables.rows(shown.facts),
        "facts_summary": tables.rows(shown.facts_summary),
        "certificates": tables.rows(shown.certificates),
        "parameters": tables.parameters(shown),
        "texts": {**_texts(shown), **(texts or {})},
        "attribution": attribution(settings.notes),
        "countries": {**tables.country_names(shown), **names, **SERIES},
        "basemap": basemap(),
    }


def basemap() -> dict[str, Any]:
    """Return land, borders by class, and names; made by `scripts/basemap.py` from Natural Earth."""
    packed = (files("corridor.report") / "data" / "basemap.json.gz").read_bytes()
    found: dict[str, Any] = json.loads(gzip.decompress(packed))
    return {**found, "scale": shapes.SCALE}


def _texts(shown: Results) -> dict[str, str]:
    notes = dict(shown.case.settings.notes)
    method = (files("corridor.report") / "data" / "method.md").read_text(encoding="utf-8")
    uncertainty = notes.pop("uncertainty", UNCERTAINTY)
    notes.pop("attribution", None)
    told = "\n".join(f"- **{key.replace('_', ' ')}**: {text}" for key, text in notes.items())
    return {"uncertainty": uncertainty, "method": method, "sources": shown.case.sources, "notes": told}


def attribution(notes: Mapping[str, str]) -> list[str]:
    """Return the lines beside a map: the case's own or the usual ones, Natural Earth among them."""
    given = [line.strip() for line in notes.get("attribution", "").split(";") if line.strip()]
    lines = given or list(ATTRIBUTION)
    return lines if any("Natural Earth" in line for line in lines) else [*lines, ATTRIBUTION[-1]]
