import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { bytes } from "../../i18n/bytes";
import { errorSentence } from "../../i18n/errors";
import { type contract, RoomtoneError } from "../../sdk";
import { newId } from "../../sdk/new-id";
import { field, fieldId } from "../../ui/field";
import { key } from "../../ui/key";
import { showToast } from "../../ui/toast";
import "./attach.css";
import { VOICE } from "../words";
import { ATTACH } from "./attach-words";
import { forgetId, idOf } from "./file-ids";
import type { FileProgress } from "./send-file";

/**
 * A file that is being uploaded; `failed` gives the reason of a failure. Its id makes sure that a retry attaches
 * nothing twice.
 */
interface Pending {
  readonly id: string;
  readonly file: File;
  readonly failed?: string;
  /** Of a file that comes in chunks. */
  readonly progress?: FileProgress;
  readonly ending?: AbortController;
}

/** Attaches texts and files to a session: typed, chosen, or dropped anywhere on the panel that this stands in. */
@customElement("rt-voice-attach")
export class VoiceAttach extends LitElement {
  @property() sessionId = "";
  /** Whose budget the files take from: others are not told of it. */
  @property({ type: Boolean }) own = false;
  @state() private usage: contract.Share | undefined;
  @state() private text = "";
  @state() private sending = false;
  @state() private pending: readonly Pending[] = [];
  private readonly id_ = fieldId("voice-note");
  private panel: HTMLElement | null = null;
  private work: Promise<void> = Promise.resolve();

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.panel = this.closest("section");
    this.panel?.addEventListener("dragover", this.onDrag);
    this.panel?.addEventListener("dragleave", this.onLeave);
    this.panel?.addEventListener("drop", this.onDrop);
    void this.readUsage();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.panel?.removeEventListener("dragover", this.onDrag);
    this.panel?.removeEventListener("dragleave", this.onLeave);
    this.panel?.removeEventListener("drop", this.onDrop);
  }

  /** Says how much is used; without an answer nothing is said. */
  private async readUsage(): Promise<void> {
    if (!this.own) return;
    try {
      this.usage = (await client.request("GET", "/api/usage")).files;
    } catch {
      this.usage = undefined;
    }
  }

  private readonly onDrag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.panel?.classList.add("voice-drop");
  };

  private readonly onLeave = (event: DragEvent): void => {
    if (!this.panel?.contains(event.relatedTarget as Node | null)) this.panel?.classList.remove("voice-drop");
  };

  private readonly onDrop = (event: DragEvent): void => {
    this.panel?.classList.remove("voice-drop");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    this.take([...event.dataTransfer.files]);
  };

  private take(files: readonly File[]): void {
    for (const file of files) this.send({ id: idOf(this.sessionId, file), file });
  }

  /** One after the other: the last ones wait while the first use the whole bandwidth. */
  private send(one: Pending): void {
    const ending = new AbortController();
    this.pending = [
      ...this.pending.filter(({ id }) => id !== one.id),
      { id: one.id, file: one.file, ending },
    ];
    this.work = this.work.then(async () => {
      try {
        ending.signal.throwIfAborted();
        await this.upload(one, ending.signal);
        this.drop(one.id);
      } catch (error) {
        if (!ending.signal.aborted) this.change(one.id, { failed: sentence(error, one.file) });
      }
    });
  }

  private async upload({ id, file }: Pending, signal: AbortSignal): Promise<void> {
    const { sendFile } = await import("./send-file");
    await sendFile(this.sessionId, id, file, (progress) => this.change(id, { progress }), signal);
    forgetId(id);
    void this.readUsage();
  }

  private change(id: string, what: Partial<Pending>): void {
    this.pending = this.pending.map((each) => (each.id === id ? { ...each, ...what } : each));
  }

  /** What has arrived of it is forgotten. */
  private cancel(one: Pending): void {
    one.ending?.abort();
    this.drop(one.id);
    forgetId(one.id);
    if (!one.progress) return;
    const path = `/voicebot/sessions/${this.sessionId}/materials/${one.id}/chunks` as const;
    void client.request("DELETE", path).catch(() => undefined); // without it the server forgets it in a day
  }

  private drop(id: string): void {
    this.pending = this.pending.filter((each) => each.id !== id);
  }

  private async addText(event: Event): Promise<void> {
    event.preventDefault();
    const text = this.text.trim();
    if (!text || this.sending) return;
    this.sending = true;
    try {
      const body = { text, material_id: newId() };
      const path = `/voicebot/sessions/${this.sessionId}/materials` as const;
      await client.request("POST", path, { body, idempotent: true });
      this.text = "";
    } catch (error) {
      showToast({ kind: "error", text: errorSentence(error) });
    } finally {
      this.sending = false;
    }
  }

  private choose(): void {
    this.querySelector<HTMLInputElement>("input[type=file]")?.click();
  }

  private chosen(event: Event): void {
    const input = event.target as HTMLInputElement;
    this.take([...(input.files ?? [])]);
    input.value = ""; // the same file may be chosen again
  }

  private row(one: Pending) {
    return html`<li class="voice-pending">
      <span><strong>${visible(one.file.name)}</strong> <span class="voice-quiet">${bytes(one.file.size)}</span></span>
      ${
        one.failed === undefined
          ? html`<span class="voice-quiet num">${said(one.progress)}</span>
            ${one.progress ? html`<progress max="1" .value=${one.progress.share} aria-label=${one.file.name}></progress>` : nothing}
            ${one.progress ? key({ label: t(VOICE.remove), size: "small", kind: "ghost", press: () => this.cancel(one) }) : nothing}`
          : html`<span class="bad" role="alert">${one.failed}</span>
            ${key({ label: t(VOICE.tryAgain), size: "small", press: () => this.send(one) })}
            ${key({ label: t(VOICE.remove), size: "small", kind: "ghost", press: () => this.cancel(one) })}`
      }
    </li>`;
  }

  private used() {
    const { own, usage } = this;
    if (!own) return nothing;
    const text = usage?.limit_bytes
      ? t(ATTACH.used, { used: bytes(usage.used_bytes), limit: bytes(usage.limit_bytes) })
      : "";
    return html`<p class="voice-quiet voice-used">${text}</p>`;
  }

  override render() {
    return html`<form class="voice-attach" @submit=${this.addText}>
        ${field({
          id: this.id_,
          label: t(VOICE.note),
          value: this.text,
          input: (text) => {
            this.text = text;
          },
        })}
        ${key({ label: t(VOICE.add), submit: true, busy: this.sending, press: () => {} })}
        ${key({ label: t(VOICE.attachFile), icon: "file", press: () => this.choose() })}
        <input type="file" multiple hidden aria-label=${t(VOICE.attachFile)} @change=${this.chosen} />
      </form>
      ${
        this.pending.length === 0
          ? nothing
          : html`<ul class="voice-pendings">${repeat(
              this.pending,
              (one) => one.id,
              (one) => this.row(one),
            )}</ul>`
      }
      ${this.used()}`;
  }
}

function said(progress: FileProgress | undefined): string {
  if (!progress) return t(ATTACH.sending);
  const share = Math.floor(progress.share * 100);
  if (progress.waits) return t(ATTACH.sendingWaits, { share });
  if (progress.leftMs === null) return t(ATTACH.sendingShare, { share });
  const minutes = Math.ceil(progress.leftMs / 60_000);
  return minutes <= 1 ? t(ATTACH.sendingSoon, { share }) : t(ATTACH.sendingLeft, { share, n: minutes });
}

function sentence(error: unknown, file: File): string {
  if (
    error instanceof RoomtoneError &&
    error.code.endsWith("too_large") &&
    typeof error.details.limit === "number"
  ) {
    const details = { size: bytes(file.size), limit: bytes(error.details.limit) };
    return errorSentence(new RoomtoneError("too_large", error.message, details));
  }
  return errorSentence(error);
}
