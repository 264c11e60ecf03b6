import { expect, test } from "vitest";
import { moved, output } from "../src/parts/sites";

const site = (region: number | null, country: number | null) => ({
  id: "a",
  name: "A",
  kind: "park",
  region: "R",
  country: "AAA",
  sector: "C",
  jobs: null,
  tonnes: null,
  kept_in_region_pct: null,
  musd: {},
  per_100: { displaced_region: region, displaced_country: country },
  workers: [
    { sector: "Cloth", change: 90 },
    { sector: "Mines", change: 0 },
    { sector: "Trade", change: -30 },
    { sector: "Farms", change: -60 },
  ],
  hauls: [],
});

test("what takes nobody's place is the rest, more than all where others produce more too", () => {
  expect(output(site(30, 50))).toEqual([30, 50, 20]);
  expect(output(site(30, -10))).toEqual([30, -10, 80]);
  expect(output(site(null, 50))[2]).toBeNull();
});

test("workers are told by who gains and who loses them, the most first, the rest added up", () => {
  expect(moved(site(1, 1), true)).toBe("Cloth +90");
  expect(moved(site(1, 1), false)).toBe("Farms −60; Trade −30");
  expect(moved(site(1, 1), false, 1)).toBe("Farms −60; others −30");
  expect(moved({ ...site(1, 1), workers: [] }, true)).toBe("–");
});
