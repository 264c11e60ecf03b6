// The map without WebGL: the same layers as SVG on a Mercator projection.

import { s } from "../dom";
import { decode, type Point } from "../decode";
import type { Encoded, Payload } from "../payload";
import { BORDERS, ofGain, type Palette, theme } from "./colours";
import {
  filling,
  flows,
  largestGain,
  linkLines,
  projectLines,
  projectRadius,
  regionLines,
  type State,
} from "./drawn";
import type { DrawnMap } from "./glmap";
import { labels } from "./labels";
import { type Box, home } from "./view";

const MOST_LINKS = 4000;
const WIDTH = 1000;

function mercator([lon, lat]: Point): Point {
  const limited = Math.max(-85, Math.min(85, lat));
  return [lon, (-180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (limited * Math.PI) / 360))];
}

function path(line: Encoded, scale: number, close: boolean): string {
  const points = decode(line, scale).map((point) =>
    mercator(point)
      .map((v) => v.toFixed(3))
      .join(" "),
  );
  return `M${points.join("L")}${close ? "Z" : ""}`;
}

function area(shape: Encoded[][], scale: number): string {
  return shape
    .flat()
    .map((ring) => path(ring, scale, true))
    .join("");
}

export function svgMap(
  box: HTMLElement,
  payload: Payload,
  state: State,
  select: (project: string) => void,
  palette: () => Palette = theme,
): DrawnMap {
  const root = s("svg", {
    class: "svgmap",
    role: "img",
    "aria-label": "Map of the results; the tables below hold the same numbers",
    preserveAspectRatio: "xMidYMid meet",
  });
  box.replaceChildren(root);
  let view = frame(home(payload));
  let now = state;
  const draw = () => {
    root.setAttribute("viewBox", view.join(" "));
    root.replaceChildren(...content(payload, now, palette(), view, select));
  };
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  return {
    update: (next) => {
      now = next;
      draw();
    },
    fit: (to) => {
      view = frame(to);
      draw();
    },
  };
}

function frame([west, south, east, north]: Box): Frame {
  const [x0, y0] = mercator([west, north]);
  const [x1, y1] = mercator([east, south]);
  const pad = 0.04 * (x1 - x0);
  return [x0 - pad, y0 - pad, x1 - x0 + 2 * pad, y1 - y0 + 2 * pad];
}

type Frame = [number, number, number, number];

function names(
  payload: Payload,
  palette: Palette,
  unit: number,
  [left, top, width, height]: Frame,
): SVGElement[] {
  const pixel = (at: Point) => {
    const [x, y] = mercator(at);
    return { x: (x - left) / unit, y: (y - top) / unit };
  };
  const zoom = Math.log2(360 / (unit * 512));
  return labels(payload, zoom, pixel, [width / unit, height / unit]).map((label) => {
    const [x, y] = mercator(label.at);
    return s(
      "text",
      {
        x: x + (label.country ? 0 : 6 * unit),
        y: y + 4 * unit,
        "font-size": label.size * unit,
        "text-anchor": label.country ? "middle" : "start",
        fill: palette.ink,
        stroke: palette.halo,
        "stroke-width": 3 * unit,
        "paint-order": "stroke",
        "pointer-events": "none",
      },
      label.text,
    );
  });
}

interface Drawing {
  payload: Payload;
  state: State;
  palette: Palette;
  /** The size of a pixel in the map's degrees. */
  unit: number;
}

function content(
  payload: Payload,
  state: State,
  palette: Palette,
  view: Frame,
  select: (project: string) => void,
): SVGElement[] {
  const unit = view[2] / WIDTH;
  const drawing = { payload, state, palette, unit };
  const { basemap } = payload;
  const land = basemap.land.map((shape) =>
    s("path", { d: area([shape], basemap.scale), fill: palette.land }),
  );
  return [
    s("rect", { x: -180, y: -180, width: 360, height: 360, fill: palette.water }),
    ...land,
    ...(state.regions ? fills(drawing) : []),
    ...borders(drawing),
    ...(state.links ? lines(drawing) : []),
    ...(state.projects ? points(drawing, select) : []),
    ...names(payload, palette, unit, view),
  ];
}

function title(text: string[]): SVGElement {
  return s("title", {}, text.join("\n"));
}

function fills({ payload, state, palette, unit }: Drawing): SVGElement[] {
  const { colours } = filling(payload, state, palette);
  return payload.regions.shapes.map((shape, at) =>
    s(
      "path",
      {
        d: area(shape, payload.basemap.scale),
        fill: colours[at] ?? palette.empty,
        stroke: palette.outline,
        "stroke-width": 0.5 * unit,
      },
      title(regionLines(payload, state, at)),
    ),
  );
}

function borders({ payload, palette, unit }: Drawing): SVGElement[] {
  return payload.basemap.borders.map((one) => {
    const dash = BORDERS.find((look) => look.kind === one.class)?.dash ?? [];
    return s("path", {
      d: path(one.line, payload.basemap.scale, false),
      fill: "none",
      stroke: palette.border,
      "stroke-width": unit,
      "stroke-dasharray": dash.map((length) => length * unit).join(" ") || "none",
    });
  });
}

function lines({ payload, state, palette, unit }: Drawing): SVGElement[] {
  return flows(payload, state, palette)
    .list.slice(-MOST_LINKS)
    .map((flow) =>
      s(
        "polyline",
        {
          points: flow.path.map((point) => mercator(point).join(",")).join(" "),
          fill: "none",
          stroke: flow.colour,
          "stroke-width": flow.width * unit,
        },
        title(linkLines(payload, flow.at)),
      ),
    );
}

function points(drawing: Drawing, select: (project: string) => void): SVGElement[] {
  const { payload, state, palette, unit } = drawing;
  const largest = largestGain(payload);
  return payload.projects.flatMap((project, at) => {
    if (project.lon === null || project.lat === null) return [];
    const [cx, cy] = mercator([project.lon, project.lat]);
    const point = {
      cx,
      cy,
      r: projectRadius(project.gain_world_musd, largest) * unit,
      fill: project.id === state.project ? palette.ink : palette.halo,
      stroke: ofGain(project.gain_world_musd, palette),
      "stroke-width": 3 * unit,
      onclick: () => select(project.id),
    };
    return [s("circle", point, title(projectLines(payload, at)))];
  });
}
