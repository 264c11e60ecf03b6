// The scorecard: five accounts of one scenario on one page, with its losers by name.

import { type App, countryName, scenarioLabel, scenarioOptions } from "../app";
import { type Child, choice, fill, h, section, setChoice } from "../dom";
import { figure, large, readable, sentence, signed, year } from "../format";
import { indicatorsOf, LOSERS } from "../indicators";
import type { CardCells, Indicator, Maybe, Payload } from "../payload";
import { printButton } from "../print";

export const NAMED = 12;

const MARKS: Record<string, string> = { better: "✓", worse: "✗", "no change": "=", neither: "·" };

export function scorecard(app: App): HTMLElement {
  const { payload } = app;
  const { places, scenarios } = payload.scorecard;
  if (!places.length) return section("scorecard", "Scorecard", h("p", {}, "No scorecard in this appraisal."));
  let place = places[0] ?? "";
  const ids = new Set(Object.keys(scenarios));
  const body = h("div");
  const draw = () =>
    fill(
      body,
      ids.has(app.state.scenario)
        ? card(app, app.state.scenario, place)
        : [h("p", {}, "No scorecard of this scenario.")],
    );
  const pick = choice("Project or portfolio", scenarioOptions(payload, ids), app.state.scenario, (scenario) =>
    app.change({ scenario }),
  );
  app.listen((state) => {
    setChoice(pick, state.scenario);
    draw();
  });
  draw();
  const options = places.map((one) => ({ value: one, text: countryName(payload, one) }));
  return section(
    "scorecard",
    "Scorecard",
    h(
      "div",
      { class: "controls" },
      pick,
      choice("Levels of", options, place, (value) => {
        place = value;
        draw();
      }),
      printButton(payload),
    ),
    body,
  );
}

function card(app: App, scenario: string, place: string): Child[] {
  const { payload } = app;
  const { places } = payload.scorecard;
  const lines = indicatorsOf(payload, payload.scorecard.lines);
  const cells = payload.scorecard.scenarios[scenario] ?? {};
  const groups = [...new Set(lines.map((line) => line.account))];
  const name = (code: string) => countryName(payload, code);
  const head = h(
    "tr",
    {},
    h("th", { scope: "col" }, "Indicator"),
    ...["Before", "After"].map((text) =>
      h("th", { scope: "col", class: "number" }, text, h("small", {}, name(place))),
    ),
    ...places.map((one) => h("th", { scope: "col", class: "number" }, name(one), h("small", {}, "change"))),
  );
  const bodies = groups.map((account) =>
    h(
      "tbody",
      {},
      h(
        "tr",
        { class: "group" },
        h("th", { colspan: 3 + places.length, scope: "rowgroup" }, sentence(account)),
      ),
      ...lines.flatMap((line, at) => (line.account === account ? [row(line, at, place, places, cells)] : [])),
    ),
  );
  return [
    h("h3", { class: "of" }, scenarioLabel(payload, scenario)),
    ...facts(payload, scenario),
    h(
      "div",
      { class: "wide", tabindex: 0, role: "region", "aria-label": "Scorecard" },
      h(
        "table",
        { class: "card" },
        h("caption", { class: "hidden" }, `Scorecard of ${scenarioLabel(payload, scenario)}`),
        h("thead", {}, head),
        ...bodies,
      ),
    ),
    h(
      "p",
      { class: "small" },
      "✓ better and ✗ worse for the aim of the account, = no change, · neither good nor bad in itself. " +
        "Changes are in per cent of the level before, for shares and indices too. Where one country " +
        "alone is measured, the world is that country.",
    ),
    ...losing(payload, scenario),
  ];
}

function row(
  line: Indicator,
  at: number,
  place: string,
  places: string[],
  cells: Record<string, CardCells>,
): HTMLElement {
  const [divide, unit] = readable(line.unit);
  const level = (value: Maybe | undefined) =>
    figure(value === null || value === undefined ? null : value / divide, 5);
  const here = cells[place];
  const counted = line.account === LOSERS;
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, sentence(line.label), h("small", {}, unit)),
    h("td", { class: "number" }, counted ? "" : level(here?.before[at])),
    h("td", { class: "number" }, counted ? "" : level(here?.after[at])),
    ...places.map((one) => h("td", { class: "number" }, verdict(line, at, cells[one], divide))),
  );
}

/** A change with its sign and whether it is for the better; losers are counts and sums. */
function verdict(line: Indicator, at: number, cells: CardCells | undefined, divide: number): HTMLElement {
  const said = cells?.verdict[at] ?? "";
  const change = cells?.change[at];
  const percent = cells?.percent[at];
  const text =
    line.account === LOSERS
      ? figure(change === null || change === undefined ? null : change / divide)
      : percent === null || percent === undefined
        ? signed(change === null || change === undefined ? null : change / divide)
        : `${signed(percent)} %`;
  const tone = said === "better" ? "up" : said === "worse" ? "down" : "muted";
  return h(
    "span",
    { class: tone },
    text,
    " ",
    h("span", { "aria-hidden": "true", class: "mark" }, MARKS[said] ?? ""),
    h("span", { class: "hidden" }, said),
  );
}

function facts(payload: Payload, scenario: string): Child[] {
  const project = payload.projects.find((one) => one.id === scenario);
  const about = payload.scenarios.find((one) => one.id === scenario);
  const told = about?.text ? h("p", {}, `${sentence(about.text)}.`) : null;
  if (!project) return [told];
  const rates = (low: Maybe, high: Maybe, text: (value: Maybe) => string) => `${text(low)} and ${text(high)}`;
  const items: [string, string][] = [
    ["Type", project.portfolio ? "portfolio" : `${project.type.replaceAll("_", " ")}, ${project.status}`],
    ["Opens", year(project.opening_year)],
    ["Cost", `US$ ${figure(project.cost_musd)} million`],
    ["Gain of the world", `US$ ${signed(project.gain_world_musd)} million a year`],
    [
      "NPV at the low and the high rate",
      `US$ ${rates(project.npv_low_musd, project.npv_high_musd, signed)} million`,
    ],
    ["Benefit-cost ratio", rates(project.bcr_low, project.bcr_high, figure)],
    ["Economic rate of return", project.eirr_pct === null ? "–" : `${figure(project.eirr_pct)} %`],
  ];
  return [
    told,
    h(
      "dl",
      { class: "facts" },
      ...items.map(([term, text]) => h("div", {}, h("dt", {}, term), h("dd", {}, text))),
    ),
  ];
}

export interface Loser {
  name: string;
  country: string;
  pct: number;
  ev: Maybe;
  people: Maybe;
}

/** The regions that lose in a scenario: those at home first, then by the share of income they lose. */
export function losers(payload: Payload, scenario: string): Loser[] {
  const effect = payload.effects[scenario];
  const home = payload.places[0]?.id;
  const found = (effect?.real_income_pct ?? []).flatMap((pct, at): Loser[] =>
    pct !== null && pct < 0
      ? [
          {
            name: payload.regions.name[at] ?? "",
            country: payload.regions.country[at] ?? "",
            pct,
            ev: effect?.ev_musd[at] ?? null,
            people: payload.regions.population[at] ?? null,
          },
        ]
      : [],
  );
  return found.sort((a, b) => Number(b.country === home) - Number(a.country === home) || a.pct - b.pct);
}

function losing(payload: Payload, scenario: string): Child[] {
  const all = losers(payload, scenario);
  const head = h("h3", {}, "Who loses");
  if (!all.length) return [head, h("p", {}, "No region loses real income.")];
  const people = all.reduce((sum, one) => sum + (one.people ?? 0), 0);
  const items = all.slice(0, NAMED).map((one) => {
    const country = countryName(payload, one.country);
    return h(
      "li",
      {},
      h("strong", {}, one.name),
      country === one.name ? "" : `, ${country}`,
      `: ${signed(one.pct)} %, US$ ${signed(one.ev)} million a year`,
    );
  });
  const rest = all.length - items.length;
  return [
    head,
    h(
      "p",
      {},
      `${all.length} of ${payload.regions.id.length} regions, with ${large(people)} people, lose real ` +
        "income.",
    ),
    h("ul", { class: "losers" }, ...items),
    rest > 0
      ? h(
          "p",
          { class: "small" },
          `And ${rest} more, each with a smaller share of its income or outside ` +
            `${payload.places[0]?.name ?? "the home country"}.`,
        )
      : null,
  ];
}
