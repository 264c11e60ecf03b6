// Yearly costs below the line, benefits by country above it, and their sum as a line.

import { type App, countryName, follow, scenarioOptions } from "../app";
import { keys } from "../bars";
import { type Child, choice, type Column, fill, fold, h, section, setChoice, table } from "../dom";
import { figure, signed } from "../format";
import type { Stream } from "../payload";
import { type Series, yearChart } from "../years";

export function streams(app: App): HTMLElement {
  const { payload } = app;
  if (!payload.streams.length)
    return section("streams", "Costs and benefits by year", h("p", {}, "No streams in this appraisal."));
  const ids = new Set(payload.streams.map((one) => one.id));
  let chosen = ids.has(payload.scenario) ? payload.scenario : (payload.streams[0]?.id ?? "");
  const body = h("div");
  const pick = choice("Of", scenarioOptions(payload, ids), chosen, (value) => show(value));
  const show = (id: string) => {
    chosen = id;
    setChoice(pick, id);
    const stream = payload.streams.find((one) => one.id === id);
    fill(body, stream ? drawn(app, stream) : []);
  };
  show(chosen);
  app.listen((state) => {
    if (state.project && state.project !== chosen && ids.has(state.project)) show(state.project);
  });
  follow(app, ids, pick, show);
  return section("streams", "Costs and benefits by year", h("div", { class: "controls" }, pick), body);
}

/** Of one year: benefits that add up above zero and losses below it, and the sum of all. */
export function stack(stream: Stream, at: number): { up: number; down: number; net: number } {
  const cost = stream.cost_musd[at] ?? 0;
  const values = Object.values(stream.benefit_musd).map((series) => series[at] ?? 0);
  const up = values.filter((v) => v > 0).reduce((a, b) => a + b, 0);
  const losses = values.filter((v) => v < 0).reduce((a, b) => a + b, 0);
  return { up: up + Math.max(0, -cost), down: losses - Math.max(0, cost), net: up + losses - cost };
}

function columnsOf(stream: Stream, name: (code: string) => string): Column<number>[] {
  return [
    { head: "Year", row: true, key: (i) => stream.years[i] ?? 0, cell: (i) => String(stream.years[i]) },
    {
      head: "Cost",
      unit: "US$ million",
      number: true,
      key: (i) => stream.cost_musd[i] ?? null,
      cell: (i) => figure(stream.cost_musd[i]),
    },
    ...Object.keys(stream.benefit_musd).map((code): Column<number> => ({
      head: name(code),
      unit: "US$ million",
      number: true,
      key: (i) => stream.benefit_musd[code]?.[i] ?? null,
      cell: (i) => signed(stream.benefit_musd[code]?.[i]),
    })),
    {
      head: "Net",
      unit: "US$ million",
      number: true,
      key: (i) => stack(stream, i).net,
      cell: (i) => signed(stack(stream, i).net),
    },
  ];
}

function drawn(app: App, stream: Stream): Child[] {
  const countries = Object.keys(stream.benefit_musd);
  const name = (code: string) => countryName(app.payload, code);
  const bars: Series[] = [
    { kind: "cost", text: "cost", values: stream.cost_musd.map((value) => (value === null ? null : -value)) },
    ...countries.map((code, i): Series => ({
      kind: `series-${i % 8}`,
      text: `benefit, ${name(code)}`,
      values: stream.benefit_musd[code] ?? [],
    })),
  ];
  const net: Series = {
    kind: "net",
    text: "benefits less costs",
    values: stream.years.map((_, i) => stack(stream, i).net),
  };
  const columns = columnsOf(stream, name);
  const rows = stream.years.map((_, i) => i);
  return [
    keys([...bars, net].map((one) => [one.kind, one.text])),
    h(
      "div",
      { class: "wide", tabindex: 0, role: "region", "aria-label": "Chart of costs and benefits" },
      yearChart(
        stream.years,
        bars,
        net,
        "US$ million",
        `Costs and benefits by year, ${stream.label}; the table below holds the numbers`,
      ),
    ),
    h(
      "p",
      { class: "small" },
      `US$ million a year at prices of ${app.payload.price_year}, not discounted. What assets are ` +
        "worth at the end is a negative cost of the last year.",
    ),
    fold("The same as a table", table(columns, rows, { caption: `Costs and benefits, ${stream.label}` })),
  ];
}
