import { defineConfig } from "vite";

/** The elements for other people's pages: one file each, with everything in it, at a name that stays. */
const ELEMENTS: Readonly<Record<string, { entry: string; name: string }>> = {
  "roomtone-fab": { entry: "src/voice/fab/element.ts", name: "RoomtoneFab" },
  "roomtone-clip-board": { entry: "src/clip/board/element.ts", name: "RoomtoneClipBoard" },
  "roomtone-listening": { entry: "src/listen/embedded/element.ts", name: "RoomtoneListening" },
};

/** One build has one such file: the mode is its name. */
export default defineConfig(({ mode }) => {
  const element = ELEMENTS[mode];
  if (!element) throw new Error(`No element is called ${mode}: --mode ${Object.keys(ELEMENTS).join(" or ")}`);
  return {
    publicDir: false,
    build: {
      target: "es2023",
      emptyOutDir: false, // the pages were built before
      lib: { ...element, formats: ["iife"], fileName: () => `${mode}.js` },
    },
    // In an embedding page there is no `process`, and no second copy of the development build is wanted.
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
  };
});
