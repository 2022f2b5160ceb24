import { count, t } from "../../i18n";
import { shownTitle } from "../artwork";
import { hoursAndMinutes, midnight, shortMonth } from "../time";
import type { Statistics } from "./period";
import { DAYS, STATISTICS as WORDS } from "./words";
import { monthColumns, offsetOf, stepOf } from "./year-map";

export const WIDTH = 1200;
const EDGE = 64;
const WITH_BOOKS = 880;
const WITHOUT_BOOKS = 600;
const BOOKS = 5;
/** How much of the ink each step of a day has. */
const INK = [0, 0.2, 0.42, 0.68, 1];

type Pen = OffscreenCanvasRenderingContext2D;

/**
 * A year as a PNG: its figures, its days, and with `titles` the books that were heard most. It is drawn in the browser,
 * in the colours of the page. Covers are left out: those of other servers may not be read.
 */
export async function yearPicture(found: Statistics, titles: boolean): Promise<Blob> {
  await document.fonts.ready;
  const books = titles ? found.books.slice(0, BOOKS) : [];
  const height = books.length > 0 ? WITH_BOOKS : WITHOUT_BOOKS;
  const canvas = new OffscreenCanvas(WIDTH, height);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("There is no canvas");
  const colour = colours();
  pen.fillStyle = colour("--rt-ground");
  pen.fillRect(0, 0, WIDTH, height);
  const year = found.days[0]?.date.slice(0, 4) ?? "";
  text(pen, t(WORDS.pictureHead, { year }), EDGE, 110, { size: 44, weight: 600, colour: colour("--rt-ink") });
  figures(pen, found, colour);
  days(pen, found, colour);
  for (const [at, { book, ms }] of books.entries()) {
    const top = 580 + at * 50;
    const title = shownTitle({ book_title: book.title, book_name: book.name });
    text(pen, title, EDGE, top, { size: 26, colour: colour("--rt-ink"), room: 800 });
    text(pen, hoursAndMinutes(ms), WIDTH - EDGE, top, {
      size: 26,
      colour: colour("--rt-ink-2"),
      right: true,
    });
  }
  text(pen, "Roomtone", WIDTH - EDGE, height - 40, { size: 22, colour: colour("--rt-ink-3"), right: true });
  return canvas.convertToBlob({ type: "image/png" });
}

function colours(): (name: string) => string {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(name).trim();
}

interface Line {
  readonly size: number;
  readonly colour: string;
  readonly weight?: number;
  readonly right?: boolean;
  /** The width it must fit into. */
  readonly room?: number;
}

function text(pen: Pen, words: string, x: number, y: number, line: Line): void {
  const family = getComputedStyle(document.body).fontFamily;
  pen.font = `${line.weight ?? 400} ${line.size}px ${family}`;
  pen.textAlign = line.right ? "right" : "left";
  pen.fillStyle = line.colour;
  let shown = words;
  const room = line.room ?? WIDTH - 2 * EDGE;
  while (pen.measureText(shown).width > room && shown.length > 1)
    shown = `${[...shown].slice(0, -2).join("")}…`;
  pen.fillText(shown, x, y);
}

function figures(pen: Pen, found: Statistics, colour: (name: string) => string): void {
  const passed = found.days.filter((day) => day.date <= found.today).length;
  const all = [
    [t(WORDS.listened), hoursAndMinutes(found.listened_ms)],
    [t(WORDS.days), t(WORDS.daysOf, { n: found.days_listened, all: passed })],
    [t(WORDS.longest), count(found.longest_streak, DAYS)],
    [t(WORDS.finished), String(found.finished)],
  ] as const;
  const step = (WIDTH - 2 * EDGE) / all.length;
  for (const [at, [label, value]] of all.entries()) {
    const left = EDGE + at * step;
    text(pen, label, left, 190, { size: 24, colour: colour("--rt-ink-3"), room: step - 16 });
    text(pen, value, left, 240, { size: 38, weight: 600, colour: colour("--rt-ink"), room: step - 16 });
  }
}

function days(pen: Pen, found: Statistics, colour: (name: string) => string): void {
  const first = found.days[0]?.date;
  if (!first) return;
  const offset = offsetOf(first);
  const pitch = (WIDTH - 2 * EDGE) / 54;
  const top = 330;
  for (const { date, column } of monthColumns(found.days)) {
    text(pen, shortMonth(midnight(date)), EDGE + column * pitch, top - 16, {
      size: 20,
      colour: colour("--rt-ink-3"),
    });
  }
  for (const [at, day] of found.days.entries()) {
    const place = offset + at;
    const [x, y] = [EDGE + Math.floor(place / 7) * pitch, top + (place % 7) * pitch];
    for (const [fill, share] of [
      [colour("--rt-step-b"), 1],
      [colour("--rt-ink"), INK[stepOf(day.ms)] ?? 0],
    ] as const) {
      pen.globalAlpha = share;
      pen.fillStyle = fill;
      pen.beginPath();
      pen.roundRect(x, y, pitch - 4, pitch - 4, 3);
      pen.fill();
    }
    pen.globalAlpha = 1;
  }
  const legend = top + 7 * pitch + 36;
  text(pen, t(WORDS.truth), EDGE, legend, { size: 20, colour: colour("--rt-ink-3") });
}
