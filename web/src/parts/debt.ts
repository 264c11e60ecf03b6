// Debt service by year, against what exports gain.

import { type App, scenarioLabel } from "../app";
import { keys } from "../bars";
import { type Child, type Column, fold, h, table } from "../dom";
import { figure, signed, year } from "../format";
import type { Debt, Maybe } from "../payload";
import { type Series, yearChart } from "../years";

export function debt({ payload }: App, owed: Debt | undefined, id: string): Child[] {
  const head = h("h3", {}, "Debt service against the gain of exports");
  if (!owed?.year.length) return [head, h("p", {}, "No loan from abroad is known.")];
  const minus = (values: Maybe[]) => values.map((value) => (value === null ? null : -value));
  const drawn: Series[] = [
    { kind: "series-2", text: "gain of exports", values: owed.export_gain_musd },
    { kind: "series-5", text: "debt service", values: minus(owed.service_real_musd) },
  ];
  const net: Series = { kind: "net", text: "gain less service", values: owed.export_gain_less_service_musd };
  const highest = Math.max(0, ...owed.service_to_exports_pct.map((value) => value ?? 0));
  const short = owed.export_gain_less_service_musd.filter((value) => value !== null && value < 0).length;
  return [
    head,
    keys([...drawn, net].map((one) => [one.kind, one.text])),
    h(
      "div",
      { class: "wide", tabindex: 0, role: "region", "aria-label": "Chart of debt service" },
      yearChart(
        owed.year,
        drawn,
        net,
        "US$ million",
        `Debt service and the gain of exports by year, ${scenarioLabel(payload, id)}; the table below ` +
          "holds the numbers",
      ),
    ),
    h(
      "p",
      { class: "small" },
      `US$ million a year at constant prices; owed abroad. Service is at most ${figure(highest)} % of ` +
        `exports; in ${short} of ${owed.year.length} years it is more than what exports gain.`,
    ),
    fold(
      "The same as a table",
      table(
        columnsOf(owed),
        owed.year.map((_, i) => i),
        { caption: `Debt by year, ${scenarioLabel(payload, id)}`, dense: true },
      ),
    ),
  ];
}

function columnsOf(owed: Debt): Column<number>[] {
  const column = (
    title: string,
    unit: string,
    values: Maybe[],
    text: (value: Maybe | undefined) => string = figure,
  ): Column<number> => ({
    head: title,
    unit,
    number: true,
    key: (i) => values[i] ?? null,
    cell: (i) => text(values[i]),
  });
  return [
    { head: "Year", row: true, key: (i) => owed.year[i] ?? 0, cell: (i) => year(owed.year[i]) },
    column("Drawn", "nominal", owed.drawn_musd),
    column("Interest", "nominal", owed.interest_musd),
    column("Principal", "nominal", owed.principal_musd),
    column("Outstanding", "nominal", owed.outstanding_musd),
    column("Dividends abroad", "nominal", owed.dividends_musd),
    column("Service", "constant prices", owed.service_real_musd),
    column("Gain of exports", "constant prices", owed.export_gain_musd, signed),
    column("Gain less service", "constant prices", owed.export_gain_less_service_musd, signed),
    column("Service over exports", "%", owed.service_to_exports_pct),
  ];
}
