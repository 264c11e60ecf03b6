// A chart by year: bars stacked to either side of zero, and a line over them.

import { s } from "./dom";
import { figure, signed } from "./format";
import type { Maybe } from "./payload";

export interface Series {
  kind: string;
  text: string;
  values: Maybe[];
}

const WIDTH = 920;
const HEIGHT = 320;
const LEFT = 78;
const BOTTOM = 26;
const TOP = 12;

/** The largest round step that gives at least four lines. */
export function ticks(low: number, high: number): number[] {
  const span = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = [5, 2, 1].map((lead) => lead * power).find((one) => span / one >= 4) ?? power;
  const found: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high + step * 1e-9; at += 1) found.push(at * step);
  return found;
}

/** How far the bars of a year reach above and below zero. */
export function reach(bars: readonly Series[], at: number): { up: number; down: number } {
  const values = bars.map((one) => one.values[at] ?? 0);
  return {
    up: values.filter((v) => v > 0).reduce((a, b) => a + b, 0),
    down: values.filter((v) => v < 0).reduce((a, b) => a + b, 0),
  };
}

/** The bars of a year from zero on, gains upwards and losses downwards, in their order. */
function stackOf(bars: readonly Series[], at: number): { series: Series; value: number; from: number }[] {
  let [above, below] = [0, 0];
  return bars.flatMap((series) => {
    const value = series.values[at] ?? 0;
    if (!value) return [];
    const from = value > 0 ? above : below;
    if (value > 0) above += value;
    else below += value;
    return [{ series, value, from }];
  });
}

/** The chart; `unit` stands after the numbers of its tooltips. The numbers stand in a table beside it. */
export function yearChart(
  years: readonly number[],
  bars: readonly Series[],
  line: Series | null,
  unit: string,
  label: string,
): SVGElement {
  const reached = years.map((_, at) => reach(bars, at));
  const high = Math.max(0, ...reached.map((one) => one.up), ...years.map((_, at) => line?.values[at] ?? 0));
  const low = Math.min(0, ...reached.map((one) => one.down), ...years.map((_, at) => line?.values[at] ?? 0));
  const y = (value: number) => TOP + ((high - value) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM);
  const step = (WIDTH - LEFT - 8) / years.length;
  const x = (at: number) => LEFT + at * step;
  const grid = ticks(low, high).flatMap((tick) => [
    s("line", { x1: LEFT, x2: WIDTH - 8, y1: y(tick), y2: y(tick), class: tick === 0 ? "zero" : "grid" }),
    s("text", { x: LEFT - 8, y: y(tick) + 4, "text-anchor": "end" }, figure(tick)),
  ]);
  const every = Math.max(1, Math.ceil(years.length / 12));
  const names = years.flatMap((one, i) =>
    i % every ? [] : [s("text", { x: x(i) + step / 2, y: HEIGHT - 6, "text-anchor": "middle" }, String(one))],
  );
  const drawn = years.flatMap((year, i) =>
    stackOf(bars, i).map(({ series, value, from }) =>
      s(
        "rect",
        {
          x: x(i) + step * 0.12,
          width: step * 0.76,
          y: Math.min(y(from), y(from + value)),
          height: Math.abs(y(from) - y(from + value)),
          class: series.kind,
        },
        s("title", {}, `${year}: ${series.text} ${signed(value)} ${unit}`),
      ),
    ),
  );
  const over = line
    ? [
        s("polyline", {
          points: years
            .flatMap((_, i) => {
              const v = line.values[i];
              return v === null || v === undefined ? [] : [`${x(i) + step / 2},${y(v)}`];
            })
            .join(" "),
          class: line.kind,
        }),
      ]
    : [];
  return s(
    "svg",
    { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    ...grid,
    ...drawn,
    ...over,
    ...names,
  );
}
