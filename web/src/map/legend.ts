// The legend: classes with units, widths of flows, points, kinds of border.

import { type Child, h, s } from "../dom";
import { colour, flowWidth, round125 } from "../bands";
import { figure, large, signed } from "../format";
import type { Payload } from "../payload";
import { BORDERS, modeLabel, ofMode, type Palette } from "./colours";
import { filling, flows, NOTABLE, type State } from "./drawn";

export const DISCLAIMER =
  "The boundaries and names shown do not imply endorsement or acceptance; dashed lines are disputed, " +
  "undetermined or claimed.";

export function legend(payload: Payload, state: State, palette: Palette): HTMLElement {
  const parts: Child[] = [];
  if (state.regions) parts.push(...classes(payload, state, palette));
  if (state.links) parts.push(...widths(payload, state, palette));
  if (state.projects) parts.push(...points(palette));
  parts.push(...borders(palette));
  return h("div", { class: "legend", "aria-label": "Legend", role: "group" }, ...parts);
}

function swatch(colour: string, text: string): HTMLElement {
  const box = s(
    "svg",
    { width: 22, height: 14, "aria-hidden": "true" },
    s("rect", { width: 22, height: 14, fill: colour, stroke: "currentColor", "stroke-opacity": 0.25 }),
  );
  return h("li", {}, box, h("span", {}, text));
}

function stroke(colour: string, width: number, text: string, dash = "none"): HTMLElement {
  const line = s("line", {
    x1: 0,
    x2: 28,
    y1: 7,
    y2: 7,
    stroke: colour,
    "stroke-width": width,
    "stroke-dasharray": dash,
  });
  return h("li", {}, s("svg", { width: 28, height: 14, "aria-hidden": "true" }, line), h("span", {}, text));
}

function classes(payload: Payload, state: State, palette: Palette): Child[] {
  const { title, unit, values, bands, note } = filling(payload, state, palette);
  if (!values.some((value) => value !== null))
    return [h("h3", {}, title), h("p", { class: "small" }, note || "No values by region.")];
  const { limits, colours } = bands;
  const change = limits.some((limit) => limit < 0);
  const text = (value: number | null | undefined) => (change ? signed(value ?? null) : figure(value ?? null));
  const items = colours.map((tint, at) => {
    const low = limits[at - 1];
    const high = limits[at];
    const words =
      low === undefined && high === undefined
        ? "all"
        : low === undefined
          ? `below ${text(high)}`
          : high === undefined
            ? `above ${text(low)}`
            : `${text(low)} to ${text(high)}`;
    return swatch(tint, words);
  });
  if (change) items.reverse();
  const known = values.filter((value) => value !== null);
  if (!change && known.every((value) => value === known[0]))
    items.splice(
      0,
      items.length,
      swatch(colour(known[0], bands) ?? palette.empty, `${text(known[0])} everywhere`),
    );
  if (values.some((value) => value === null)) items.push(swatch(palette.empty, "no value"));
  return [
    h("h3", {}, title),
    h("p", { class: "unit" }, unit),
    h("ul", {}, ...items),
    note ? h("p", { class: "small" }, note) : null,
  ];
}

function widths(payload: Payload, state: State, palette: Palette): Child[] {
  const { title, list, largest, note } = flows(payload, state, palette);
  if (!list.length) return [h("h3", {}, title), h("p", { class: "small" }, note)];
  const sizes = [
    ...new Set([1, 0.2, 0.02].filter(() => largest > 0).map((share) => round125(largest * share))),
  ];
  const modes = [...new Set(payload.links.mode)].filter((mode) => mode in palette.mode);
  const tints =
    state.view === "change"
      ? [
          stroke(palette.more, 4, "more tonnes"),
          stroke(palette.less, 4, "fewer tonnes"),
          stroke(palette.still, 1, `less than ${100 * NOTABLE} % change`),
        ]
      : modes.map((mode) => stroke(ofMode(mode, palette), 4, modeLabel(mode)));
  return [
    h("h3", {}, title),
    h("ul", {}, ...tints),
    h("ul", {}, ...sizes.map((size) => stroke("currentColor", flowWidth(size, largest), `${large(size)} t`))),
    h("p", { class: "small" }, note),
  ];
}

function points(palette: Palette): Child[] {
  const dot = (colour: string, text: string) =>
    h(
      "li",
      {},
      s(
        "svg",
        { width: 22, height: 14, "aria-hidden": "true" },
        s("circle", { cx: 11, cy: 7, r: 5, fill: palette.halo, stroke: colour, "stroke-width": 3 }),
      ),
      h("span", {}, text),
    );
  return [
    h("h3", {}, "Projects"),
    h(
      "ul",
      {},
      dot(palette.gain, "gain, by size"),
      dot(palette.loss, "loss, by size"),
      dot(palette.none, "no effect in the model"),
    ),
  ];
}

function borders({ border }: Palette): Child[] {
  return [
    h("h3", {}, "Boundaries"),
    h("ul", {}, ...BORDERS.map((one) => stroke(border, one.width, one.label, one.dash.join(" ") || "none"))),
  ];
}
