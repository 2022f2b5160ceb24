// The service worker of this origin: the pages of `opensOffline` open without a network. Served as /offline-worker.js.
//
// It keeps the shell, which is the same for everybody, and the files of these pages; never an answer of the API, and never
// the HTML of a session, which has its title. A page always comes from the server when there is one; only then does it come
// from the store, and with it the very files of its own build. A worker whose build is not wholly on the server yet does not
// install itself. A new one takes over at once: the store of the build before stays for the pages that are open.
const ASSETS = __ASSETS__;
const PATHS = __PATHS__.map((path) => new RegExp(path));
/** The second has the Content-Security-Policy of pages that show pictures and play sound from anywhere. */
const SHELLS = ["/", "/listen"];
const PREFIX = "roomtone-shell-";
const CACHE = PREFIX + __VERSION__;
const PATIENCE_MS = 4_000;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(removeOld()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (PATHS.some((path) => path.test(url.pathname))) event.respondWith(page(request, url));
  } else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
});

/**
 * A failed install leaves no store behind. One that was killed leaves a part, without the shell that comes last: `removeOld`
 * would keep neither instead of the one whose pages are open.
 */
async function install() {
  const shells = await Promise.all(SHELLS.map(shellFromServer));
  const isNew = !(await isWhole(CACHE));
  try {
    const cache = await caches.open(CACHE);
    await cache.addAll(ASSETS);
    for (const path of SHELLS.toReversed()) await cache.put(path, shells[SHELLS.indexOf(path)]);
    if (!(await isWhole(CACHE))) throw new Error("Another build has removed this one");
  } catch (error) {
    if (isNew) await caches.delete(CACHE);
    throw error;
  }
  await self.skipWaiting();
}

/** Whether a store has its last file. */
async function isWhole(name) {
  return (await caches.has(name)) && (await (await caches.open(name)).match(SHELLS[0])) !== undefined;
}

/** The HTML of a shell of this build. */
async function shellFromServer(path) {
  const answer = await fetch(path, { cache: "no-store", credentials: "omit" });
  if (!answer.ok) throw new Error(`The page answered ${answer.status}`);
  const named = [...(await answer.clone().text()).matchAll(/"(\/assets\/[^"]+)"/g)].map(([, asset]) => asset);
  if (named.some((asset) => !ASSETS.includes(asset))) throw new Error("The page is of another build");
  return answer;
}

/** Two builds stay: this one, and the newest whole one of the others, whose pages may be open. */
async function removeOld() {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  const whole = await Promise.all(others.map(isWhole));
  const last = others.findLast((_, at) => whole[at]);
  await Promise.all(others.filter((name) => name !== last).map((name) => caches.delete(name)));
}

/** From the server; from the store when there is none, when it is down, or when it takes too long. */
async function page(request, url) {
  const answer = fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  try {
    const first = await Promise.race([answer, late]);
    if (first && first.status < 500) return first;
  } catch {
    // there is no network
  }
  const shell = SHELLS.findLast((path) => url.pathname.startsWith(path));
  const stored = await (await caches.open(CACHE)).match(shell);
  return stored ?? answer;
}

/** The name of a file changes with its content: a stored one is never old, and never of another build. */
async function asset(request) {
  return (await caches.match(request.url)) ?? fetch(request);
}
