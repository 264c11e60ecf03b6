// Colours of the map, on light and dark paper, from the tables of facts. Better and worse: ColorBrewer PuOr;
// more and less of what is neither: blues and greys. Both are safe for colour-blind readers.

import borderRows from "../../../src/corridor/data/borders.csv";
import modeRows from "../../../src/corridor/data/mode_colours.csv";
import paletteRows from "../../../src/corridor/data/palette.csv";

export interface Palette {
  water: string;
  land: string;
  empty: string;
  outline: string;
  border: string;
  ink: string;
  halo: string;
  /** Worse first, better last, nothing in the middle. */
  diverging: readonly string[];
  /** Less first, more last, of what is neither good nor bad in itself. */
  neutral: readonly string[];
  sequential: readonly string[];
  more: string;
  less: string;
  still: string;
  mode: Record<string, string>;
  gain: string;
  loss: string;
  none: string;
}

/** A kind of border: what it is called, its width and, where it is dashed, dash and gap in pixels. */
export interface BorderLook {
  kind: string;
  label: string;
  width: number;
  dash: number[];
}

type Paper = "light" | "dark";

export const LIGHT = paletteOn("light");
export const DARK = paletteOn("dark");

export const BORDERS: readonly BorderLook[] = borderRows.map((row) => ({
  kind: row.class ?? "",
  label: row.label ?? "",
  width: Number(row.width),
  dash: (row.dash ?? "").split(" ").filter(Boolean).map(Number),
}));

function paletteOn(paper: Paper): Palette {
  const group = (name: string) => paletteRows.filter((row) => row.group === name);
  const scale = (name: string) => group(name).map((row) => row[paper] ?? "");
  const tint = (of: string, name: string) => group(of).find((row) => row.name === name)?.[paper] ?? "";
  return {
    water: tint("map", "water"),
    land: tint("map", "land"),
    empty: tint("map", "empty"),
    outline: tint("map", "outline"),
    border: tint("map", "border"),
    ink: tint("map", "ink"),
    halo: tint("map", "halo"),
    diverging: scale("diverging"),
    neutral: scale("neutral"),
    sequential: scale("sequential"),
    more: tint("change", "more"),
    less: tint("change", "less"),
    still: tint("change", "still"),
    mode: Object.fromEntries(modeRows.map((row) => [row.mode ?? "", row[paper] ?? ""])),
    gain: tint("point", "gain"),
    loss: tint("point", "loss"),
    none: tint("point", "none"),
  };
}

export function ofMode(mode: string, palette: Palette): string {
  return palette.mode[mode] ?? palette.mode.other ?? palette.none;
}

/** What a mode is called; one that the table of modes does not have, by its own name. */
export function modeLabel(mode: string): string {
  return modeRows.find((row) => row.mode === mode)?.label ?? mode;
}

/** The colour of a project's point. */
export function ofGain(gain: number | null, palette: Palette): string {
  if (gain === null || gain === 0) return palette.none;
  return gain > 0 ? palette.gain : palette.loss;
}

/** A colour as red, green, blue and opacity, 0 to 255. */
export function rgba(hex: string, opacity = 1): [number, number, number, number] {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5), Math.round(255 * opacity)];
}

export function theme(): Palette {
  return matchMedia("(prefers-color-scheme: dark)").matches ? DARK : LIGHT;
}
