// The accounts by country, and freight by mode.

import { type App, countryName, follow, scenarioLabel, scenarioOptions } from "../app";
import { choice, type Column, h, section, table } from "../dom";
import { figure, readable, sentence, signed } from "../format";
import { indicatorsOf } from "../indicators";
import { modeLabel } from "../map/colours";
import type { FreightRow, Indicator, Levels, Maybe, Payload } from "../payload";

interface Line {
  indicator: Indicator;
  before: Maybe;
  after: Maybe;
  change: Maybe;
  by: Record<string, Maybe>;
}

export function accounts(app: App): HTMLElement {
  const { payload } = app;
  const { places } = payload.accounts;
  const ids = new Set(Object.keys(payload.accounts.scenarios));
  const shown = payload.places.map((one) => one.id).filter((one) => places.includes(one));
  const chosen = {
    scenario: ids.has(payload.scenario) ? payload.scenario : ([...ids][0] ?? ""),
    place: shown[0] ?? places[0] ?? "",
  };
  const box = h("div");
  const draw = () => box.replaceChildren(view(app, chosen.scenario, chosen.place, shown));
  draw();
  const others = places
    .filter((one) => !shown.includes(one))
    .map((one) => ({ value: one, text: countryName(payload, one), group: "Other countries" }))
    .sort((a, b) => a.text.localeCompare(b.text, "en"));
  const options = [
    ...shown.map((one) => ({ value: one, text: countryName(payload, one), group: "In focus" })),
    ...others,
  ];
  const show = (scenario: string) => {
    chosen.scenario = scenario;
    draw();
  };
  const pick = choice("Scenario", scenarioOptions(payload, ids), chosen.scenario, show);
  follow(app, ids, pick, show);
  return section(
    "accounts",
    "Accounts",
    h(
      "div",
      { class: "controls" },
      pick,
      choice("Levels of", options, chosen.place, (value) => {
        chosen.place = value;
        draw();
      }),
    ),
    h(
      "p",
      {},
      "Before and after for the place chosen; changes for all places in focus, in percent, or in " +
        "percentage points for ratios.",
    ),
    box,
  );
}

/** The lines of the accounts of a scenario: levels of one place, and relative changes of some. */
export function linesOf(payload: Payload, scenario: string, place: string, shown: readonly string[]): Line[] {
  const { lines, scenarios } = payload.accounts;
  const cells = scenarios[scenario] ?? {};
  return indicatorsOf(payload, lines).map((indicator, at): Line => {
    const level = (one: string, key: keyof Levels) => cells[one]?.[key][at] ?? null;
    const relative = (one: string) => {
      const [before, change] = [level(one, "before"), level(one, "change")];
      if (change === null || before === null) return null;
      return indicator.unit === "ratio" ? 100 * change : before ? (100 * change) / before : null;
    };
    return {
      indicator,
      before: level(place, "before"),
      after: level(place, "after"),
      change: level(place, "change"),
      by: Object.fromEntries([place, ...shown].map((one) => [one, relative(one)])),
    };
  });
}

function view({ payload }: App, scenario: string, place: string, shown: string[]): HTMLElement {
  const lines = linesOf(payload, scenario, place, shown);
  const scaled = (line: Line, value: Maybe) =>
    value === null ? null : value / readable(line.indicator.unit)[0];
  const columns: Column<Line>[] = [
    { head: "Account", key: (l) => l.indicator.account, cell: (l) => sentence(l.indicator.account) },
    {
      head: "Indicator",
      row: true,
      key: (l) => l.indicator.label,
      cell: ({ indicator }) =>
        h("span", {}, sentence(indicator.label), h("small", {}, readable(indicator.unit)[1])),
    },
    {
      head: "Before",
      unit: countryName(payload, place),
      number: true,
      key: (l) => scaled(l, l.before),
      cell: (l) => figure(scaled(l, l.before), 5),
    },
    {
      head: "After",
      unit: countryName(payload, place),
      number: true,
      key: (l) => scaled(l, l.after),
      cell: (l) => figure(scaled(l, l.after), 5),
    },
    {
      head: "Change",
      unit: countryName(payload, place),
      number: true,
      key: (l) => scaled(l, l.change),
      cell: (l) => signed(scaled(l, l.change)),
    },
    ...[...new Set([place, ...shown])].map((one): Column<Line> => ({
      head: countryName(payload, one),
      unit: "change, %",
      number: true,
      key: (l) => l.by[one] ?? null,
      cell: (l) => relativeChange(l, one),
    })),
  ];
  return table(columns, lines, { caption: `Accounts, ${scenarioLabel(payload, scenario)}`, sortable: true });
}

function relativeChange({ by, indicator }: Line, place: string): string {
  const value = by[place] ?? null;
  return `${signed(value)}${indicator.unit === "ratio" && value !== null ? " pp" : ""}`;
}

export function freight(app: App): HTMLElement {
  const { payload } = app;
  const ids = new Set(payload.freight.map((row) => row.scenario));
  const focus = new Set(payload.places.map((place) => place.id));
  const chosen = {
    scenario: ids.has(payload.scenario) ? payload.scenario : ([...ids][0] ?? ""),
    whole: false,
  };
  const box = h("div");
  const draw = () => {
    const rows = payload.freight.filter(
      (row) => row.scenario === chosen.scenario && (chosen.whole || focus.has(row.country)),
    );
    box.replaceChildren(
      table(freightColumns(payload), rows, {
        caption: `Freight by country and mode, ${scenarioLabel(payload, chosen.scenario)}`,
        sortable: true,
      }),
    );
  };
  draw();
  const check = h("input", {
    type: "checkbox",
    onchange: (event) => {
      chosen.whole = (event.target as HTMLInputElement).checked;
      draw();
    },
  });
  const show = (scenario: string) => {
    chosen.scenario = scenario;
    draw();
  };
  const pick = choice("Scenario", scenarioOptions(payload, ids), chosen.scenario, show);
  follow(app, ids, pick, show);
  return section(
    "freight",
    "Freight by mode",
    h("p", {}, "Tonne-kilometres on each country’s territory in a year, and the carbon dioxide they cause."),
    h("div", { class: "controls" }, pick, h("label", { class: "tick" }, check, " all countries")),
    box,
  );
}

function freightColumns(payload: Payload): Column<FreightRow>[] {
  const relative = (before: Maybe, after: Maybe) =>
    before && after !== null ? 100 * (after / before - 1) : null;
  const level = (head: string, unit: string, key: (row: FreightRow) => Maybe): Column<FreightRow> => ({
    head,
    unit,
    number: true,
    key,
    cell: (row) => figure(key(row), 4),
  });
  const change = (key: (row: FreightRow) => Maybe): Column<FreightRow> => ({
    head: "Change",
    unit: "%",
    number: true,
    key,
    cell: (row) => signed(key(row)),
  });
  return [
    {
      head: "Country",
      row: true,
      key: (row) => countryName(payload, row.country),
      cell: (row) => countryName(payload, row.country),
    },
    { head: "Mode", key: (row) => row.mode, cell: (row) => modeLabel(row.mode) },
    level("Before", "billion tonne-km", (row) => row.tonne_km_before_bn),
    level("After", "billion tonne-km", (row) => row.tonne_km_bn),
    change((row) => relative(row.tonne_km_before_bn, row.tonne_km_bn)),
    level("Before", "thousand t CO₂e", (row) => row.co2_before_kt),
    level("After", "thousand t CO₂e", (row) => row.co2_kt),
    change((row) => relative(row.co2_before_kt, row.co2_kt)),
  ];
}
