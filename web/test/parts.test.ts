import { expect, test } from "vitest";
import { sortRows } from "../src/dom";
import { readable } from "../src/format";
import { linesOf } from "../src/parts/accounts";
import { stack } from "../src/parts/streams";
import { reach, ticks } from "../src/years";
import type { Indicator } from "../src/payload";
import { world } from "./world";

const indicator = (account: string, label: string, unit: string): Indicator => ({
  id: `${account}/${label}`,
  account,
  label,
  unit,
  change_unit: "%",
  wanted: "",
  definition: "",
  scenarios: {},
});

test("rows without a value come last either way", () => {
  const rows = [2, null, 1];
  const column = { key: (row: number | null) => row };
  expect(sortRows(rows, column, false)).toEqual([1, 2, null]);
  expect(sortRows(rows, column, true)).toEqual([2, 1, null]);
});

test("a year's sum is benefits and losses less cost", () => {
  const stream = { id: "a", label: "A", years: [2025], cost_musd: [10], benefit_musd: { A: [30], B: [-5] } };
  expect(stack(stream, 0)).toEqual({ up: 30, down: -15, net: 15 });
});

test("ticks are round and hold zero", () => {
  expect(ticks(-100, 300)).toEqual([-100, 0, 100, 200, 300]);
  expect(ticks(0, 0.9).length).toBeGreaterThanOrEqual(4);
});

test("bars of a year reach as far as their gains and their losses", () => {
  const bars = [[-10], [30], [null], [-5]].map((values) => ({ kind: "k", text: "t", values }));
  expect(reach(bars, 0)).toEqual({ up: 30, down: -15 });
});

test("units suit the size of the numbers", () => {
  expect(readable("US$/year")).toEqual([1e6, "US$ million a year"]);
  expect(readable("ratio")).toEqual([1, "ratio"]);
});

test("a change is in percent of the level before, of a ratio in points; the unknown is not zero", () => {
  const accounts = {
    lines: ["growth/income", "openness/trade"],
    places: ["AAA", "BBB"],
    scenarios: {
      all: {
        AAA: { before: [200, 0.4], after: [210, 0.5], change: [10, 0.1] },
        BBB: { before: [0, null], after: [1, null], change: [1, null] },
      },
    },
  };
  const [income, trade] = [
    indicator("growth", "income", "US$/year"),
    indicator("openness", "trade", "ratio"),
  ];
  const lines = linesOf(world({ accounts, indicators: [trade, income] }), "all", "AAA", ["AAA", "BBB"]);
  expect(lines.map((line) => line.by)).toEqual([
    { AAA: 5, BBB: null },
    { AAA: 10, BBB: null },
  ]);
  expect(lines.map((line) => line.indicator.label)).toEqual(["income", "trade"]);
  expect(lines[1]).toMatchObject({ before: 0.4, after: 0.5, change: 0.1 });
});
