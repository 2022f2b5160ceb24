import { defineConfig } from "vitest/config";

/** The client against real servers; tests/system/test_browser_client.py starts them and names them. */
export default defineConfig({
  test: {
    include: ["src/**/*.live.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // On a busy machine the `fetch` of Node 20 throws in its own timer, after the request has ended.
    onUnhandledError: (error) => !error.stack?.includes("onParserTimeout"),
  },
});
