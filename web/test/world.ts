// A small payload for tests: four regions in two countries, one scenario.

import type { Payload } from "../src/payload";

export function world(part: Partial<Payload> = {}): Payload {
  const none = { land: [], borders: [], countries: [], towns: [], source: "", scale: 10_000 };
  const side = { regions: 0, population: 0, ev_musd: 0 };
  return {
    format: 1,
    title: "Test",
    case: "test",
    scenario: "all",
    base_year: 2019,
    price_year: 2019,
    first_year: 2025,
    last_year: 2044,
    places: [
      { id: "AAA", name: "Westland", kind: "country" },
      { id: "BBB", name: "Eastland", kind: "country" },
    ],
    headline: [],
    scenarios: [
      { id: "all", label: "All", kind: "portfolio", text: "", projects: ["pass"] },
      { id: "pass", label: "Pass", kind: "project", text: "", projects: ["pass"] },
    ],
    regions: {
      id: ["a", "b", "c", "d"],
      name: ["A", "B", "C", "D"],
      country: ["BBB", "AAA", "AAA", "BBB"],
      population: [1e6, 2e6, 3e6, 4e6],
      note: ["", "", "", ""],
      lon: [0, 1, 2, 3],
      lat: [0, 0, 0, 0],
      shapes: [[], [], [], []],
    },
    effects: {
      all: {
        real_income_pct: [-5, -0.1, 2, 0],
        ev_musd: [-50, -1, 20, 0],
        first_order_pct: [null, null, null, null],
        balance: { material_pct: 0.005, gaining: side, losing: side },
        countries: { id: [], pct: [], ev_musd: [] },
      },
    },
    indicators: [],
    links: {
      scenario: "all",
      threshold_t: 0,
      threshold_home_t: 1000,
      left_out: 0,
      left_out_share: 0,
      name: [],
      mode: [],
      country: [],
      section: [],
      before: [],
      after: [],
      lines: [],
    },
    projects: [],
    streams: [],
    sites: [],
    scorecard: { lines: [], places: [], scenarios: {} },
    accounts: { lines: [], places: [], scenarios: {} },
    freight: [],
    facts: [],
    facts_summary: [],
    certificates: [],
    parameters: [],
    texts: {},
    attribution: [],
    countries: { AAA: "Westland", BBB: "Eastland" },
    basemap: none,
    ...part,
  };
}
