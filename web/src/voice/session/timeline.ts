import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { fileSource } from "../../app/files";
import { count, type PluralPhrase, t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { bytes } from "../../i18n/bytes";
import type { contract } from "../../sdk";
import { type IconName, icon } from "../../ui/icons";
import type { Growing } from "../../ui/list/growing";
import type { MenuItem } from "../../ui/menu";
import "../../ui/menu";
import { pictogram } from "../../ui/pictogram";
import { emptyState } from "../../ui/states";
import type { VoiceView } from "../live";
import { clock, timeOfDay } from "../time";
import { bySource } from "./by-source";
import { deleteWithUndo } from "./deletion";
import { relations } from "./relations";
import "./timeline.css";
import "./waveform";
import { STATUS } from "../status-words";
import { FRAGMENTS, VOICE } from "../words";
import { PAGE } from "./page-words";

export type Filter = "all" | "voice" | "materials";

/** The present recording; only the recorder's own page has it. */
export interface LiveFragment {
  readonly recordingId: string | null;
  readonly number: number;
  readonly startedAt: string;
}

const ICONS: Readonly<Record<contract.MaterialKind, IconName>> = {
  voice: "wave",
  text: "bubble",
  photo: "image",
  document: "file",
};

interface Row {
  readonly id: string;
  readonly at: string;
  readonly kind: "voice" | "materials";
  /** Made when it is drawn: of a long timeline that is only its beginning. */
  readonly body: () => TemplateResult;
}

function row(
  at: string,
  symbol: TemplateResult,
  body: TemplateResult,
  side = "",
  menu: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<li class="voice-row">
    <time class="voice-row-time" datetime=${at}>${timeOfDay(at)}</time>
    <span class="voice-row-symbol">${symbol}</span>
    <div class="voice-row-body">${body}</div>
    ${side ? html`<span class="voice-row-side">${side}</span>` : nothing}
    ${menu === nothing ? nothing : html`<span class="voice-row-menu">${menu}</span>`}
  </li>`;
}

/** The actions on an entry of the timeline: readers save it, those with the right delete it. */
function rowMenu(name: string, href: string | null, remove: (() => void) | null, edit?: () => void) {
  const items: MenuItem[] = [];
  if (edit) items.push({ label: t(VOICE.edit), press: edit });
  if (href) items.push({ label: t(VOICE.download), icon: "download", press: () => save(href) });
  if (remove) items.push({ label: t(VOICE.deleteItem), danger: true, press: remove });
  if (items.length === 0) return nothing;
  return html`<rt-menu label=${t(VOICE.itemMenu, { name })} .items=${items}></rt-menu>`;
}

/** The server names the file. */
function save(href: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = "";
  link.click();
}

/** What was said in each source, and the tasks that were found there. */
interface Findings {
  readonly said: ReadonlyMap<string, readonly contract.SpeechSegment[]>;
  readonly tasks: ReadonlyMap<string, readonly contract.Task[]>;
}

function taskPills(tasks: readonly contract.Task[] = []): TemplateResult | typeof nothing {
  if (tasks.length === 0) return nothing;
  return html`<ul class="voice-tasks">${tasks.map(
    (task) =>
      html`<li class="voice-became"><span class="pill pill-live">${icon("check", 14)} ${t(VOICE.becameTask)}</span>
        <span>${visible(task.text)}</span></li>`,
  )}</ul>`;
}

/** Seconds that the recorder has announced and not sent. On the recording device it is as true as elsewhere. */
const MISSING: PluralPhrase = {
  en: {
    one: "{n} s is still on the device that recorded it",
    other: "{n} s are still on the device that recorded them",
  },
  ru: {
    one: "{n} с ещё на записавшем устройстве",
    few: "{n} с ещё на записавшем устройстве",
    many: "{n} с ещё на записавшем устройстве",
  },
};

const PROGRESS = { recording: "notFinished", uploading: "arriving", whole: "beingAssembled" } as const;

/** A recorder that is alive sends the rest now. */
function isBeingSent({ session }: VoiceView): boolean {
  return ["recording", "cutting", "final_uploading"].includes(session.status);
}

/** The progress of assembling a recording. */
function progress(
  view: VoiceView,
  { recording_id, state, audio_url, chunk_count, total }: contract.Recording,
): string {
  if (total !== null && chunk_count < total && !isBeingSent(view)) return count(total - chunk_count, MISSING); // a chunk is a second
  if (audio_url) return t(VOICE[state === "whole" ? "assembled" : PROGRESS[state]]);
  const assembly = view.jobs.find((job) => job.type === "POST_PROCESS" && job.recording_id === recording_id);
  if (assembly?.state === "failed") return t(VOICE.notAssembled);
  return t(VOICE[PROGRESS[state]]);
}

function recordingRow(
  view: VoiceView,
  recording: contract.Recording,
  { said, tasks }: Findings,
): TemplateResult {
  const path = `/voicebot/sessions/${view.session.session_id}/recordings/${recording.recording_id}`;
  const title = t(VOICE.recording, { n: recording.number });
  const length =
    recording.duration_ms === null
      ? ""
      : `${clock(recording.duration_ms)} · ${count(recording.fragments ?? 1, FRAGMENTS)}`;
  return row(
    recording.created_at,
    icon("wave", 18),
    html`<p><strong>${visible(title)}</strong> <span class="voice-quiet">${length}</span></p>
      ${
        recording.audio_url
          ? html`<rt-waveform .peaks=${recording.peaks ?? []} src=${recording.audio_url} .length=${recording.duration_ms ?? 0}
            label="${visible(title)}, ${length}"></rt-waveform>`
          : nothing
      }
      ${transcript(said.get(recording.recording_id))}
      ${taskPills(tasks.get(recording.recording_id))}`,
    progress(view, recording),
    rowMenu(
      title,
      recording.audio_url,
      view.role === "reader" ? null : () => void deleteWithUndo(path, t(VOICE.recordingDeleted)),
    ),
  );
}

/** A text that was written on a page; what came from a chat stays as it was sent. */
function isNote({ kind, source }: contract.Material): boolean {
  return kind === "text" && source === "web";
}

function materialRow(
  view: VoiceView,
  material: contract.Material,
  related: readonly string[],
  { said, tasks }: Findings,
): TemplateResult {
  const href = material.file_url ?? undefined;
  const name = material.filename ?? material.text ?? "";
  const body =
    material.kind === "voice" && href
      ? voice(material, href, said.get(material.material_id))
      : material.kind === "photo" && href
        ? html`${material.text ? html`<p><strong>${visible(material.text)}</strong></p>` : nothing}
        <a href=${href} target="_blank" rel="noopener"><img class="voice-photo" src=${fileSource(href)} alt=${visible(name)} loading="lazy" /></a>`
        : href
          ? html`<p><a href=${href} download=${material.filename ?? ""}><strong>${visible(name)}</strong></a>
          <span class="voice-quiet">${material.size === null ? "" : bytes(material.size)}</span></p>
          ${material.problem ? html`<p class="voice-quiet" title=${visible(material.problem)}>${t(VOICE.notReadable)}</p>` : nothing}`
          : html`<p class="voice-text">${visible(material.text)}</p>`;
  return row(
    material.created_at,
    icon(ICONS[material.kind], 18),
    html`${related.map((line) => html`<p class="voice-relation">${visible(line)}</p>`)}
      ${body}${taskPills(tasks.get(material.material_id))}`,
    material.source === "telegram" ? "Telegram" : "",
    rowMenu(
      name || t(VOICE.note),
      material.file_url,
      view.role === "reader"
        ? null
        : () =>
            void deleteWithUndo(
              `/voicebot/sessions/${view.session.session_id}/materials/${material.material_id}`,
              t(VOICE.materialDeleted),
            ),
      isNote(material) && view.role !== "reader"
        ? async () => {
            const { Corrections } = await import("../document/corrections");
            await new Corrections(() => view.session.session_id).editNote(material);
          }
        : undefined,
    ),
  );
}

/** What was said in a recording or an attached voice. */
function transcript(said: readonly contract.SpeechSegment[] = []): TemplateResult | typeof nothing {
  const text = said.map((one) => one.text).join(" ");
  return text ? html`<p class="voice-transcript">${visible(text)}</p>` : nothing;
}

function voice(
  material: contract.Material,
  src: string,
  said: readonly contract.SpeechSegment[] | undefined,
): TemplateResult {
  const length = material.duration_ms ?? 0;
  const shown = clock(Math.round(length / 1000) * 1000); // a file of two seconds is often a millisecond shorter
  const title = material.text ?? material.filename ?? t(VOICE.voices);
  return html`<p><strong>${visible(title)}</strong> <span class="voice-quiet">${shown}</span></p>
    <rt-waveform .peaks=${material.peaks ?? []} src=${src} .length=${length} label="${visible(title)}, ${shown}"></rt-waveform>
    ${transcript(said)}`;
}

/** The recordings without the present one. */
function others(view: VoiceView, live: LiveFragment | undefined): contract.Recording[] {
  return view.recordings.filter((one) => one.recording_id !== live?.recordingId);
}

function rows(view: VoiceView, live: LiveFragment | undefined): Row[] {
  const found = { said: bySource(view.segments), tasks: bySource(view.tasks) };
  const recordings = others(view, live).map((recording) => ({
    id: recording.recording_id,
    at: recording.created_at,
    kind: "voice" as const,
    body: () => recordingRow(view, recording, found),
  }));
  const related = relations(view.materials);
  const materials = view.materials.map((material) => ({
    id: material.material_id,
    at: material.created_at,
    kind: material.kind === "voice" ? ("voice" as const) : ("materials" as const),
    body: () => materialRow(view, material, related(material), found),
  }));
  return [...recordings, ...materials].sort((a, b) => b.at.localeCompare(a.at));
}

/** What is recorded here: one row, also when the server has the first chunks of it. */
function liveRow(view: VoiceView, live: LiveFragment): TemplateResult {
  const recording = view.recordings.find((one) => one.recording_id === live.recordingId);
  const part = t(VOICE.fragment, { n: live.number });
  const title = recording ? `${t(VOICE.recording, { n: recording.number })} · ${part}` : part;
  return row(
    live.startedAt,
    pictogram("recording", t(STATUS.recording)),
    html`<p><strong>${visible(title)}</strong> <span class="voice-quiet">${t(VOICE.isRecorded)}</span></p>
      <rt-live-wave></rt-live-wave>`,
  );
}

/** How many entries the timeline has. */
export function entries(view: VoiceView, live: LiveFragment | undefined): number {
  return others(view, live).length + view.materials.length + (live ? 1 : 0);
}

/** Everything of a session, newest first; `growing` says how much of it is drawn. */
export function timeline(
  view: VoiceView,
  filter: Filter,
  live: LiveFragment | undefined,
  growing: Growing,
): TemplateResult {
  const shown = rows(view, live).filter((one) => filter === "all" || one.kind === filter);
  const fragment = live && filter !== "materials" ? liveRow(view, live) : nothing;
  if (shown.length === 0 && fragment === nothing)
    return emptyState(t(view.role === "reader" ? VOICE.nothingHere : PAGE.timelineEmpty));
  return html`<ol class="voice-timeline" reversed>
    ${fragment}
    ${repeat(
      shown.slice(0, growing.shown),
      (one) => one.id,
      (one) => one.body(),
    )}
  </ol>${growing.end(shown.length)}`;
}
