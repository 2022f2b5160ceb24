import { beforeAll, describe, expect, it, vi } from "vitest";
import { bytes, dayAndTime, dollars, quantile } from "./numbers";

describe("numbers of the admin page", () => {
  beforeAll(() => {
    vi.stubGlobal("navigator", { language: "en-GB" });
  });

  it("shows bytes with a unit, and one digit after the point up to a hundred", () => {
    expect([0, 900, 1024, 3174, 219_136, 5_242_880].map(bytes)).toEqual([
      "0 B",
      "900 B",
      "1.0 KB",
      "3.1 KB",
      "214 KB",
      "5.0 MB",
    ]);
  });

  it("shows small amounts of money as more than nothing", () => {
    expect([0, 0.0025, 0.1, 12.3].map(dollars)).toEqual(["$0.00", "$0.0025", "$0.10", "$12.30"]);
  });

  it("reads quantiles between two bounds off a straight line", () => {
    const bounds = [0.001, 0.01, 0.1];
    expect(quantile(0.5, [0, 0, 0, 0], bounds)).toBeNull();
    expect(quantile(0.5, [10, 0, 0, 0], bounds)).toBeCloseTo(0.0005);
    expect(quantile(0.99, [50, 50, 0, 0], bounds)).toBeCloseTo(0.00982);
    expect(quantile(0.99, [0, 0, 0, 5], bounds)).toBe(0.1);
  });

  it("gives every date of a table the same form", () => {
    expect(dayAndTime(new Date(2025, 5, 3, 9, 5).getTime())).toBe("2025-06-03 09:05");
  });
});
