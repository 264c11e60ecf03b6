// Published figures beside the model's: how many hold, by kind and use, then every one of them.

import type { App } from "../app";
import { type Column, h, section, table } from "../dom";
import { figure, sentence } from "../format";
import { inline } from "../markdown";
import type { Row } from "../payload";

const FAILS = "fails";

const text = (value: Row[string] | undefined) =>
  typeof value === "number" ? figure(value, 4) : String(value === "" ? "–" : (value ?? "–"));
const number = (value: Row[string] | undefined) => (typeof value === "number" ? value : null);

function range(row: Row): string {
  const [low, high] = [row.low, row.high];
  const alone = number(low) === null && number(high) === null;
  return alone ? text(row.observed) : `${text(row.observed)} (${text(low)} to ${text(high)})`;
}

function formatted(value: Row[string] | undefined): HTMLElement {
  const box = h("span", { class: "source" });
  box.innerHTML = inline(text(value));
  return box;
}

const SUMMARY: Column<Row>[] = [
  { head: "Kind", row: true, key: (r) => text(r.kind), cell: (r) => sentence(text(r.kind)) },
  { head: "Use", key: (r) => text(r.use), cell: (r) => text(r.use) },
  { head: "Hold", key: (r) => number(r.hold), cell: (r) => `${text(r.hold)} of ${text(r.figures)}` },
  { head: "Aim: within a factor", number: true, key: (r) => number(r.aim), cell: (r) => text(r.aim) },
  {
    head: "Reach it",
    key: (r) => number(r.within_aim),
    cell: (r) => `${text(r.within_aim)} of ${text(r.figures)}`,
  },
];

const FIGURES: Column<Row>[] = [
  { head: "Figure", row: true, key: (r) => text(r.what), cell: (r) => sentence(text(r.what)) },
  { head: "Where", key: (r) => text(r.place), cell: (r) => text(r.place) },
  { head: "Year", key: (r) => text(r.year), cell: (r) => text(r.year) },
  { head: "Observed", number: true, key: (r) => number(r.observed), cell: range },
  { head: "Model", number: true, key: (r) => number(r.model), cell: (r) => text(r.model) },
  { head: "Unit", key: (r) => text(r.unit), cell: (r) => text(r.unit) },
  { head: "Ratio", number: true, key: (r) => number(r.ratio), cell: (r) => text(r.ratio) },
  { head: "Use", key: (r) => text(r.use), cell: (r) => text(r.use) },
  {
    head: "Verdict",
    key: (r) => text(r.verdict),
    cell: (r) => h("span", { class: r.verdict === FAILS ? "verdict off" : "verdict" }, text(r.verdict)),
  },
  { head: "Likely cause", key: (r) => text(r.likely_cause), cell: (r) => formatted(r.likely_cause) },
  { head: "Source", key: (r) => text(r.source), cell: (r) => formatted(r.source) },
];

export function facts({ payload }: App): HTMLElement {
  const judged = payload.facts.filter((r) => r.use !== "information");
  const hold = judged.filter((r) => r.verdict !== FAILS).length;
  const body = payload.facts.length
    ? [
        h(
          "p",
          {},
          `${hold} of ${judged.length} published figures hold. Those held out never touched the model. ` +
            "A figure that fails is as much a result as one that holds.",
        ),
        table(SUMMARY, payload.facts_summary, { caption: "How many published figures hold" }),
        table(FIGURES, payload.facts, { caption: "Published figures and the model", sortable: true }),
      ]
    : [h("p", {}, "No published figures in this appraisal.")];
  return section("facts", "Against what is known", ...body);
}
