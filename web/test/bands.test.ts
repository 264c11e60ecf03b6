import { expect, test } from "vitest";
import { colour, diverging, flowWidth, place, quantile, round125, sequential } from "../src/bands";

const SEVEN = ["a", "b", "c", "d", "e", "f", "g"];

test("limits are round and symmetric around zero", () => {
  const { limits } = diverging([-4, 0.1, 0.2, 5, null], SEVEN);
  expect(limits).toEqual([-5, -2, -0.5, 0.5, 2, 5]);
});

test("zero has the middle colour and signs never mix", () => {
  const bands = diverging([-1, 1], SEVEN);
  expect(colour(0, bands)).toBe("d");
  for (const size of [0.01, 0.2, 0.5, 1, 30]) {
    const [low, high] = [place(-size, bands.limits), place(size, bands.limits)];
    expect(low).toBe(6 - high);
  }
  expect(colour(null, bands)).toBeNull();
});

test("no change at all still gives a scale", () => {
  expect(colour(0, diverging([0, 0, null], SEVEN))).toBe("d");
});

test("quintiles share the values evenly", () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  const bands = sequential(values, ["1", "2", "3", "4", "5"]);
  const counts = ["1", "2", "3", "4", "5"].map(
    (one) => values.filter((v) => colour(v, bands) === one).length,
  );
  for (const count of counts) expect(Math.abs(count - 20)).toBeLessThanOrEqual(1);
});

test("equal values make one class", () => {
  expect(sequential([3, 3, 3], ["1", "2"]).limits).toEqual([3]);
  expect(sequential([], ["1", "2"]).colours).toEqual(["1"]);
});

test("round numbers", () => {
  expect([0.0013, 0.27, 4.1, 9].map(round125)).toEqual([0.001, 0.2, 5, 10]);
  expect(quantile([1, 2, 3], 0.5)).toBe(2);
  expect(quantile([], 0.5)).toBe(0);
});

test("four times the flow is twice as wide, and nothing vanishes", () => {
  expect(flowWidth(100, 100) / flowWidth(25, 100)).toBeCloseTo(2);
  expect(flowWidth(-100, 100)).toBe(flowWidth(100, 100));
  expect(flowWidth(0, 100)).toBeGreaterThan(0);
  expect(flowWidth(5, 0)).toBeGreaterThan(0);
});
