import { html, nothing, type TemplateResult } from "lit";
import { client } from "../../app/client";
import { fileAddress } from "../../app/files";
import { count, language, t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { bytes } from "../../i18n/bytes";
import { errorSentence } from "../../i18n/errors";
import type { contract } from "../../sdk";
import { copyText } from "../../ui/clipboard";
import { openDialog } from "../../ui/dialog";
import { iconKey, key } from "../../ui/key";
import { showToast } from "../../ui/toast";
import { clock } from "../time";
import { VOICE } from "../words";
import { SOUND_PROBLEMS, SOUNDS, TAKE_AWAY } from "./take-away-words";
import "./take-away.css";

const CHOICES = ["txt", "md", "docx", "srt", "vtt", "json", "sound", "zip"] as const;
type Choice = (typeof CHOICES)[number];
const SUBTITLES: readonly Choice[] = ["srt", "vtt"];
const TEXTS: readonly Choice[] = ["txt", "md", "srt", "vtt", "json"];
const SHOWN = 20_000; // characters of the preview
const [SHORTEST, LONGEST] = [20, 80];

interface File {
  name: string;
  blob: Blob;
  text: string;
}

/** The file name that the server gave. */
function nameOf(answer: Response): string {
  const said = answer.headers.get("Content-Disposition") ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(said)?.[1];
  return encoded ? decodeURIComponent(encoded) : "session";
}

function save(file: File): void {
  const href = URL.createObjectURL(file.blob);
  Object.assign(document.createElement("a"), { href, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** What is made while it is sent, and not shown before. */
function isStreamed(choice: Choice): boolean {
  return choice === "zip" || choice === "sound";
}

/** One dialog for everything that can be taken away; what is shown is the true file. */
class TakeAway {
  private choice: Choice = "txt";
  private speakers = true;
  private times = true;
  private line = 37;
  private file: File | undefined;
  private sound: contract.SessionSound | undefined;
  private error: unknown;
  private asked = 0;
  redraw = (): void => {};

  constructor(private readonly session: contract.VoiceSession) {}

  private get path(): string {
    return `/voicebot/sessions/${this.session.session_id}`;
  }

  async load(): Promise<void> {
    const number = ++this.asked;
    const { choice: format, speakers, times, line } = this;
    this.error = undefined;
    this.sound = undefined;
    if (isStreamed(format)) this.file = undefined;
    if (format === "zip") return this.redraw();
    if (format === "sound") return this.loadSound(number);
    const query = { format, speakers, times, line, lang: language() };
    try {
      const answer = await client.request<Response>("GET", `${this.path}/export`, { query, as: "response" });
      const blob = await answer.blob();
      const text = TEXTS.includes(format) ? await blob.text() : "";
      if (number === this.asked) this.file = { name: nameOf(answer), blob, text };
    } catch (error) {
      if (number === this.asked) this.error = error;
    }
    this.redraw();
  }

  /** What the sound would be; the file itself is made when it is asked for. */
  private async loadSound(number: number): Promise<void> {
    try {
      const sound = await client.request("GET", `/voicebot/sessions/${this.session.session_id}/sound`);
      if (number === this.asked) this.sound = sound;
    } catch (error) {
      if (number === this.asked) this.error = error;
    }
    this.redraw();
  }

  private change(change: () => void): void {
    change();
    this.redraw();
    void this.load();
  }

  private formats(): TemplateResult {
    return html`<fieldset class="take-formats"><legend class="visually-hidden">${t(TAKE_AWAY.format)}</legend>
      ${CHOICES.map(
        (
          choice,
        ) => html`<label class="take-format"><input type="radio" name="take-format" value=${choice} .checked=${choice === this.choice}
          ?data-focus=${choice === this.choice} @change=${() =>
            this.change(() => {
              this.choice = choice;
            })} /><strong>${choice === "sound" ? t(TAKE_AWAY.soundName) : choice.toUpperCase()}</strong><span>${t(TAKE_AWAY[choice])}</span></label>`,
      )}</fieldset>`;
  }

  private toggle(label: string, on: boolean, press: () => void): TemplateResult {
    return html`<label class="row-switch take-option"><span>${label}</span><input type="checkbox" role="switch" class="switch" .checked=${on} @change=${() => this.change(press)} /></label>`;
  }

  private options(): TemplateResult | typeof nothing {
    const { choice } = this;
    if (isStreamed(choice)) return nothing;
    const hasTimes = !SUBTITLES.includes(choice) && choice !== "json";
    const step = (by: number, label: string) =>
      iconKey({
        label,
        icon: by < 0 ? "minus" : "plus",
        press: () =>
          this.change(() => {
            this.line = Math.min(LONGEST, Math.max(SHORTEST, this.line + by));
          }),
      });
    return html`${this.toggle(t(TAKE_AWAY.speakers), this.speakers, () => {
      this.speakers = !this.speakers;
    })}
      ${
        hasTimes
          ? this.toggle(t(TAKE_AWAY.times), this.times, () => {
              this.times = !this.times;
            })
          : html`<p class="take-option"><span>${t(TAKE_AWAY.times)}</span><span class="voice-quiet">${t(TAKE_AWAY.always)}</span></p>`
      }
      ${
        SUBTITLES.includes(choice)
          ? html`<div class="take-option"><span>${t(TAKE_AWAY.line)}</span><span class="take-line">${step(-1, t(TAKE_AWAY.shorter))}<output class="num">${this.line}</output>${step(1, t(TAKE_AWAY.longer))}</span></div>`
          : nothing
      }`;
  }

  private preview(): TemplateResult {
    const { file, error } = this;
    if (this.choice === "zip") return html`<p class="take-note">${t(TAKE_AWAY.all)}</p>`;
    if (error !== undefined) return html`<p class="take-note" role="alert">${errorSentence(error)}</p>`;
    if (this.sound) return this.soundNote(this.sound);
    if (!file) return html`<p class="take-note" role="status">…</p>`;
    return html`<p class="take-name"><bdi>${visible(file.name)}</bdi> <span class="voice-quiet num">${bytes(file.blob.size)}</span></p>
      ${file.text ? html`<pre class="take-preview" tabindex="0" dir="auto">${file.text.slice(0, SHOWN)}</pre>` : nothing}`;
  }

  private soundNote({ sounds, duration_ms, is_whole, problem }: contract.SessionSound): TemplateResult {
    if (problem) return html`<p class="take-note" role="status">${t(SOUND_PROBLEMS[problem])}</p>`;
    return html`<p class="take-name"><bdi>${visible(this.session.session_name)}</bdi>
        <span class="voice-quiet num">${clock(duration_ms)} · ${count(sounds, SOUNDS)}</span></p>
      <p class="take-note">${t(TAKE_AWAY.soundAll)}</p>
      ${is_whole ? nothing : html`<p class="take-note" role="status">${t(TAKE_AWAY.soundPart)}</p>`}`;
  }

  private keys(): TemplateResult {
    const { file, choice } = this;
    const copy = async (): Promise<void> => {
      if (file && (await copyText(file.text))) showToast({ text: t(TAKE_AWAY.copied), icon: "check" });
    };
    const download = async (): Promise<void> => {
      if (file) return save(file);
      if (choice === "sound") showToast({ text: t(TAKE_AWAY.soundMade), icon: "check" });
      const under = choice === "sound" ? "sound/file" : `archive?lang=${language()}`;
      const href = await fileAddress(`${this.path}/${under}`);
      Object.assign(document.createElement("a"), { href, download: "" }).click();
    };
    return html`<div class="dialog-keys">
      ${file?.text ? key({ label: t(TAKE_AWAY.copy), icon: "copy", press: () => void copy() }) : nothing}
      ${key({
        label: choice === "sound" ? t(TAKE_AWAY.soundSave) : t(TAKE_AWAY.download, { ending: choice }),
        icon: "download",
        kind: "primary",
        busy: !file && !this.sound && choice !== "zip" && this.error === undefined,
        reason: this.sound?.problem ? t(SOUND_PROBLEMS[this.sound.problem]) : undefined,
        press: () =>
          void download().catch((error) => showToast({ kind: "error", text: errorSentence(error) })),
      })}
    </div>`;
  }

  render(close: () => void): TemplateResult {
    return html`<div class="take-head"><h2 class="dialog-title">${t(TAKE_AWAY.title, { name: this.session.session_name })}</h2>
        ${iconKey({ label: t(VOICE.close), icon: "close", press: close })}</div>
      <div class="take-away"><div>${this.formats()}${this.options()}<p class="take-note">${t(TAKE_AWAY.leaves)}</p></div>
      <div class="take-file">${this.preview()}${this.keys()}</div></div>`;
  }
}

export async function takeAwayDialog(session: contract.VoiceSession): Promise<void> {
  const taking = new TakeAway(session);
  const title = t(TAKE_AWAY.title, { name: session.session_name });
  void taking.load();
  await openDialog<void>(title, (close, redraw) => {
    taking.redraw = redraw;
    return taking.render(close);
  });
}
