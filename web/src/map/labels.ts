// Names on the map: the more important first, none over another.

import type { Point } from "../decode";
import type { Payload } from "../payload";

export interface Label {
  text: string;
  at: Point;
  size: number;
  country: boolean;
}

interface Spot {
  x: number;
  y: number;
}

/** The names that fit at a zoom; `project` gives a place's pixel. */
export function labels(
  payload: Payload,
  zoom: number,
  project: (at: Point) => Spot,
  [width, height]: [number, number],
): Label[] {
  const { countries, towns } = payload.basemap;
  const wanted: Label[] = [
    ...countries
      .filter(([, , , area]) => zoom < 7 && area * 4 ** zoom > 2500)
      .sort((a, b) => b[3] - a[3])
      .map(([text, x, y]): Label => ({ text, at: [x, y], size: 13, country: true })),
    ...towns
      .filter(([, , , rank]) => rank <= zoom - 1.5)
      .map(([text, x, y]): Label => ({ text, at: [x, y], size: 11.5, country: false })),
  ];
  const taken: [number, number, number, number][] = [];
  return wanted.filter((label) => {
    const { x, y } = project(label.at);
    const long = label.text.length * label.size * 0.56;
    const left = label.country ? x - long / 2 : x + 6;
    const box: [number, number, number, number] = [
      left - 4,
      y - label.size * 0.8,
      left + long + 4,
      y + label.size * 0.8,
    ];
    if (box[2] < 0 || box[3] < 0 || box[0] > width || box[1] > height) return false;
    if (
      taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])
    )
      return false;
    taken.push(box);
    return true;
  });
}
