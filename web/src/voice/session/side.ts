import { html, nothing, type TemplateResult } from "lit";
import { client } from "../../app/client";
import { t } from "../../i18n";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { key } from "../../ui/key";
import "../../ui/menu";
import { showToast } from "../../ui/toast";
import type { VoiceView } from "../live";
import { clock } from "../time";
import "./side.css";
import { VOICE } from "../words";

/** Milliseconds of this device's recording, and of what only this device has. */
export interface UploadState {
  readonly length: number;
  readonly waiting: number;
}

function line(name: string, value: TemplateResult | string, tone = ""): TemplateResult {
  return html`<div class="voice-line"><dt>${name}</dt><dd class="num ${tone}">${value}</dd></div>`;
}

/** How much of this device's recording has reached the server. */
export function uploadPanel({ length, waiting }: UploadState): TemplateResult {
  return html`<section class="panel voice-side">
    <h2 class="section">${t(VOICE.upload)}</h2>
    <dl>
      ${line(t(VOICE.onServer), t(VOICE.ofTotal, { n: clock(length - waiting), m: clock(length) }), waiting === 0 ? "live" : "")}
      ${line(t(VOICE.waitHere), clock(waiting))}
    </dl>
  </section>`;
}

function jobName(view: VoiceView, job: contract.Job): string {
  const recording = view.recordings.find((one) => one.recording_id === job.recording_id);
  switch (job.type) {
    case "POST_PROCESS":
      return t(VOICE.assembly, { n: recording?.number ?? 1 });
    case "TRANSCRIBE":
      return t(VOICE.transcription);
    case "PROBE":
      return t(VOICE.reading);
    case "TRANSCRIBE_MATERIAL":
      return t(VOICE.transcription);
    case "CREATE_TASKS":
      return t(VOICE.tasks);
    case "DONE_MULTIPROMPT":
      return t(VOICE.closing);
  }
}

function jobState(job: contract.Job, retry: (job: contract.Job) => void, mayRetry: boolean): TemplateResult {
  switch (job.state) {
    case "queued":
      return html`<span title=${job.error ?? nothing}>${t(VOICE.queued)}</span>`;
    case "running":
      return html`${job.progress} %`;
    case "done":
      return html`<span class="live">${t(VOICE.done)}</span>`;
    case "failed":
      return html`<span class="bad" title=${job.error ?? nothing}>${t(VOICE[job.problem ?? "failed"])}</span>
        ${mayRetry ? key({ label: t(VOICE.retry), size: "small", press: () => retry(job) }) : nothing}`;
  }
}

/** Jobs that users can request (V21). */
function askMenu(view: VoiceView): TemplateResult | typeof nothing {
  if (view.role === "reader") return nothing;
  const ask = (event: "post_process_session" | "create_tasks_from_chunks") => (): void =>
    void attempt(async () => {
      await client.command(event, { session_id: view.session.session_id });
      showToast({ text: t(VOICE.asked), icon: "check" });
    });
  return html`<rt-menu label=${t(VOICE.processing)} .items=${[
    { label: t(VOICE.findTasks), press: ask("create_tasks_from_chunks") },
    { label: t(VOICE.assembleAgain), press: ask("post_process_session") },
  ]}></rt-menu>`;
}

const ORDER: readonly contract.JobType[] = [
  "PROBE",
  "POST_PROCESS",
  "TRANSCRIBE",
  "TRANSCRIBE_MATERIAL",
  "CREATE_TASKS",
  "DONE_MULTIPROMPT",
];

/** The background jobs and their progress. */
export function jobsPanel(
  view: VoiceView,
  retry: (job: contract.Job) => void,
  isOperator: boolean,
): TemplateResult {
  const jobs = [...view.jobs].sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  const title = html`<h2 class="section">${t(VOICE.processing)}</h2>`;
  const lines = html`<dl>
      ${jobs.map((job) => line(jobName(view, job), jobState(job, retry, view.role !== "reader")))}
    </dl>
    ${jobs.length === 0 ? html`<p class="voice-quiet">${t(VOICE.nothingRuns)}</p>` : nothing}
    ${view.transcription || !isOperator ? nothing : html`<p class="voice-quiet">${t(VOICE.transcriptionOff)}</p>`}`;
  // What is done folds away.
  if (view.segments.length > 0 && jobs.every((job) => job.state === "done"))
    return html`<details class="panel voice-side voice-folded"><summary>${title}<span class="live">${t(VOICE.done)}</span></summary>
      ${askMenu(view)}${lines}</details>`;
  return html`<section class="panel voice-side">
    <header class="voice-side-head">${title}${askMenu(view)}</header>
    ${lines}
  </section>`;
}
