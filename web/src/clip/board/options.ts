export const CORNERS = ["bottom-right", "bottom-left", "top-right", "top-left"] as const;
export const SIZES = ["small", "medium", "large"] as const;
/** More cards than this are a list, and no overlay. */
export const MOST_CARDS = 10;
/** Seconds that a moment may be shown. */
const LONGEST = 3600;

/** What the board shows, and where. `hideAfter` in seconds, 0 for never; `notes` are notes and names of viewers. */
export interface BoardOptions {
  readonly count: number;
  readonly hideAfter: number;
  readonly corner: (typeof CORNERS)[number];
  readonly size: (typeof SIZES)[number];
  readonly language: "en" | "ru" | "";
  readonly notes: boolean;
  readonly showLink: boolean;
}

/** Their attributes, and parameters of the address. */
export const OPTION_NAMES = ["count", "hide-after", "corner", "size", "language", "notes", "show-link"];

export const FIRST_OPTIONS: BoardOptions = {
  count: 3,
  hideAfter: 0,
  corner: "bottom-right",
  size: "medium",
  language: "",
  notes: false,
  showLink: false,
};

/** Options by their attribute or parameter; `given` answers its text, or null. What is no legal value is as at first. */
export function optionsOf(given: (name: string) => string | null): BoardOptions {
  const oneOf = <Value extends string>(name: string, values: readonly Value[], first: Value): Value =>
    values.find((value) => value === given(name)) ?? first;
  const whole = (name: string, least: number, most: number, first: number): number => {
    const text = given(name) ?? "";
    return /^\d{1,5}$/.test(text) ? Math.min(most, Math.max(least, Number(text))) : first;
  };
  return {
    count: whole("count", 1, MOST_CARDS, FIRST_OPTIONS.count),
    hideAfter: whole("hide-after", 0, LONGEST, FIRST_OPTIONS.hideAfter),
    corner: oneOf("corner", CORNERS, FIRST_OPTIONS.corner),
    size: oneOf("size", SIZES, FIRST_OPTIONS.size),
    language: oneOf("language", ["en", "ru"], FIRST_OPTIONS.language),
    notes: given("notes") !== null,
    showLink: given("show-link") !== null,
  };
}

/**
 * The address of the page with the board. The key stands behind the `#`: a browser sends that part to no server, and in
 * no Referer.
 */
export function boardAddress(origin: string, sessionId: string, key: string, options: BoardOptions): string {
  const query = new URLSearchParams({
    session: sessionId,
    count: String(options.count),
    "hide-after": String(options.hideAfter),
    corner: options.corner,
    size: options.size,
    ...(options.language ? { language: options.language } : {}),
    ...(options.notes ? { notes: "" } : {}),
    ...(options.showLink ? { "show-link": "" } : {}),
  });
  return `${origin}/clip-board.html?${query}#${key}`;
}
