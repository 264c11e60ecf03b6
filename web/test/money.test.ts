import { expect, test } from "vitest";
import { app } from "../src/app";
import { REAL_INCOME } from "../src/indicators";
import { EMPTY, groupSums, ratioLines, switching } from "../src/parts/money";
import { sheet } from "../src/parts/pci";
import type { Incidence, Money, Payload, Project } from "../src/payload";
import { world } from "./world";

const project: Project = {
  id: "pass",
  name: "Pass",
  type: "road",
  status: "planned",
  model_effect: "on the network",
  effect_note: "",
  portfolio: false,
  opening_year: 2028,
  sources: [],
  estimated: [],
  cost_musd: 100,
  gain_world_musd: 12,
  gain: { AAA: 15, BBB: -3 },
  npv_low_musd: 40,
  npv_high_musd: -10,
  bcr_low: 1.4,
  bcr_high: 0.9,
  eirr_pct: 8,
  payback_year: null,
  lon: null,
  lat: null,
};
const incidence: Incidence = {
  country: ["AAA", "BBB", "AAA", "world"],
  group: ["taxpayers", "lenders", "taxpayers", "climate"],
  flow: ["cost", "money given", "money from lenders", "carbon"],
  musd: [-100, -60, 60, 5],
};
const money: Money = {
  ...EMPTY,
  sensitivity: {
    pass: {
      test: ["as expected", "one year late", "two years late"],
      npv_low_musd: [40, 35, 30],
      npv_high_musd: [-10, -12, -14],
      eirr_pct: [8, 7.8, 7.6],
    },
  },
  perspectives: {
    pass: {
      whose: ["AAA", "AAA", "world", "world"],
      carbon: ["left out", "counted", "left out", "counted"],
      npv_low_musd: [1, 2, 3, 4],
      npv_high_musd: [-4, -3, -2, -1],
      bcr_low: [1, 1, 1, 1],
      bcr_high: [0.9, 0.9, 0.9, 0.9],
      eirr_pct: [6, 6.5, 7, null],
    },
  },
  switching: {
    pass: [
      { variable: "costs", discount_rate: "low", value: 40, unit: "%" },
      { variable: "benefits", discount_rate: "high", value: 11, unit: "%" },
      { variable: "costs", discount_rate: "high", value: -9, unit: "%" },
      { variable: "delay", discount_rate: "low", value: 7.5, unit: "years" },
      { variable: "delay", discount_rate: "high", value: null, unit: "years" },
      { variable: "discount rate", discount_rate: "", value: 8, unit: "%" },
    ],
  },
  risk: { pass: { unfinished: 0, draws: 10000, npv_expected_low_musd: 40, npv_expected_high_musd: -10 } },
  incidence: { pass: { low: incidence } },
  overruns: [
    {
      project_id: "pass",
      reference_class: "road",
      cost_mean: 0.2,
      cost_p80: 0.32,
      capex_p80_musd: 132,
      time_mean: 0.3,
      delay_p80_years: 1.5,
      source: "",
      cost_status: "published",
      time_status: "estimated",
    },
  ],
};

const on = (payload: Payload) =>
  app(payload, {
    scenario: "pass",
    view: "change",
    indicator: REAL_INCOME,
    regions: true,
    links: true,
    projects: true,
    project: null,
  });
const payload = world({ projects: [project], money });

test("switching values say which way, and that a project not worth its cost has no delay to lose", () => {
  expect(switching(on(payload), money, "pass")).toEqual([
    "costs rise by 40 %, at the low rate",
    "benefits rise by 11 %, at the high rate",
    "costs fall by 9 %, at the high rate",
    "it is 7.5 years late, at the low rate",
    "no delay: it is below zero on time, at the high rate",
    "the discount rate is 8 %",
  ]);
});

test("a group's flows are summed, gains first, losers last", () => {
  expect(groupSums(incidence)).toEqual([
    { group: "climate", country: "world", musd: 5 },
    { group: "taxpayers", country: "AAA", musd: -40 },
    { group: "lenders", country: "BBB", musd: -60 },
  ]);
});

test("finished works show no risk of overruns", () => {
  const names = ratioLines(payload, money, "pass").map((one) => one.name);
  expect(names).toContain("Economic rate of return");
  expect(names).not.toContain("Chance of a loss");
  const unfinished = {
    ...money,
    risk: { pass: { ...money.risk.pass, unfinished: 1, loss_probability_low_pct: 30 } },
  };
  expect(
    ratioLines(payload, unfinished, "pass").find((one) => one.name === "Chance of a loss"),
  ).toMatchObject({ low: "30", high: "–" });
});

test("the sheet stands in the order of item 11 and says what is not known", () => {
  const blocks = sheet(on(payload), "pass");
  expect(blocks.map((one) => one.title)).toEqual([
    "Financial",
    "Economic",
    "Social",
    "Employment",
    "Environment",
    "Impact of delay on cost and viability",
  ]);
  const said = Object.fromEntries(blocks.flatMap((one) => one.lines));
  expect(said["Net present value"]).toBe("US$ +40 and −10 million");
  expect(said["Gain a year"]).toBe("US$ million: Westland +15, Eastland −3; world +12");
  expect(said["Paid back"]).toBe("not within the period");
  expect(said["Money lent"]).toBe("no loan is known");
  expect(said["In construction"]).toBe("not estimated");
  expect(said["Two years late"]).toBe("net present value US$ +30 and −14 million; rate of return 7.6 %");
  expect(said["Works of its kind"]).toBe("one in five costs 32 % more or is 1.5 years late, or worse");
  expect(said["Delay that ends its worth"]).toContain("7.5 years late");
});

test("charges that are not known are not zero", () => {
  const row = {
    project_id: "pass",
    capex_musd: 100,
    conversion_factor: 0.9,
    capex_economic_musd: 90,
    operation_musd: 2,
    revenue_musd: null,
    revenue_known: false,
    subsidy_musd: 2,
    fnpv_low_musd: null,
    fnpv_high_musd: null,
    firr_pct: null,
  };
  const said = Object.fromEntries(
    sheet(on(world({ projects: [project], money: { ...money, financial: [row] } })), "pass").flatMap(
      (one) => one.lines,
    ),
  );
  expect(said["Income a year"]).toBe("user charges are not known and not guessed");
  expect(said["Financial net present value"]).toContain("not known");
});

test("a report without money has its sheet all the same", () => {
  const blocks = sheet(on(world({ projects: [project] })), "pass");
  expect(Object.fromEntries(blocks.flatMap((one) => one.lines)).Delay).toBe("not tested");
});
