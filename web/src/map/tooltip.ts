// One tooltip over the map; a thing (link, project) goes before the region below it.

import { h } from "../dom";

export type Layer = "region" | "thing";
export interface Tip {
  show(layer: Layer, lines: string[], x: number, y: number): void;
  hide(layer: Layer): void;
}

export function tooltip(box: HTMLElement): Tip {
  const element = h("div", { class: "tip", role: "status", hidden: true });
  box.append(element);
  const shown: Record<Layer, { lines: string[]; x: number; y: number } | null> = {
    region: null,
    thing: null,
  };
  const draw = () => {
    const now = shown.thing ?? shown.region;
    element.hidden = !now;
    if (!now) return;
    const [first, ...rest] = now.lines;
    element.replaceChildren(h("strong", {}, first ?? ""), ...rest.map((line) => h("span", {}, line)));
    const left =
      now.x + 14 + element.offsetWidth > box.clientWidth ? now.x - 14 - element.offsetWidth : now.x + 14;
    const top = Math.min(now.y + 10, box.clientHeight - element.offsetHeight - 4);
    element.style.transform = `translate(${Math.max(2, left)}px, ${Math.max(2, top)}px)`;
  };
  return {
    show: (layer, lines, x, y) => {
      shown[layer] = { lines, x, y };
      draw();
    },
    hide: (layer) => {
      shown[layer] = null;
      draw();
    },
  };
}
