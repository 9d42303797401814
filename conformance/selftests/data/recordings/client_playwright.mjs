// Asks the reference API from a page in headless Chromium while Playwright records a HAR; run by make.py.
import { createRequire } from "node:module";
const [modules, target] = process.argv.slice(2);
const { chromium } = createRequire(modules + "/")("playwright-core");
const { BASE_URL, PATHS, KEY, CHROMIUM = "/usr/bin/chromium" } = process.env;

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
const context = await browser.newContext({ recordHar: { path: target, content: "embed" } });
const page = await context.newPage();
await page.goto(BASE_URL + "/"); // the page is an answer of the API itself, so what it asks for is of one origin
await page.evaluate(async ([paths, key]) => {
  const read = async (path, headers) => (await fetch(path, { headers })).text();
  for (const path of paths) await read(path, { Authorization: `Bearer ${key}` });
  await read(paths[0], {});
  await fetch(paths[0]); // what the page does not read, the browser does not keep
}, [JSON.parse(PATHS), KEY]);
await context.close();
await browser.close();
