// Loans and their terms, and what works of the kind cost and how long they took.

import type { App } from "../app";
import { type Child, type Column, fold, h, table } from "../dom";
import { figure, NONE } from "../format";
import type { Loan, Maybe, Money, Overrun } from "../payload";

type Name = (row: { project_id: string }) => string;

const share = (value: Maybe) => (value === null ? NONE : `${figure(100 * value)} %`);

const source = (text: string) => h("span", { class: "source" }, text);

export function loans({ payload }: App, found: Money, id: string): Child[] {
  const members = new Set(payload.scenarios.find((one) => one.id === id)?.projects ?? []);
  const own = <T extends { project_id: string }>(rows: T[]) =>
    rows.filter((row) => members.has(row.project_id));
  const name: Name = (row) =>
    payload.projects.find((one) => one.id === row.project_id)?.name ?? row.project_id;
  const [lines, overruns] = [own(found.loans), own(found.overruns)];
  return [
    lines.length
      ? fold(
          `Loans (${lines.length})`,
          table(lentColumns(name), lines, { caption: "Loans", sortable: true, dense: true }),
        )
      : null,
    overruns.length
      ? fold(
          "What works of the kind cost and how long they took",
          table(lateColumns(name), overruns, {
            caption: "Overruns by reference class",
            sortable: true,
            dense: true,
          }),
        )
      : null,
  ];
}

function lentColumns(name: Name): Column<Loan>[] {
  return [
    { head: "Project", row: true, key: name, cell: (row) => name(row) },
    {
      head: "Lender",
      key: (row) => row.lender,
      cell: (row) =>
        h("span", {}, row.lender, h("small", {}, `${row.kind}, ${row.currency}; paid by ${row.payer}`)),
    },
    {
      head: "Amount",
      unit: "US$ m",
      number: true,
      key: (row) => row.amount_musd,
      cell: (row) => figure(row.amount_musd),
    },
    {
      head: "Rate",
      unit: "range",
      number: true,
      key: (row) => row.rate,
      cell: (row) =>
        h("span", {}, share(row.rate), h("small", {}, `${share(row.rate_low)} to ${share(row.rate_high)}`)),
    },
    {
      head: "Years",
      unit: "of grace",
      number: true,
      key: (row) => row.maturity_years,
      cell: (row) => h("span", {}, figure(row.maturity_years), h("small", {}, figure(row.grace_years))),
    },
    {
      head: "Grant element",
      number: true,
      key: (row) => row.grant_element,
      cell: (row) => share(row.grant_element),
    },
    {
      head: "Interest in all",
      unit: "US$ m",
      number: true,
      key: (row) => row.interest_musd,
      cell: (row) => figure(row.interest_musd),
    },
    { head: "Status", key: (row) => row.status, cell: (row) => row.status },
    { head: "Source", key: (row) => row.source, cell: (row) => source(row.source) },
  ];
}

function lateColumns(name: Name): Column<Overrun>[] {
  return [
    { head: "Project", row: true, key: name, cell: (row) => name(row) },
    { head: "Works like", key: (row) => row.reference_class, cell: (row) => row.reference_class },
    {
      head: "Cost",
      unit: "mean overrun",
      number: true,
      key: (row) => row.cost_mean,
      cell: (row) => share(row.cost_mean),
    },
    {
      head: "Cost",
      unit: "four fifths stay below",
      number: true,
      key: (row) => row.cost_p80,
      cell: (row) => share(row.cost_p80),
    },
    {
      head: "Cost then",
      unit: "US$ m",
      number: true,
      key: (row) => row.capex_p80_musd,
      cell: (row) => figure(row.capex_p80_musd),
    },
    {
      head: "Time",
      unit: "mean overrun",
      number: true,
      key: (row) => row.time_mean,
      cell: (row) => share(row.time_mean),
    },
    {
      head: "Delay then",
      unit: "years",
      number: true,
      key: (row) => row.delay_p80_years,
      cell: (row) => figure(row.delay_p80_years),
    },
    {
      head: "Source",
      key: (row) => row.source,
      cell: (row) => source(`${row.source} (cost ${row.cost_status}, time ${row.time_status})`),
    },
  ];
}
