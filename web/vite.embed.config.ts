import { defineConfig } from "vite";

/** The elements for other people's pages: one file each, with everything in it, at a name that stays. */
export default defineConfig({
  publicDir: false,
  build: {
    target: "es2023",
    emptyOutDir: false, // the pages were built before
    lib: {
      entry: "src/voice/fab/element.ts",
      name: "RoomtoneFab",
      formats: ["iife"],
      fileName: () => "roomtone-fab.js",
    },
  },
  // In an embedding page there is no `process`, and no second copy of the development build is wanted.
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
});
