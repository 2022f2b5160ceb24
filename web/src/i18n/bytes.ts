import { locale } from ".";

/** A size for people: kilobytes, from a million on megabytes, from a milliard on gigabytes. */
export function bytes(amount: number): string {
  const [unit, shown] =
    amount >= 1e9
      ? ["gigabyte", amount / 1e9]
      : amount >= 1e6
        ? ["megabyte", amount / 1e6]
        : ["kilobyte", amount / 1e3];
  return new Intl.NumberFormat(locale(), {
    style: "unit",
    unit: unit as string,
    maximumFractionDigits: 1,
  }).format(shown as number);
}
