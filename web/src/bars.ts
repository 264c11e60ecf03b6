// Bars that lie: parts stacked to either side of zero, one line per name.

import { h } from "./dom";
import { figure, signed } from "./format";
import type { Maybe } from "./payload";

export interface Part {
  value: Maybe;
  kind: string;
  text: string;
}
export interface BarLine {
  name: string;
  note?: string;
  total?: string;
  parts: Part[];
}
export interface Piece {
  from: number;
  to: number;
  part: Part;
}

/** Where the parts of a line lie: gains to the right of zero, losses to its left, in their order. */
export function pieces(line: BarLine): Piece[] {
  let [left, right] = [0, 0];
  return line.parts.flatMap((part) => {
    if (!part.value) return [];
    const from = part.value > 0 ? right : left;
    if (part.value > 0) right += part.value;
    else left += part.value;
    return [{ from: Math.min(from, from + part.value), to: Math.max(from, from + part.value), part }];
  });
}

/** The range all lines need, zero in it. */
export function span(lines: readonly BarLine[]): [number, number] {
  const found = lines.flatMap(pieces);
  return [Math.min(0, ...found.map((one) => one.from)), Math.max(0, ...found.map((one) => one.to))];
}

/** A chart of lying bars; its numbers stand in a table beside it. */
export function bars(lines: readonly BarLine[], label: string, unit: string): HTMLElement {
  const [low, high] = span(lines);
  const place = (value: number) => (100 * (value - low)) / (high - low || 1);
  const rows = lines.map((line) =>
    h(
      "div",
      { class: "barline" },
      h("span", { class: "barname" }, line.name, line.note ? h("small", {}, line.note) : null),
      h(
        "span",
        { class: "track" },
        ...pieces(line).map(({ from, to, part }) =>
          h("i", {
            class: part.kind,
            style: `left:${place(from).toFixed(2)}%;width:${(place(to) - place(from)).toFixed(2)}%`,
            title: `${line.name}, ${part.text}: ${signed(part.value)} ${unit}`,
          }),
        ),
        h("b", { style: `left:${place(0).toFixed(2)}%` }),
      ),
      line.total ? h("span", { class: "bartotal" }, line.total) : null,
    ),
  );
  const ends = [low, 0, high].filter((value, at, all) => all.indexOf(value) === at);
  const axis = h(
    "div",
    { class: "barline axis" },
    h("span", { class: "barname" }, unit),
    h(
      "span",
      { class: "track" },
      ...ends.map((value) =>
        h(
          "small",
          {
            class: place(value) > 96 ? "last" : place(value) < 4 ? "first" : null,
            style: `left:${place(value).toFixed(2)}%`,
          },
          figure(value),
        ),
      ),
    ),
  );
  return h(
    "div",
    { class: lines.some((line) => line.total) ? "bars totals" : "bars", role: "img", "aria-label": label },
    ...rows,
    axis,
  );
}

/** What the colours of a chart mean. */
export function keys(items: readonly [kind: string, text: string][]): HTMLElement {
  return h(
    "ul",
    { class: "keys" },
    ...items.map(([kind, text]) => h("li", {}, h("i", { class: kind }), text)),
  );
}
