// What the map draws in a state: values, classes, colours and widths. The WebGL and the SVG map share it.

import { type Bands, colour, diverging, flowWidth, sequential } from "../bands";
import { decode, type Point } from "../decode";
import { dollars, figure, large, readable, sentence, signed } from "../format";
import type { Indicator, Levels, Maybe, Payload, View } from "../payload";
import { CONSUMPTION, indicatorOf, REAL_INCOME } from "../indicators";
import { modeLabel, ofMode, type Palette } from "./colours";

export interface State {
  scenario: string;
  view: View;
  indicator: string;
  regions: boolean;
  links: boolean;
  projects: boolean;
  project: string | null;
}

/** Change of a link's tonnes, as a share, below which it is drawn as about the same. */
export const NOTABLE = 0.01;

export interface Filling {
  title: string;
  unit: string;
  values: Maybe[];
  bands: Bands;
  colours: (string | null)[];
  note: string;
}
export interface Flow {
  at: number;
  path: Point[];
  width: number;
  colour: string;
  strength: number;
}
export interface Flows {
  title: string;
  list: Flow[];
  wide: Flow[];
  largest: number;
  note: string;
}

/** The values of the regions in a state, with their classes. */
export function filling(payload: Payload, state: State, palette: Palette): Filling {
  const levels = levelsOf(payload, state);
  return state.view === "change" || !levels
    ? changed(payload, state, palette, levels)
    : graded(payload, state, palette, levels);
}

function changed(payload: Payload, state: State, palette: Palette, levels: Levels | undefined): Filling {
  const income = state.indicator === REAL_INCOME;
  const shown = indicatorOf(payload, state.indicator);
  const values = (income ? payload.effects[state.scenario]?.real_income_pct : levels?.change) ?? [];
  const wanted = income ? "more" : (shown?.wanted ?? "");
  return coloured(
    `Change of ${shown?.label ?? "real income"}`,
    income ? "%" : (shown?.change_unit ?? "%"),
    values,
    diverging(values, tones(wanted, palette)),
    [meaning(wanted), whyChange(state, levels)].filter(Boolean).join(" "),
  );
}

function whyChange(state: State, levels: Levels | undefined): string {
  if (state.indicator !== REAL_INCOME && !levels)
    return "Kept for portfolios only: choose one, or real income.";
  return state.view === "change"
    ? ""
    : "Levels before and after are given for portfolios; this is the change.";
}

function graded(payload: Payload, state: State, palette: Palette, levels: Levels): Filling {
  const shown = leveled(payload, state);
  const [divide, said] = readable(shown?.unit ?? "");
  const scaled = (list: Maybe[]) =>
    divide === 1 ? list : list.map((value) => (value === null ? null : value / divide));
  const values = scaled(state.view === "before" ? levels.before : levels.after);
  // Before and after share the classes of before, so that a colour means the same in both.
  const [of, whose] = homeValues(payload, scaled(levels.before));
  const unit = said === "ratio" ? "ratio (1 = 100 %)" : said;
  const bands = sequential(of, palette.sequential);
  return coloured(`${shown?.label ?? ""}, ${state.view}`, unit, values, bands, whose);
}

/** The diverging colours: purple is better, orange worse; blue and grey where neither is good in itself. */
function tones(wanted: Indicator["wanted"], palette: Palette): readonly string[] {
  return wanted === "more"
    ? palette.diverging
    : wanted === "less"
      ? [...palette.diverging].reverse()
      : palette.neutral;
}

function meaning(wanted: Indicator["wanted"]): string {
  return wanted === ""
    ? "Neither way is better in itself."
    : `Purple is better, orange worse: ${wanted} is wanted.`;
}

const FEW = 8;

/** The values that set the classes: those of the home country where it has enough regions, else all. */
function homeValues(payload: Payload, values: readonly Maybe[]): [readonly Maybe[], string] {
  const home = payload.places[0];
  const own = values.filter((value, at) => value !== null && payload.regions.country[at] === home?.id);
  return own.length >= FEW
    ? [own, `Classes are fifths of the regions of ${home?.name ?? ""}.`]
    : [values, "Classes are fifths of all regions."];
}

function coloured(title: string, unit: string, values: Maybe[], bands: Bands, note: string): Filling {
  return {
    title: sentence(title),
    unit,
    values,
    bands,
    colours: values.map((value) => colour(value, bands)),
    note,
  };
}

/** The indicator whose levels a state shows: those of real income per person, where there are such. */
function leveled(payload: Payload, state: State): Indicator | undefined {
  const chosen = indicatorOf(payload, state.indicator);
  if (state.indicator !== REAL_INCOME) return chosen;
  const perPerson = indicatorOf(payload, CONSUMPTION);
  return perPerson && Object.keys(perPerson.scenarios).length ? perPerson : chosen;
}

function levelsOf(payload: Payload, state: State): Levels | undefined {
  return leveled(payload, state)?.scenarios[state.scenario];
}

/** What the colours of the regions mean, in words. */
export function definition(payload: Payload, state: State): string {
  if (state.indicator === REAL_INCOME)
    return "Real income: final expenditure over the price index of consumption.";
  const found = indicatorOf(payload, state.indicator);
  return found?.definition ? `${sentence(found.label)}: ${found.definition}` : "";
}

let decoded: { of: Payload; paths: Point[][][] } | null = null;

function paths(payload: Payload): Point[][][] {
  if (decoded?.of !== payload) {
    decoded = {
      of: payload,
      paths: payload.links.lines.map((parts) => parts.map((part) => decode(part, payload.basemap.scale))),
    };
  }
  return decoded.paths;
}

let last: { payload: Payload; palette: Palette; key: string; flows: Flows } | null = null;

/** The flows of a state, thin ones first so that thick ones lie on top; the last answer is kept. */
export function flows(payload: Payload, state: State, palette: Palette): Flows {
  const key = `${state.scenario}/${state.view}`;
  if (last?.payload !== payload || last.palette !== palette || last.key !== key) {
    last = { payload, palette, key, flows: flowsOf(payload, state, palette) };
  }
  return last.flows;
}

function flowsOf(payload: Payload, state: State, palette: Palette): Flows {
  const { links } = payload;
  if (state.scenario !== links.scenario) {
    const label = payload.scenarios.find((one) => one.id === links.scenario)?.label ?? links.scenario;
    const note = `Flows on links are kept for “${label}” only.`;
    return { title: "Flows", list: [], wide: [], largest: 0, note };
  }
  const change = state.view === "change";
  const strengths = strengthsOf(payload, state.view);
  const largest = strengths.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const list: Flow[] = [];
  for (const [at, parts] of paths(payload).entries()) {
    const strength = strengths[at] ?? 0;
    if (!change && strength <= 0) continue;
    const moved = !change || notable(payload, at, strength);
    const tint = change ? ofChange(moved ? strength : 0, palette) : ofMode(links.mode[at] ?? "", palette);
    const width = moved ? flowWidth(strength, largest) : 0.4;
    for (const path of parts) list.push({ at, path, width, colour: tint, strength });
  }
  list.sort((a, b) => a.width - b.width);
  return {
    title: change ? "Change of tonnes a year" : `Tonnes a year, ${state.view}`,
    list,
    wide: list.filter((one) => one.width > 1),
    largest,
    note: leftOut(payload),
  };
}

function strengthsOf({ links }: Payload, view: View): number[] {
  const [before, after] = [links.before, links.after].map((all) => all.map((one) => one ?? 0));
  if (view === "before") return before ?? [];
  return view === "after" ? (after ?? []) : (after ?? []).map((one, i) => one - (before?.[i] ?? 0));
}

/** Whether a link's tonnes change by more than a line is worth. */
function notable({ links }: Payload, at: number, change: number): boolean {
  const size = Math.abs(change);
  return size >= links.threshold_home_t && size >= NOTABLE * (links.before[at] ?? 0);
}

function ofChange(change: number, palette: Palette): string {
  if (change === 0) return palette.still;
  return change > 0 ? palette.more : palette.less;
}

function leftOut({ links, places }: Payload): string {
  const share =
    links.left_out_share > 0 ? `, ${figure(100 * links.left_out_share, 2)} % of tonnes on links` : "";
  const near =
    links.threshold_t > links.threshold_home_t
      ? `, ${large(links.threshold_home_t)} t in ${places[0]?.name ?? ""},`
      : "";
  return (
    `Links with less than ${large(links.threshold_t)} t a year${near} are left out ` +
    `(${large(links.left_out)} links${share}).`
  );
}

/** Lines of a tooltip. */
export function regionLines(payload: Payload, state: State, at: number): string[] {
  const { regions } = payload;
  const effect = payload.effects[state.scenario];
  const levels = levelsOf(payload, state);
  const lines = [
    `${regions.name[at] ?? ""}, ${payload.countries[regions.country[at] ?? ""] ?? regions.country[at] ?? ""}`,
    `Real income ${signed(effect?.real_income_pct[at])} %`,
    `Equivalent variation ${dollars(effect?.ev_musd[at])} a year`,
  ];
  if (levels) {
    const shown = leveled(payload, state);
    const [divide, unit] = readable(shown?.unit ?? "");
    const level = (value: Maybe | undefined) =>
      figure(value === null || value === undefined ? null : value / divide, 5);
    lines.push(
      `${sentence(shown?.label ?? "")}: ${level(levels.before[at])} → ${level(levels.after[at])} ${unit}`,
    );
  }
  lines.push(`${large(regions.population[at])} people`);
  const note = regions.note[at];
  if (note) lines.push(note);
  return lines;
}

export function linkLines(payload: Payload, at: number): string[] {
  const { links } = payload;
  const before = links.before[at] ?? 0;
  const after = links.after[at] ?? 0;
  const name = links.name[at] || links.section[at] || "Link";
  return [
    `${name} (${modeLabel(links.mode[at] ?? "")})`,
    `Before ${large(before)} t a year`,
    `After ${large(after)} t a year`,
    `Change ${after > before ? "+" : ""}${large(after - before)} ` +
      `t${before > 0 ? ` (${signed(100 * (after / before - 1))} %)` : ""}`,
  ];
}

export function projectLines(payload: Payload, at: number): string[] {
  const project = payload.projects[at];
  if (!project) return [];
  return [
    project.name,
    [project.status, project.model_effect && `model effect: ${project.model_effect}`]
      .filter(Boolean)
      .join("; "),
    `Cost US$ ${figure(project.cost_musd)} million`,
    `Gain, world, ${dollars(project.gain_world_musd)} a year`,
  ].filter(Boolean);
}

/** Radius of a project's point, pixels. */
export function projectRadius(gain: Maybe, largest: number): number {
  return gain === null || largest <= 0 ? 3.5 : 3.5 + 9 * Math.sqrt(Math.abs(gain) / largest);
}

export function largestGain(payload: Payload): number {
  return payload.projects
    .filter((one) => !one.portfolio)
    .reduce((most, one) => Math.max(most, Math.abs(one.gain_world_musd ?? 0)), 0);
}
