import { count, t } from "../i18n";
import type { contract } from "../sdk";
import { when } from "../ui/when";
import type { HomeRow } from "./feed";
import { ROOMS, TAPS, TRACKS, WORDS } from "./words";

export type Filter = "all" | "jam" | "clip" | "voice" | "listening" | "shared";

const HOUR_MS = 3_600_000;
const LIVE_VOICE: readonly string[] = ["recording", "cutting", "final_uploading"];

export function titleOf(row: HomeRow): string {
  return row.title || t(WORDS.untitled);
}

/** The page of a session; the streamer's own one for who may do something there. */
export function hrefOf(row: Pick<HomeRow, "id" | "kind" | "role">): string {
  if (row.kind === "jam") return `/s/${row.id}`;
  if (row.kind === "voice") return `/session/${row.id}`;
  if (row.kind === "listening") return "/listen/sessions";
  return row.role === "viewer" || row.role === null ? `/c/${row.id}` : `/clips/${row.id}`;
}

/** Whether something goes on in a session: it plays, records, is on air, or is paused for less than an hour. */
export function isLive(row: HomeRow, now: number): boolean {
  const { state } = row;
  if (state === "paused") return now - row.changed_at < HOUR_MS;
  return state === "active" || state === "playing" || LIVE_VOICE.includes(state ?? "");
}

export function fits(row: HomeRow, filter: Filter): boolean {
  return filter === "all" || (filter === "shared" ? row.role !== "owner" : row.kind === filter);
}

/** What the user sends to others; of a stream, the viewers' page. */
export function linkOf(row: Pick<HomeRow, "id" | "kind">): string {
  return new URL(hrefOf({ ...row, role: null }), location.origin).href;
}

/** How much of the book is heard, in percent, where the server knows it. */
export function heardOf(row: HomeRow): number | undefined {
  return (row.facts as contract.ListeningFacts | null)?.heard ?? undefined;
}

/** The picture of the book, where its player uploaded one. A row that was kept here before has no such field. */
export function pictureOf(row: HomeRow): string | undefined {
  return (row.facts as Partial<contract.ListeningFacts> | null)?.artwork_url ?? undefined;
}

/** What a row says below its title. */
export function factsOf(row: HomeRow): string {
  const { facts } = row;
  const said: (string | null)[] = [];
  if (row.kind === "clip") {
    const clip = facts as contract.ClipFacts;
    said.push(clip.game, clip.taps === null ? null : count(clip.taps, TAPS));
  } else if (row.kind === "jam") {
    said.push(count((facts as contract.JamFacts).tracks, TRACKS));
  } else if (row.kind === "listening") {
    const listening = facts as contract.ListeningFacts;
    said.push(listening.artist, listening.device);
  } else {
    const voice = facts as contract.VoiceFacts;
    said.push(voice.project, row.state === "recording" ? voice.recorder_name : null);
  }
  if (row.role !== "owner")
    said.push(row.by_name ? t(ROOMS.sharedBy, { name: row.by_name }) : t(ROOMS.shared));
  return [...said, when(row.changed_at)].filter(Boolean).join(" · ");
}
