import { expect, test, vi } from "vitest";

vi.stubGlobal("navigator", { language: "en-GB" });
const { shortLength, spokenTime } = await import("./speech");

test("a timecode is spoken without its zero parts", () => {
  expect(spokenTime(2535)).toBe("42 minutes 15 seconds");
  expect(spokenTime(3601)).toBe("1 hour 1 second");
  expect(spokenTime(0)).toBe("0 seconds");
  expect(spokenTime(7260)).toBe("2 hours 1 minute");
});

test("a length is hours and minutes, and seconds under a minute", () => {
  expect(shortLength(6872)).toBe("1 h 54 min");
  expect(shortLength(480)).toBe("8 min");
  expect(shortLength(60)).toBe("1 min");
  expect(shortLength(59.9)).toBe("59 s");
  expect(shortLength(0)).toBe("0 s");
});

test("Russian counts as Russian does", () => {
  vi.stubGlobal("navigator", { language: "ru-RU" });
  expect(spokenTime(2 * 3600 + 21 * 60 + 5)).toBe("2 часа 21 минута 5 секунд");
});
