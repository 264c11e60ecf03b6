// What the parts of the page share: the payload, the state and who wants to hear of changes.

import { setChoice } from "./dom";
import type { State } from "./map/drawn";
import type { Payload } from "./payload";

export interface App {
  payload: Payload;
  state: State;
  change(part: Partial<State>): void;
  listen(listener: (state: State) => void): void;
}

export function app(payload: Payload, state: State): App {
  const listeners: ((state: State) => void)[] = [];
  const self: App = {
    payload,
    state,
    change(part) {
      self.state = { ...self.state, ...part };
      for (const listener of listeners) listener(self.state);
    },
    listen(listener) {
      listeners.push(listener);
    },
  };
  return self;
}

export function scenarioLabel(payload: Payload, id: string): string {
  return payload.scenarios.find((one) => one.id === id)?.label ?? id;
}

export function scenarioOptions(
  payload: Payload,
  ids?: ReadonlySet<string>,
): { value: string; text: string; group: string }[] {
  return payload.scenarios
    .filter((one) => !ids || ids.has(one.id))
    .map((one) => ({
      value: one.id,
      text: one.label,
      group: one.kind === "project" ? "One project alone" : "Portfolios",
    }));
}

/** Shows the scenario that is chosen elsewhere on the page, wherever a part has it among its own. */
export function follow(
  app: App,
  ids: ReadonlySet<string>,
  pick: Element,
  show: (scenario: string) => void,
): void {
  let seen = app.state.scenario;
  app.listen(({ scenario }) => {
    if (scenario === seen) return;
    seen = scenario;
    if (!ids.has(scenario)) return;
    setChoice(pick, scenario);
    show(scenario);
  });
}

export function countryName(payload: Payload, code: string): string {
  return payload.countries[code] ?? (code ? code.charAt(0).toUpperCase() + code.slice(1) : "");
}
