import { expect, test, vi } from "vitest";
import { noteWords } from "./export-notes";

test.each([
  [
    "0:00 Intro was added: YouTube needs a first chapter at zero.",
    "Добавлено «0:00 Intro»: YouTube нужна первая глава с нуля.",
  ],
  [
    "0:04 was moved to 0:00: YouTube needs a first chapter at zero.",
    "0:04 перенесено на 0:00: YouTube нужна первая глава с нуля.",
  ],
  [
    "2 chapters were merged: they were closer than 10 s.",
    "2 главы — ближе 10 с к соседней, объединены с ней.",
  ],
  ["Left out, too long for YouTube: 14 smaller moments.", "Не поместилось в YouTube: 14 моментов поменьше."],
  ["1 moment is left out: the video had not begun yet.", "Не вошло: 1 момент. Видео тогда ещё не началось."],
  ["3 moments are in other parts of the video.", "В других частях видео: 3 момента."],
  [
    "2 moments share their frame with another: Resolve keeps one marker a frame.",
    "В одном кадре с другим: 2 момента. Resolve хранит одну метку на кадр.",
  ],
  ["No moments captured yet.", "No moments captured yet."],
])("%s", (note, ru) => {
  vi.stubGlobal("navigator", { language: "ru-RU" });
  expect(noteWords(note)).toBe(ru);
  vi.stubGlobal("navigator", { language: "en-GB" });
  expect(noteWords(note)).toBe(note);
  vi.unstubAllGlobals();
});
