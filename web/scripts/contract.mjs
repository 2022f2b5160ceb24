// Makes src/sdk/contract.ts, the types of everything that client and server tell each other, from the JSON Schema that
// `python -m server contract --schema` pipes into it. With a file's name the types go there instead.
import { writeFile } from "node:fs/promises";
import { json } from "node:stream/consumers";
import { compile } from "json-schema-to-typescript";

const typesFile = process.argv[2] ?? new URL("../src/sdk/contract.ts", import.meta.url);

const types = await compile(withoutTitles(await json(process.stdin)), "Contract", {
  additionalProperties: false,
  bannerComment: "/* Made from the server's contract by `make docs`. Do not edit. */",
  format: true,
  style: { printWidth: 110 },
});
await writeFile(typesFile, types);

/** A title per field would become a named type per field; only the models themselves have names. */
function withoutTitles(node, named = true) {
  if (Array.isArray(node)) return node.map((one) => withoutTitles(one, false));
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node)
    .filter(([key, value]) => named || key !== "title" || typeof value !== "string")
    .map(([key, value]) => [key === "prefixItems" ? "items" : key, value]); // the library knows the older word
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      key === "$defs" || key === "properties" ? withoutFieldTitles(value) : withoutTitles(value, false),
    ]),
  );
}

function withoutFieldTitles(fields) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, withoutTitles(field, false)]),
  );
}
