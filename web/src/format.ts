// Numbers as text: a true minus, thin separators, a dash where there is no number.

import type { Maybe } from "./payload";

export const NONE = "–";

/** A number with some significant digits; no exponent between 1e-6 and 1e15. */
export function figure(value: Maybe | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-6) return value > 0 ? "<0.000001" : ">−0.000001";
  const whole = size >= 10 ** (digits - 1);
  const text = whole
    ? new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 }).format(size)
    : new Intl.NumberFormat("en-GB", { maximumSignificantDigits: digits }).format(size);
  return value < 0 ? `−${text}` : text;
}

/** A change: always with its sign. */
export function signed(value: Maybe | undefined, digits = 3): string {
  const text = figure(value, digits);
  return value !== null && value !== undefined && value > 0 && text !== NONE && !text.startsWith("<")
    ? `+${text}`
    : text;
}

/** A count of tonnes, people or dollars in words a reader grasps: 1,234,567 becomes 1.23 million. */
export function large(value: Maybe | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  if (size >= 1e12) return `${figure(value / 1e12)} trillion`;
  if (size >= 1e9) return `${figure(value / 1e9)} billion`;
  if (size >= 1e6) return `${figure(value / 1e6)} million`;
  return figure(value);
}

/** A year without separators. */
export function year(value: Maybe | undefined): string {
  return value === null || value === undefined ? NONE : String(Math.round(value));
}

/** Dollars with the sign before the currency. */
export function dollars(millions: Maybe | undefined): string {
  const text = figure(millions);
  if (text === NONE) return text;
  return text.startsWith("−")
    ? `−US$ ${text.slice(1)} million`
    : `${millions === 0 ? "" : "+"}US$ ${text} million`;
}

/** The first letter large, and carbon dioxide as chemists write it. */
export function sentence(text: string): string {
  return (text.charAt(0).toUpperCase() + text.slice(1)).replace("CO2", "CO₂");
}

const UNITS: [RegExp, number, string][] = [
  [/^US\$\/year$/, 1e6, "US$ million a year"],
  [/^tonne-km\/year$/, 1e9, "billion tonne-km a year"],
  [/^t CO2e\/year$/, 1e3, "thousand t CO₂e a year"],
  [/^t CO2\/year$/, 1e3, "thousand t CO₂ a year"],
  [/^US\$\/person\/year$/, 1, "US$ a person a year"],
  [/^baseline = 1$/, 1, "before = 1"],
  [/^h$/, 1, "hours"],
];

/** A unit that suits the size of the numbers, and what to divide them by. */
export function readable(unit: string): [number, string] {
  const found = UNITS.find(([test]) => test.test(unit));
  return found ? [found[1], found[2]] : [1, unit];
}
