// Colours of the map, on light and dark paper. Better and worse: ColorBrewer PuOr; more and less of what is neither:
// blues and greys. Both are safe for colour-blind readers.

export interface Palette {
  water: string; land: string; empty: string; outline: string; border: string; ink: string; halo: string;
  /** Worse first, better last, nothing in the middle. */
  diverging: readonly string[];
  /** Less first, more last, of what is neither good nor bad in itself. */
  neutral: readonly string[];
  sequential: readonly string[];
  more: string; less: string; still: string;
  mode: Record<string, string>;
  gain: string; loss: string; none: string;
}

export const LIGHT: Palette = {
  water: "#e6edf0", land: "#f4f2ec", empty: "#e9e6df", outline: "#ffffff", border: "#4a4a4a", ink: "#2b2b2b", halo: "#ffffff",
  diverging: ["#b35806", "#f1a340", "#fee0b6", "#f3f1ee", "#d8daeb", "#998ec3", "#542788"],
  neutral: ["#4d4d4d", "#878787", "#bcbcbc", "#f3f1ee", "#b5d7e8", "#5ba3cf", "#1a5c9e"],
  sequential: ["#eef3ea", "#d3e3cf", "#adcdb0", "#7fb095", "#4f8f7b"],
  more: "#00568f", less: "#b3001b", still: "#8d8d8d",
  mode: { road: "#a6480c", rail: "#3b2a7a", sea: "#2a7fb8" },
  gain: "#542788", loss: "#b35806", none: "#777777",
};

export const DARK: Palette = {
  water: "#15191c", land: "#23262a", empty: "#2c2f34", outline: "#1a1d20", border: "#b5b5b5", ink: "#ededed", halo: "#15191c",
  diverging: ["#ffb45e", "#c27a2c", "#6b4a2a", "#34373c", "#4a4568", "#7d70b8", "#b9a8ff"],
  neutral: ["#d9d9d9", "#9e9e9e", "#666666", "#34373c", "#2c506b", "#3f83b5", "#7fc0f0"],
  sequential: ["#26332e", "#2f4a40", "#3d6a5a", "#559079", "#7fbfa2"],
  more: "#6fc3ff", less: "#ff6b78", still: "#7c7c7c",
  mode: { road: "#f08a48", rail: "#b3a2ff", sea: "#5fb3e6" },
  gain: "#b9a8ff", loss: "#ffb45e", none: "#9a9a9a",
};

const OTHER_MODE = "#7a7a7a";

export function ofMode(mode: string, palette: Palette): string {
  return palette.mode[mode] ?? OTHER_MODE;
}

/** A colour as red, green, blue and opacity, 0 to 255. */
export function rgba(hex: string, opacity = 1): [number, number, number, number] {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5), Math.round(255 * opacity)];
}

export function theme(): Palette {
  return matchMedia("(prefers-color-scheme: dark)").matches ? DARK : LIGHT;
}
