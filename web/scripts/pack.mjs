// Files that shrink get a .br and a .gz beside them: the server sends what the browser takes, and packs nothing.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const ASSETS = join("dist", "assets");

for (const name of readdirSync(ASSETS).filter((one) => /\.(js|css|svg)$/.test(one))) {
  const file = join(ASSETS, name);
  const content = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
}
