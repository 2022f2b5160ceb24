// Colour roles only: a colour literal outside the token file fails the check.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const TOKENS = join("src", "ui", "tokens.css");
const LITERAL = /#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch)\(/gi;

const files = readdirSync("src", { recursive: true })
  .map((name) => join("src", name))
  .filter((name) => /\.(ts|css)$/.test(name) && name !== TOKENS);

const found = files.flatMap((file) =>
  readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, index) => {
      const hits = line.match(LITERAL) ?? [];
      return hits.map((hit) => `${file}:${index + 1}: ${hit} (use a --rt- role from ${TOKENS})`);
    }),
);

if (found.length > 0) {
  console.error(found.join("\n"));
  process.exit(1);
}
