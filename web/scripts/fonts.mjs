// Inter for these pages: two subsets of its variable font, with the OpenType features that the style sheets use.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import subsetFont from "subset-font";

const SOURCE = join("node_modules", "inter-ui", "variable", "InterVariable.woff2");
const TARGET = join("src", "ui", "fonts");
const SUBSETS = {
  latin: [
    [0x20, 0x7e],
    [0xa0, 0xff],
    [0x152, 0x153],
    [0x2010, 0x2015],
    [0x2018, 0x201f],
    [0x2022],
    [0x2026],
    [0x2039, 0x203a],
    [0x20ac],
    [0x2122],
    [0x2190, 0x2193],
    [0x2212],
    [0xd7],
  ],
  cyrillic: [[0x400, 0x45f], [0x490, 0x491], [0x2116]],
};
const FEATURES = ["calt", "ccmp", "cv11", "kern", "locl", "mark", "tnum", "zero"];

for (const [name, ranges] of Object.entries(SUBSETS)) {
  const file = join(TARGET, `inter-${name}.woff2`);
  if (existsSync(file)) continue;
  const text = ranges
    .flatMap(([first, last = first]) => Array.from({ length: last - first + 1 }, (_, index) => first + index))
    .map((point) => String.fromCodePoint(point))
    .join("");
  const font = await subsetFont(readFileSync(SOURCE), text, {
    targetFormat: "woff2",
    keepFeatures: FEATURES,
    variationAxes: { opsz: 14, wght: { min: 400, max: 600 } },
    noHinting: true,
  });
  mkdirSync(TARGET, { recursive: true });
  writeFileSync(file, font);
}
