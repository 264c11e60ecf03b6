// Money: ratios, who gains, pays and lends, debt against exports, what may go wrong, loans.

import { type App, countryName, follow, scenarioLabel, scenarioOptions } from "../app";
import { type BarLine, bars, keys } from "../bars";
import { type Child, choice, type Column, fill, fold, h, radios, section, table } from "../dom";
import { figure, NONE, sentence, signed, year } from "../format";
import type { Debt, Incidence, Loan, Maybe, Money, Overrun, Payload, Rate } from "../payload";
import { type Series, yearChart } from "../years";
import { rate } from "./projects";

export const EMPTY: Money = { sensitivity: {}, switching: {}, ratios: {}, risk: {}, debt: {}, incidence: {}, loans: [], overruns: [], financial: [] };

const ELSEWHERE: Record<string, string> = { other: "other countries", world: "the world", multilateral: "development banks" };

export function money(app: App): HTMLElement {
  const { payload } = app;
  const found = payload.money ?? EMPTY;
  const ids = new Set([...Object.keys(found.ratios), ...Object.keys(found.sensitivity)]);
  if (!ids.size) return section("money", "Money", h("p", {}, "No accounts of money in this appraisal."));
  const chosen = { id: ids.has(app.state.scenario) ? app.state.scenario : [...ids][0] ?? "", rate: "low" as Rate };
  const body = h("div");
  const draw = () => fill(body, view(app, found, chosen.id, chosen.rate));
  const show = (id: string) => { chosen.id = id; draw(); };
  const pick = choice("Project or portfolio", scenarioOptions(payload, ids), chosen.id, show);
  follow(app, ids, pick, show);
  draw();
  return section("money", "Money",
    h("p", {}, `Costs and ratios stand in economic prices, present values in US$ million of ${payload.price_year}.`),
    h("div", { class: "controls" }, pick,
      radios("Discount rate", "rate", [{ value: "low", text: rate(app, "discount_rate.low", "low") }, { value: "high", text: rate(app, "discount_rate.high", "high") }], chosen.rate, (value) => { chosen.rate = value as Rate; draw(); })),
    body);
}

function view(app: App, found: Money, id: string, at: Rate): Child[] {
  return [
    h("div", { class: "two" }, h("div", {}, h("h3", {}, "Is it worth its cost?"), ratios(app, found, id)), h("div", {}, h("h3", {}, "How wrong may we be?"), sensitivity(app, found, id))),
    ...incidence(app, found, id, at),
    ...debt(app, found.debt[id], id),
    ...loans(app, found, id),
  ];
}

interface Ratio { name: string; note: string; low: string; high: string }

/** The ratios of a scenario at both rates; those that know no rate stand once. */
export function ratioLines(payload: Payload, found: Money, id: string): Ratio[] {
  const project = payload.projects.find((one) => one.id === id);
  const all = found.ratios[id] ?? {};
  const risk = found.risk[id];
  const both = (name: string, note: string, key: (rate: Rate) => Maybe | undefined, text: (value: Maybe | undefined) => string): Ratio => ({ name, note, low: text(key("low")), high: text(key("high")) });
  const lines = [
    both("Net present value", "US$ million", (r) => project?.[`npv_${r}_musd`], signed),
    both("Benefit-cost ratio", "", (r) => project?.[`bcr_${r}`], figure),
    { name: "Economic rate of return", note: "%", low: figure(project?.eirr_pct), high: "" },
    both("Modified rate of return", "%, what is earned reinvested at the discount rate", (r) => all[`mirr_${r}_pct`], figure),
    both("Net present value per dollar of works", "the order where capital is short", (r) => all[`npv_per_capex_${r}`], signed),
    both("First-year return", "%; below the discount rate it comes too early", (r) => all[`first_year_return_${r}_pct`], figure),
    both("Even yearly value", "US$ million", (r) => all[`annual_value_${r}_musd`], signed),
  ];
  if (risk && risk["unfinished"]) {
    lines.push(both("Net present value expected", "US$ million, with the overruns of works of its kind", (r) => risk[`npv_expected_${r}_musd`], signed),
      { name: "In one of ten cases below", note: "US$ million", low: signed(risk["npv_p10_low_musd"]), high: signed(risk["npv_p10_high_musd"]) },
      { name: "In one of ten cases above", note: "US$ million", low: signed(risk["npv_p90_low_musd"]), high: signed(risk["npv_p90_high_musd"]) },
      both("Chance of a loss", "%", (r) => risk[`loss_probability_${r}_pct`], figure));
  }
  return lines;
}

function ratios(app: App, found: Money, id: string): HTMLElement {
  const columns: Column<Ratio>[] = [
    { head: "Ratio", row: true, key: (one) => one.name, cell: (one) => h("span", {}, one.name, one.note ? h("small", {}, one.note) : null) },
    { head: "Low rate", unit: rate(app, "discount_rate.low", "low"), number: true, key: () => null, cell: (one) => one.low },
    { head: "High rate", unit: rate(app, "discount_rate.high", "high"), number: true, key: () => null, cell: (one) => one.high },
  ];
  const risk = found.risk[id];
  return h("div", {}, table(columns, ratioLines(app.payload, found, id), { caption: `Ratios, ${scenarioLabel(app.payload, id)}` }),
    risk && !risk["unfinished"] ? h("p", { class: "small" }, "All works are finished: their costs are known and do not overrun.") : null);
}

function sensitivity(app: App, found: Money, id: string): HTMLElement {
  const tests = found.sensitivity[id];
  if (!tests) return h("p", {}, "No tests of this project.");
  const tone = (value: Maybe | undefined) => h("span", { class: value !== null && value !== undefined && value < 0 ? "down" : null }, signed(value));
  const columns: Column<number>[] = [
    { head: "If", row: true, key: (i) => i, cell: (i) => sentence(tests.test[i] ?? "").replaceAll("-", "−") },
    { head: "NPV", unit: rate(app, "discount_rate.low", "low"), number: true, key: (i) => tests.npv_low_musd[i] ?? null, cell: (i) => tone(tests.npv_low_musd[i]) },
    { head: "NPV", unit: rate(app, "discount_rate.high", "high"), number: true, key: (i) => tests.npv_high_musd[i] ?? null, cell: (i) => tone(tests.npv_high_musd[i]) },
    { head: "EIRR", unit: "%", number: true, key: (i) => tests.eirr_pct[i] ?? null, cell: (i) => figure(tests.eirr_pct[i]) },
  ];
  return h("div", {}, table(columns, tests.test.map((_, i) => i), { caption: `Sensitivity, ${scenarioLabel(app.payload, id)}` }),
    h("p", { class: "small" }, "What would bring its net present value to zero, each alone:"), h("ul", { class: "small switching" }, ...switching(app, found, id).map((text) => h("li", {}, text))));
}

const CHANGES: Record<string, [up: string, down: string]> = { costs: ["costs rise by", "costs fall by"], benefits: ["benefits rise by", "benefits fall by"] };

/** Switching values as sentences. */
export function switching(app: App, found: Money, id: string): string[] {
  return (found.switching[id] ?? []).map((one) => {
    const at = one.discount_rate ? `, ${rate(app, `discount_rate.${one.discount_rate}`, one.discount_rate)}` : "";
    const words = CHANGES[one.variable];
    const onTime = one.discount_rate ? found.sensitivity[id]?.[`npv_${one.discount_rate}_musd`][0] : null;
    if (one.value === null && one.variable === "delay" && onTime !== null && onTime !== undefined && onTime < 0) return `no delay: it is below zero on time${at}`;
    if (one.value === null) return `no ${one.variable === "delay" ? "delay within reach" : `change of ${one.variable}`}${at}`;
    if (words) return `${one.value < 0 ? words[1] : words[0]} ${figure(Math.abs(one.value))} %${at}`;
    return one.unit === "years" ? `it is ${figure(one.value)} years late${at}` : `the ${one.variable} is ${figure(one.value)} ${one.unit}${at}`;
  });
}

export interface GroupSum { group: string; country: string; musd: number }

/** What each group of each country has in all, gains first. */
export function groupSums({ group, country, musd }: Incidence): GroupSum[] {
  const sums = new Map<string, GroupSum>();
  for (const [i, name] of group.entries()) {
    const place = country[i] ?? "";
    const key = `${name}/${place}`;
    const sum = sums.get(key) ?? { group: name, country: place, musd: 0 };
    sum.musd += musd[i] ?? 0;
    sums.set(key, sum);
  }
  return [...sums.values()].sort((a, b) => b.musd - a.musd);
}

function place(payload: Payload, code: string): string {
  return ELSEWHERE[code] ?? countryName(payload, code);
}

function incidence({ payload }: App, found: Money, id: string, at: Rate): Child[] {
  const rows = found.incidence[id]?.[at];
  const head = h("h3", {}, "Who gains, who pays, who lends");
  if (!rows) return [head, h("p", {}, "Not known for this project.")];
  const sums = groupSums(rows);
  const lines = sums.map((one): BarLine => ({
    name: sentence(one.group), note: place(payload, one.country), total: signed(one.musd),
    parts: [{ value: one.musd, kind: one.musd > 0 ? "gain" : "loss", text: "in all" }],
  }));
  const total = sums.reduce((sum, one) => sum + one.musd, 0);
  const columns: Column<number>[] = [
    { head: "Group", row: true, key: (i) => rows.group[i] ?? "", cell: (i) => sentence(rows.group[i] ?? "") },
    { head: "Of", key: (i) => place(payload, rows.country[i] ?? ""), cell: (i) => place(payload, rows.country[i] ?? "") },
    { head: "Flow", key: (i) => rows.flow[i] ?? "", cell: (i) => sentence(rows.flow[i] ?? "") },
    { head: "Present value", unit: "US$ million", number: true, key: (i) => rows.musd[i] ?? null, cell: (i) => signed(rows.musd[i]) },
  ];
  return [head, keys([["gain", "gains"], ["loss", "pays or loses"]]),
    bars(lines, `Present value by group, ${scenarioLabel(payload, id)}; the table below holds the numbers`, "US$ million"),
    h("p", { class: "small" }, `Present values; together they are the net present value, US$ ${signed(total)} million. Who lends below the discount rate loses: that is what the borrower gains.`),
    fold("Flow by flow", table(columns, rows.flow.map((_, i) => i), { caption: `Flows by group, ${scenarioLabel(payload, id)}`, sortable: true }))];
}

function debt({ payload }: App, owed: Debt | undefined, id: string): Child[] {
  const head = h("h3", {}, "Debt service against the gain of exports");
  if (!owed?.year.length) return [head, h("p", {}, "No loan from abroad is known.")];
  const minus = (values: Maybe[]) => values.map((value) => (value === null ? null : -value));
  const drawn: Series[] = [
    { kind: "series-2", text: "gain of exports", values: owed.export_gain_musd },
    { kind: "series-5", text: "debt service", values: minus(owed.service_real_musd) },
  ];
  const net: Series = { kind: "net", text: "gain less service", values: owed.export_gain_less_service_musd };
  const column = (title: string, unit: string, values: Maybe[], text: (value: Maybe | undefined) => string = figure): Column<number> => ({ head: title, unit, number: true, key: (i) => values[i] ?? null, cell: (i) => text(values[i]) });
  const columns: Column<number>[] = [
    { head: "Year", row: true, key: (i) => owed.year[i] ?? 0, cell: (i) => year(owed.year[i]) },
    column("Drawn", "nominal", owed.drawn_musd), column("Interest", "nominal", owed.interest_musd), column("Principal", "nominal", owed.principal_musd),
    column("Outstanding", "nominal", owed.outstanding_musd), column("Dividends abroad", "nominal", owed.dividends_musd),
    column("Service", "constant prices", owed.service_real_musd), column("Gain of exports", "constant prices", owed.export_gain_musd, signed),
    column("Gain less service", "constant prices", owed.export_gain_less_service_musd, signed), column("Service over exports", "%", owed.service_to_exports_pct),
  ];
  const highest = Math.max(0, ...owed.service_to_exports_pct.map((value) => value ?? 0));
  const short = owed.export_gain_less_service_musd.filter((value) => value !== null && value < 0).length;
  return [head, keys([...drawn, net].map((one) => [one.kind, one.text])),
    h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "Chart of debt service" },
      yearChart(owed.year, drawn, net, "US$ million", `Debt service and the gain of exports by year, ${scenarioLabel(payload, id)}; the table below holds the numbers`)),
    h("p", { class: "small" }, `US$ million a year at constant prices; owed abroad. Service is at most ${figure(highest)} % of exports; in ${short} of ${owed.year.length} years it is more than what exports gain.`),
    fold("The same as a table", table(columns, owed.year.map((_, i) => i), { caption: `Debt by year, ${scenarioLabel(payload, id)}`, dense: true }))];
}

const share = (value: Maybe) => (value === null ? NONE : `${figure(100 * value)} %`);

function loans({ payload }: App, found: Money, id: string): Child[] {
  const members = new Set(payload.scenarios.find((one) => one.id === id)?.projects ?? []);
  const own = <T extends { project_id: string }>(rows: T[]) => rows.filter((row) => members.has(row.project_id));
  const name = (row: { project_id: string }) => payload.projects.find((one) => one.id === row.project_id)?.name ?? row.project_id;
  const source = (text: string) => h("span", { class: "source" }, text);
  const lent: Column<Loan>[] = [
    { head: "Project", row: true, key: name, cell: (row) => name(row) },
    { head: "Lender", key: (row) => row.lender, cell: (row) => h("span", {}, row.lender, h("small", {}, `${row.kind}, ${row.currency}; paid by ${row.payer}`)) },
    { head: "Amount", unit: "US$ m", number: true, key: (row) => row.amount_musd, cell: (row) => figure(row.amount_musd) },
    { head: "Rate", unit: "range", number: true, key: (row) => row.rate, cell: (row) => h("span", {}, share(row.rate), h("small", {}, `${share(row.rate_low)} to ${share(row.rate_high)}`)) },
    { head: "Years", unit: "of grace", number: true, key: (row) => row.maturity_years, cell: (row) => h("span", {}, figure(row.maturity_years), h("small", {}, figure(row.grace_years))) },
    { head: "Grant element", number: true, key: (row) => row.grant_element, cell: (row) => share(row.grant_element) },
    { head: "Interest in all", unit: "US$ m", number: true, key: (row) => row.interest_musd, cell: (row) => figure(row.interest_musd) },
    { head: "Status", key: (row) => row.status, cell: (row) => row.status },
    { head: "Source", key: (row) => row.source, cell: (row) => source(row.source) },
  ];
  const late: Column<Overrun>[] = [
    { head: "Project", row: true, key: name, cell: (row) => name(row) },
    { head: "Works like", key: (row) => row.reference_class, cell: (row) => row.reference_class },
    { head: "Cost", unit: "mean overrun", number: true, key: (row) => row.cost_mean, cell: (row) => share(row.cost_mean) },
    { head: "Cost", unit: "four fifths stay below", number: true, key: (row) => row.cost_p80, cell: (row) => share(row.cost_p80) },
    { head: "Cost then", unit: "US$ m", number: true, key: (row) => row.capex_p80_musd, cell: (row) => figure(row.capex_p80_musd) },
    { head: "Time", unit: "mean overrun", number: true, key: (row) => row.time_mean, cell: (row) => share(row.time_mean) },
    { head: "Delay then", unit: "years", number: true, key: (row) => row.delay_p80_years, cell: (row) => figure(row.delay_p80_years) },
    { head: "Source", key: (row) => row.source, cell: (row) => source(`${row.source} (cost ${row.cost_status}, time ${row.time_status})`) },
  ];
  const [lines, overruns] = [own(found.loans), own(found.overruns)];
  return [
    lines.length ? fold(`Loans (${lines.length})`, table(lent, lines, { caption: "Loans", sortable: true, dense: true })) : null,
    overruns.length ? fold("What works of the kind cost and how long they took", table(late, overruns, { caption: "Overruns by reference class", sortable: true, dense: true })) : null,
  ];
}
