// Runs a Postman collection with newman and saves each answer as an example, as Postman itself does; run by make.py.
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";
const [modules, target] = process.argv.slice(2);
const require = createRequire(modules + "/");
const newman = require("newman");
const { Collection, Response } = require("postman-collection");
const { BASE_URL, PATHS, KEY } = process.env;

const item = (path) => ({
  name: `list ${path}`,
  request: {
    method: "GET",
    header: [{ key: "Authorization", value: "Bearer {{key}}" }],
    url: "{{baseUrl}}" + path.replace(/^\/batches\/([^/]*)\//, "/batches/:agent_id/"),
  },
});
const items = JSON.parse(PATHS).map((path) => {
  const made = item(path);
  const [, agent] = path.match(/^\/batches\/([^/]*)\//) ?? [];
  if (agent) {
    made.request.url = {
      raw: made.request.url,
      host: ["{{baseUrl}}"],
      path: made.request.url.split("/").slice(1),
      variable: [{ key: "agent_id", value: agent }],
    };
  }
  return made;
});
const collection = new Collection({
  info: { name: "Reference", schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
  item: [{ name: "lists", item: items.slice(0, 2) }, ...items.slice(2)],
});
const environment = { values: [{ key: "baseUrl", value: BASE_URL }, { key: "key", value: KEY }] };

// Of the first list a report would be ten times as large as all other samples: it writes bodies as arrays of numbers.
const report = target.includes("newman");
const run = report
  ? { folder: items.slice(1).map(({ name }) => name), reporters: ["json"], reporter: { json: { export: target } } }
  : {};
newman.run({ collection, environment, ...run }, (error, summary) => {
  if (error) throw error;
  if (report) return;
  for (const { item: ran, response } of summary.run.executions) {
    const saved = collection.oneDeep(ran.id);
    const { code, status, header, responseTime } = response.toJSON();
    saved.responses.add(new Response({
      name: status, code, status, header, responseTime, body: response.text(), originalRequest: saved.request.toJSON(),
    }));
  }
  writeFileSync(target, JSON.stringify(collection.toJSON(), null, 1));
});
