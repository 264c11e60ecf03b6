"""The economic analysis of a portfolio or project in the order of the Asian Development Bank.

Rationale, demand, costs, benefits, streams by year, results, sensitivity, distribution, finance, sources.
Results are live formulas beside the figures of the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from corridor.io.annex.sheet import SHARE, Cell, Formula, Sheet, musd, plain, where
from corridor.money.perspectives import COUNTED, WORLD
from corridor.projects.project import Project
from corridor.run_tables import RATES
from corridor.studies.appraise.appraisal import Appraisal

ASSUMPTIONS = (
    "discount_rate.low",
    "discount_rate.high",
    "carbon_price",
    "benefit_growth",
    "shadow.wage",
    "shadow.exchange",
    "dollar_inflation",
    "overrun.common",
    "overrun.cost_and_time",
)
"""Parameters of the money, with their sources."""


@dataclass(frozen=True, slots=True)
class Places:
    """Cells of the streams of a discount rate that other sheets and formulas refer to."""

    rate: str
    """Cell of the discount rate."""
    price_year: str
    years: str
    """Ranges of the streams."""
    cost: str
    benefit: str
    carbon: str
    net: str
    home: str
    """Benefits of the home country."""

    def npv(self, flow: str) -> str:
        """Return the formula of the present value of a flow."""
        return f"SUMPRODUCT({flow},(1+{self.rate})^({self.price_year}-{self.years}))"


def write_analysis(sheet: Sheet, appraisal: Appraisal, name: str, projects: list[Project]) -> dict[str, str]:
    """Write the analysis of a scenario and return the cells of its results by name."""
    parameters = appraisal.parameters
    sheet.heading("Discount rates and price year")
    rates = {}
    for rate in RATES:
        at = sheet.row(f"Discount rate, {rate}", parameters[f"discount_rate.{rate}"], formats=("", SHARE))
        rates[rate] = f"$B${at}"
    at = sheet.row("Price year", appraisal.case.settings.price_year, formats=("", "0"))
    price = f"$B${at}"
    _rationale(sheet, appraisal, name, projects)
    _demand(sheet, appraisal, name)
    _costs(sheet, appraisal, projects)
    places = _streams(sheet, appraisal, name, rates, price)
    results = _results(sheet, appraisal, name, places)
    _perspectives(sheet, appraisal, name, places)
    _site_gains(sheet, appraisal, name)
    _sensitivity(sheet, appraisal, name, places)
    _distribution(sheet, appraisal, name, results)
    _risk(sheet, appraisal, name)
    _loans(sheet, appraisal, projects)
    _sources(sheet, appraisal, projects)
    return results


def _rationale(sheet: Sheet, appraisal: Appraisal, name: str, projects: list[Project]) -> None:
    sheet.heading("1. Rationale")
    backwards = bool(appraisal.scenarios[name].get("removed"))
    told = "today's world against the same without them" if backwards else "added to today's world"
    sheet.text(
        f"{len(projects)} project(s), {told}. What a project changes is in the register; markets do not "
        "price time at borders, the reach of a network or carbon: hence a public account."
    )
    rows: list[tuple[Cell, ...]] = [
        (p.title, p.type, p.status, plain(p.opening_year), p.effect_note) for p in projects
    ]
    sheet.table(("Project", "Type", "Status", "Opening", "Note"), rows, ("", "", "", "0"))


def _demand(sheet: Sheet, appraisal: Appraisal, name: str) -> None:
    sheet.heading("2. Demand: freight of the home country, billion tonne-km a year")
    home = appraisal.case.settings.focus[0]
    rows: list[tuple[Cell, ...]] = [
        (str(row["mode"]), plain(row["tonne_km_do_minimum"] / 1e9), plain(row["tonne_km"] / 1e9))
        for row in where(appraisal.freight, scenario=name, country=home)
    ]
    sheet.table(("Mode", "Do-minimum", "Do-something"), rows)


def _costs(sheet: Sheet, appraisal: Appraisal, projects: list[Project]) -> None:
    sheet.heading("3. Costs, US$ million")
    known = appraisal.financial.set_index("project_id")
    rows: list[tuple[Cell, ...]] = []
    for p in projects:
        row = known.loc[p.project_id]
        figures = (musd(row["capex_usd"]), plain(row["conversion_factor"]), musd(row["capex_economic_usd"]))
        rows.append((p.title, *figures, musd(row["operation_usd"]), plain(p.life_years)))
    headers = ("Project", "Paid", "Conversion factor", "Economic", "Operation a year, paid", "Life, years")
    first, last = sheet.table(headers, rows)
    sheet.row("Together", Formula(f"=SUM(B{first}:B{last})"), None, Formula(f"=SUM(D{first}:D{last})"))


COLUMNS = {"low": ("C", "D", "E", "F"), "high": ("G", "H", "I", "J")}
"""Columns of the streams of each rate: gains, carbon, net benefits, gains of the home country."""


def _streams(
    sheet: Sheet, appraisal: Appraisal, name: str, rates: Mapping[str, str], price: str
) -> Mapping[str, Places]:
    """Write the streams of each rate side by side: what is built instead of plants is paid for at it."""
    sheet.heading("4, 5. Benefits and costs by year, economic prices, US$ million")
    table = appraisal.streams[appraisal.streams["scenario"] == name]
    home = appraisal.case.settings.focus[0]
    every, mine = (t.groupby("year").sum(numeric_only=True, min_count=1) for t in (table, _of(table, home)))
    start = sheet.at + 1
    rows: list[tuple[Cell, ...]] = []
    for i, year in enumerate(every.index):
        row: list[Cell] = [plain(int(str(year))), musd(every.loc[year, "cost_usd"])]
        for rate, (gains, carbon, *_) in COLUMNS.items():
            net = f"={gains}{start + i}+{carbon}{start + i}-B{start + i}"
            row += [musd(every.loc[year, f"{what}_{rate}_usd"]) for what in ("benefit", "carbon")]
            row += [Formula(net), musd(mine.loc[year, f"benefit_{rate}_usd"])]
        rows.append(tuple(row))
    named = ("Gains of consumers and firms", "Carbon avoided", "Net benefits", f"Gains of {home}")
    headers = ("Year", "Costs", *(f"{what}, {rate}" for rate in COLUMNS for what in named))
    first, last = sheet.table(headers, rows, ("0",))
    years, cost = (f"{column}{first}:{column}{last}" for column in "AB")
    return {
        rate: Places(rates[rate], price, years, cost, *(f"{c}{first}:{c}{last}" for c in columns))
        for rate, columns in COLUMNS.items()
    }


def _of(table: pd.DataFrame, country: str) -> pd.DataFrame:
    return table[table["country"] == country]


def _results(sheet: Sheet, appraisal: Appraisal, name: str, places: Mapping[str, Places]) -> dict[str, str]:
    """Write the results as formulas beside the program's figures; return their cells."""
    sheet.heading("6. Results: formulas of this sheet beside the program's figures")
    both = pd.concat([appraisal.projects, appraisal.portfolios]).set_index("project_id")
    row = both.loc[name]
    lines: list[tuple[str, str, Cell, str]] = []
    for rate in RATES:
        at_rate = places[rate]
        worth, paid = (at_rate.npv(flow) for flow in (at_rate.net, at_rate.cost))
        lines += [
            (f"NPV, {rate}", Formula(f"={worth}"), musd(row[f"npv_{rate}"]), ""),
            (f"BCR, {rate}", Formula(f"=({worth}+{paid})/{paid}"), plain(row[f"bcr_{rate}"]), ""),
            (
                f"MIRR, {rate}",
                Formula(f"=MIRR({at_rate.net},{at_rate.rate},{at_rate.rate})"),
                plain(row[f"mirr_{rate}"]),
                SHARE,
            ),
        ]
    eirr = plain(row["eirr"])
    if isinstance(eirr, float) and not _by_rate(appraisal, name):
        lines.append(("EIRR", Formula(f"=IRR({places['low'].net},{eirr:.4f})"), eirr, SHARE))
    elif isinstance(eirr, float):
        lines.append(("EIRR, of the stream of that very rate", "", eirr, SHARE))
    else:
        lines.append(("EIRR", "", str(row["eirr_note"]), ""))
    found = {}
    headers = ("Result (US$ million or ratio)", "Formula", "Program", "Difference")
    sheet.table(headers, [])
    for label, formula, figure, form in lines:
        shown = (form,) * 4 if form else ()
        at = sheet.row(label, formula, figure, Formula(f"=B{sheet.at}-C{sheet.at}"), formats=shown)
        found[label] = f"B{at}"
    for label, column in (
        ("NPV per capex, low", "npv_per_capex_low"),
        ("NPV per capex, high", "npv_per_capex_high"),
        ("First-year return, low", "first_year_return_low"),
        ("First-year return, high", "first_year_return_high"),
    ):
        sheet.row(label, None, plain(row[column]))
    return found


def _by_rate(appraisal: Appraisal, name: str) -> bool:
    """Return whether the gains of a scenario depend on the discount rate."""
    table = appraisal.streams[appraisal.streams["scenario"] == name]
    return not np.array_equal(table["benefit_low_usd"], table["benefit_high_usd"], equal_nan=True)


def _perspectives(sheet: Sheet, appraisal: Appraisal, name: str, places: Mapping[str, Places]) -> None:
    """Write whose gains count, with carbon and without: formulas beside the program's figures."""
    sheet.heading("6 (a). Four perspectives: whose gains count, with the value of carbon and without")
    rows: list[tuple[Cell, ...]] = []
    for one in where(appraisal.perspectives, project_id=name):
        live = []
        for here in (places[rate] for rate in RATES):
            gains = here.benefit if one["whose"] == WORLD else here.home
            flow = f"({gains}-{here.cost}{f'+{here.carbon}' if one['carbon'] == COUNTED else ''})"
            live.append(Formula(f"={here.npv(flow)}"))
        figures = (musd(one["npv_low"]), musd(one["npv_high"]))
        ratios = (plain(one["bcr_low"]), plain(one["bcr_high"]), plain(one["eirr"]))
        rows.append((f"{one['whose']}, carbon {one['carbon']}", *live, *figures, *ratios))
    headers = ("Perspective", *(f"NPV, {rate}: formula" for rate in RATES), *(f"NPV, {r}" for r in RATES))
    sheet.table((*headers, "BCR, low", "BCR, high", "EIRR"), rows, ("",) * 7 + (SHARE,))


def _site_gains(sheet: Sheet, appraisal: Appraisal, name: str) -> None:
    """Write what parks and mines bring without variety, and with capital from abroad charged."""
    found = where(appraisal.site_gains, project_id=name)
    if not found:
        return
    sheet.heading("6 (b). Parks and mines: without gains by variety, capital from abroad charged")
    rows: list[tuple[Cell, ...]] = [
        (
            str(one["counting"]),
            musd(one["ev_world_usd"]),
            musd(one["npv_low"]),
            musd(one["npv_high"]),
            plain(one["eirr"]),
        )
        for one in found
    ]
    headers = ("Counting", "Gain of the world a year", "NPV, low", "NPV, high", "EIRR")
    sheet.table(headers, rows, ("", "", "", "", SHARE))


def _sensitivity(sheet: Sheet, appraisal: Appraisal, name: str, at_rates: Mapping[str, Places]) -> None:
    places = at_rates["low"]
    sheet.heading("7. Sensitivity and switching values")
    rows: list[tuple[Cell, ...]] = []
    for one in where(appraisal.sensitivity, project_id=name):
        cost, benefit = 1.0 + one["cost_change"], 1.0 + one["benefit_change"]
        flow = f"({places.benefit}*{benefit:g}+{places.carbon}-{places.cost}*{cost:g})"
        live = None if one["delay_years"] else Formula(f"={places.npv(flow)}")
        figures = (musd(one["npv_low"]), musd(one["npv_high"]), plain(one["eirr"]))
        rows.append((str(one["test"]), live, *figures))
    headers = ("Test", "NPV, low: formula", "NPV, low", "NPV, high", "EIRR")
    sheet.table(headers, rows, ("", "", "", "", SHARE))
    sheet.at += 1
    paid, won = (places.npv(flow) for flow in (places.cost, places.benefit))
    worth = places.npv(places.net)
    formulas = {"costs": Formula(f"={worth}/{paid}"), "benefits": Formula(f"=-{worth}/{won}")}
    rows = []
    for one in where(appraisal.switching, project_id=name):
        variable, rate = str(one["variable"]), str(one["discount_rate"])
        formula = formulas.get(variable) if rate == "low" else None
        value = plain(one["switching_value"])
        rows.append(
            (f"{variable} {rate}".strip(), formula, "none" if value is None else value, str(one["unit"]))
        )
    sheet.table(("Switching value", "Formula", "Program", "Unit"), rows)


def _distribution(sheet: Sheet, appraisal: Appraisal, name: str, results: Mapping[str, str]) -> None:
    sheet.heading("8. Who gains, who pays, who lends: present value at the low rate, US$ million")
    rows: list[tuple[Cell, ...]] = [
        (str(row["group"]), str(row["country"]), str(row["flow"]), musd(row["usd"]))
        for row in where(appraisal.incidence, project_id=name, discount_rate="low")
    ]
    first, last = sheet.table(("Group", "Country", "Flow", "Present value"), rows)
    sheet.row("Sum", None, None, Formula(f"=SUM(D{first}:D{last})"))
    sheet.row(
        "Sum less NPV, low: must be nothing", None, None, Formula(f"=D{sheet.at - 1}-{results['NPV, low']}")
    )


def _risk(sheet: Sheet, appraisal: Appraisal, name: str) -> None:
    sheet.heading("9. Overruns as in the past of their reference class")
    row = appraisal.risk.set_index("project_id").loc[name]
    for rate in RATES:
        for label, column in (("Expected NPV", "npv_expected"), ("P10", "npv_p10"), ("P90", "npv_p90")):
            sheet.row(f"{label}, {rate}, US$ million", musd(row[f"{column}_{rate}"]))
        chance = plain(row[f"loss_probability_{rate}"])
        sheet.row(f"Chance of a loss, {rate}", chance, formats=("", SHARE))


def _loans(sheet: Sheet, appraisal: Appraisal, projects: list[Project]) -> None:
    sheet.heading("10. Finance from abroad")
    names = {p.project_id for p in projects}
    table = appraisal.loans[appraisal.loans["project_id"].isin(names)]
    rows: list[tuple[Cell, ...]] = []
    for row in table.to_dict("records"):
        terms = (plain(row["rate"]), plain(row["maturity_years"]), plain(row["grace_years"]))
        figures = (musd(row["amount_usd"]), *terms, plain(row["grant_element"]))
        said = f"{row['status']}: {row['source']}"
        rows.append((f"{row['project_id']}: {row['lender']}", str(row["kind"]), *figures, None, said))
    headers = (
        "Project: lender",
        "Kind",
        "US$ million",
        "Rate",
        "Maturity",
        "Grace",
        "Grant element",
        "",
        "Source",
    )
    sheet.table(headers, rows, ("", "", "", SHARE, "0", "0", SHARE))


def _sources(sheet: Sheet, appraisal: Appraisal, projects: list[Project]) -> None:
    sheet.heading("11. Assumptions and sources")
    rows: list[tuple[Cell, ...]] = []
    for name in ASSUMPTIONS:
        one = appraisal.parameters.record(name)
        rows.append((name, one.value, one.low, one.high, one.unit, one.status, None, None, one.source))
    headers = ("Parameter", "Value", "Low", "High", "Unit", "Status", "", "", "Source")
    sheet.table(headers, rows, ("", "0.0##", "0.0##", "0.0##"))
    sheet.at += 1
    told = [
        (p.title, figure, None, None, None, None, None, None, source)
        for p in projects
        for figure, source in p.sources
    ]
    sheet.table(("Project", "Figure", "", "", "", "", "", "", "Source"), told)
