import { expect, test } from "vitest";
import { output } from "../src/parts/sites";

const site = (region: number | null, country: number | null) => ({
  id: "a", name: "A", kind: "park", region: "R", country: "AAA", sector: "C", jobs: null, tonnes: null, kept_in_region_pct: null, musd: {},
  per_100: { displaced_region: region, displaced_country: country },
});

test("what takes nobody's place is the rest, more than all where others produce more too", () => {
  expect(output(site(30, 50))).toEqual([30, 50, 20]);
  expect(output(site(30, -10))).toEqual([30, -10, 80]);
  expect(output(site(null, 50))[2]).toBeNull();
});
