// The page: reads the payload and draws every part of it.

import "./style.css";
import { app } from "./app";
import { h } from "./dom";
import { REAL_INCOME } from "./map/drawn";
import { accounts, freight } from "./parts/accounts";
import { headline } from "./parts/headline";
import { map } from "./parts/map";
import { money } from "./parts/money";
import { pci } from "./parts/pci";
import { people } from "./parts/people";
import { projects } from "./parts/projects";
import { scorecard } from "./parts/scorecard";
import { sites } from "./parts/sites";
import { streams } from "./parts/streams";
import { certificates, checks, libraries, method, sources, uncertainty } from "./parts/texts";
import type { Library, Payload } from "./payload";

const FORMAT = 1;

function read<T>(id: string): T {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null") as T;
}

function start(root: HTMLElement): void {
  const payload = read<Payload | null>("payload");
  if (!payload || payload.format !== FORMAT) {
    root.append(h("p", {}, payload ? `This page shows payloads of format ${FORMAT}, not ${payload.format}.` : "This page holds no results yet."));
    return;
  }
  document.title = `${payload.title}: appraisal`;
  const shared = app(payload, { scenario: payload.scenario, view: "change", indicator: REAL_INCOME, regions: true, links: true, projects: true, project: null });
  const parts = [map, scorecard, people, projects, sites, streams, money, pci, accounts, freight, checks, uncertainty, method, certificates, sources].map((part) => part(shared));
  const titles = parts.map((part) => h("li", {}, h("a", { href: `#${part.id}` }, part.querySelector("h2")?.textContent ?? "")));
  root.append(headline(shared), h("nav", { "aria-label": "Contents" }, h("ul", {}, ...titles)), ...parts, libraries(read<Library[]>("libraries")));
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("#streams details, #method details, #sources details")) fold.setAttribute("open", "");
  });
}

const root = document.getElementById("main");
if (root) start(root);
