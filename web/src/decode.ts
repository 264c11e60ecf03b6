// Lines as Python writes them: integers, the first point and then steps.

import type { Encoded } from "./payload";

export type Point = [number, number];

export function decode(line: Encoded, scale: number): Point[] {
  const points: Point[] = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i + 1 < line.length; i += 2) {
    x += line[i] ?? 0;
    y += line[i + 1] ?? 0;
    points.push([x / scale, y / scale]);
  }
  return points;
}

/** The smallest box around some points: west, south, east, north. */
export function bounds(points: Iterable<Point>): [number, number, number, number] | null {
  let box: [number, number, number, number] | null = null;
  for (const [x, y] of points) {
    box = box
      ? [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)]
      : [x, y, x, y];
  }
  return box;
}
