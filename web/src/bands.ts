// Classes of a map: limits at round numbers, symmetric around zero where a change is shown.

import type { Maybe } from "./payload";

export interface Bands {
  limits: number[];
  /** One colour more than limits, from lowest to highest. */
  colours: readonly string[];
}

/** The nearest of 1, 2 and 5 times a power of ten. */
export function round125(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const lead = value / power;
  const digit = lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10;
  return Number((digit * power).toPrecision(1));
}

export function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return 0;
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const a = sorted[low] ?? 0;
  return a + ((sorted[low + 1] ?? a) - a) * (at - low);
}

/**
 * Seven classes around zero. The outer limit is near the 97th percentile of the sizes, the others a
 * third and a tenth of it, so that one extreme does not blanch the map and noise stays in the middle.
 */
export function diverging(values: readonly Maybe[], colours: readonly string[]): Bands {
  const sizes = values
    .filter((v): v is number => v !== null && v !== 0)
    .map(Math.abs)
    .sort((a, b) => a - b);
  const outer = sizes.length ? round125(quantile(sizes, 0.97)) : 1;
  const middle = round125(outer / 3.2);
  const inner = round125(outer / 10);
  return { limits: [-outer, -middle, -inner, inner, middle, outer], colours };
}

/** Five classes above zero with limits near the quintiles. */
export function sequential(values: readonly Maybe[], colours: readonly string[]): Bands {
  const sorted = values.filter((v): v is number => v !== null && v > 0).sort((a, b) => a - b);
  if (sorted.length === 0) return { limits: [], colours: colours.slice(0, 1) };
  const limits: number[] = [];
  for (const share of [0.2, 0.4, 0.6, 0.8]) {
    const limit = Number(quantile(sorted, share).toPrecision(2));
    if (limit > (limits.at(-1) ?? 0)) limits.push(limit);
  }
  return { limits, colours: colours.slice(0, limits.length + 1) };
}

/** The class of a value: 0 is the lowest. A value on a limit belongs to the class away from zero. */
export function place(value: number, limits: readonly number[]): number {
  let at = 0;
  for (const limit of limits) if (value > limit || (value === limit && limit > 0)) at += 1;
  return at;
}

export function colour(value: Maybe | undefined, bands: Bands): string | null {
  if (value === null || value === undefined) return null;
  return bands.colours[place(value, bands.limits)] ?? null;
}

/** Width of a flow, pixels: its area grows with the tonnes. */
export function flowWidth(tonnes: number, largest: number, widest = 8): number {
  return largest > 0 ? Math.max(0.4, widest * Math.sqrt(Math.min(1, Math.abs(tonnes) / largest))) : 0.4;
}
