// Where the map looks at first: the corridor's home country and the projects.

import { bounds, decode, type Point } from "../decode";
import type { Payload } from "../payload";

export type Box = [number, number, number, number];

export const WORLD: Box = [-25, -38, 150, 65];

/** Every point of the regions of some countries, the largest part of each only. */
function* corners(payload: Payload, countries: ReadonlySet<string>): Generator<Point> {
  for (const [at, shapes] of payload.regions.shapes.entries()) {
    const ring = countries.has(payload.regions.country[at] ?? "") ? shapes[0]?.[0] : undefined;
    if (ring) yield* decode(ring, payload.basemap.scale);
  }
}

/** The home country: the first in focus. */
export function home(payload: Payload): Box {
  const first = payload.places[0]?.id ?? "";
  const projects = payload.projects.flatMap((one): Point[] =>
    one.lon !== null && one.lat !== null ? [[one.lon, one.lat]] : [],
  );
  return bounds([...corners(payload, new Set([first])), ...projects]) ?? WORLD;
}

/** All countries in focus. */
export function corridor(payload: Payload): Box {
  const focus = payload.places.filter((one) => one.kind === "country").map((one) => one.id);
  return bounds(corners(payload, new Set(focus))) ?? WORLD;
}
