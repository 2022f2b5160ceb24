import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from "lit";
import { announce } from "../../app/announce";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { errorSentence, isCoded } from "../../i18n/errors";
import { css } from "../../ui/css";
import { icon } from "../../ui/icons";
import { showToast } from "../../ui/toast";
import { changeTap, takeBack } from "../actions";
import { TAGS } from "../moments/tags";
import type { Clip, Tag } from "../session";
import type { TapResult } from "../tap";
import { hms } from "../timeline";
import { VIEWER } from "./words";

/** For so many seconds tags and note belong to the last tap, and for so many it can be taken back (CL17). */
const OPEN_S = 5;
const UNDO_S = 10;

interface LastTap {
  readonly seconds: number;
  /** The id in the queue of a tap that waits here. */
  readonly queued: string | undefined;
  /** Whether a tap that waits here may have reached the server already. */
  readonly tried: boolean;
  clip: Clip | undefined;
  tag: Tag | null;
  note: string | null;
  undone: boolean;
}

/** The last tap of this page, while its tag and note can be chosen and it can be taken back. */
export class AfterTap implements ReactiveController {
  private last: LastTap | undefined;
  /** Taps that wait in the queue, by its ids: what was chosen for them holds also when they arrive late. */
  private readonly waiting = new Map<string, LastTap>();
  private age = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private said: string | undefined;
  /** Changes go out one after the other, so that the last one holds. */
  private changes: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly changed: (clip: Clip) => void,
    private readonly removed: (clipId: string) => void,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.close();
  }

  get isOpen(): boolean {
    return this.last !== undefined && this.age < OPEN_S;
  }

  get tag(): Tag | null {
    return this.isOpen ? (this.last?.tag ?? null) : null;
  }

  get note(): string {
    return this.last?.note ?? "";
  }

  get seconds(): number {
    return this.last?.seconds ?? 0;
  }

  begin(result: TapResult, seconds: number, tag: Tag | undefined, note: string | undefined): void {
    const kept = result.kind === "kept" ? result : undefined;
    this.last = {
      seconds,
      queued: kept?.id,
      tried: kept?.tried ?? false,
      clip: result.kind === "saved" ? result.clip : undefined,
      tag: tag ?? null,
      note: note ?? null,
      undone: false,
    };
    if (kept) this.waiting.set(kept.id, this.last);
    this.said = undefined;
    this.run();
  }

  /** The five seconds stand still while a note is typed, and start again after it. */
  hold(): void {
    clearInterval(this.timer);
  }

  run(): void {
    clearInterval(this.timer);
    this.age = 0;
    this.timer = setInterval(() => {
      this.age += 1;
      if (this.age >= UNDO_S) this.close();
      this.host.requestUpdate();
    }, 1000);
    this.host.requestUpdate();
  }

  close(): void {
    clearInterval(this.timer);
    this.last = undefined;
    this.said = undefined;
    this.host.requestUpdate();
  }

  /** One tag at most; the same one again takes it off. */
  choose(tag: Tag): void {
    const { last } = this;
    if (!last) return;
    last.tag = last.tag === tag ? null : tag;
    const word = TAGS.find((one) => one.tag === tag)?.word ?? "";
    announce(t(last.tag ? VIEWER.tagged : VIEWER.untagged, { tag: word }));
    this.send(last);
  }

  write(text: string): void {
    const { last } = this;
    if (!last) return;
    last.note = text || null;
    this.send(last);
    this.run();
  }

  undo(): void {
    const { last } = this;
    if (!last) return;
    last.undone = true;
    if (last.queued && !last.clip && !last.tried && client.queue.withdraw(last.queued))
      this.tell(last, t(VIEWER.takenBack));
    else this.send(last);
  }

  /** A tap that waited has arrived, perhaps without what was chosen meanwhile. */
  arrived(queued: string, clip: Clip): void {
    const tap = this.waiting.get(queued);
    if (!tap) return;
    this.waiting.delete(queued);
    tap.clip = clip;
    this.send(tap);
  }

  /** A tap that waited was not counted. */
  refused(queued: string): void {
    this.waiting.delete(queued);
    if (this.last?.queued === queued) this.close();
  }

  private send(last: LastTap): void {
    this.host.requestUpdate();
    const { clip, queued, tag, note } = last;
    if (clip) this.changes = this.changes.then(() => this.store(last, clip));
    // What could not be put on the waiting tap is sent once it has arrived.
    else if (queued && !last.undone)
      client.queue.amend(queued, { tag: tag ?? undefined, note: note ?? undefined });
  }

  private async store(last: LastTap, { session_id, id }: Clip): Promise<void> {
    const known = last.clip;
    if (!known) return;
    try {
      if (last.undone) {
        await takeBack(known);
        last.clip = undefined;
        this.removed(id);
        this.tell(last, t(VIEWER.takenBack));
      } else if (known.tag !== last.tag || known.note !== last.note) {
        last.clip = await changeTap({ session_id, id }, { tag: last.tag, note: last.note });
        this.changed(last.clip);
      }
    } catch (error) {
      const late = last.undone && isCoded(error) && error.code === "forbidden";
      if (late) this.tell(last, t(VIEWER.tooLate));
      else showToast({ kind: "error", text: errorSentence(error) });
      last.undone = false;
      last.tag = known.tag;
      last.note = known.note;
      this.host.requestUpdate();
    }
  }

  private tell(tap: LastTap, text: string): void {
    announce(text);
    if (this.last && this.last !== tap) return; // the slot belongs to a newer tap
    this.close();
    this.said = text;
    this.timer = setInterval(() => this.close(), 4000);
  }

  /** The slot above the tags: as high in every state, so that nothing moves. */
  slot(): TemplateResult {
    const { last, isOpen } = this;
    if (!last)
      return html`<div class="slot ${this.said ? "slot-used" : ""}"><p>${this.said ?? nothing}</p></div>`;
    const time = html`<b class="num">${hms(last.seconds)}</b>`;
    return html`<div class="slot slot-used">
      <p class="slot-for">${isOpen ? t(VIEWER.tagOrNote) : t(VIEWER.lastTap)} ${time}</p>
      ${isOpen ? html`<span class="slot-left num" aria-hidden="true">${t(VIEWER.secondsLeft, { n: OPEN_S - this.age })}</span>` : nothing}
      <button type="button" class="key key-secondary slot-undo" aria-keyshortcuts="Z" @click=${() => this.undo()}>${icon("undo", 18)}<span>${t(VIEWER.undo)}</span></button>
      ${isOpen ? html`<i class="slot-line" style=${css({ "--age": `${this.age / OPEN_S}` })} aria-hidden="true"></i>` : nothing}
    </div>`;
  }
}
