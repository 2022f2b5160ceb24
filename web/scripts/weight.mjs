// Refuses a build in which a page cannot show itself without more JavaScript than its budget (bytes, brotli).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const BUDGET = 80_000;

const manifest = JSON.parse(readFileSync(join("dist", ".vite", "manifest.json"), "utf8"));
const sizes = new Map();

function size(file) {
  if (!sizes.has(file)) sizes.set(file, brotliCompressSync(readFileSync(join("dist", file))).length);
  return sizes.get(file);
}

function files(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) files(next, seen);
  return seen;
}

const pages = readFileSync(join("src", "app", "pages.ts"), "utf8").matchAll(/import\("\.\.\/(.+?)"\)/g);
for (const page of new Set([...pages].map(([, path]) => `src/${path}.ts`))) {
  const needed = new Set([...files("index.html"), ...files(page)]);
  const bytes = [...needed].reduce((sum, key) => sum + size(manifest[key].file), 0);
  if (process.argv.includes("--list")) console.log(`${(bytes / 1000).toFixed(1).padStart(6)} kB  ${page}`);
  if (bytes <= BUDGET) continue;
  console.error(
    `${page} needs ${bytes} bytes of JavaScript before its first picture: its budget is ${BUDGET}`,
  );
  process.exitCode = 1;
}
