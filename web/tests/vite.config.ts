import { defineConfig } from "vite";

const here = new URL(".", import.meta.url).pathname;

/** Builds what only the browser tests need; `--outDir` says where. */
export default defineConfig({
  root: here,
  build: { target: "es2023", rollupOptions: { input: `${here}jam-audio.html` }, emptyOutDir: true },
});
