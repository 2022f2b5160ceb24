// Builds the package @roomtone/client (client/dist) from src/sdk.
import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

rmSync("client/dist", { recursive: true, force: true });
execFileSync("node_modules/.bin/tsc", ["-p", "client"], { stdio: "inherit" });
// Node, and TypeScript that resolves as Node does, want whole file names.
for (const name of readdirSync("client/dist")) {
  const path = `client/dist/${name}`;
  const source = readFileSync(path, "utf8");
  writeFileSync(path, source.replaceAll(/((?:from|import\()\s*")(\.\/[\w-]+)"/g, '$1$2.js"'));
}
copyFileSync("../LICENSE", "client/LICENSE");
