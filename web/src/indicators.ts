// Indicators are found by id; what they are called, and in what unit, is the payload's to say.

import type { Indicator, Payload } from "./payload";

/** The change of real income, which every scenario has. */
export const REAL_INCOME = "growth/real income";

/** Levels of real income are shown per person where the accounts have them. */
export const CONSUMPTION = "well-being/real consumption per person";

/** What the sheet says of employment. */
export const WORK: readonly string[] = [
  "well-being/work in agriculture",
  "well-being/work in industry",
  "well-being/work in services",
];

/** The account whose lines count losers. */
export const LOSERS = "losers";

export function indicatorOf(payload: Payload, id: string): Indicator | undefined {
  return payload.indicators.find((one) => one.id === id);
}

/** The indicators of the lines of a table; an id that the payload does not explain is its own label. */
export function indicatorsOf(payload: Payload, ids: readonly string[]): Indicator[] {
  const known = new Map(payload.indicators.map((one) => [one.id, one]));
  return ids.map((id) => known.get(id) ?? unknown(id));
}

function unknown(id: string): Indicator {
  return {
    id,
    account: "",
    label: id,
    unit: "",
    change_unit: "%",
    wanted: "",
    definition: "",
    scenarios: {},
  };
}
