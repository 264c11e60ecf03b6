// The map in WebGL: MapLibre draws land, regions and borders; deck.gl draws flows, projects and names.

import { PathLayer, ScatterplotLayer, TextLayer } from "@deck.gl/layers";
import { MapboxOverlay } from "@deck.gl/mapbox";
import { type LngLatBoundsLike, Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import worker from "maplibre-gl/dist/maplibre-gl-worker.mjs?raw";

import { decode } from "../decode";
import type { Encoded, Payload } from "../payload";
import { type Palette, rgba, theme } from "./colours";
import { filling, type Flow, flows, largestGain, linkLines, projectLines, projectRadius, regionLines, type State } from "./drawn";
import { type Label, labels } from "./labels";
import { type Tip, tooltip } from "./tooltip";
import { type Box, home } from "./view";

export interface DrawnMap { update(state: State): void; fit(box: Box): void }

const DASHES: Record<string, number[]> = { disputed: [3, 2], "line of control": [1.5, 1.5], claim: [0.6, 2.4] };

function polygons(shape: Encoded[][], scale: number): GeoJSON.MultiPolygon {
  return { type: "MultiPolygon", coordinates: shape.map((rings) => rings.map((ring) => decode(ring, scale))) };
}

function collection(geometries: { geometry: GeoJSON.Geometry; properties?: GeoJSON.GeoJsonProperties }[]): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features: geometries.map((one, id) => ({ type: "Feature", id, properties: one.properties ?? {}, geometry: one.geometry })) };
}

function sources(payload: Payload): Record<string, GeoJSON.FeatureCollection> {
  const { basemap, regions } = payload;
  return {
    land: collection([{ geometry: polygons(basemap.land, basemap.scale) }]),
    regions: collection(regions.shapes.map((shape) => ({ geometry: polygons(shape, basemap.scale) }))),
    borders: collection(basemap.borders.map((one) => ({
      geometry: { type: "LineString", coordinates: decode(one.line, basemap.scale) }, properties: { class: one.class },
    }))),
  };
}

/** Draws the map into a box; resolves when it is drawn, rejects where WebGL does not work. */
export async function glMap(box: HTMLElement, payload: Payload, state: State, select: (project: string) => void): Promise<DrawnMap> {
  let now = state;
  let palette = theme();
  setWorkerUrl(URL.createObjectURL(new Blob([worker], { type: "text/javascript" })));
  const map = new MapLibre({
    container: box,
    style: { version: 8, sources: {}, layers: [{ id: "water", type: "background", paint: { "background-color": palette.water } }] },
    bounds: home(payload) as LngLatBoundsLike,
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
    map.once("error", (event) => reject(event.error));
  });
  addLayers(map, payload, palette);

  const tip = tooltip(box);
  const overlay = new MapboxOverlay({ interleaved: false, deviceProps: { webgl: { preserveDrawingBuffer: true } } } as never);
  map.addControl(overlay);
  const draw = () => overlay.setProps({ layers: layers(map, payload, now, palette, tip, select), getCursor: () => "default" } as never);
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
    fit: (to) => void map.fitBounds(to as LngLatBoundsLike, { padding: 24, animate: !matchMedia("(prefers-reduced-motion: reduce)").matches }),
  };
}

function addLayers(map: MapLibre, payload: Payload, palette: Palette): void {
  for (const [name, data] of Object.entries(sources(payload))) {
    map.addSource(name, { type: "geojson", data, tolerance: 0.2, buffer: 32 });
  }
  map.addLayer({ id: "land", type: "fill", source: "land", paint: { "fill-color": palette.land, "fill-antialias": false } });
  map.addLayer({ id: "regions", type: "fill", source: "regions", paint: { "fill-color": ["to-color", ["feature-state", "colour"], palette.empty] } });
  map.addLayer({ id: "outlines", type: "line", source: "regions", paint: { "line-color": palette.outline, "line-width": ["interpolate", ["linear"], ["zoom"], 2, 0.3, 6, 0.8] } });
  map.addLayer({ id: "borders", type: "line", source: "borders", filter: ["==", ["get", "class"], "international"], paint: { "line-color": palette.border, "line-width": ["interpolate", ["linear"], ["zoom"], 1, 0.6, 4, 1.3], "line-opacity": 0.85 } });
  for (const [kind, dash] of Object.entries(DASHES)) {
    map.addLayer({ id: `border-${kind}`, type: "line", source: "borders", filter: ["==", ["get", "class"], kind], paint: { "line-color": palette.border, "line-width": ["interpolate", ["linear"], ["zoom"], 1, 0.7, 4, 1.5], "line-opacity": 0.9, "line-dasharray": dash } });
  }
}

function repaint(map: MapLibre, palette: Palette): void {
  map.setPaintProperty("water", "background-color", palette.water);
  map.setPaintProperty("land", "fill-color", palette.land);
  map.setPaintProperty("regions", "fill-color", ["to-color", ["feature-state", "colour"], palette.empty]);
  map.setPaintProperty("outlines", "line-color", palette.outline);
  for (const kind of ["borders", ...Object.keys(DASHES).map((name) => `border-${name}`)]) map.setPaintProperty(kind, "line-color", palette.border);
}

function paint(map: MapLibre, payload: Payload, state: State, palette: Palette): void {
  const { colours } = filling(payload, state, palette);
  for (let id = 0; id < payload.regions.id.length; id += 1) {
    map.setFeatureState({ source: "regions", id }, { colour: state.regions ? colours[id] ?? palette.empty : palette.land });
  }
}

function hover(map: MapLibre, payload: Payload, state: State, tip: Tip, point: { x: number; y: number }): void {
  const found = state.regions ? map.queryRenderedFeatures([point.x, point.y], { layers: ["regions"] })[0] : undefined;
  if (found) tip.show("region", regionLines(payload, state, Number(found.id)), point.x, point.y);
  else tip.hide("region");
}

interface Picked { index: number; object?: unknown; x: number; y: number }

function layers(map: MapLibre, payload: Payload, state: State, palette: Palette, tip: Tip, select: (project: string) => void): unknown[] {
  const pick = (lines: (picked: Picked) => string[]) => (picked: Picked) => {
    if (picked.index >= 0 && picked.object) tip.show("thing", lines(picked), picked.x, picked.y);
    else tip.hide("thing");
  };
  const { list, wide } = flows(payload, state, palette);
  const largest = largestGain(payload);
  const located = payload.projects.map((project, at) => ({ project, at })).filter(({ project }) => project.lon !== null && project.lat !== null);
  const size = map.getContainer();
  const names = labels(payload, map.getZoom(), (at) => map.project(at), [size.clientWidth, size.clientHeight]);
  return [
    state.links && new PathLayer<Flow>({
      id: "casing", data: wide, getPath: (one) => one.path, getWidth: (one) => one.width + 1.6,
      getColor: rgba(palette.halo, 0.75), widthUnits: "pixels", capRounded: true, jointRounded: true,
    }),
    state.links && new PathLayer<Flow>({
      id: "links", data: list, getPath: (one) => one.path, getWidth: (one) => one.width, getColor: (one) => rgba(one.colour, 0.95),
      widthUnits: "pixels", capRounded: true, jointRounded: true, pickable: true,
      onHover: pick((picked) => linkLines(payload, (picked.object as Flow).at)),
    }),
    state.projects && new ScatterplotLayer<{ project: Payload["projects"][number]; at: number }>({
      id: "projects", data: located, getPosition: ({ project }) => [project.lon ?? 0, project.lat ?? 0],
      getRadius: ({ project }) => projectRadius(project.gain_world_musd, largest), radiusUnits: "pixels", stroked: true, lineWidthUnits: "pixels",
      getLineWidth: 3,
      getLineColor: ({ project }) => rgba(gainColour(project.gain_world_musd, palette)),
      getFillColor: ({ project }) => rgba(project.id === state.project ? palette.ink : palette.halo, 0.95),
      updateTriggers: { getFillColor: state.project },
      pickable: true,
      onHover: pick((picked) => projectLines(payload, (picked.object as { at: number }).at)),
      onClick: (picked) => picked.object && select((picked.object as { project: { id: string } }).project.id),
    }),
    new TextLayer<Label>({
      id: "names", data: names, getText: (one) => one.text, getPosition: (one) => one.at, getSize: (one) => one.size,
      getColor: (one) => rgba(palette.ink, one.country ? 0.75 : 0.95), getTextAnchor: (one) => (one.country ? "middle" : "start"),
      getPixelOffset: (one) => (one.country ? [0, 0] : [6, 0]),
      fontFamily: "system-ui, sans-serif", fontSettings: { sdf: true, fontSize: 64, buffer: 16, radius: 16, cutoff: 0.25, smoothing: 0.15 }, outlineWidth: 8, outlineColor: rgba(palette.halo, 0.9),
      characterSet: "auto",
    }),
  ].filter(Boolean);
}

function gainColour(gain: number | null, palette: Palette): string {
  return gain === null || gain === 0 ? palette.none : gain > 0 ? palette.gain : palette.loss;
}
