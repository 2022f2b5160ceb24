import { defineConfig } from "vitest/config";

/** The client against real servers; tests/system/test_browser_client.py starts them and names them. */
export default defineConfig({
  test: { include: ["src/**/*.live.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
});
