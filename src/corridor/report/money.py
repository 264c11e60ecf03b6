"""The money of an appraisal as the report shows it: selected, rounded, in US$ million and per cent.

Key `money` of the payload; every table by scenario as columns:

- `sensitivity`: `{id: {test, npv_low_musd, npv_high_musd, eirr_pct}}`
- `switching`: `{id: [{variable, discount_rate, value, unit}]}`; shares in per cent
- `ratios`: `{id: {mirr_low_pct, npv_per_capex_low, first_year_return_low_pct, annual_value_low_musd, ...}}`
- `risk`: `{id: {unfinished, draws, npv_expected_low_musd, npv_p10_low_musd, npv_p90_low_musd,
  loss_probability_low_pct, ...}}`
- `debt`: `{id: {year, drawn_musd, interest_musd, principal_musd, service_musd, public_service_musd,
  dividends_musd, outstanding_musd, service_real_musd, export_gain_musd, service_to_exports_pct, ...}}`
- `incidence`: `{id: {low: {country, group, flow, musd}, high: {...}}}`
- `perspectives`: `{id: {whose, carbon, npv_low_musd, bcr_low, eirr_pct, ...}}`, four of each
- `site_gains`: `{id: {counting, ev_world_musd, npv_low_musd, eirr_pct, ...}}`, of parks and mines
- `loans`, `overruns`, `financial`: lists of rows as the tables have them, money in US$ million
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor.report.figures import figure, millions

if TYPE_CHECKING:
    import pandas as pd

    from corridor.report.results import Results

RATES = ("low", "high")
AS_PERCENT = ("eirr", "firr", "mirr", "first_year_return", "loss_probability", "service_to_exports")
AS_MONEY = ("npv_", "fnpv_", "annual_value")
LEFT_OUT = ("npv_per_capex",)


def money(appraisal: Results) -> dict[str, Any]:
    """Return the key `money` of the payload."""
    both = [*_records(appraisal.portfolios), *_records(appraisal.projects)]
    ratios = ("mirr", "npv_per_capex", "first_year_return", "annual_value")
    names = [f"{ratio}_{rate}" for ratio in ratios for rate in RATES]
    return {
        "perspectives": _columns(appraisal.perspectives, ("eirr_note",)),
        "site_gains": _columns(appraisal.site_gains, ("eirr_note",)),
        "sensitivity": _columns(
            appraisal.sensitivity, ("cost_change", "benefit_change", "delay_years", "eirr_note")
        ),
        "switching": _switching(appraisal.switching),
        "ratios": {
            row["project_id"]: _readable({name: row.get(name) for name in names})
            for row in both
            if row.get("mirr_low") is not None
        },
        "risk": {
            row["project_id"]: _readable({k: v for k, v in row.items() if k != "project_id"})
            for row in _records(appraisal.risk)
        },
        "debt": _columns(appraisal.debt, ()),
        "incidence": _incidence(appraisal.incidence),
        **{
            name: [_readable(row) for row in _records(getattr(appraisal, name))]
            for name in ("loans", "overruns", "financial")
        },
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table; a cell without a value is None."""
    plain = table.astype(object).where(table.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with money in millions and rates in per cent, names saying so."""
    return dict(_cell(name, value) for name, value in row.items())


def _cell(name: str, value: Any) -> tuple[str, Any]:
    if isinstance(value, str | bool):
        return name, value
    if name.endswith("_usd"):
        return f"{name.removesuffix('_usd')}_musd", millions(value)
    if name.startswith(AS_MONEY) and not name.startswith(LEFT_OUT):
        return f"{name}_musd", millions(value)
    if name.startswith(AS_PERCENT):
        return f"{name}_pct", None if value is None else figure(100.0 * float(value))
    return name, figure(value)


def _columns(table: pd.DataFrame, without: tuple[str, ...]) -> dict[str, dict[str, list[Any]]]:
    """Return a table by project as columns."""
    found: dict[str, dict[str, list[Any]]] = {}
    for row in _records(table.drop(columns=list(without), errors="ignore")):
        columns = found.setdefault(row.pop("project_id"), {})
        for name, value in _readable(row).items():
            columns.setdefault(name, []).append(value)
    return found


def _switching(table: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _records(table):
        years = row["unit"] == "years"
        value = row["switching_value"]
        shown = {
            "variable": row["variable"],
            "discount_rate": row["discount_rate"],
            "value": None if value is None else figure(value if years else 100.0 * value),
            "unit": "years" if years else "%",
        }
        found.setdefault(row["project_id"], []).append(shown)
    return found


def _incidence(table: pd.DataFrame) -> dict[str, dict[str, dict[str, list[Any]]]]:
    found: dict[str, dict[str, dict[str, list[Any]]]] = {}
    for row in _records(table):
        columns = found.setdefault(row["project_id"], {}).setdefault(row["discount_rate"], {})
        for name in ("country", "group", "flow"):
            columns.setdefault(name, []).append(row[name])
        columns.setdefault("musd", []).append(millions(row["usd"]))
    return found
