import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n";
import type { contract } from "../sdk";
import { key } from "../ui/key";
import type { VoiceView } from "./live";
import "./side.css";
import { VOICE } from "./words";

export interface UploadState {
  readonly fragments: number;
  readonly waiting: number;
}

function line(name: string, value: TemplateResult | string, tone = ""): TemplateResult {
  return html`<div class="voice-line"><dt>${name}</dt><dd class="num ${tone}">${value}</dd></div>`;
}

/** How much of what is recorded here has reached the server. */
export function uploadPanel({ fragments, waiting }: UploadState): TemplateResult {
  return html`<section class="panel voice-side">
    <h2 class="section">${t(VOICE.upload)}</h2>
    <dl>
      ${line(t(VOICE.onServer), t(VOICE.ofTotal, { n: fragments - waiting, m: fragments }), waiting === 0 ? "live" : "")}
      ${line(t(VOICE.waitHere), String(waiting))}
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

const ORDER: readonly contract.JobType[] = [
  "PROBE",
  "POST_PROCESS",
  "TRANSCRIBE",
  "TRANSCRIBE_MATERIAL",
  "CREATE_TASKS",
  "DONE_MULTIPROMPT",
];

/** What is done in the background, and how far it is. */
export function jobsPanel(view: VoiceView, retry: (job: contract.Job) => void): TemplateResult {
  const jobs = [...view.jobs].sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  return html`<section class="panel voice-side">
    <h2 class="section">${t(VOICE.processing)}</h2>
    <dl>
      ${jobs.map((job) => line(jobName(view, job), jobState(job, retry, view.role !== "reader")))}
    </dl>
    ${jobs.length === 0 ? html`<p class="voice-quiet">${t(VOICE.nothingRuns)}</p>` : nothing}
    ${view.transcription ? nothing : html`<p class="voice-quiet">${t(VOICE.transcriptionOff)}</p>`}
  </section>`;
}
