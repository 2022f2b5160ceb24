import { language } from "../i18n";

/** A slow network does not hold a page up for longer. */
const PATIENCE_MS = 400;

/**
 * Resolves when a Russian page can be drawn in one typeface. Its font is two files, and a page with one of them only would
 * mix two typefaces: where they do not come in time, the whole page uses the system's font.
 */
export async function oneTypeface(): Promise<void> {
  if (language() !== "ru" || document.documentElement.dataset.font) return;
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS));
  const loaded = document.fonts.load('1em "Inter Russian"', "Яz").catch(() => undefined);
  const faces = await Promise.race([loaded, late]);
  const isComplete = faces !== undefined && faces.length > 1;
  document.documentElement.dataset.font = isComplete ? "inter" : "system";
}
