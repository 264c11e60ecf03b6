// Yearly costs below the line, benefits by country above it, and their sum as a line.

import { type App, countryName, follow, scenarioOptions } from "../app";
import { type Child, choice, type Column, fill, fold, h, s, section, table } from "../dom";
import { figure, signed } from "../format";
import type { Stream } from "../payload";

const WIDTH = 920;
const HEIGHT = 320;
const LEFT = 78;
const BOTTOM = 26;
const TOP = 12;

export function streams(app: App): HTMLElement {
  const { payload } = app;
  if (!payload.streams.length) return section("streams", "Costs and benefits by year", h("p", {}, "No streams in this appraisal."));
  const ids = new Set(payload.streams.map((one) => one.id));
  let chosen = ids.has(payload.scenario) ? payload.scenario : payload.streams[0]?.id ?? "";
  const body = h("div");
  const pick = choice("Of", scenarioOptions(payload, ids), chosen, (value) => show(value));
  const show = (id: string) => {
    chosen = id;
    (pick.querySelector("select") as HTMLSelectElement).value = id;
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

/** The largest round step that gives at least four lines. */
export function ticks(low: number, high: number): number[] {
  const span = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = [5, 2, 1].map((lead) => lead * power).find((one) => span / one >= 4) ?? power;
  const found: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high + step * 1e-9; at += 1) found.push(at * step);
  return found;
}

/** Of one year: benefits that add up above zero and losses below it, and the sum of all. */
export function stack(stream: Stream, at: number): { up: number; down: number; net: number } {
  const cost = stream.cost_musd[at] ?? 0;
  const values = Object.values(stream.benefit_musd).map((series) => series[at] ?? 0);
  const up = values.filter((v) => v > 0).reduce((a, b) => a + b, 0);
  const losses = values.filter((v) => v < 0).reduce((a, b) => a + b, 0);
  return { up: up + Math.max(0, -cost), down: losses - Math.max(0, cost), net: up + losses - cost };
}

function drawn(app: App, stream: Stream): Child[] {
  const countries = Object.keys(stream.benefit_musd);
  const name = (code: string) => countryName(app.payload, code);
  const keys = h("ul", { class: "keys" },
    h("li", {}, h("i", { class: "cost" }), "cost"), ...countries.map((code, i) => h("li", {}, h("i", { class: `series-${i % 8}` }), `benefit, ${name(code)}`)),
    h("li", {}, h("i", { class: "net" }), "benefits less costs"));
  const columns: Column<number>[] = [
    { head: "Year", row: true, key: (i) => stream.years[i] ?? 0, cell: (i) => String(stream.years[i]) },
    { head: "Cost", unit: "US$ million", number: true, key: (i) => stream.cost_musd[i] ?? null, cell: (i) => figure(stream.cost_musd[i]) },
    ...countries.map((code): Column<number> => ({ head: name(code), unit: "US$ million", number: true, key: (i) => stream.benefit_musd[code]?.[i] ?? null, cell: (i) => signed(stream.benefit_musd[code]?.[i]) })),
    { head: "Net", unit: "US$ million", number: true, key: (i) => stack(stream, i).net, cell: (i) => signed(stack(stream, i).net) },
  ];
  const rows = stream.years.map((_, i) => i);
  return [
    keys,
    h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "Chart of costs and benefits" }, chart(stream, countries, name)),
    h("p", { class: "small" }, `US$ million a year at prices of ${app.payload.price_year}, not discounted. What assets are worth at the end is a negative cost of the last year.`),
    fold("The same as a table", table(columns, rows, { caption: `Costs and benefits, ${stream.label}` })),
  ];
}

function chart(stream: Stream, countries: string[], name: (code: string) => string): SVGElement {
  const sums = stream.years.map((_, i) => stack(stream, i));
  const high = Math.max(0, ...sums.map((one) => one.up));
  const low = Math.min(0, ...sums.map((one) => one.down));
  const y = (value: number) => TOP + ((high - value) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM);
  const step = (WIDTH - LEFT - 8) / stream.years.length;
  const x = (at: number) => LEFT + at * step;
  const grid = ticks(low, high).flatMap((tick) => [
    s("line", { x1: LEFT, x2: WIDTH - 8, y1: y(tick), y2: y(tick), class: tick === 0 ? "zero" : "grid" }),
    s("text", { x: LEFT - 8, y: y(tick) + 4, "text-anchor": "end" }, figure(tick)),
  ]);
  const every = Math.max(1, Math.ceil(stream.years.length / 12));
  const years = stream.years.flatMap((one, i) => (i % every ? [] : [s("text", { x: x(i) + step / 2, y: HEIGHT - 6, "text-anchor": "middle" }, String(one))]));
  const bars: SVGElement[] = [];
  for (const [i, year] of stream.years.entries()) {
    let above = 0;
    let below = 0;
    const put = (value: number, kind: string, text: string) => {
      if (!value) return;
      const from = value > 0 ? above : below;
      if (value > 0) above += value;
      else below += value;
      const top = Math.min(y(from), y(from + value));
      bars.push(s("rect", { x: x(i) + step * 0.12, width: step * 0.76, y: top, height: Math.abs(y(from) - y(from + value)), class: kind }, s("title", {}, `${year}: ${text} US$ ${signed(value)} million`)));
    };
    put(-(stream.cost_musd[i] ?? 0), "cost", "cost");
    for (const [at, code] of countries.entries()) put(stream.benefit_musd[code]?.[i] ?? 0, `series-${at % 8}`, `benefit, ${name(code)},`);
  }
  const net = s("polyline", { points: sums.map((one, i) => `${x(i) + step / 2},${y(one.net)}`).join(" "), class: "net" });
  return s("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `Costs and benefits by year, ${stream.label}; the table below holds the numbers` }, ...grid, ...bars, net, ...years);
}
