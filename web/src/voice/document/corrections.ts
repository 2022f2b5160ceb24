import { html } from "lit";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { errorSentence } from "../../i18n/errors";
import { type contract, RoomtoneError } from "../../sdk";
import { askFor } from "../../ui/ask-for";
import { attempt } from "../../ui/attempt";
import { confirmDialog, openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import { showToast } from "../../ui/toast";
import { when } from "../../ui/when";
import { askForText } from "../ask-for-text";
import { DOCUMENT } from "./words";

const NAME_LIMIT = 32;
const NOTE_LIMIT = 10_000;
const TASK_LIMIT = 500;

/** What people change in the text of a session. Each change can be undone from the note that tells of it. */
export class Corrections {
  readonly #session: () => string;

  constructor(session: () => string) {
    this.#session = session;
  }

  async change(
    segment: contract.SpeechSegment,
    text: string,
  ): Promise<{ saved?: contract.SpeechSegment; refusal: string; isOutdated?: boolean }> {
    try {
      const body = { revision: segment.revision, text };
      const saved = await client.request("PATCH", this.#path(segment), { body });
      this.#done();
      return { saved, refusal: "" };
    } catch (error) {
      return { refusal: sentence(error), isOutdated: isOutdated(error) };
    }
  }

  async split({ revision, ...segment }: contract.SpeechSegment, word: number): Promise<void> {
    await this.#make(() =>
      client.request("POST", `${this.#path(segment)}/split`, { body: { revision, word } }),
    );
  }

  async join({ revision, ...segment }: contract.SpeechSegment, next: contract.SpeechSegment): Promise<void> {
    const body = { revision, next_id: next.segment_id, next_revision: next.revision };
    await this.#make(() => client.request("POST", `${this.#path(segment)}/join`, { body }));
  }

  /** Says who says one segment. */
  async nameHere({ revision, ...segment }: contract.SpeechSegment): Promise<void> {
    const speaker_name = await this.#ask("");
    if (!speaker_name) return;
    const body = { revision, speaker_name };
    await this.#make(() => client.request("PUT", `${this.#path(segment)}/speaker`, { body }));
  }

  /** Says who a voice is, in the whole session. */
  async nameVoice(speaker: string, before = ""): Promise<void> {
    const name = await this.#ask(before);
    if (name === undefined) return;
    const path = `/voicebot/sessions/${this.#session()}/speakers/${speaker}` as const;
    await this.#make(() => client.request("PUT", path, { body: { name } }));
  }

  async history(segment: contract.SpeechSegment): Promise<void> {
    await attempt(async () => {
      const { items } = await client.request("GET", `${this.#path(segment)}/history`);
      const restored = await openDialog<string>(
        t(DOCUMENT.history),
        (close) => html`<h2 class="dialog-title">${t(DOCUMENT.history)}</h2>
          <ul class="said-history">${items.map(
            (one) => html`<li><p dir="auto">${visible(one.text)}</p>
              <p class="voice-quiet">${visible(one.name)} · ${when(one.at)}</p>
              ${key({ label: t(DOCUMENT.restore), size: "small", press: () => close(one.text) })}</li>`,
          )}</ul>
          ${items.length === 0 ? html`<p class="dialog-text">${t(DOCUMENT.noHistory)}</p>` : ""}
          <div class="dialog-keys">${key({ label: t(DOCUMENT.close), press: () => close() })}</div>`,
      );
      if (restored === undefined) return;
      const { refusal } = await this.change(segment, restored);
      if (refusal) showToast({ text: refusal, kind: "error" });
    });
  }

  async forget(segment: contract.SpeechSegment): Promise<void> {
    const isSure = await confirmDialog({
      title: t(DOCUMENT.forgetTitle),
      text: t(DOCUMENT.forgetText),
      verb: t(DOCUMENT.forgetVerb),
    });
    if (isSure) await attempt(() => client.request("DELETE", this.#path(segment)));
  }

  /** Makes a task of a segment, which leads back to it. */
  async makeTask({ source_id, start_ms, text }: contract.SpeechSegment): Promise<void> {
    const body = {
      text: [...text].slice(0, TASK_LIMIT).join("").trim(),
      source_id,
      at_ms: start_ms,
      task_id: crypto.randomUUID(),
    };
    const path = `/voicebot/sessions/${this.#session()}/tasks` as const;
    if (await attempt(() => client.request("POST", path, { body })))
      showToast({ text: t(DOCUMENT.taskMade), icon: "check" });
  }

  /** Asks for another text of a note. */
  async editNote(note: contract.Material): Promise<void> {
    const text = await askForText(t(DOCUMENT.noteTitle), t(DOCUMENT.save), note.text ?? "", NOTE_LIMIT);
    if (!text || text === note.text) return;
    const path = `/voicebot/sessions/${this.#session()}/materials/${note.material_id}` as const;
    await this.#make(() => client.request("PATCH", path, { body: { text } }));
  }

  #path({ segment_id }: Pick<contract.SpeechSegment, "segment_id">) {
    return `/voicebot/sessions/${this.#session()}/segments/${segment_id}` as const;
  }

  #ask(before: string): Promise<string | undefined> {
    return askFor(t(DOCUMENT.whoTitle), t(DOCUMENT.whoName), t(DOCUMENT.save), before, "", NAME_LIMIT);
  }

  async #make(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
      this.#done();
    } catch (error) {
      showToast({ text: sentence(error), kind: "error" });
    }
  }

  #done(): void {
    const undo = (): void =>
      void attempt(() => client.request("POST", `/voicebot/sessions/${this.#session()}/undo`));
    showToast({ text: t(DOCUMENT.changed), icon: "check", action: { label: t(DOCUMENT.undo), press: undo } });
  }
}

/** Why a change was refused: above all, who was quicker. */
/** Whether somebody was quicker. */
function isOutdated(error: unknown): error is RoomtoneError {
  return error instanceof RoomtoneError && error.details.reason === "changed";
}

function sentence(error: unknown): string {
  if (isOutdated(error) && error.details.name)
    return t(DOCUMENT.meanwhile, { name: String(error.details.name) });
  return errorSentence(error);
}
