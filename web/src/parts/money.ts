// Money: ratios, who gains, pays and lends, debt against exports, what may go wrong, loans.

import { type App, follow, scenarioLabel, scenarioOptions } from "../app";
import { type BarLine, bars, keys } from "../bars";
import { type Child, choice, type Column, fill, fold, h, radios, section, table } from "../dom";
import { figure, sentence, signed } from "../format";
import type { Incidence, Maybe, Money, Payload, Rate } from "../payload";
import { debt } from "./debt";
import { loans } from "./loans";
import { perspectives, place, siteGains } from "./perspectives";
import { rate } from "./projects";

export const EMPTY: Money = {
  perspectives: {},
  site_gains: {},
  sensitivity: {},
  switching: {},
  ratios: {},
  risk: {},
  debt: {},
  incidence: {},
  loans: [],
  overruns: [],
  financial: [],
};

export function money(app: App): HTMLElement {
  const { payload } = app;
  const found = payload.money ?? EMPTY;
  const ids = new Set([...Object.keys(found.ratios), ...Object.keys(found.sensitivity)]);
  if (!ids.size) return section("money", "Money", h("p", {}, "No accounts of money in this appraisal."));
  const chosen = {
    id: ids.has(app.state.scenario) ? app.state.scenario : ([...ids][0] ?? ""),
    rate: "low" as Rate,
  };
  const body = h("div");
  const draw = () => fill(body, view(app, found, chosen.id, chosen.rate));
  const show = (id: string) => {
    chosen.id = id;
    draw();
  };
  const pick = choice("Project or portfolio", scenarioOptions(payload, ids), chosen.id, show);
  follow(app, ids, pick, show);
  draw();
  return section(
    "money",
    "Money",
    h(
      "p",
      {},
      `Costs and ratios stand in economic prices, present values in US$ million of ${payload.price_year}.`,
    ),
    h(
      "div",
      { class: "controls" },
      pick,
      radios(
        "Discount rate",
        "rate",
        [
          { value: "low", text: rate(app, "discount_rate.low", "low") },
          { value: "high", text: rate(app, "discount_rate.high", "high") },
        ],
        chosen.rate,
        (value) => {
          chosen.rate = value as Rate;
          draw();
        },
      ),
    ),
    body,
  );
}

function view(app: App, found: Money, id: string, at: Rate): Child[] {
  return [
    h(
      "div",
      { class: "two" },
      h("div", {}, h("h3", {}, "Is it worth its cost?"), ratios(app, found, id)),
      h("div", {}, h("h3", {}, "How wrong may we be?"), sensitivity(app, found, id)),
    ),
    ...perspectives(app, found, id, at),
    ...siteGains(app, found, id, at),
    ...incidence(app, found, id, at),
    ...debt(app, found.debt[id], id),
    ...loans(app, found, id),
  ];
}

interface Ratio {
  name: string;
  note: string;
  low: string;
  high: string;
}

/** The ratios of a scenario at both rates; those that know no rate stand once. */
export function ratioLines(payload: Payload, found: Money, id: string): Ratio[] {
  const project = payload.projects.find((one) => one.id === id);
  const all = found.ratios[id] ?? {};
  const risk = found.risk[id];
  const both = (
    name: string,
    note: string,
    key: (rate: Rate) => Maybe | undefined,
    text: (value: Maybe | undefined) => string,
  ): Ratio => ({ name, note, low: text(key("low")), high: text(key("high")) });
  const lines = [
    both("Net present value", "US$ million", (r) => project?.[`npv_${r}_musd`], signed),
    both("Benefit-cost ratio", "", (r) => project?.[`bcr_${r}`], figure),
    { name: "Economic rate of return", note: "%", low: figure(project?.eirr_pct), high: "" },
    both(
      "Modified rate of return",
      "%, what is earned reinvested at the discount rate",
      (r) => all[`mirr_${r}_pct`],
      figure,
    ),
    both(
      "Net present value per dollar of works",
      "the order where capital is short",
      (r) => all[`npv_per_capex_${r}`],
      signed,
    ),
    both(
      "First-year return",
      "%; below the discount rate it comes too early",
      (r) => all[`first_year_return_${r}_pct`],
      figure,
    ),
    both("Even yearly value", "US$ million", (r) => all[`annual_value_${r}_musd`], signed),
  ];
  if (risk?.unfinished) {
    lines.push(
      both(
        "Net present value expected",
        "US$ million, with the overruns of works of its kind",
        (r) => risk[`npv_expected_${r}_musd`],
        signed,
      ),
      {
        name: "In one of ten cases below",
        note: "US$ million",
        low: signed(risk.npv_p10_low_musd),
        high: signed(risk.npv_p10_high_musd),
      },
      {
        name: "In one of ten cases above",
        note: "US$ million",
        low: signed(risk.npv_p90_low_musd),
        high: signed(risk.npv_p90_high_musd),
      },
      both("Chance of a loss", "%", (r) => risk[`loss_probability_${r}_pct`], figure),
    );
  }
  return lines;
}

function ratios(app: App, found: Money, id: string): HTMLElement {
  const columns: Column<Ratio>[] = [
    {
      head: "Ratio",
      row: true,
      key: (one) => one.name,
      cell: (one) => h("span", {}, one.name, one.note ? h("small", {}, one.note) : null),
    },
    {
      head: "Low rate",
      unit: rate(app, "discount_rate.low", "low"),
      number: true,
      key: () => null,
      cell: (one) => one.low,
    },
    {
      head: "High rate",
      unit: rate(app, "discount_rate.high", "high"),
      number: true,
      key: () => null,
      cell: (one) => one.high,
    },
  ];
  const risk = found.risk[id];
  return h(
    "div",
    {},
    table(columns, ratioLines(app.payload, found, id), {
      caption: `Ratios, ${scenarioLabel(app.payload, id)}`,
    }),
    risk && !risk.unfinished
      ? h("p", { class: "small" }, "All works are finished: their costs are known and do not overrun.")
      : null,
  );
}

function sensitivity(app: App, found: Money, id: string): HTMLElement {
  const tests = found.sensitivity[id];
  if (!tests) return h("p", {}, "No tests of this project.");
  const tone = (value: Maybe | undefined) =>
    h("span", { class: value !== null && value !== undefined && value < 0 ? "down" : null }, signed(value));
  const columns: Column<number>[] = [
    { head: "If", row: true, key: (i) => i, cell: (i) => sentence(tests.test[i] ?? "").replaceAll("-", "−") },
    {
      head: "NPV",
      unit: rate(app, "discount_rate.low", "low"),
      number: true,
      key: (i) => tests.npv_low_musd[i] ?? null,
      cell: (i) => tone(tests.npv_low_musd[i]),
    },
    {
      head: "NPV",
      unit: rate(app, "discount_rate.high", "high"),
      number: true,
      key: (i) => tests.npv_high_musd[i] ?? null,
      cell: (i) => tone(tests.npv_high_musd[i]),
    },
    {
      head: "EIRR",
      unit: "%",
      number: true,
      key: (i) => tests.eirr_pct[i] ?? null,
      cell: (i) => figure(tests.eirr_pct[i]),
    },
  ];
  return h(
    "div",
    {},
    table(
      columns,
      tests.test.map((_, i) => i),
      { caption: `Sensitivity, ${scenarioLabel(app.payload, id)}` },
    ),
    h("p", { class: "small" }, "What would bring its net present value to zero, each alone:"),
    h("ul", { class: "small switching" }, ...switching(app, found, id).map((text) => h("li", {}, text))),
  );
}

const CHANGES: Record<string, [up: string, down: string]> = {
  costs: ["costs rise by", "costs fall by"],
  benefits: ["benefits rise by", "benefits fall by"],
};

/** Switching values as sentences. */
export function switching(app: App, found: Money, id: string): string[] {
  return (found.switching[id] ?? []).map((one) => {
    const at = one.discount_rate
      ? `, ${rate(app, `discount_rate.${one.discount_rate}`, one.discount_rate)}`
      : "";
    const words = CHANGES[one.variable];
    const onTime = one.discount_rate ? found.sensitivity[id]?.[`npv_${one.discount_rate}_musd`][0] : null;
    if (
      one.value === null &&
      one.variable === "delay" &&
      onTime !== null &&
      onTime !== undefined &&
      onTime < 0
    )
      return `no delay: it is below zero on time${at}`;
    if (one.value === null)
      return `no ${one.variable === "delay" ? "delay within reach" : `change of ${one.variable}`}${at}`;
    if (words) return `${one.value < 0 ? words[1] : words[0]} ${figure(Math.abs(one.value))} %${at}`;
    return one.unit === "years"
      ? `it is ${figure(one.value)} years late${at}`
      : `the ${one.variable} is ${figure(one.value)} ${one.unit}${at}`;
  });
}

export interface GroupSum {
  group: string;
  country: string;
  musd: number;
}

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

function incidence({ payload }: App, found: Money, id: string, at: Rate): Child[] {
  const rows = found.incidence[id]?.[at];
  const head = h("h3", {}, "Who gains, who pays, who lends");
  if (!rows) return [head, h("p", {}, "Not known for this project.")];
  const sums = groupSums(rows);
  const lines = sums.map((one): BarLine => ({
    name: sentence(one.group),
    note: place(payload, one.country),
    total: signed(one.musd),
    parts: [{ value: one.musd, kind: one.musd > 0 ? "gain" : "loss", text: "in all" }],
  }));
  const total = sums.reduce((sum, one) => sum + one.musd, 0);
  const columns: Column<number>[] = [
    { head: "Group", row: true, key: (i) => rows.group[i] ?? "", cell: (i) => sentence(rows.group[i] ?? "") },
    {
      head: "Of",
      key: (i) => place(payload, rows.country[i] ?? ""),
      cell: (i) => place(payload, rows.country[i] ?? ""),
    },
    { head: "Flow", key: (i) => rows.flow[i] ?? "", cell: (i) => sentence(rows.flow[i] ?? "") },
    {
      head: "Present value",
      unit: "US$ million",
      number: true,
      key: (i) => rows.musd[i] ?? null,
      cell: (i) => signed(rows.musd[i]),
    },
  ];
  return [
    head,
    keys([
      ["gain", "gains"],
      ["loss", "pays or loses"],
    ]),
    bars(
      lines,
      `Present value by group, ${scenarioLabel(payload, id)}; the table below holds the numbers`,
      "US$ million",
    ),
    h(
      "p",
      { class: "small" },
      `Present values; together they are the net present value, US$ ${signed(total)} million. Who ` +
        "lends below the discount rate loses: that is what the borrower gains.",
    ),
    fold(
      "Flow by flow",
      table(
        columns,
        rows.flow.map((_, i) => i),
        { caption: `Flows by group, ${scenarioLabel(payload, id)}`, sortable: true },
      ),
    ),
  ];
}
