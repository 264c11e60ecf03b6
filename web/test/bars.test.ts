import { expect, test } from "vitest";
import { pieces, span } from "../src/bars";

const part = (value: number | null) => ({ value, kind: "k", text: "t" });

test("gains stack to the right of zero, losses to its left, and nothing takes no place", () => {
  const line = { name: "a", parts: [part(2), part(-1), part(0), part(null), part(3), part(-4)] };
  expect(pieces(line).map((one) => [one.from, one.to])).toEqual([
    [0, 2],
    [-1, 0],
    [2, 5],
    [-5, -1],
  ]);
  expect(span([line, { name: "b", parts: [part(7)] }])).toEqual([-5, 7]);
});

test("zero is always on the scale", () => {
  expect(span([{ name: "a", parts: [part(3)] }])).toEqual([0, 3]);
  expect(span([])).toEqual([0, 0]);
});
