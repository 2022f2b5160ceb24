// The service worker of the pages of listening: they open without a network. Served as /listen-worker.js.
//
// A page always comes from the server when there is one; only then does it come from the store, and with it the very files
// of its own build. So a page never meets files of another build, also while a new one is being deployed: a worker whose
// build is not wholly there yet does not install itself, and the one before stays until its last page is closed.
const ASSETS = __ASSETS__;
const SHELL = "/listen";
const CACHE = `roomtone-listen-${__VERSION__}`;
const PATIENCE_MS = 4_000;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(removeOthers()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
});

async function install() {
  const shell = await fetch(SHELL, { cache: "no-store" });
  if (!shell.ok) throw new Error(`The page answered ${shell.status}`);
  const named = [...(await shell.clone().text()).matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path);
  if (named.some((path) => !ASSETS.includes(path))) throw new Error("The page is of another build");
  const cache = await caches.open(CACHE);
  await cache.addAll(ASSETS);
  await cache.put(SHELL, shell);
}

async function removeOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("roomtone-listen-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** From the server; from the store when there is none, or when it takes too long. */
async function page(event) {
  const answer = fetch(event.request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  try {
    const first = await Promise.race([answer, late]);
    if (first) return first;
  } catch {
    // there is no network
  }
  const stored = await (await caches.open(CACHE)).match(SHELL);
  return stored ?? answer;
}

/** The name of a file changes with its content: a stored one is never old. */
async function asset(request) {
  const stored = await (await caches.open(CACHE)).match(request.url);
  return stored ?? fetch(request);
}
