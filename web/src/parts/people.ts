// Winners and losers, side by side, each as plain as the other.

import { type App, countryName, scenarioLabel } from "../app";
import { type Child, choice, type Column, fill, h, radios, section, table } from "../dom";
import { dollars, figure, large, signed } from "../format";
import type { Maybe, Side } from "../payload";

interface Line {
  name: string;
  country: string;
  pct: Maybe;
  ev: Maybe;
  first: Maybe;
}
interface Choice {
  level: "regions" | "countries";
  by: "pct" | "ev";
  country: string;
}

const SHOWN = 12;

export function people(app: App): HTMLElement {
  const { payload } = app;
  const choices: Choice = { level: "regions", by: "pct", country: "" };
  const body = h("div");
  const draw = () => fill(body, sides(app, choices));
  const set = (part: Partial<Choice>) => {
    Object.assign(choices, part);
    draw();
  };
  const codes = [...new Set(payload.regions.country)];
  const split = codes.filter((code) => payload.regions.country.filter((one) => one === code).length > 1);
  const countries = split
    .map((code) => ({ value: code, text: countryName(payload, code) }))
    .sort((a, b) => a.text.localeCompare(b.text, "en"));
  app.listen(draw);
  draw();
  return section(
    "people",
    "Who gains and who loses",
    h(
      "div",
      { class: "controls" },
      radios(
        "Unit",
        "level",
        [
          { value: "regions", text: "Regions" },
          { value: "countries", text: "Countries" },
        ],
        choices.level,
        (level) => set({ level: level as Choice["level"] }),
      ),
      radios(
        "Rank by",
        "by",
        [
          { value: "pct", text: "Percent" },
          { value: "ev", text: "US$" },
        ],
        choices.by,
        (by) => set({ by: by as Choice["by"] }),
      ),
      choice("Regions of", [{ value: "", text: "all countries" }, ...countries], "", (country) =>
        set({ country }),
      ),
    ),
    body,
  );
}

function sides(app: App, choices: Choice): Child[] {
  const { payload, state } = app;
  const effect = payload.effects[state.scenario];
  if (!effect) return [h("p", {}, "No results by region in this scenario.")];
  const lines = choices.level === "regions" ? regionLines(app, choices.country) : countryLines(app);
  const size = (line: Line) => line[choices.by] ?? 0;
  const gain = lines.filter((line) => size(line) > 0).sort((a, b) => size(b) - size(a));
  const lose = lines.filter((line) => size(line) < 0).sort((a, b) => size(a) - size(b));
  const most = Math.max(...[...gain.slice(0, 1), ...lose.slice(0, 1)].map((line) => Math.abs(size(line))), 0);
  const whole = choices.level === "regions" && !choices.country;
  const column = (title: string, side: Side, rows: Line[], kind: string) =>
    h(
      "div",
      {},
      h("h3", {}, title),
      h(
        "p",
        { class: "sum" },
        whole
          ? `${figure(side.regions)} regions with ${large(side.population)} people by more than ` +
              `${figure(effect.balance.material_pct)} %; together ${dollars(side.ev_musd)} a year.`
          : `${rows.length} of ${lines.length} ${choices.level}.`,
      ),
      rows.length
        ? list(
            app,
            rows.slice(0, SHOWN),
            most,
            choices,
            `${title}, ${scenarioLabel(payload, state.scenario)}`,
            kind,
          )
        : h("p", {}, `None in this scenario.`),
      rows.length > SHOWN ? h("p", { class: "small" }, `The first ${SHOWN} of ${rows.length}.`) : null,
    );
  return [
    h(
      "p",
      {},
      `Scenario: `,
      h("strong", {}, scenarioLabel(payload, state.scenario)),
      ". It follows the scenario chosen at the map or the scorecard.",
    ),
    h(
      "div",
      { class: "two" },
      column("Gain", effect.balance.gaining, gain, "up"),
      column("Lose", effect.balance.losing, lose, "down"),
    ),
  ];
}

function list(
  app: App,
  rows: Line[],
  most: number,
  choices: Choice,
  caption: string,
  kind: string,
): HTMLElement {
  const width = (line: Line) => `${most > 0 ? (100 * Math.abs(line[choices.by] ?? 0)) / most : 0}%`;
  const columns: Column<Line>[] = [
    {
      head: choices.level === "regions" ? "Region" : "Country",
      row: true,
      key: (l) => l.name,
      cell: (l) =>
        h(
          "span",
          { class: "bar" },
          h(
            "span",
            {},
            l.name,
            choices.level === "regions" && countryName(app.payload, l.country) !== l.name
              ? h("small", {}, countryName(app.payload, l.country))
              : null,
          ),
          h("i", { class: kind, style: `width:${width(l)}`, "aria-hidden": "true" }),
        ),
    },
    { head: "Real income", unit: "%", number: true, key: (l) => l.pct, cell: (l) => signed(l.pct) },
    {
      head: "Equivalent variation",
      unit: "US$ million",
      number: true,
      key: (l) => l.ev,
      cell: (l) => signed(l.ev),
    },
  ];
  if (rows.some((line) => line.first !== null))
    columns.push({
      head: "First order",
      unit: "%",
      number: true,
      key: (l) => l.first,
      cell: (l) => signed(l.first),
    });
  return table(columns, rows, { caption, sortable: true });
}

function regionLines({ payload, state }: App, country: string): Line[] {
  const effect = payload.effects[state.scenario];
  return payload.regions.id
    .map((_, i): Line => ({
      name: payload.regions.name[i] ?? "",
      country: payload.regions.country[i] ?? "",
      pct: effect?.real_income_pct[i] ?? null,
      ev: effect?.ev_musd[i] ?? null,
      first: effect?.first_order_pct[i] ?? null,
    }))
    .filter((line) => !country || line.country === country);
}

function countryLines({ payload, state }: App): Line[] {
  const {
    id,
    pct,
    ev_musd: ev,
  } = payload.effects[state.scenario]?.countries ?? { id: [], pct: [], ev_musd: [] };
  return id.map((code, i): Line => ({
    name: countryName(payload, code),
    country: code,
    pct: pct[i] ?? null,
    ev: ev[i] ?? null,
    first: null,
  }));
}
