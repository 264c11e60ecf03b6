import { expect, test } from "vitest";
import { losers } from "../src/parts/scorecard";
import { world } from "./world";

test("losers at home come first, then who loses the larger share; no change is no loss", () => {
  expect(losers(world(), "all").map((one) => [one.name, one.pct, one.ev])).toEqual([
    ["B", -0.1, -1],
    ["A", -5, -50],
  ]);
});

test("a scenario without results by region names nobody", () => {
  expect(losers(world(), "pass")).toEqual([]);
});
