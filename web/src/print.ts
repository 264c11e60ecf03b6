// Prints one section alone: the rest of the page is hidden while it prints.

import { h } from "./dom";
import type { Payload } from "./payload";

const ALONE = "alone";

/** A button that prints the section it stands in, on as few sheets as it needs. */
export function printButton(payload: Payload, text = "Print this page"): HTMLElement {
  const imprint = `${payload.title} · base year ${payload.base_year} · prices of ${payload.price_year}`;
  const button: HTMLElement = h(
    "button",
    { type: "button", class: "print", onclick: () => printAlone(button.closest("section"), imprint) },
    text,
  );
  return button;
}

function printAlone(section: Element | null, imprint: string): void {
  if (!section) return;
  if (!section.querySelector(".imprint"))
    section.querySelector("h2")?.before(h("p", { class: "imprint small" }, imprint));
  section.classList.add(ALONE);
  document.documentElement.dataset.print = ALONE;
  addEventListener(
    "afterprint",
    () => {
      section.classList.remove(ALONE);
      delete document.documentElement.dataset.print;
    },
    { once: true },
  );
  print();
}
