// The sheet in the order of item 11 of Pakistan's PC-I: financial, economic, social, employment,
// environment, delay.

import { type App, countryName, follow, scenarioLabel, scenarioOptions } from "../app";
import { choice, fill, h, section } from "../dom";
import { figure, large, NONE, readable, sentence, signed, year } from "../format";
import { indicatorsOf, WORK } from "../indicators";
import type { Maybe, Payload, Project } from "../payload";
import { printButton } from "../print";
import { linesOf } from "./accounts";
import { EMPTY, groupSums, switching } from "./money";
import { losers } from "./scorecard";

export interface Block {
  title: string;
  lines: [label: string, text: string][];
}

const NOT_KNOWN = "not known and not guessed";

export function pci(app: App): HTMLElement {
  const { payload } = app;
  const ids = new Set(payload.projects.filter((one) => one.npv_low_musd !== null).map((one) => one.id));
  if (!ids.size)
    return section("pci", "PC-I, item 11", h("p", {}, "No project with benefits in this appraisal."));
  const first = ids.has(app.state.scenario) ? app.state.scenario : ([...ids][0] ?? "");
  const body = h("div");
  const show = (id: string) =>
    fill(body, [
      h("h3", { class: "of" }, scenarioLabel(payload, id)),
      ...sheet(app, id).flatMap((block, at) => [
        h("h4", {}, `${String.fromCharCode(97 + at)}) ${block.title}`),
        h(
          "dl",
          { class: "sheet" },
          ...block.lines.map(([label, text]) => h("div", {}, h("dt", {}, label), h("dd", {}, text))),
        ),
      ]),
      h(
        "p",
        { class: "small" },
        `US$ million of ${payload.price_year}, at the low and the high discount rate. Gains are those ` +
          "of the model; assumptions and their ranges stand under “The method in a page”.",
      ),
    ]);
  const pick = choice("Project or portfolio", scenarioOptions(payload, ids), first, show);
  follow(app, ids, pick, show);
  show(first);
  return section(
    "pci",
    "Benefits and analysis: PC-I, item 11",
    h("div", { class: "controls" }, pick, printButton(payload, "Print this sheet")),
    body,
  );
}

/** What the sheet says of a scenario, block by block; what is not known is said to be so. */
export function sheet(app: App, id: string): Block[] {
  const { payload } = app;
  const project = payload.projects.find((one) => one.id === id);
  if (!project) return [];
  return [
    { title: "Financial", lines: financial(payload, project) },
    { title: "Economic", lines: economic(app, project) },
    { title: "Social", lines: [...card(payload, id, "well-being"), ["Who loses", losing(payload, id)]] },
    { title: "Employment", lines: employment(payload, id) },
    { title: "Environment", lines: [...card(payload, id, "green"), ["Climate", climate(payload, id)]] },
    { title: "Impact of delay on cost and viability", lines: delay(app, id) },
  ];
}

const both = (
  low: Maybe | undefined,
  high: Maybe | undefined,
  text: (value: Maybe | undefined) => string = signed,
) => `${text(low)} and ${text(high)}`;

function financial(payload: Payload, project: Project): [string, string][] {
  const money = payload.money ?? EMPTY;
  const paid = money.financial.find((one) => one.project_id === project.id);
  const members = new Set(payload.scenarios.find((one) => one.id === project.id)?.projects ?? []);
  const loans = money.loans.filter((one) => members.has(one.project_id));
  const lent = loans
    .slice(0, 3)
    .map(
      (one) =>
        `${one.lender}, US$ ${figure(one.amount_musd)} million at ` +
        `${figure(one.rate === null ? null : 100 * one.rate)} % over ${figure(one.maturity_years)} ` +
        `years (${one.status})`,
    );
  const more = loans.length > lent.length ? `; and ${loans.length - lent.length} more` : "";
  const debt = money.debt[project.id];
  const heaviest = debt ? Math.max(...debt.service_to_exports_pct.map((value) => value ?? 0)) : null;
  return [
    [
      "Capital cost, as paid",
      `US$ ${figure(project.cost_musd)} ` +
        `million${paid ? `; ${figure(paid.capex_economic_musd)} in economic prices` : ""}`,
    ],
    ...(paid
      ? ([
          [
            "Income a year",
            paid.revenue_known
              ? `US$ ${figure(paid.revenue_musd)} million of user charges`
              : `user charges are ${NOT_KNOWN}`,
          ],
          [
            "Operation a year",
            `US$ ${figure(paid.operation_musd)} million; subsidy needed ${figure(paid.subsidy_musd)}`,
          ],
          [
            "Financial net present value",
            paid.fnpv_low_musd === null
              ? `${NONE}: income is ${NOT_KNOWN}`
              : `US$ ${both(paid.fnpv_low_musd, paid.fnpv_high_musd)} million; rate of return ` +
                `${figure(paid.firr_pct)} %`,
          ],
        ] as [string, string][])
      : [["Income and operation", "told project by project"] as [string, string]]),
    ["Money lent", lent.length ? `${lent.join("; ")}${more}` : "no loan is known"],
    ...(heaviest === null
      ? []
      : [
          ["Debt service", `at most ${figure(heaviest)} % of the country’s exports in a year`] as [
            string,
            string,
          ],
        ]),
  ];
}

function economic(app: App, project: Project): [string, string][] {
  const { payload } = app;
  const money = payload.money ?? EMPTY;
  const ratios = money.ratios[project.id];
  const gains = Object.entries(project.gain)
    .map(([code, value]) => `${countryName(payload, code)} ${signed(value)}`)
    .join(", ");
  const lines: [string, string][] = [
    ["Net present value", `US$ ${both(project.npv_low_musd, project.npv_high_musd)} million`],
    ["Benefit-cost ratio", both(project.bcr_low, project.bcr_high, figure)],
    [
      "Economic rate of return",
      project.eirr_pct === null
        ? `${NONE}: none that makes benefits equal costs`
        : `${figure(project.eirr_pct)} %`,
    ],
    ["Gain a year", `US$ million: ${gains}; world ${signed(project.gain_world_musd)}`],
    ["Paid back", project.payback_year === null ? "not within the period" : year(project.payback_year)],
  ];
  if (ratios)
    lines.push([
      "First-year return",
      `${both(ratios.first_year_return_low_pct, ratios.first_year_return_high_pct, figure)} %`,
    ]);
  const zero = switching(app, money, project.id).filter((text) => /costs|benefits/.test(text));
  if (zero.length) lines.push(["Worth nothing when", zero.join("; ")]);
  return lines;
}

/** The lines of an account on the scorecard, for the home country. */
function card(payload: Payload, id: string, account: string): [string, string][] {
  const { lines, places, scenarios } = payload.scorecard;
  const cells = scenarios[id]?.[places[0] ?? ""];
  return indicatorsOf(payload, lines).flatMap((line, at): [string, string][] => {
    if (line.account !== account || !cells) return [];
    const [divide, unit] = readable(line.unit);
    const level = (value: Maybe | undefined) =>
      figure(value === null || value === undefined ? null : value / divide, 5);
    const percent = cells.percent[at];
    if (unit === "before = 1") return [[sentence(line.label), `${signed(percent)} %`]];
    return [
      [
        sentence(line.label),
        `${level(cells.before[at])} to ${level(cells.after[at])} ` +
          `${unit}${percent === null || percent === undefined ? "" : ` (${signed(percent)} %)`}`,
      ],
    ];
  });
}

function losing(payload: Payload, id: string): string {
  const all = losers(payload, id);
  if (!all.length) return "no region loses real income";
  const named = all
    .slice(0, 3)
    .map((one) => `${one.name} ${signed(one.pct)} %`)
    .join(", ");
  return (
    `${all.length} of ${payload.regions.id.length} regions, with ` +
    `${large(all.reduce((sum, one) => sum + (one.people ?? 0), 0))} people: ` +
    `${named}${all.length > 3 ? " and others" : ""}`
  );
}

function employment(payload: Payload, id: string): [string, string][] {
  const site = payload.sites.find((one) => one.id === id);
  const home = payload.places[0]?.id ?? "";
  const work = linesOf(payload, id, home, [])
    .filter((line) => WORK.includes(line.indicator.id) && line.change !== null)
    .map((line): [string, string] => [
      sentence(line.indicator.label),
      line.indicator.unit === "ratio"
        ? `${signed(line.by[home] ?? null)} percentage points of those at work`
        : `${signed(line.change)} ${line.indicator.unit}`,
    ]);
  return [
    ...(site
      ? [
          [
            "At the site",
            site.jobs === null
              ? `jobs are ${NOT_KNOWN}`
              : `${large(site.jobs)} jobs in full use, some of them drawn from elsewhere`,
          ] as [string, string],
        ]
      : []),
    ...work,
    ["In construction", "not estimated"],
  ];
}

function climate(payload: Payload, id: string): string {
  const parts = (["low", "high"] as const).map((rate) => {
    const rows = payload.money?.incidence[id]?.[rate];
    return rows ? (groupSums(rows).find((one) => one.group === "climate")?.musd ?? 0) : null;
  });
  return parts.every((one) => one === null)
    ? "the value of carbon stands in the streams"
    : `carbon is worth US$ ${both(parts[0], parts[1])} million in present value; positive, it is avoided`;
}

function delay(app: App, id: string): [string, string][] {
  const money = app.payload.money ?? EMPTY;
  const tests = money.sensitivity[id];
  const overruns = money.overruns.filter((one) => one.project_id === id);
  if (!tests) return [["Delay", "not tested"]];
  const at = (test: string) => tests.test.indexOf(test);
  const lines = ["as expected", "one year late", "two years late"].flatMap((test): [string, string][] => {
    const i = at(test);
    return i < 0
      ? []
      : [
          [
            sentence(test),
            `net present value US$ ${both(tests.npv_low_musd[i], tests.npv_high_musd[i])} million; ` +
              `rate of return ${figure(tests.eirr_pct[i])} %`,
          ],
        ];
  });
  const found = switching(app, money, id).filter((text) => /delay|late/.test(text));
  if (found.length) lines.push(["Delay that ends its worth", found.join("; ")]);
  for (const one of overruns)
    lines.push([
      "Works of its kind",
      `one in five costs ${figure(one.cost_p80 === null ? null : 100 * one.cost_p80)} % more or is ` +
        `${figure(one.delay_p80_years)} years late, or worse`,
    ]);
  return lines;
}
