// Writes the service worker of the pages of listening, with the names of all files that these pages need.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

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

for (const [key, { isEntry }] of Object.entries(manifest)) {
  if (isEntry) add(key, false);
  else if (key.startsWith("src/listen/")) add(key, true);
}

const assets = [...needed].map((name) => `/assets/${name}`).sort();
const source = readFileSync(join("src", "listen", "offline-worker.js"), "utf8");
const version = createHash("sha256").update(JSON.stringify(assets)).update(source).digest("hex").slice(0, 16);
const worker = source
  .replace("__ASSETS__", JSON.stringify(assets))
  .replace("__VERSION__", JSON.stringify(version));
writeFileSync(join("dist", "listen-worker.js"), worker);
