// Whose gains count, and what of the gain of parks and mines is in doubt.

import { type App, countryName, scenarioLabel } from "../app";
import { type Child, type Column, h, table } from "../dom";
import { figure, sentence, signed } from "../format";
import type { Maybe, Money, Payload, Rate } from "../payload";

const ELSEWHERE: Record<string, string> = {
  other: "other countries",
  world: "the world",
  multilateral: "development banks",
};

/** Name of a country or group of them. */
export function place(payload: Payload, code: string): string {
  return ELSEWHERE[code] ?? countryName(payload, code);
}

function words(head: string, cell: (i: number) => string, row = false): Column<number> {
  return { head, row, key: cell, cell };
}

function numbers(
  head: string,
  unit: string,
  column: Maybe[],
  text: (value: Maybe | undefined) => string,
): Column<number> {
  return { head, unit, number: true, key: (i) => column[i] ?? null, cell: (i) => text(column[i]) };
}

/** What counts for whom: a line for each perspective. */
export function perspectives({ payload }: App, found: Money, id: string, at: Rate): Child[] {
  const rows = found.perspectives[id];
  if (!rows) return [];
  const worth = at === "low" ? rows.npv_low_musd : rows.npv_high_musd;
  const ratio = at === "low" ? rows.bcr_low : rows.bcr_high;
  const columns: Column<number>[] = [
    words("Gains of", (i) => place(payload, rows.whose[i] ?? ""), true),
    words("Value of carbon", (i) => rows.carbon[i] ?? ""),
    numbers("Net present value", "US$ million", worth, signed),
    numbers("Benefit-cost ratio", "", ratio, figure),
    numbers("Rate of return", "%", rows.eirr_pct, figure),
  ];
  return [
    h("h3", {}, "Worth to whom?"),
    table(
      columns,
      rows.whose.map((_, i) => i),
      { caption: `Four perspectives, ${scenarioLabel(payload, id)}; all costs count in each` },
    ),
  ];
}

/** Parks and mines: what of the gain is in doubt. */
export function siteGains({ payload }: App, found: Money, id: string, at: Rate): Child[] {
  const rows = found.site_gains[id];
  if (!rows) return [];
  const worth = at === "low" ? rows.npv_low_musd : rows.npv_high_musd;
  const columns: Column<number>[] = [
    words("Counted", (i) => sentence(rows.counting[i] ?? ""), true),
    numbers("Gain of the world", "US$ million a year", rows.ev_world_musd, signed),
    numbers("Net present value", "US$ million", worth, signed),
    numbers("Rate of return", "%", rows.eirr_pct, figure),
  ];
  return [
    h("h3", {}, "Parks and mines: what of the gain is in doubt?"),
    table(
      columns,
      rows.counting.map((_, i) => i),
      { caption: `Gains by variety, and capital of owners abroad, ${scenarioLabel(payload, id)}` },
    ),
    h(
      "p",
      { class: "small" },
      "New producers bring variety, which buyers gain by; more of the same brings none. Capital that " +
        "owners abroad bring to a park would have earned elsewhere: charged, that is its cost.",
    ),
  ];
}
