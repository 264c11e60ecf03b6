// The page: reads the payload and draws every part of it.

import "./style/base.css";
import "./style/tables.css";
import "./style/map.css";
import "./style/parts.css";
import "./style/charts.css";
import "./style/narrow.css";
import "./style/print.css";
import { app } from "./app";
import { h } from "./dom";
import { REAL_INCOME } from "./indicators";
import { accounts, freight } from "./parts/accounts";
import { facts } from "./parts/facts";
import { headline } from "./parts/headline";
import { map } from "./parts/map";
import { money } from "./parts/money";
import { pci } from "./parts/pci";
import { people } from "./parts/people";
import { projects } from "./parts/projects";
import { scorecard } from "./parts/scorecard";
import { sites } from "./parts/sites";
import { streams } from "./parts/streams";
import { certificates, libraries, method, sources, uncertainty } from "./parts/texts";
import type { Library, Payload } from "./payload";

const FORMAT = 2;

function read(id: string): unknown {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

function start(root: HTMLElement): void {
  const payload = read("payload") as Payload | null;
  if (payload?.format !== FORMAT) {
    root.append(
      h(
        "p",
        {},
        payload
          ? `This page shows payloads of format ${FORMAT}, not ${payload.format}.`
          : "This page holds no results yet.",
      ),
    );
    return;
  }
  document.title = `${payload.title}: appraisal`;
  const shared = app(payload, {
    scenario: payload.scenario,
    view: "change",
    indicator: REAL_INCOME,
    regions: true,
    links: true,
    projects: true,
    project: null,
  });
  const parts = [
    map,
    scorecard,
    people,
    projects,
    sites,
    streams,
    money,
    pci,
    accounts,
    freight,
    facts,
    uncertainty,
    method,
    certificates,
    sources,
  ].map((part) => part(shared));
  const titles = parts.map((part) =>
    h("li", {}, h("a", { href: `#${part.id}` }, part.querySelector("h2")?.textContent ?? "")),
  );
  root.append(
    headline(shared),
    h("nav", { "aria-label": "Contents" }, h("ul", {}, ...titles)),
    ...parts,
    libraries(read("libraries") as Library[]),
  );
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("#streams details, #method details, #sources details"))
      fold.setAttribute("open", "");
  });
}

const root = document.getElementById("main");
if (root) start(root);
