// What the result hangs on, method, certificates, sources and libraries.

import { type App, countryName, scenarioLabel } from "../app";
import { type Child, type Column, fold, h, html, section, table } from "../dom";
import { figure, sentence } from "../format";
import { DISCLAIMER } from "../map/legend";
import { markdown } from "../markdown";
import type { Library, Row } from "../payload";

const text = (value: Row[string] | undefined) =>
  typeof value === "number" ? figure(value, 5) : String(value ?? "–");
const number = (value: Row[string] | undefined) => (typeof value === "number" ? value : null);

export function uncertainty({ payload }: App): HTMLElement {
  return section(
    "uncertainty",
    "What moves the result most",
    html(markdown(payload.texts.uncertainty ?? "")),
  );
}

export function method({ payload }: App): HTMLElement {
  const columns: Column<Row>[] = [
    { head: "Parameter", row: true, key: (r) => text(r.name), cell: (r) => h("code", {}, text(r.name)) },
    { head: "Value", number: true, key: (r) => number(r.value), cell: (r) => text(r.value) },
    { head: "Range", key: (r) => number(r.low), cell: (r) => `${text(r.low)} to ${text(r.high)}` },
    { head: "Unit", key: (r) => text(r.unit), cell: (r) => text(r.unit) },
    { head: "Status", key: (r) => text(r.status), cell: (r) => text(r.status) },
    {
      head: "Source",
      key: (r) => text(r.source),
      cell: (r) => h("span", { class: "source" }, text(r.source)),
    },
  ];
  return section(
    "method",
    "The method in a page",
    html(markdown(payload.texts.method ?? "", 0)),
    payload.parameters.length
      ? fold(
          `Parameters (${payload.parameters.length})`,
          table(columns, payload.parameters, { caption: "Parameters", sortable: true }),
        )
      : null,
    payload.texts.notes ? fold("Notes of the case", html(markdown(payload.texts.notes, 1))) : null,
  );
}

export function certificates({ payload }: App): HTMLElement {
  const names = [...new Set(payload.certificates.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name): Column<Row> => {
    const isNumber = payload.certificates.some((row) => typeof row[name] === "number");
    const cell = (row: Row) => {
      const value = row[name];
      if (name === "scenario") return scenarioLabel(payload, text(value));
      return typeof value === "number" && value !== 0 && Math.abs(value) < 1e-3
        ? value.toExponential(1).replace("-", "−")
        : text(value);
    };
    return {
      head: sentence(name.replaceAll("_", " ")),
      row: name === "scenario",
      number: isNumber,
      key: (row) => (isNumber ? number(row[name]) : text(row[name])),
      cell,
    };
  });
  const worst = Math.max(0, ...payload.certificates.map((row) => number(row.residual) ?? 0));
  const told = payload.certificates.length
    ? "Every block of equations of every scenario is met; the largest relative residual is " +
      `${worst.toExponential(1).replace("-", "−")}.`
    : "No certificates in this appraisal.";
  return section(
    "certificates",
    "Certificates",
    h("p", {}, told),
    payload.certificates.length
      ? fold(
          `All ${payload.certificates.length} certificates`,
          table(columns, payload.certificates, { caption: "Certificates", sortable: true }),
        )
      : null,
  );
}

export function sources({ payload }: App): HTMLElement {
  const lines: Child[] = [...payload.attribution, payload.basemap.source].map((line) => h("li", {}, line));
  return section(
    "sources",
    "Sources and licences",
    h("ul", { class: "attribution" }, ...lines),
    h("p", {}, DISCLAIMER),
    payload.texts.sources ? fold("Sources of the case", html(markdown(payload.texts.sources, 2))) : null,
    h(
      "p",
      { class: "small" },
      `Case ${payload.case}; countries by ISO 3166 code: ${payload.places
        .filter((one) => one.kind === "country")
        .map((one) => `${one.id} ${countryName(payload, one.id)}`)
        .join(", ")}.`,
    ),
  );
}

export function libraries(list: Library[]): HTMLElement {
  return section(
    "licences",
    "Libraries",
    fold(
      `Libraries in this page (${list.length})`,
      h("p", {}, "This page contains the following libraries, each under its own licence."),
      ...list.map((one) =>
        fold(
          `${one.name} ${one.version}, ${one.licence}`,
          h("pre", {}, one.text || `Licence: ${one.licence}`),
        ),
      ),
    ),
  );
}
