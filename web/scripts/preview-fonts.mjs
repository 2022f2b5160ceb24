// The fonts of the pictures that chats show of a link (server/previews/picture.py): Inter for Latin, Greek and Cyrillic,
// and emoji in one color.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import subsetFont from "subset-font";

const TARGET = join("dist", "preview");
const INTER = join("node_modules", "inter-ui", "variable", "InterVariable.woff2");
const EMOJI = join(
  "node_modules",
  "@expo-google-fonts",
  "noto-emoji",
  "500Medium",
  "NotoEmoji_500Medium.ttf",
);
const RANGES = [
  [0x20, 0x24f],
  [0x300, 0x3ff],
  [0x400, 0x52f],
  [0x1e00, 0x1eff],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x20a0, 0x20bf],
  [0x2100, 0x214f],
  [0x2190, 0x22ff],
];

mkdirSync(TARGET, { recursive: true });
const text = RANGES.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index)),
).join("");
const inter = await subsetFont(readFileSync(INTER), text, {
  targetFormat: "truetype",
  keepFeatures: ["ccmp", "kern", "mark"],
  variationAxes: { opsz: { min: 20, max: 32 }, wght: { min: 400, max: 600 } },
  noHinting: true,
});
writeFileSync(join(TARGET, "inter.ttf"), inter);
copyFileSync(EMOJI, join(TARGET, "emoji.ttf"));
