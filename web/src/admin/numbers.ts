import { locale, t } from "../i18n";

/** 1,234: whole numbers in the reader's own form. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString(locale());
}

const UNITS = [
  { en: "B", ru: "Б" },
  { en: "KB", ru: "КБ" },
  { en: "MB", ru: "МБ" },
  { en: "GB", ru: "ГБ" },
  { en: "TB", ru: "ТБ" },
];

/** Bytes with the largest unit of which there is at least one; a unit is 1024 of the one before. */
export function bytes(value: number): string {
  let [amount, unit] = [value, 0];
  while (amount >= 1024 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || amount >= 100 ? 0 : 1;
  const shown = amount.toLocaleString(locale(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${shown} ${t(UNITS[unit] ?? { en: "" })}`;
}

/** Dollars; small amounts with the digits that make them more than nothing. */
export function dollars(value: number): string {
  const digits = value > 0 && value < 0.1 ? 4 : 2;
  return `$${value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

export function percent(part: number, all: number): string {
  const share = all > 0 ? part / all : 0;
  return share.toLocaleString(locale(), { style: "percent", maximumFractionDigits: share < 0.1 ? 1 : 0 });
}

/** Milliseconds with at most two digits that say something. */
export function milliseconds(value: number): string {
  return value.toLocaleString(locale(), { maximumFractionDigits: value < 10 ? 1 : 0 });
}

/** 2025-06-15: dates in a table are compared, so all have one form. */
export function day(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export function dayAndTime(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${day(at)} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The value that a share of all is at most, from counts by bounds; between two bounds it is read off a straight line. */
export function quantile(share: number, counts: readonly number[], bounds: readonly number[]): number | null {
  const all = counts.reduce((sum, one) => sum + one, 0);
  if (all === 0) return null;
  let before = 0;
  for (const [index, amount] of counts.entries()) {
    const from = index === 0 ? 0 : (bounds[index - 1] ?? 0);
    const to = bounds[index];
    if (before + amount >= share * all && amount > 0) {
      return to === undefined ? from : from + ((share * all - before) / amount) * (to - from);
    }
    before += amount;
  }
  return bounds.at(-1) ?? null;
}
