// Opens a report in Chromium and prints what it saw as JSON: kind of map, colours on the map per view, text
// of the sections, what follows a scenario chosen on the scorecard, sheets of those that print alone,
// requests that left the page, errors. Usage: node page.mjs REPORT [FOLDER FOR PICTURES]
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [report, pictures] = process.argv.slice(2);
const width = Number(process.env.WIDTH ?? 1280);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--use-angle=swiftshader",
    ...(process.env.NOGL ? ["--disable-3d-apis"] : ["--enable-unsafe-swiftshader"]),
  ],
});
const context = await browser.newContext({
  viewport: { width, height: 900 },
  colorScheme: process.env.SCHEME ?? "light",
});
const page = await context.newPage();
const requests = [];
const errors = [];
page.on("request", (request) => {
  if (/^(https?|wss?|ftp):/.test(request.url())) requests.push(request.url());
});
page.on("pageerror", (error) => errors.push(String(error)));
page.on("console", (message) => {
  if (message.type() === "error") errors.push(message.text());
});

const seen = { views: {} };
await page.goto(pathToFileURL(report).href + (process.env.MAP ? `?map=${process.env.MAP}` : ""));
await page.waitForFunction(() => document.documentElement.dataset.map === "ready", null, { timeout: 90_000 });
seen.kind = await page.evaluate(() => document.documentElement.dataset.mapKind);
await page.locator(".map:not(.paper)").scrollIntoViewIfNeeded();
for (const view of ["before", "after", "change"]) {
  await page.locator(`input[name=view][value=${view}]`).check({ force: true });
  await page.waitForTimeout(Number(process.env.PAUSE ?? 2500));
  const file = pictures ? `${pictures}/map-${view}.png` : undefined;
  const picture = await page.locator(".map:not(.paper)").screenshot({ path: file, timeout: 60_000 });
  seen.views[view] = await page.evaluate(colours, [picture.toString("base64"), 1]);
}
// One picture per indicator: the colours of its western half, and the legend.
seen.indicators = {};
for (const value of (process.env.INDICATORS ?? "").split(";").filter(Boolean)) {
  await page.locator("#map select").nth(1).selectOption(value);
  await page.waitForTimeout(Number(process.env.PAUSE ?? 2500));
  const picture = (await page.locator(".map:not(.paper)").screenshot({ timeout: 60_000 })).toString("base64");
  seen.indicators[value] = {
    west: await page.evaluate(colours, [picture, 0.5]),
    legend: await page.locator(".legend").innerText(),
  };
}
if (pictures) await page.screenshot({ path: `${pictures}/page.png`, fullPage: true, timeout: 90_000 });
await page.evaluate(() => {
  window.print = () => undefined;
});
seen.alone = {};
for (const name of await page.evaluate(() =>
  [...document.querySelectorAll("section:has(button.print)")].map((one) => one.id),
)) {
  await page.locator(`#${name} button.print`).first().click();
  const sheets = await page.pdf({ format: "A4", path: pictures ? `${pictures}/${name}.pdf` : undefined });
  seen.alone[name] = (sheets.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
}
seen.text = await page.evaluate(() =>
  Object.fromEntries([...document.querySelectorAll("section[id]")].map((one) => [one.id, one.innerText])),
);
seen.head = await page.locator("header.head").innerText();
if (process.env.SCENARIO) {
  await page.locator("#scorecard select").first().selectOption(process.env.SCENARIO);
  seen.followed = await page.evaluate(() =>
    [...document.querySelectorAll("#map select, #streams select")].map((one) => one.value),
  );
}
seen.sections = await page.evaluate(() => [...document.querySelectorAll("section[id]")].map((one) => one.id));
seen.overflow = await page.evaluate(
  () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
);
seen.title = await page.title();
console.log(JSON.stringify({ ...seen, requests, errors }));
await browser.close();

// Counts the colours of a picture from its west edge on: "#rrggbb" to number of pixels, the 60 most frequent.
async function colours([base64, share]) {
  const image = new Image();
  image.src = `data:image/png;base64,${base64}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, Math.round(share * image.width), image.height);
  const found = new Map();
  for (let i = 0; i < data.length; i += 4) {
    const hex = [...data.slice(i, i + 3)].map((value) => value.toString(16).padStart(2, "0"));
    const name = `#${hex.join("")}`;
    found.set(name, (found.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...found].sort((a, b) => b[1] - a[1]).slice(0, 60));
}
