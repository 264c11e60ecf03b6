import { expect, test } from "vitest";
import { LIGHT } from "../src/map/colours";
import { REAL_INCOME } from "../src/indicators";
import { definition, filling, flows, type State } from "../src/map/drawn";
import type { Indicator, Maybe } from "../src/payload";
import { world } from "./world";

const state = (part: Partial<State>): State => ({
  scenario: "all",
  view: "change",
  indicator: "w/poverty",
  regions: true,
  links: true,
  projects: true,
  project: null,
  ...part,
});
const levels = {
  before: [0.4, 0.3, 0.2, null] as Maybe[],
  after: [0.3, 0.3, 0.4, null] as Maybe[],
  change: [-10, 0, 20, null] as Maybe[],
};
const indicator = (wanted: Indicator["wanted"]): Indicator => ({
  id: "w/poverty",
  account: "w",
  label: "poverty rate",
  unit: "ratio",
  change_unit: "percentage points",
  wanted,
  definition: "share of people",
  scenarios: { all: levels },
});
const [worst, best] = [LIGHT.diverging[0], LIGHT.diverging[6]];

test("where less is wanted a fall has the colour of gains, a rise that of losses", () => {
  const { colours, title, unit } = filling(world({ indicators: [indicator("less")] }), state({}), LIGHT);
  expect([title, unit]).toEqual(["Change of poverty rate", "percentage points"]);
  expect(LIGHT.diverging.indexOf(colours[0] ?? "")).toBeGreaterThan(3);
  expect(colours[1]).toBe(LIGHT.diverging[3]);
  expect(LIGHT.diverging.indexOf(colours[2] ?? "")).toBeLessThan(3);
  expect(colours[3]).toBeNull();
});

test("what is neither good nor bad has neither the colour of gains nor that of losses", () => {
  const { colours } = filling(world({ indicators: [indicator("")] }), state({}), LIGHT);
  for (const tint of colours) expect([worst, best]).not.toContain(tint);
  expect(LIGHT.neutral).toContain(colours[0]);
});

test("before and after share classes, and a ratio says what one is", () => {
  const payload = world({ indicators: [indicator("less")] });
  const [before, after] = [
    filling(payload, state({ view: "before" }), LIGHT),
    filling(payload, state({ view: "after" }), LIGHT),
  ];
  expect(before.bands).toEqual(after.bands);
  expect(before.unit).toBe("ratio (1 = 100 %)");
  expect(before.colours[0]).toBe(after.colours[2]);
});

test("levels are shown in units that suit them", () => {
  const income = {
    ...indicator("more"),
    unit: "US$/year",
    scenarios: {
      all: { before: [2e9, 3e9, 4e9, null], after: [2e9, 3e9, 4e9, null], change: [0, 0, 0, null] },
    },
  };
  const { unit, values } = filling(world({ indicators: [income] }), state({ view: "before" }), LIGHT);
  expect([unit, values]).toEqual(["US$ million a year", [2000, 3000, 4000, null]]);
});

test("an indicator that a scenario lacks is said, not drawn", () => {
  const { colours, note } = filling(
    world({ indicators: [indicator("less")] }),
    state({ scenario: "pass" }),
    LIGHT,
  );
  expect(colours.filter(Boolean)).toEqual([]);
  expect(note).toContain("choose one, or real income");
});

test("a change of less than one per cent of a link's tonnes is drawn as none", () => {
  const payload = world();
  const line = [[0, 0, 10_000, 10_000]];
  Object.assign(payload.links, {
    name: ["a", "b"],
    mode: ["road", "road"],
    before: [1e6, 1e6],
    after: [1.009e6, 1.011e6],
    lines: [line, line],
  });
  expect(
    flows(payload, state({}), LIGHT)
      .list.map((one) => one.colour)
      .sort(),
  ).toEqual([LIGHT.more, LIGHT.still].sort());
});

test("the definition of what is shown", () => {
  expect(definition(world({ indicators: [indicator("less")] }), state({}))).toBe(
    "Poverty rate: share of people",
  );
  expect(definition(world(), state({ indicator: REAL_INCOME }))).toContain("price index");
});
