// The projects: what each costs, what it is worth and to whom.

import { type App, countryName } from "../app";
import { type Child, type Column, fill, h, section, table } from "../dom";
import { figure, NONE, signed, year } from "../format";
import type { Project } from "../payload";

export function projects(app: App): HTMLElement {
  const { payload } = app;
  const columns = columnsOf(app);
  const box = h("div");
  const draw = () =>
    box.replaceChildren(
      table(columns, payload.projects, {
        caption: "Projects",
        sortable: true,
        dense: true,
        mark: (one) => one.id === app.state.project,
        strong: (one) => one.portfolio,
        id: (one) => one.id,
      }),
    );
  draw();
  app.listen((state) => {
    for (const row of box.querySelectorAll("tr[data-id]"))
      row.classList.toggle("marked", row.getAttribute("data-id") === state.project);
  });
  const detail = h("div", { role: "status" });
  app.listen((state) => fill(detail, about(payload.projects.find((one) => one.id === state.project))));
  const single = payload.projects.filter((one) => !one.portfolio);
  const silent = single.filter((one) => /none/i.test(one.model_effect)).length;
  return section(
    "projects",
    "Each project alone",
    h(
      "p",
      {},
      `${single.length} projects; planned ones are added to today’s network, built ones taken away ` +
        "from it. Gains of projects that work together do not add up. US$ m: millions of US dollars at " +
        `prices of ${payload.price_year}.`,
      silent ? ` In the register without an effect in the model: ${silent}; a dash is not a zero.` : "",
    ),
    box,
    h("p", { class: "small" }, "Choose a project to see its sources here and its costs and benefits below."),
    detail,
  );
}

function columnsOf(app: App): Column<Project>[] {
  const { payload } = app;
  const low = rate(app, "discount_rate.low", "low");
  const high = rate(app, "discount_rate.high", "high");
  const codes = [...new Set(payload.projects.flatMap((one) => Object.keys(one.gain)))];
  const number = (
    head: string,
    unit: string,
    key: (one: Project) => number | null,
    text = figure,
  ): Column<Project> => ({ head, unit, number: true, key, cell: (one) => text(key(one)) });
  return [
    {
      head: "Project",
      row: true,
      key: (one) => one.name,
      cell: (one) =>
        h(
          "button",
          {
            type: "button",
            class: "plain",
            onclick: () => app.change({ project: one.id }),
            title: "Show its costs and benefits",
          },
          one.name,
          one.type ? h("small", {}, one.type.replaceAll("_", " ")) : null,
        ),
    },
    number("Opens", "year", (one) => one.opening_year, year),
    { head: "Status", key: (one) => one.status, cell: (one) => one.status || NONE },
    number("Cost", "US$ m", (one) => one.cost_musd),
    number("Gain, world", "US$ m a year", (one) => one.gain_world_musd, signed),
    ...codes.map((code) =>
      number(`Gain, ${countryName(payload, code)}`, "US$ m a year", (one) => one.gain[code] ?? null, signed),
    ),
    number("NPV", `US$ m, ${low}`, (one) => one.npv_low_musd, signed),
    number("NPV", `US$ m, ${high}`, (one) => one.npv_high_musd, signed),
    number("BCR", low, (one) => one.bcr_low),
    number("BCR", high, (one) => one.bcr_high),
    number("EIRR", "%", (one) => one.eirr_pct),
    number("Paid back", "year", (one) => one.payback_year, year),
    {
      head: "Model effect",
      key: (one) => one.model_effect,
      cell: (one) =>
        h(
          "span",
          { class: /none/i.test(one.model_effect) ? "effect muted" : "effect" },
          one.model_effect || NONE,
        ),
    },
  ];
}

function about(project: Project | undefined): Child[] {
  if (!project) return [];
  return [
    h("h3", {}, project.name),
    project.effect_note ? h("p", {}, project.effect_note) : null,
    project.estimated.length
      ? h("p", {}, `Estimated: ${project.estimated.join(", ").replaceAll("_", " ")}.`)
      : null,
    project.sources.length
      ? h(
          "ul",
          {},
          ...project.sources.map(([figure, where]) =>
            h("li", { class: "small" }, h("strong", {}, figure.replaceAll("_", " ")), `: ${where}`),
          ),
        )
      : null,
  ];
}

/** A discount rate in words. */
export function rate({ payload }: App, name: string, fallback: string): string {
  const found = payload.parameters.find((one) => one.name === name);
  const value = found ? Number(found.value) : Number.NaN;
  return Number.isFinite(value)
    ? `at ${figure(value < 1 ? value * 100 : value)} %`
    : `at the ${fallback} rate`;
}
