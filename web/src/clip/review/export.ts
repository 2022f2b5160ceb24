import { client } from "../../app/client";
import type { contract } from "../../sdk";
import type { ReviewFilter } from "./filter";

export const FORMATS = [
  "youtube",
  "text",
  "csv",
  "json",
  "edl",
  "fcpxml",
  "premiere",
  "otio",
  "losslesscut",
  "links",
  "discord",
] as const;
export type ExportFormat = (typeof FORMATS)[number];

/** What gets a line: each moment as in the review, or each tap. */
export type Per = "moment" | "tap";

/** The chosen options; only those of the format are sent. */
export interface ExportOptions {
  readonly per: Per;
  readonly format: ExportFormat;
  readonly fps: string;
  readonly startHour: 0 | 1;
  readonly separator: "," | ";";
  readonly part: number;
}

export type ExportPreview = contract.ExportPreview;

/** The formats whose times are frames of an editor. */
export const hasFrames = (format: ExportFormat): boolean =>
  format === "edl" || format === "fcpxml" || format === "premiere" || format === "otio";

/** The formats whose times are positions in the recorded video. */
export const hasVideoTimes = (format: ExportFormat): boolean => format !== "text";

/** The formats of one part of the video. */
export const isOfOnePart = (format: ExportFormat): boolean =>
  hasFrames(format) || format === "youtube" || format === "losslesscut";

export function exportQuery(
  options: ExportOptions,
  filter: ReviewFilter,
): Record<string, string | number | undefined> {
  const { format } = options;
  return {
    format,
    per: options.per,
    show: filter.show,
    people: filter.people,
    most: filter.show === "best" ? filter.most : undefined,
    find: filter.find.trim() || undefined,
    fps: hasFrames(format) ? options.fps : undefined,
    start_hour: format === "edl" ? options.startHour : undefined,
    separator: format === "csv" ? options.separator : undefined,
    part: isOfOnePart(format) ? options.part : undefined,
  };
}

export async function fetchPreview(
  sessionId: string,
  options: ExportOptions,
  filter: ReviewFilter,
): Promise<ExportPreview> {
  const path = `/api/clip-sessions/${encodeURIComponent(sessionId)}/export/preview`;
  return await client.request<ExportPreview>("GET", path, { query: exportQuery(options, filter) });
}

/** Without a byte order mark Excel garbles Cyrillic in a table; text for copying needs none. */
const BYTE_ORDER_MARK = "\ufeff";

/** Gives the preview to the browser as a file: exactly what was shown is saved. */
export function download(preview: ExportPreview): void {
  const start = preview.media_type.startsWith("text/csv") ? BYTE_ORDER_MARK : "";
  const address = URL.createObjectURL(new Blob([start, preview.content], { type: preview.media_type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = preview.filename;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
