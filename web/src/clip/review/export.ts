import { client } from "../../app/client";
import type { contract } from "../../sdk";

export const FORMATS = ["text", "csv", "json", "youtube", "edl", "links"] as const;
export type ExportFormat = (typeof FORMATS)[number];

/** What gets a line: each moment as in the review, or each tap. */
export type Per = "moment" | "tap";

export type Breaks = "cut" | "counted";

/** The chosen options; only those of the format are sent. */
export interface ExportOptions {
  readonly per: Per;
  readonly format: ExportFormat;
  readonly clippedOnly: boolean;
  readonly breaks: Breaks;
  readonly fps: string;
  readonly vodUrl: string;
}

export type ExportPreview = contract.ExportPreview;

/** The formats whose times are positions in the recorded video, not in a segment. */
export function hasVodTimes(format: ExportFormat): boolean {
  return format === "youtube" || format === "edl" || format === "links";
}

export function exportQuery(options: ExportOptions): Record<string, string | boolean | undefined> {
  const { format } = options;
  return {
    format,
    per: options.per,
    show: options.clippedOnly ? "clipped" : "all",
    breaks: hasVodTimes(format) ? options.breaks : undefined,
    fps: format === "edl" ? options.fps : undefined,
    vod_url: format === "links" && options.vodUrl ? options.vodUrl : undefined,
  };
}

export async function fetchPreview(sessionId: string, options: ExportOptions): Promise<ExportPreview> {
  const path = `/api/clip-sessions/${encodeURIComponent(sessionId)}/export/preview`;
  return await client.request<ExportPreview>("GET", path, { query: exportQuery(options) });
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
