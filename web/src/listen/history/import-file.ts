/** Listens and listening sessions as other programs save them. */

export type Source = "listenbrainz" | "audiobookshelf";

export interface ImportFile {
  readonly source: Source;
  readonly items: readonly object[];
}

/** Of a request: the server takes 500 items and a MiB; with fewer the progress moves. */
const ITEMS = 200;
const LETTERS = 200_000; // at most 600 kB of UTF-8

/** Reads a file: JSON, or JSON lines; undefined when it is neither listens nor sessions. */
export function readImport(text: string): ImportFile | undefined {
  const rows = listOf(parsed(text) ?? lines(text));
  const first = rows.find((row) => sourceOf(row) !== undefined);
  const source = sourceOf(first);
  if (!source) return undefined;
  const slim = source === "listenbrainz" ? listen : session;
  return { source, items: rows.map((row) => (isRecord(row) ? slim(row) : {})) };
}

/** The items by requests. One that fills a request by itself is sent empty, so that it is refused and counted. */
export function* requests(items: readonly object[]): Generator<object[]> {
  let part: object[] = [];
  let letters = 0;
  for (const item of items) {
    const sent = JSON.stringify(item).length > LETTERS ? {} : item;
    const own = JSON.stringify(sent).length;
    if (part.length === ITEMS || letters + own > LETTERS) {
      yield part;
      part = [];
      letters = 0;
    }
    part.push(sent);
    letters += own;
  }
  if (part.length > 0) yield part;
}

/** What a request of these items is. */
export function bodyOf(source: Source, items: readonly object[]): object {
  return source === "listenbrainz" ? { payload: items } : { sessions: items };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON lines; a line that cannot be read is an item that cannot be read. */
function lines(text: string): unknown[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(parsed);
}

function listOf(found: unknown): unknown[] {
  if (Array.isArray(found)) return found;
  if (!isRecord(found)) return [];
  for (const list of [found.payload, found.sessions]) if (Array.isArray(list)) return list;
  return [found];
}

function sourceOf(row: unknown): Source | undefined {
  if (!isRecord(row)) return undefined;
  if ("track_metadata" in row) return "listenbrainz";
  return "timeListening" in row ? "audiobookshelf" : undefined;
}

/** Only what the server uses: the rest (chapters, devices, tags) is many times as long, and nobody's business. */
function listen(row: Record<string, unknown>): object {
  const track = isRecord(row.track_metadata) ? row.track_metadata : {};
  const info = isRecord(track.additional_info) ? track.additional_info : {};
  const said = only(info, "duration_played", "duration_ms", "duration", "started_at", "ended_at");
  const named = only(info, "book_id", "book_name");
  return {
    ...only(row, "listened_at"),
    track_metadata: { ...only(track, "track_name", "artist_name"), additional_info: { ...said, ...named } },
  };
}

function session(row: Record<string, unknown>): object {
  return {
    ...only(row, "id", "libraryItemId", "bookId", "episodeId", "displayTitle", "displayAuthor"),
    ...only(row, "startedAt", "timeListening", "currentTime", "duration"),
  };
}

function only(row: Record<string, unknown>, ...names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => name in row).map((name) => [name, row[name]]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
