/** Records a sound with the microphone, trims it, and stores it with the session. */

import { html, nothing, svg, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { errorSentence, isCoded } from "../../i18n/errors";
import { openDialog } from "../../ui/dialog";
import { field } from "../../ui/field";
import { key } from "../../ui/key";
import { showToast } from "../../ui/toast";
import { Meter } from "../audio/meter";
import { wav } from "../audio/wav";
import { slider } from "../controls";
import { DIALOGS } from "../dialog-words";
import type { JamView } from "../view";
import { WORDS } from "../words";

const LONGEST_S = 10;
const BARS = 96;

const LOOK_MS = 50; // twenty updates a second are enough for a meter
const SEGMENTS = 20;
const FLOOR_DB = -48;

class Recorder {
  #recorder: MediaRecorder | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #context: AudioContext | null = null;
  #meter: Meter | null = null;
  #began = 0;

  get isOn(): boolean {
    return this.#recorder !== null;
  }

  get seconds(): number {
    return this.isOn ? Math.min(LONGEST_S, (performance.now() - this.#began) / 1000) : 0;
  }

  /** In dB below full scale. */
  get level(): number {
    return this.#meter?.peak() ?? Number.NEGATIVE_INFINITY;
  }

  /** Resolves when it is stopped, or after the longest time. Rejects without a microphone. */
  async record(started: () => void): Promise<AudioBuffer> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const parts: Blob[] = [];
    const recorder = new MediaRecorder(stream);
    this.#recorder = recorder;
    try {
      const ended = new Promise<void>((resolve) => recorder.addEventListener("stop", () => resolve()));
      recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
      recorder.start();
      this.#began = performance.now();
      this.#context = new AudioContext();
      this.#meter = new Meter(this.#context.createMediaStreamSource(stream));
      started();
      this.#timer = setTimeout(() => this.stop(), LONGEST_S * 1000);
      await ended;
    } finally {
      this.#recorder = null;
      this.#meter = null;
      void this.#context?.close();
      for (const track of stream.getTracks()) track.stop();
    }
    const context = new OfflineAudioContext(1, 1, 44_100);
    return context.decodeAudioData(await new Blob(parts).arrayBuffer());
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#recorder?.state === "recording") this.#recorder.stop();
  }
}

/** The first and the last position that is loud enough, as shares of the whole. */
export function soundingPart(samples: Float32Array): { start: number; end: number } {
  const loud = 0.02;
  let first = samples.findIndex((sample) => Math.abs(sample) > loud);
  if (first < 0) first = 0;
  let last = samples.findLastIndex((sample) => Math.abs(sample) > loud);
  if (last <= first) last = samples.length - 1;
  return { start: first / samples.length, end: Math.min(1, (last + 1) / samples.length) };
}

function waveform(samples: Float32Array, start: number, end: number): TemplateResult {
  const width = Math.ceil(samples.length / BARS);
  const bars = Array.from({ length: BARS }, (_, n) => {
    let peak = 0;
    for (const sample of samples.subarray(n * width, (n + 1) * width))
      peak = Math.max(peak, Math.abs(sample));
    const height = Math.max(2, peak * 56);
    const inside = n / BARS >= start && n / BARS < end;
    return svg`<rect class=${inside ? "kept" : "cut"} x=${n * 4} y=${30 - height / 2} width="2.5" height=${height} rx="1" />`;
  });
  return html`<svg class="jam-waveform" viewBox="0 0 ${BARS * 4} 60" preserveAspectRatio="none" aria-hidden="true">${bars}</svg>`;
}

/** While recording: the time, the time left, and the level. */
function progress(recorder: Recorder): TemplateResult {
  const db = recorder.level;
  const lit = db < FLOOR_DB ? 0 : Math.ceil(((db - FLOOR_DB) / -FLOOR_DB) * SEGMENTS);
  const said = db < FLOOR_DB ? "−∞ dB" : `${Math.round(db)} dB`.replace("-", "−");
  return html`<div class="jam-recording">
    <p class="num"><i class="shape shape-dot"></i>${t(DIALOGS.recordTime, { n: recorder.seconds.toFixed(1), most: LONGEST_S })}</p>
    <div class="jam-record-meter" role="meter" aria-label=${t(DIALOGS.recordLevel)} aria-valuemin=${FLOOR_DB} aria-valuemax="0"
      aria-valuenow=${Math.round(Math.max(FLOOR_DB, Math.min(0, db)))} aria-valuetext=${said}>
      ${Array.from({ length: SEGMENTS }, (_, n) => html`<i class=${n < lit ? "lit" : ""}></i>`)}
    </div>
  </div>`;
}

export async function recordSound(
  view: JamView,
  use: (sampleId: string, label: string) => void,
): Promise<void> {
  const { recordings } = view.player;
  if (recordings.isFull) {
    showToast({ text: t(DIALOGS.soundsFull, { most: recordings.most }) });
    return;
  }
  const recorder = new Recorder();
  let looking: ReturnType<typeof setInterval> | undefined;
  let buffer: AudioBuffer | null = null;
  let part = { start: 0, end: 1 };
  let name = t(WORDS.recordDefault);
  let error = "";
  let busy = false;

  const record = async (redraw: () => void) => {
    error = "";
    buffer = null;
    try {
      looking = setInterval(redraw, LOOK_MS);
      buffer = await recorder.record(redraw);
      part = soundingPart(buffer.getChannelData(0));
    } catch (failure) {
      const missing = failure instanceof DOMException && failure.name === "NotFoundError";
      const blocked = isSecureContext ? DIALOGS.microphone : DIALOGS.onlyHttps;
      error = t(missing ? DIALOGS.noMicrophone : blocked);
    }
    clearInterval(looking);
    redraw();
  };
  const store = async (close: (sampleId: string) => void, redraw: () => void) => {
    if (!buffer || busy) return;
    busy = true;
    redraw();
    const samples = buffer.getChannelData(0);
    const trimmed = samples.slice(
      Math.floor(part.start * samples.length),
      Math.ceil(part.end * samples.length),
    );
    try {
      close(await recordings.upload(wav([trimmed], buffer.sampleRate), name.trim()));
    } catch (failure) {
      const isFull = isCoded(failure) && failure.code === "too_large";
      error = isFull ? t(DIALOGS.soundsFull, { most: recordings.most }) : errorSentence(failure);
    }
    busy = false;
    redraw();
  };

  const sampleId = await openDialog<string>(t(DIALOGS.recordTitle), (close, redraw) => {
    const trim = (edge: "start" | "end", label: string) =>
      slider({
        label,
        value: part[edge],
        min: 0,
        max: 1,
        step: 0.005,
        big: 0.05,
        reset: edge === "start" ? 0 : 1,
        text: `${Math.round(part[edge] * 100)} %`,
        change: (value) => {
          const { start, end } = part;
          part =
            edge === "start"
              ? { start: Math.min(value, end - 0.01), end }
              : { start, end: Math.max(value, start + 0.01) };
          redraw();
        },
      });
    const recordKey = recorder.isOn
      ? key({ label: t(DIALOGS.recordStop), icon: "stop", press: () => recorder.stop() })
      : key({
          label: t(buffer ? DIALOGS.recordAgain : DIALOGS.recordStart),
          icon: "mic",
          press: () => void record(redraw),
        });
    return html`<h2 class="dialog-title">${t(DIALOGS.recordTitle)}</h2>
      <p class="dialog-text">${t(DIALOGS.recordHelp, { most: LONGEST_S })}</p>
      ${recorder.isOn ? progress(recorder) : nothing}
      ${
        buffer
          ? html`${waveform(buffer.getChannelData(0), part.start, part.end)}
            <div class="jam-trim">${trim("start", t(DIALOGS.trimStart))}${trim("end", t(DIALOGS.trimEnd))}</div>
            ${field({
              id: "recording-name",
              label: t(DIALOGS.recordName),
              value: name,
              limit: 32,
              input: (value) => {
                name = value;
                redraw();
              },
            })}`
          : nothing
      }
      <p class="dialog-text jam-record-error" role="alert">${error || nothing}</p>
      <div class="dialog-keys">
        ${key({ label: t(DIALOGS.cancel), press: () => close() })}
        ${recordKey}
        ${buffer ? key({ label: t(DIALOGS.recordUse), kind: "primary", busy, press: () => void store(close, redraw) }) : nothing}
      </div>`;
  });
  clearInterval(looking);
  recorder.stop();
  if (sampleId) use(sampleId, name.trim() || t(WORDS.recordDefault));
}
