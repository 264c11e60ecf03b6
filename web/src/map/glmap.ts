// The map in WebGL: MapLibre draws land, regions and borders; deck.gl draws flows, projects and names.

import type { LayersList } from "@deck.gl/core";
import { PathLayer, ScatterplotLayer, TextLayer } from "@deck.gl/layers";
import { MapboxOverlay } from "@deck.gl/mapbox";
import { Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import worker from "maplibre-gl/dist/maplibre-gl-worker.mjs?raw";

import { decode } from "../decode";
import type { Encoded, Payload, Project } from "../payload";
import { BORDERS, ofGain, type Palette, rgba, theme } from "./colours";
import {
  filling,
  type Flow,
  flows,
  largestGain,
  linkLines,
  projectLines,
  projectRadius,
  regionLines,
  type State,
} from "./drawn";
import { type Label, labels } from "./labels";
import { type Tip, tooltip } from "./tooltip";
import { type Box, home } from "./view";

export interface DrawnMap {
  update(state: State): void;
  fit(box: Box): void;
}

const DASHED = BORDERS.filter((one) => one.dash.length);

function polygons(shape: Encoded[][], scale: number): GeoJSON.MultiPolygon {
  return {
    type: "MultiPolygon",
    coordinates: shape.map((rings) => rings.map((ring) => decode(ring, scale))),
  };
}

function collection(
  geometries: { geometry: GeoJSON.Geometry; properties?: GeoJSON.GeoJsonProperties }[],
): GeoJSON.FeatureCollection {
  return {
    type: "FeatureCollection",
    features: geometries.map((one, id) => ({
      type: "Feature",
      id,
      properties: one.properties ?? {},
      geometry: one.geometry,
    })),
  };
}

function sources(payload: Payload): Record<string, GeoJSON.FeatureCollection> {
  const { basemap, regions } = payload;
  return {
    land: collection([{ geometry: polygons(basemap.land, basemap.scale) }]),
    regions: collection(regions.shapes.map((shape) => ({ geometry: polygons(shape, basemap.scale) }))),
    borders: collection(
      basemap.borders.map((one) => ({
        geometry: { type: "LineString", coordinates: decode(one.line, basemap.scale) },
        properties: { class: one.class },
      })),
    ),
  };
}

/** Draws the map into a box; resolves when it is drawn, rejects where WebGL does not work. */
export async function glMap(
  box: HTMLElement,
  payload: Payload,
  state: State,
  select: (project: string) => void,
): Promise<DrawnMap> {
  let now = state;
  let palette = theme();
  const map = await emptyMap(box, payload, palette);
  addLayers(map, payload, palette);

  const tip = tooltip(box);
  const overlay = new MapboxOverlay({
    interleaved: false,
    deviceProps: { webgl: { preserveDrawingBuffer: true } },
  });
  map.addControl(overlay);
  const draw = () =>
    overlay.setProps({ layers: layers(map, payload, now, palette, tip, select), getCursor: () => "default" });
  const update = (next: State) => {
    now = next;
    paint(map, payload, now, palette);
    draw();
  };
  map.on("mousemove", (event) => hover(map, payload, now, tip, event.point));
  map.on("mouseout", () => tip.hide("region"));
  map.on("moveend", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    palette = theme();
    repaint(map, palette);
    update(now);
  });
  update(state);
  return {
    update,
    fit: (to) =>
      void map.fitBounds(to, {
        padding: 24,
        animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      }),
  };
}

async function emptyMap(box: HTMLElement, payload: Payload, palette: Palette): Promise<MapLibre> {
  setWorkerUrl(URL.createObjectURL(new Blob([worker], { type: "text/javascript" })));
  const map = new MapLibre({
    container: box,
    style: {
      version: 8,
      sources: {},
      layers: [{ id: "water", type: "background", paint: { "background-color": palette.water } }],
    },
    bounds: home(payload),
    fitBoundsOptions: { padding: 24 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    renderWorldCopies: false,
    minZoom: 0.6,
    maxZoom: 11,
    cooperativeGestures: true,
    canvasContextAttributes: { preserveDrawingBuffer: true, antialias: true },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-right");
  const canvas = map.getCanvas();
  canvas.setAttribute("aria-label", "Map of the results; the tables below hold the same numbers");
  await new Promise<void>((resolve, reject) => {
    map.once("load", () => resolve());
    map.once("error", (event) => reject(event.error instanceof Error ? event.error : new Error("no WebGL")));
  });
  return map;
}

function addLayers(map: MapLibre, payload: Payload, palette: Palette): void {
  for (const [name, data] of Object.entries(sources(payload))) {
    map.addSource(name, { type: "geojson", data, tolerance: 0.2, buffer: 32 });
  }
  map.addLayer({
    id: "land",
    type: "fill",
    source: "land",
    paint: { "fill-color": palette.land, "fill-antialias": false },
  });
  map.addLayer({
    id: "regions",
    type: "fill",
    source: "regions",
    paint: { "fill-color": ["to-color", ["feature-state", "colour"], palette.empty] },
  });
  map.addLayer({
    id: "outlines",
    type: "line",
    source: "regions",
    paint: {
      "line-color": palette.outline,
      "line-width": ["interpolate", ["linear"], ["zoom"], 2, 0.3, 6, 0.8],
    },
  });
  map.addLayer({
    id: "borders",
    type: "line",
    source: "borders",
    filter: ["==", ["get", "class"], "international"],
    paint: {
      "line-color": palette.border,
      "line-width": ["interpolate", ["linear"], ["zoom"], 1, 0.6, 4, 1.3],
      "line-opacity": 0.85,
    },
  });
  for (const { kind, dash, width } of DASHED) {
    map.addLayer({
      id: `border-${kind}`,
      type: "line",
      source: "borders",
      filter: ["==", ["get", "class"], kind],
      paint: {
        "line-color": palette.border,
        "line-width": ["interpolate", ["linear"], ["zoom"], 1, 0.7, 4, 1.5],
        "line-opacity": 0.9,
        "line-dasharray": dash.map((length) => length / width), // in widths of the line
      },
    });
  }
}

function repaint(map: MapLibre, palette: Palette): void {
  map.setPaintProperty("water", "background-color", palette.water);
  map.setPaintProperty("land", "fill-color", palette.land);
  map.setPaintProperty("regions", "fill-color", ["to-color", ["feature-state", "colour"], palette.empty]);
  map.setPaintProperty("outlines", "line-color", palette.outline);
  for (const kind of ["borders", ...DASHED.map((one) => `border-${one.kind}`)])
    map.setPaintProperty(kind, "line-color", palette.border);
}

function paint(map: MapLibre, payload: Payload, state: State, palette: Palette): void {
  const { colours } = filling(payload, state, palette);
  for (let id = 0; id < payload.regions.id.length; id += 1) {
    map.setFeatureState(
      { source: "regions", id },
      { colour: state.regions ? (colours[id] ?? palette.empty) : palette.land },
    );
  }
}

function hover(
  map: MapLibre,
  payload: Payload,
  state: State,
  tip: Tip,
  point: { x: number; y: number },
): void {
  const found = state.regions
    ? map.queryRenderedFeatures([point.x, point.y], { layers: ["regions"] })[0]
    : undefined;
  if (found) tip.show("region", regionLines(payload, state, Number(found.id)), point.x, point.y);
  else tip.hide("region");
}

interface Picked {
  index: number;
  object?: unknown;
  x: number;
  y: number;
}

type Pick = (lines: (picked: Picked) => string[]) => (picked: Picked) => void;

function layers(
  map: MapLibre,
  payload: Payload,
  state: State,
  palette: Palette,
  tip: Tip,
  select: (project: string) => void,
): LayersList {
  const pick: Pick = (lines) => (picked) => {
    if (picked.index >= 0 && picked.object) tip.show("thing", lines(picked), picked.x, picked.y);
    else tip.hide("thing");
  };
  return [
    ...(state.links ? flowLayers(payload, state, palette, pick) : []),
    ...(state.projects ? [projectLayer(payload, state, palette, pick, select)] : []),
    nameLayer(map, payload, palette),
  ];
}

function flowLayers(payload: Payload, state: State, palette: Palette, pick: Pick): LayersList {
  const { list, wide } = flows(payload, state, palette);
  return [
    new PathLayer<Flow>({
      id: "casing",
      data: wide,
      getPath: (one) => one.path,
      getWidth: (one) => one.width + 1.6,
      getColor: rgba(palette.halo, 0.75),
      widthUnits: "pixels",
      capRounded: true,
      jointRounded: true,
    }),
    new PathLayer<Flow>({
      id: "links",
      data: list,
      getPath: (one) => one.path,
      getWidth: (one) => one.width,
      getColor: (one) => rgba(one.colour, 0.95),
      widthUnits: "pixels",
      capRounded: true,
      jointRounded: true,
      pickable: true,
      onHover: pick((picked) => linkLines(payload, (picked.object as Flow).at)),
    }),
  ];
}

interface Located {
  project: Project;
  at: number;
}

function projectLayer(
  payload: Payload,
  state: State,
  palette: Palette,
  pick: Pick,
  select: (project: string) => void,
): ScatterplotLayer<Located> {
  const largest = largestGain(payload);
  return new ScatterplotLayer<Located>({
    id: "projects",
    data: payload.projects
      .map((project, at) => ({ project, at }))
      .filter(({ project }) => project.lon !== null && project.lat !== null),
    getPosition: ({ project }) => [project.lon ?? 0, project.lat ?? 0],
    getRadius: ({ project }) => projectRadius(project.gain_world_musd, largest),
    radiusUnits: "pixels",
    stroked: true,
    lineWidthUnits: "pixels",
    getLineWidth: 3,
    getLineColor: ({ project }) => rgba(ofGain(project.gain_world_musd, palette)),
    getFillColor: ({ project }) => rgba(project.id === state.project ? palette.ink : palette.halo, 0.95),
    updateTriggers: { getFillColor: state.project },
    pickable: true,
    onHover: pick((picked) => projectLines(payload, (picked.object as Located).at)),
    onClick: (picked) => {
      const found = picked.object as Located | undefined;
      if (found) select(found.project.id);
    },
  });
}

function nameLayer(map: MapLibre, payload: Payload, palette: Palette): TextLayer<Label> {
  const box = map.getContainer();
  const size: [number, number] = [box.clientWidth, box.clientHeight];
  return new TextLayer<Label>({
    id: "names",
    data: labels(payload, map.getZoom(), (at) => map.project(at), size),
    getText: (one) => one.text,
    getPosition: (one) => one.at,
    getSize: (one) => one.size,
    getColor: (one) => rgba(palette.ink, one.country ? 0.75 : 0.95),
    getTextAnchor: (one) => (one.country ? "middle" : "start"),
    getPixelOffset: (one) => (one.country ? [0, 0] : [6, 0]),
    fontFamily: "system-ui, sans-serif",
    fontSettings: { sdf: true, fontSize: 64, buffer: 16, radius: 16, cutoff: 0.25, smoothing: 0.15 },
    outlineWidth: 8,
    outlineColor: rgba(palette.halo, 0.9),
    characterSet: "auto",
  });
}
