import { expect, test } from "vitest";
import type { contract } from "../../sdk";
import { Find, fold, patternOf, placesIn, ticksOf } from "./find";
import { piecesOf } from "./found";
import type { Passage } from "./sources";

const passage = (text: string, i: number): Passage => ({
  segment: { segment_id: `s${i}`, text, start_ms: 0, end_ms: 4_000 } as contract.SpeechSegment,
  from: i * 5_000,
  to: i * 5_000 + 4_000,
});

test("VF6 case and ё are folded, every character stays at its place, and signs are no pattern", () => {
  expect(fold("ЁЖ İx")).toBe("еж İx");
  const text = "Зелёная сборка: зеленая? 1.5 и 105";
  expect(placesIn(text, patternOf("ЗЕЛЕНАЯ"), new Set())).toEqual([
    [0, 7],
    [16, 23],
  ]);
  expect(placesIn(text, patternOf("1.5"), new Set())).toEqual([[25, 28]]);
  expect(placesIn("a  b a b", patternOf('"a b"'), new Set())).toEqual([
    [0, 4],
    [5, 8],
  ]);
  expect(placesIn("откат отката, закат", patternOf("откатить"), new Set(["откат", "отката"]))).toEqual([
    [0, 5],
    [6, 12],
  ]);
  expect(patternOf(' " ')).toBeUndefined();
});

test("VF6 two hours are found in the data, in turn and round the ends, and a live change moves nothing", () => {
  const passages = Array.from({ length: 1_440 }, (_, i) =>
    passage(i % 100 === 7 ? "вот это Откат" : "тихо", i),
  );
  let changes = 0;
  const find = new Find(() => changes++);
  find.read(passages);
  find.look("откат", 107 * 5_000);
  expect([find.found.hits.length, find.found.at, find.found.hits[1]?.id]).toEqual([15, 1, "s107"]);
  find.step(-1);
  find.step(-1);
  expect([find.found.at, changes]).toEqual([14, 3]);
  const { turn } = find.found;
  find.read([...passages.slice(0, 7), passage("ничего", 7), ...passages.slice(8)]);
  expect([find.found.hits.length, find.found.at, find.found.turn]).toEqual([14, 13, turn]);
  find.look(" ", 0);
  expect([find.found.hits, find.found.at]).toEqual([[], -1]);
});

test("VF6 a text is cut where hits and the heard word begin and end; many ticks are one path", () => {
  const pieces = piecesOf("да откат нет", [{ from: 3, to: 6 }], { from: 3 }, [3, 8]);
  expect(pieces.map(({ text, isHit, isCurrent, isHeard }) => [text, isHit, isCurrent, isHeard])).toEqual([
    ["да ", false, false, false],
    ["отк", true, true, true],
    ["ат", false, false, true],
    [" нет", false, false, false],
  ]);
  expect(ticksOf([{ ms: 0 }, { ms: 0.4 }, { ms: 1_000 }], 1_000, 900)).toBe("M0 0h2v6h-2zM898 0h2v6h-2z");
});
