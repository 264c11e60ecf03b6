// Builds the page into one file, `src/corridor/report/page.html`. With --check, compares instead of writing.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { rows, tables, variables } from "./tables.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../src/corridor/report/page.html");

const colours = join(here, "../src/corridor/data/palette.csv");
const palette = rows(readFileSync(colours, "utf8"), colours);

const result = await build({
  root: here,
  configFile: false,
  logLevel: "warn",
  plugins: [tables()],
  build: {
    write: false,
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    chunkSizeWarningLimit: 10_000,
    rollupOptions: { input: join(here, "src/main.ts"), output: { codeSplitting: false } },
  },
});
const { output } = Array.isArray(result) ? result[0] : result;
const chunks = output.filter((part) => part.type === "chunk");
if (chunks.length !== 1) throw new Error(`expected one chunk, found ${chunks.map((c) => c.fileName)}`);
const css = output.filter((part) => part.fileName.endsWith(".css")).map((part) => String(part.source));
const script = local(chunks[0].code).replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");

let page = readFileSync(join(here, "index.html"), "utf8");
page = put(page, "/*style*/", variables(palette) + css.join("\n"));
page = put(page, "/*script*/", script);
page = put(page, 'id="libraries">[]', `id="libraries">${libraries(chunks[0].moduleIds)}`);

if (process.argv.includes("--check")) {
  if (!existsSync(target) || readFileSync(target, "utf8") !== page) {
    console.error("src/corridor/report/page.html is not what the sources in web/ give: run `make page`");
    process.exit(1);
  }
  console.log("page.html is what the sources give");
} else {
  writeFileSync(target, page);
  console.log(`page.html: ${page.length} characters`);
}

// Replaces a place in the page, literally.
function put(text, place, value) {
  if (!text.includes(place)) throw new Error(`index.html has no ${place}`);
  return text.replace(place, () => value);
}

// Takes out addresses that libraries would load code from; nothing is ever loaded.
function local(code) {
  return code.replaceAll(/https:\/\/(unpkg\.com|cdn\.jsdelivr\.net)[\w@./${}-]*/g, "about:blank");
}

// Returns the licences of the packages in the bundle, as JSON that is safe inside a script element.
function libraries(moduleIds) {
  const names = new Set();
  for (const id of moduleIds) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id.slice(id.lastIndexOf("node_modules/")));
    if (match) names.add(match[1]);
  }
  const found = [...names].sort().map((name) => {
    const folder = join(here, "node_modules", name);
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder)
      .sort()
      .find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? readFileSync(join(folder, file), "utf8").trim() : "";
    return { name, version: about.version, licence: about.license ?? "", text };
  });
  return JSON.stringify(found).replaceAll("<", "\\u003c");
}
