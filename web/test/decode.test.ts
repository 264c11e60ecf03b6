import { expect, test } from "vitest";
import { bounds, decode } from "../src/decode";

test("a line is its first point and then steps", () => {
  expect(decode([740000, 340000, 5000, -10000, 1, 1], 10_000)).toEqual([
    [74, 34],
    [74.5, 33],
    [74.5001, 33.0001],
  ]);
  expect(decode([], 10_000)).toEqual([]);
});

test("bounds of points, and of none", () => {
  expect(
    bounds([
      [3, 1],
      [-2, 7],
      [0, 0],
    ]),
  ).toEqual([-2, 0, 3, 7]);
  expect(bounds([])).toBeNull();
});
