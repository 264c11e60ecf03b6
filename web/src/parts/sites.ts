// Parks and mines: what each sells, displaces, and earns for whom.

import { type App, countryName } from "../app";
import { type BarLine, bars, keys } from "../bars";
import { type Child, type Column, fold, h, section, table } from "../dom";
import { figure, large, NONE, signed } from "../format";
import type { Haul, Maybe, Payload, Site } from "../payload";

const OUTPUT: [kind: string, text: string][] = [
  ["series-5", "other work in the region"],
  ["series-1", "same goods elsewhere in the country"],
  ["series-2", "neither"],
];
const GAINS: [key: string, kind: string, text: string][] = [
  ["gain_region", "series-0", "its region"],
  ["gain_elsewhere", "series-4", "rest of the country"],
  ["gain_abroad", "series-3", "abroad"],
];

/** What of 100 dollars produced takes the place of other work, and what is left; a negative part adds. */
export function output(site: Site): [Maybe, Maybe, Maybe] {
  const region = site.per_100.displaced_region ?? null;
  const country = site.per_100.displaced_country ?? null;
  return [region, country, region === null || country === null ? null : 100 - region - country];
}

export function sites(app: App): HTMLElement {
  const { payload } = app;
  if (!payload.sites.length)
    return section("sites", "Parks and mines", h("p", {}, "No park and no mine in this appraisal."));
  const label = (site: Site) => ({ name: site.name, note: `${site.kind}, ${site.region}` });
  const made = payload.sites.map((site): BarLine => ({
    ...label(site),
    parts: output(site).map((value, at) => ({
      value,
      kind: OUTPUT[at]?.[0] ?? "",
      text: OUTPUT[at]?.[1] ?? "",
    })),
  }));
  const gained = payload.sites.map((site): BarLine => ({
    ...label(site),
    parts: GAINS.map(([key, kind, text]) => ({ value: site.per_100[key] ?? null, kind, text })),
  }));
  return section(
    "sites",
    "Parks and mines",
    h(
      "p",
      {},
      `What ${payload.sites.length} sites do, each alone and in full use. What others produce less ` +
        "because of it is shown beside what it produces, and what owners abroad earn beside what stays.",
    ),
    h(
      "div",
      { class: "two" },
      chart(
        "100 dollars produced take the place of",
        OUTPUT,
        bars(made, "What 100 dollars produced take the place of; the table below holds the numbers", "US$"),
      ),
      chart(
        "Who gains from 100 dollars produced",
        GAINS.map(([, kind, text]): [string, string] => [kind, text]),
        bars(gained, "Who gains from 100 dollars produced; the table below holds the numbers", "US$"),
      ),
    ),
    table(columns(app), payload.sites, { caption: "Parks and mines", sortable: true, dense: true }),
    h(
      "p",
      { class: "small" },
      `US$ million a year at prices of ${payload.price_year}. Gains are equivalent variations. “Kept” ` +
        "is the region’s gain over the value added of the site. A tax holiday forgoes the tax of the " +
        "site; part of it would have been paid by the firms that give way.",
    ),
    ...folded(payload),
  );
}

function folded(payload: Payload): HTMLElement[] {
  return [
    fold(
      "Where workers come from",
      table(WORKERS, payload.sites, {
        caption: "Workers that sectors of a site's region gain and lose",
        dense: true,
      }),
      h(
        "p",
        { class: "small" },
        "Workers of the region’s sectors, each site alone. Where people stay in their region, what one " +
          "sector gains others lose.",
      ),
    ),
    fold(
      "How goods leave the mines",
      table(
        HAULS,
        payload.sites.flatMap((site) => site.hauls.map((haul) => ({ site: site.name, haul }))),
        { caption: "Haul of what mines sell", dense: true },
      ),
      h(
        "p",
        { class: "small" },
        "The cheapest way to a port by road and by rail, or the place of use. Charges and fees, time " +
          "left out.",
      ),
    ),
  ];
}

/** Who gains workers, and the sectors that lose most of them, in words; the rest is added up. */
export function moved(site: Site, gains: boolean, shown = 4): string {
  const rows = site.workers.filter(({ change }) => change !== null && (gains ? change > 0 : change < 0));
  if (!gains) rows.reverse();
  const words = rows.slice(0, shown).map(({ sector, change }) => `${sector} ${signed(change)}`);
  const rest = rows.slice(shown).reduce((sum, { change }) => sum + (change ?? 0), 0);
  return [...words, ...(rest ? [`others ${signed(rest)}`] : [])].join("; ") || NONE;
}

const WORKERS: Column<Site>[] = [
  { head: "Site", row: true, key: (site) => site.name, cell: (site) => `${site.name}, ${site.region}` },
  { head: "Gain workers", key: (site) => moved(site, true), cell: (site) => moved(site, true) },
  { head: "Lose workers", key: (site) => moved(site, false), cell: (site) => moved(site, false) },
];

interface Way {
  site: string;
  haul: Haul;
}
const word = (head: string, text: (way: Way) => string): Column<Way> => ({ head, key: text, cell: text });
const number = (head: string, unit: string, value: (haul: Haul) => Maybe): Column<Way> => ({
  head,
  unit,
  number: true,
  key: ({ haul }) => value(haul),
  cell: ({ haul }) => figure(value(haul)),
});
const HAULS: Column<Way>[] = [
  { ...word("Mine", ({ site }) => site), row: true },
  word("To", ({ haul }) => haul.to),
  word("By", ({ haul }) => (haul.mode === "none" ? "used at the mine" : haul.mode)),
  number("Road", "km", (haul) => haul.road_km),
  number("Rail", "km", (haul) => haul.rail_km),
  number("Hours", "h", (haul) => haul.hours),
  number("Cost", "US$ a tonne", (haul) => haul.usd_t),
  number("Share", "% of the price at the gate", (haul) => haul.share_pct),
];

function chart(
  title: string,
  items: readonly [kind: string, text: string][],
  drawn: HTMLElement,
): HTMLElement {
  return h("div", {}, h("h3", {}, title), keys(items), drawn);
}

function columns({ payload }: App): Column<Site>[] {
  const money = (
    head: string,
    unit: string,
    key: string,
    text: (value: Maybe) => string = figure,
  ): Column<Site> => ({
    head,
    unit,
    number: true,
    key: (site) => site.musd[key] ?? null,
    cell: (site): Child => text(site.musd[key] ?? null),
  });
  const size = (site: Site) =>
    [
      site.jobs === null ? "" : `${large(site.jobs)} jobs`,
      site.tonnes === null ? "" : `${large(site.tonnes)} t a year`,
    ]
      .filter(Boolean)
      .join("; ");
  return [
    {
      head: "Site",
      row: true,
      key: (site) => site.name,
      cell: (site) =>
        h(
          "span",
          { class: "site" },
          site.name,
          h(
            "small",
            {},
            `${site.kind}, ${site.region}, ${countryName(payload, site.country)}; ${size(site)}`,
          ),
        ),
    },
    money("Sales", "in full use", "capacity"),
    money("Produced", "more in its region", "produced"),
    money("Given way", "other work there", "displaced_region"),
    money("Given way", "same goods elsewhere", "displaced_country"),
    money("Gain", "its region", "gain_region", signed),
    money("Gain", "whole country", "gain_country", signed),
    money("Gain", "abroad", "gain_abroad", signed),
    money("Paid abroad", "to owners", "paid_abroad"),
    money("Royalty", "to the state", "royalty"),
    money("Tax forgone", "a year", "forgone_tax"),
    money("Tax forgone", "present value", "forgone_tax_pv"),
    {
      head: "Kept",
      unit: "% of value added",
      number: true,
      key: (site) => site.kept_in_region_pct,
      cell: (site) => (site.kept_in_region_pct === null ? NONE : figure(site.kept_in_region_pct)),
    },
  ];
}
