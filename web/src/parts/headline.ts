// The head of the page: what was appraised and what it changes, a column per place.

import type { App } from "../app";
import { scenarioLabel } from "../app";
import { h } from "../dom";
import { figure, sentence, signed } from "../format";
import type { HeadlineCell, HeadlineRow, Payload } from "../payload";

const SHORT: [RegExp, number, string][] = [
  [/^US\$\/year$/, 1e9, "bn US$"],
  [/^t CO2e\/year$/, 1e6, "Mt CO₂e"],
];

export function headline({ payload }: App): HTMLElement {
  const { places } = payload;
  const main = payload.scenarios.find((one) => one.id === payload.scenario);
  const head = h(
    "tr",
    {},
    h("th", { scope: "col" }, h("span", { class: "hidden" }, "Effect")),
    ...places.map((place) =>
      h("th", { scope: "col", class: place.kind === "group" ? "number group" : "number" }, place.name),
    ),
  );
  const body = payload.headline.map(line);
  return h(
    "header",
    { class: "head" },
    h(
      "p",
      { class: "kicker" },
      `Appraisal of a portfolio of projects · base year ${payload.base_year} · prices of ` +
        `${payload.price_year}`,
    ),
    h("h1", {}, payload.title),
    h(
      "p",
      { class: "lead" },
      h("strong", {}, scenarioLabel(payload, payload.scenario)),
      main?.text ? `: ${main.text}` : "",
      ". Change from do-minimum to do-something, a year.",
    ),
    changed(payload),
    h(
      "div",
      { class: "wide headline", tabindex: 0, role: "region", "aria-label": "Headline" },
      h(
        "table",
        {},
        h("caption", { class: "hidden" }, "The portfolio's effect by country"),
        h("thead", {}, head),
        h("tbody", {}, ...body),
      ),
    ),
  );
}

/** What was assumed otherwise than in the case, so that no changed run passes for the case's own. */
function changed({ parameters }: Payload): HTMLElement | null {
  const others = parameters.filter((one) => typeof one.was === "number");
  if (!others.length) return null;
  const told = others.map(
    (one) => `${one.name} ${figure(Number(one.value), 4)} (${figure(Number(one.was), 4)} in the case)`,
  );
  return h(
    "p",
    { class: "changed", role: "note" },
    h("strong", {}, "Changed assumptions: "),
    told.join(", "),
  );
}

function line(row: HeadlineRow): HTMLElement {
  return h(
    "tr",
    {},
    h(
      "th",
      { scope: "row" },
      sentence(row.label),
      h("small", {}, row.note ?? (row.unit === "%" ? "change, %" : `change, ${row.unit}`)),
    ),
    ...row.cells.map((cell) =>
      h(
        "td",
        { class: "number" },
        h("strong", { class: tone(row, cell.value) }, signed(cell.value)),
        level(row, cell),
      ),
    ),
  );
}

/** Gains and losses have a colour; what is neither good nor bad in itself has none. */
function tone(row: HeadlineRow, value: number | null): string {
  return !row.welfare || value === null || value === 0 ? "" : value > 0 ? "up" : "down";
}

function level(row: HeadlineRow, cell: HeadlineCell): HTMLElement | null {
  if (cell.before === undefined || cell.before === null) return null;
  const [, divide, unit] = SHORT.find(([test]) => test.test(row.level_unit ?? "")) ?? [
    null,
    1,
    row.level_unit ?? "",
  ];
  const digits = row.level_unit === "%" ? 3 : 4;
  return h("small", {}, `from ${figure(cell.before / divide, digits)} ${unit}`);
}
