// The map with its switches and legend.

import { type App, follow, scenarioOptions } from "../app";
import { choice, h, radios, section } from "../dom";
import { LIGHT, type Palette, theme } from "../map/colours";
import { definition } from "../map/drawn";
import { type DrawnMap, glMap } from "../map/glmap";
import { DISCLAIMER, legend } from "../map/legend";
import { svgMap } from "../map/svgmap";
import { type Box, corridor, home, WORLD } from "../map/view";
import type { Payload, View } from "../payload";
import { sentence } from "../format";
import { REAL_INCOME } from "../indicators";

export function map(app: App): HTMLElement {
  const { payload } = app;
  const box = h("div", { class: "map" });
  const key = h("div", { class: "key" });
  const note = h("p", { class: "small", role: "status" });
  const told = h("p", { class: "small definition" });
  const tell = () => {
    told.textContent = definition(payload, app.state);
  };
  tell();
  app.listen(tell);
  const showKey = (palette = theme()) => key.replaceChildren(legend(payload, app.state, palette));
  showKey();
  app.listen(() => showKey());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => showKey());
  let drawn: DrawnMap | null = null;
  app.listen((state) => drawn?.update(state));
  void draw(app, box, note).then((one) => {
    drawn = one;
    drawn.update(app.state);
    document.documentElement.dataset.map = "ready";
  });
  const paper = onPaper(app, showKey);
  const goto = places(payload, (to) => drawn?.fit(to));
  return section(
    "map",
    "Before, after and change",
    controls(app),
    h("div", { class: "mapbox" }, h("div", { class: "mapside" }, box, paper, goto), key),
    note,
    told,
    h("p", { class: "small" }, DISCLAIMER),
    h("p", { class: "small credit" }, [...payload.attribution].join(" · ")),
  );
}

/** A drawing that fits the sheet, in the colours of light paper, while the page prints. */
function onPaper(app: App, showKey: (palette?: Palette) => void): HTMLElement {
  const paper = h("div", { class: "map paper" });
  const none = () => undefined;
  addEventListener("beforeprint", () => {
    svgMap(paper, app.payload, app.state, none, () => LIGHT);
    showKey(LIGHT);
  });
  addEventListener("afterprint", () => {
    paper.replaceChildren();
    showKey();
  });
  return paper;
}

/** Buttons that move the map. */
function places(payload: Payload, fit: (to: Box) => void): HTMLElement {
  const where = [
    { text: payload.places[0]?.name ?? "Home", box: () => home(payload) },
    { text: "Countries in focus", box: () => corridor(payload) },
    { text: "World", box: () => WORLD },
  ];
  const button = (one: (typeof where)[number]) =>
    h("button", { type: "button", onclick: () => fit(one.box()) }, one.text);
  return h("p", { class: "goto" }, "Go to ", ...where.map(button));
}

function controls(app: App): HTMLElement {
  const { payload, state } = app;
  const views: { value: View; text: string }[] = [
    { value: "before", text: "Before" },
    { value: "after", text: "After" },
    { value: "change", text: "Change" },
  ];
  const indicators = [
    { value: REAL_INCOME, text: "Real income" },
    ...payload.indicators
      .filter((one) => one.id !== REAL_INCOME && Object.keys(one.scenarios).length)
      .map((one) => ({ value: one.id, text: sentence(one.label), group: sentence(one.account) })),
  ];
  const tick = (name: "regions" | "links" | "projects", text: string) =>
    h(
      "label",
      { class: "tick" },
      h("input", {
        type: "checkbox",
        checked: state[name],
        onchange: (event) => app.change({ [name]: (event.target as HTMLInputElement).checked }),
      }),
      ` ${text}`,
    );
  const pick = choice("Scenario", scenarioOptions(payload), state.scenario, (scenario) =>
    app.change({ scenario }),
  );
  follow(app, new Set(payload.scenarios.map((one) => one.id)), pick, () => undefined);
  return h(
    "div",
    { class: "controls" },
    radios("Show", "view", views, state.view, (view) => app.change({ view: view as View })),
    pick,
    choice("Regions by", indicators, state.indicator, (indicator) => app.change({ indicator })),
    h(
      "fieldset",
      { class: "radios" },
      h("legend", {}, "Layers"),
      h(
        "span",
        { class: "ticks" },
        tick("regions", "regions"),
        tick("links", "flows"),
        tick("projects", "projects"),
      ),
    ),
  );
}

async function draw(app: App, box: HTMLElement, note: HTMLElement): Promise<DrawnMap> {
  const select = (project: string) => app.change({ project });
  const plain = (reason: string): DrawnMap => {
    note.textContent = reason;
    document.documentElement.dataset.mapKind = "svg";
    return svgMap(box, app.payload, app.state, select);
  };
  await Promise.resolve(); // until the box stands in the page and has a size
  if (new URLSearchParams(location.search).get("map") === "svg")
    return plain("Drawn without WebGL, as asked.");
  if (!document.createElement("canvas").getContext("webgl2"))
    return plain("This browser has no WebGL: the map is drawn plainly, without zoom.");
  try {
    const made = await glMap(box, app.payload, app.state, select);
    document.documentElement.dataset.mapKind = "webgl";
    return made;
  } catch (error) {
    box.replaceChildren();
    return plain(
      `The map is drawn plainly, without zoom (${error instanceof Error ? error.message : "WebGL failed"}).`,
    );
  }
}
