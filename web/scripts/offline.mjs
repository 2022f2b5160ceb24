// Writes the service worker, with the addresses of the pages that open offline and the names of all files that they need.
// Refuses a build in which these are larger than their budget: every browser that opens one of the pages keeps them.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const BUDGET = 1_300_000; // bytes as they are stored, of at most two builds; a third of it is transferred

const manifest = JSON.parse(readFileSync(join("dist", ".vite", "manifest.json"), "utf8"));
rmSync(join("dist", ".vite"), { recursive: true });
const needed = new Set(readdirSync(join("dist", "assets")).filter((name) => /\.(woff2|svg)$/.test(name)));

/** `lazy`: with what is loaded when it is asked for. The entry loads every page so. */
function add(key, lazy, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(key)) return;
  seen.add(key);
  for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) {
    needed.add(file.replace(/^assets\//, ""));
  }
  for (const next of [...(chunk.imports ?? []), ...(lazy ? (chunk.dynamicImports ?? []) : [])]) {
    if (!manifest[next]?.isEntry) add(next, lazy, seen);
  }
}

const rows = [
  ...readFileSync(join("src", "app", "pages.ts"), "utf8").matchAll(/\{\s+path: "(.+?)"(.+?)\},?\n/gs),
];
const offline = rows.filter(([row]) => row.includes("opensOffline"));
add("index.html", false);
for (const [, , row] of offline) add(`src/${/import\("\.\.\/(.+?)"\)/.exec(row)[1]}.ts`, true);

const bytes = [...needed].reduce((sum, name) => sum + statSync(join("dist", "assets", name)).size, 0);
if (process.argv.includes("--list")) console.log(`${(bytes / 1000).toFixed(0)} kB  offline`);
if (bytes > BUDGET) {
  console.error(`The pages that open offline need ${bytes} bytes: their budget is ${BUDGET}`);
  process.exitCode = 1;
}

const paths = offline.map(
  ([, path]) =>
    `^${path
      .replace(/\{\w+\}/g, "[^/]+")
      .replace(/(?<=.)$/, "/?")
      .replace(/^\/\/\?$/, "/")}$`,
);
const assets = [...needed].map((name) => `/assets/${name}`).sort();
const source = readFileSync(join("src", "app", "offline-worker.js"), "utf8");
const version = createHash("sha256")
  .update(JSON.stringify([assets, paths]))
  .update(source)
  .digest("hex");
const worker = source
  .replace("__ASSETS__", JSON.stringify(assets))
  .replace("__PATHS__", JSON.stringify(paths))
  .replace("__VERSION__", JSON.stringify(version.slice(0, 16)));
writeFileSync(join("dist", "offline-worker.js"), worker);
