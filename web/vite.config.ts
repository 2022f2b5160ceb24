import { defineConfig, loadEnv, type Plugin, type ProxyOptions } from "vite";

/** The latin font is asked for with the page itself, so that `font-display: optional` usually has it in time. */
function preloadLatinFont(): Plugin {
  return {
    name: "preload-latin-font",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const font = Object.keys(bundle ?? {}).find((name) => /inter-latin.*\.woff2$/.test(name));
        if (!font) return [];
        const attrs = { rel: "preload", as: "font", type: "font/woff2", crossorigin: "", href: `/${font}` };
        return [{ tag: "link", attrs, injectTo: "head" }];
      },
    },
  };
}

/** The server of `make dev`. It is asked under the pages' own address, which is the origin that it accepts. */
const SERVER: ProxyOptions = {
  target: loadEnv("", ".", "ROOMTONE_").ROOMTONE_SERVER ?? "http://127.0.0.1:8001",
  changeOrigin: false,
  bypass: ({ headers }) => (headers.accept?.includes("text/html") ? "/index.html" : undefined),
};

export default defineConfig({
  plugins: [preloadLatinFont()],
  build: {
    target: "es2023",
    assetsInlineLimit: 0, // a data: URI would need a wider Content-Security-Policy
    manifest: true, // for scripts/offline.mjs
    // else all of the SDK is in the first file, also what one page alone uses
    rolldownOptions: { treeshake: { moduleSideEffects: [{ test: /src\/sdk\//, sideEffects: false }] } },
    modulePreload: { polyfill: false }, // the polyfill is for browsers older than the build target
  },
  server: {
    fs: { allow: [".."] }, // sessions/voice/words.json
    proxy: {
      "^/(api|admin|voicebot|openapi|asyncapi)\\b": SERVER,
      "^/socket\\.io/": { ...SERVER, ws: true },
    },
  },
});
