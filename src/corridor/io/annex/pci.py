"""The sheet in the order of item 11 of Pakistan's PC-I form: what a project brings, and what delay costs.

Planning Commission of Pakistan, PC-I proforma for infrastructure, item 11: financial, economic, social,
employment, environmental, and the impact of delays on cost and viability.
"""

from __future__ import annotations

from collections.abc import Mapping

from corridor.io.annex.sheet import SHARE, Cell, Formula, Sheet, musd, plain, where
from corridor.money.incidence import CLIMATE, WORKERS
from corridor.projects.project import Project
from corridor.studies.appraise.appraisal import Appraisal

WORK = "work in "


def write_pci(
    sheet: Sheet, appraisal: Appraisal, name: str, projects: list[Project], results: Mapping[str, str]
) -> None:
    """Write item 11 of a scenario; `results` are cells of its analysis, sheet and all."""
    _financial(sheet, appraisal, name, projects)
    _economic(sheet, appraisal, name, results)
    _social(sheet, appraisal, name)
    _employment(sheet, appraisal, name)
    _environment(sheet, appraisal, name)
    _delay(sheet, appraisal, name)


def _financial(sheet: Sheet, appraisal: Appraisal, name: str, projects: list[Project]) -> None:
    sheet.heading("11 (a) Financial: what is paid, US$ million")
    names = [p.project_id for p in projects]
    table = appraisal.financial.set_index("project_id").loc[names]
    known = int(table["revenue_known"].sum())
    sheet.row("Capital cost", musd(table["capex_usd"].sum(min_count=len(names))))
    sheet.row("Operation a year in full use", musd(table["operation_usd"].sum(min_count=len(names))))
    sheet.row(
        f"User charges a year, known of {known} of {len(names)}", musd(table["revenue_usd"].sum(min_count=1))
    )
    sheet.row("Subsidy of operation a year, where charges do not cover it", musd(table["subsidy_usd"].sum()))
    if len(names) == 1:
        (row,) = where(appraisal.financial, project_id=names[0])
        for rate in ("low", "high"):
            sheet.row(f"Financial NPV, {rate}", musd(row[f"fnpv_{rate}"]))
        sheet.row("Financial rate of return", plain(row["firr"]), formats=("", SHARE))
    debt = where(appraisal.debt, project_id=name)
    if debt:
        peak = max(debt, key=lambda year: float(year["service_usd"]))
        sheet.row("Largest debt service abroad in a year, nominal", musd(peak["service_usd"]))
        sheet.row("in the year", plain(peak["year"]), formats=("", "0"))
        share = plain(peak["service_to_exports"])
        sheet.row("of exports in that year, at constant prices", share, formats=("", SHARE))
        sheet.row("Export gain of that year", musd(peak["export_gain_usd"]))


def _economic(sheet: Sheet, appraisal: Appraisal, name: str, results: Mapping[str, str]) -> None:
    sheet.heading("11 (b) Economic: formulas of the analysis, US$ million or ratio")
    for label, cell in results.items():
        form = SHARE if label.startswith(("EIRR", "MIRR")) else ""
        sheet.row(label, Formula(f"={cell}"), formats=("", form) if form else ())
    for row in _accounts(appraisal, name, ("growth", "openness")):
        sheet.row(*row)


def _social(sheet: Sheet, appraisal: Appraisal, name: str) -> None:
    sheet.heading("11 (c) Social")
    home = appraisal.case.settings.focus[0]
    _head(sheet)
    for row in _accounts(appraisal, name, ("well-being", "innovation")):
        if not str(row[0]).startswith(WORK):
            sheet.row(*row)
    least = appraisal.parameters["material_loss"]
    mine = where(appraisal.regions, scenario=name, country=home)
    losing = [r for r in mine if r["real_income_hat"] < 1.0 - least]
    sheet.row(
        f"Districts that lose more than {100 * least:g} % of real income",
        plain(len(losing)),
        formats=("", "0"),
    )
    sheet.row("Their people", plain(sum(r["population"] for r in losing)), formats=("", "#,##0"))
    sheet.row("Sum of their losses, US$ million a year", musd(sum(r["ev_usd"] for r in losing)))


def _employment(sheet: Sheet, appraisal: Appraisal, name: str) -> None:
    sheet.heading("11 (d) Employment: shares of work in equilibrium, not jobs created by building")
    _head(sheet)
    for row in _accounts(appraisal, name, ("well-being",)):
        if str(row[0]).startswith(WORK):
            sheet.row(*row)
    gain = musd(_present(appraisal, name, WORKERS))
    sheet.row("Wages of unskilled work above its worth elsewhere, present value, US$ million", gain)


def _environment(sheet: Sheet, appraisal: Appraisal, name: str) -> None:
    sheet.heading("11 (e) Environment")
    _head(sheet)
    for row in _accounts(appraisal, name, ("green",)):
        sheet.row(*row)
    caused = musd(_present(appraisal, name, CLIMATE))
    sheet.row("Carbon, present value at the low rate, US$ million (negative: caused)", caused)


def _present(appraisal: Appraisal, name: str, group: str) -> float:
    """Return what a group has of a scenario, present value at the low rate, US$."""
    rows = where(appraisal.incidence, project_id=name, discount_rate="low", group=group)
    return float(sum(row["usd"] for row in rows))


def _delay(sheet: Sheet, appraisal: Appraisal, name: str) -> None:
    sheet.heading("11 (f) Impact of delay on cost and viability, US$ million")
    shown = ("as expected", "one year late", "two years late")
    rows: list[tuple[Cell, ...]] = [
        (row["test"], musd(row["npv_low"]), musd(row["npv_high"]), plain(row["eirr"]))
        for row in where(appraisal.sensitivity, project_id=name)
        if row["test"] in shown
    ]
    first, _ = sheet.table(("Case", "NPV, low", "NPV, high", "EIRR"), rows, ("", "", "", SHARE))
    sheet.row("Price of a year", Formula(f"=B{first}-B{first + 1}"), Formula(f"=C{first}-C{first + 1}"))
    for project in appraisal.scenarios[name].get("added", ()):
        for late in where(appraisal.overruns, project_id=project):
            said = f"{project}: years late that a fifth of {late['reference_class']} projects exceed"
            sheet.row(said, plain(late["delay_p80_years"]))


def _head(sheet: Sheet) -> None:
    sheet.table(("Indicator of the home country", "Before", "After", "Change", "Unit"), [])


def _accounts(appraisal: Appraisal, name: str, accounts: tuple[str, ...]) -> list[tuple[Cell, ...]]:
    """Return the indicators of the home country as rows."""
    home = appraisal.case.settings.focus[0]
    return [
        (
            str(row["indicator"]),
            plain(row["baseline"]),
            plain(row["counterfactual"]),
            plain(row["change"]),
            str(row["unit"]),
        )
        for row in where(appraisal.accounts, scenario=name, region=home)
        if row["account"] in accounts
    ]
