// The map with its switches and legend.

import { type App, follow, scenarioOptions } from "../app";
import { choice, h, radios, section } from "../dom";
import { LIGHT, theme } from "../map/colours";
import { definition, REAL_INCOME } from "../map/drawn";
import { type DrawnMap, glMap } from "../map/glmap";
import { DISCLAIMER, legend } from "../map/legend";
import { svgMap } from "../map/svgmap";
import { corridor, home, WORLD } from "../map/view";
import type { View } from "../payload";
import { sentence } from "../format";

export function map(app: App): HTMLElement {
  const { payload } = app;
  const box = h("div", { class: "map" });
  const key = h("div", { class: "key" });
  const note = h("p", { class: "small", role: "status" });
  const told = h("p", { class: "small definition" });
  const tell = () => { told.textContent = definition(payload, app.state); };
  tell();
  app.listen(tell);
  const showKey = (palette = theme()) => key.replaceChildren(legend(payload, app.state, palette));
  showKey();
  app.listen(() => showKey());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => showKey());
  let drawn: DrawnMap | null = null;
  app.listen((state) => drawn?.update(state));
  const where = [
    { text: payload.places[0]?.name ?? "Home", box: () => home(payload) },
    { text: "Countries in focus", box: () => corridor(payload) },
    { text: "World", box: () => WORLD },
  ];
  void draw(app, box, note).then((one) => {
    drawn = one;
    drawn.update(app.state);
    document.documentElement.dataset["map"] = "ready";
  });
  // On paper: a drawing that fits the sheet, in the colours of light paper.
  const paper = h("div", { class: "map paper" });
  addEventListener("beforeprint", () => {
    svgMap(paper, payload, app.state, () => undefined, () => LIGHT);
    showKey(LIGHT);
  });
  addEventListener("afterprint", () => {
    paper.replaceChildren();
    showKey();
  });
  return section("map", "Before, after and change",
    controls(app),
    h("div", { class: "mapbox" }, h("div", { class: "mapside" }, box, paper,
      h("p", { class: "goto" }, "Go to ", ...where.map((one) => h("button", { type: "button", onclick: () => drawn?.fit(one.box()) }, one.text)))), key),
    note, told,
    h("p", { class: "small" }, DISCLAIMER),
    h("p", { class: "small credit" }, [...payload.attribution].join(" · ")));
}

function controls(app: App): HTMLElement {
  const { payload, state } = app;
  const views: { value: View; text: string }[] = [{ value: "before", text: "Before" }, { value: "after", text: "After" }, { value: "change", text: "Change" }];
  const indicators = [{ value: REAL_INCOME, text: "Real income" }, ...payload.indicators.filter((one) => one.label !== REAL_INCOME).map((one) => ({ value: one.id, text: sentence(one.label), group: sentence(one.account) }))];
  const tick = (name: "regions" | "links" | "projects", text: string) =>
    h("label", { class: "tick" }, h("input", { type: "checkbox", checked: state[name], onchange: (event) => app.change({ [name]: (event.target as HTMLInputElement).checked }) }), ` ${text}`);
  const pick = choice("Scenario", scenarioOptions(payload), state.scenario, (scenario) => app.change({ scenario }));
  follow(app, new Set(payload.scenarios.map((one) => one.id)), pick, () => undefined);
  return h("div", { class: "controls" },
    radios("Show", "view", views, state.view, (view) => app.change({ view: view as View })),
    pick,
    choice("Regions by", indicators, state.indicator, (indicator) => app.change({ indicator })),
    h("fieldset", { class: "radios" }, h("legend", {}, "Layers"), h("span", { class: "ticks" }, tick("regions", "regions"), tick("links", "flows"), tick("projects", "projects"))));
}

async function draw(app: App, box: HTMLElement, note: HTMLElement): Promise<DrawnMap> {
  const select = (project: string) => app.change({ project });
  const plain = (reason: string): DrawnMap => {
    note.textContent = reason;
    document.documentElement.dataset["mapKind"] = "svg";
    return svgMap(box, app.payload, app.state, select);
  };
  await null; // until the box stands in the page and has a size
  if (new URLSearchParams(location.search).get("map") === "svg") return plain("Drawn without WebGL, as asked.");
  if (!document.createElement("canvas").getContext("webgl2")) return plain("This browser has no WebGL: the map is drawn plainly, without zoom.");
  try {
    const made = await glMap(box, app.payload, app.state, select);
    document.documentElement.dataset["mapKind"] = "webgl";
    return made;
  } catch (error) {
    box.replaceChildren();
    return plain(`The map is drawn plainly, without zoom (${error instanceof Error ? error.message : "WebGL failed"}).`);
  }
}
