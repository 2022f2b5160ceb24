import { locale } from "../i18n";

/** A size for people: kilobytes, from a million on megabytes. */
export function bytes(amount: number): string {
  const [unit, shown] = amount >= 1_000_000 ? ["megabyte", amount / 1_000_000] : ["kilobyte", amount / 1_000];
  return new Intl.NumberFormat(locale(), {
    style: "unit",
    unit: unit as string,
    maximumFractionDigits: 1,
  }).format(shown as number);
}
