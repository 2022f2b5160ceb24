import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { announce } from "../../app/announce";
import { initial } from "../../app/person";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import type { contract } from "../../sdk";
import { copyText } from "../../ui/clipboard";
import { key } from "../../ui/key";
import { later } from "../../ui/later";
import type { MenuItem } from "../../ui/menu";
import "../../ui/menu";
import { showToast } from "../../ui/toast";
import type { VoiceView } from "../live";
import { clock } from "../time";
import type { Corrections } from "./corrections";
import "./find.css";
import { type Found, piecesOf } from "./found";
import type { Player } from "./player";
import { hashOf, type Passage, passageAt, placeOf, type Source, wordAt, wordOf, wordStarts } from "./sources";
import { colourOf, nameOf, type Voices, voicesOf } from "./voices";
import "./transcript.css";
import { DOCUMENT } from "./words";

const SCROLLING = ["wheel", "touchmove"] as const;

/** The text of a session: the word that is heard is marked, a press on a word plays it, and editors correct it. */
@customElement("rt-voice-transcript")
export class VoiceTranscript extends LitElement {
  @property({ attribute: false }) view!: VoiceView;
  @property({ attribute: false }) player!: Player;
  @property({ attribute: false }) sources: readonly Source[] = [];
  @property({ attribute: false }) passages: readonly Passage[] = [];
  @property({ attribute: false }) found!: Found;
  @property({ attribute: false }) tell!: (found: Found) => void;
  @state() private edited: string | undefined;
  @state() private refusal = "";
  @state() private isFollowing = true;
  private current = -1;
  private word = -1;
  private draft = "";
  /** The segment as it was when its field was opened: what somebody saves meanwhile is not lost. */
  private opened: contract.SpeechSegment | undefined;
  private voices: Voices = new Map();
  private corrections: Corrections | undefined;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    later(() => Promise.all([import("./find-field"), import("./corrections")]));
    this.player.addEventListener("change", this.follow);
    for (const name of SCROLLING) addEventListener(name, this.scrolled, { passive: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.player.removeEventListener("change", this.follow);
    for (const name of SCROLLING) removeEventListener(name, this.scrolled);
  }

  private readonly scrolled = (): void => {
    if (this.player.isPlaying) this.isFollowing = false;
  };

  private readonly follow = (): void => {
    const { at } = this.player;
    const current = passageAt(this.passages, at);
    const passage = this.passages[current];
    const word =
      passage && at < passage.to + 300 ? wordAt(wordStarts(passage.segment), at - passage.from) : -1;
    if (current === this.current && word === this.word) return;
    const before = this.passages[this.current]?.segment.speaker;
    if (this.player.isPlaying && passage && passage.segment.speaker !== before)
      announce(nameOf(this.voices, passage.segment.speaker));
    const isOther = current !== this.current;
    [this.current, this.word] = [current, word];
    this.requestUpdate();
    if (isOther && this.player.isPlaying && this.isFollowing)
      void this.updateComplete.then(() => this.show());
  };

  private show(shown = this.querySelector(".said[aria-current]")): void {
    const box = shown?.getBoundingClientRect();
    if (!shown || !box || (box.top > 160 && box.bottom < innerHeight - 160)) return;
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    shown.scrollIntoView({ block: "center", behavior });
  }

  /** Plays the word that was pressed. */
  private press(event: MouseEvent, passage: Passage): void {
    if (!getSelection()?.isCollapsed) return;
    const text = event.currentTarget as HTMLElement;
    const caret = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    const range = document.caretRangeFromPoint?.(event.clientX, event.clientY);
    const [node, offset] = caret
      ? [caret.offsetNode, caret.offset]
      : [range?.startContainer, range?.startOffset ?? 0];
    if (!node || !text.contains(node)) return;
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(node, offset);
    const starts = wordStarts(passage.segment);
    const at =
      starts[Math.min(wordOf(passage.segment.text, before.toString().length), starts.length - 1)] ?? 0;
    this.isFollowing = true;
    this.player.seek(passage.from + at, true);
  }

  // --- corrections ------------------------------------------------------------------------------------------------

  private async correct<T>(change: (corrections: Corrections) => Promise<T>): Promise<T> {
    const { Corrections } = await import("./corrections");
    this.corrections ??= new Corrections(() => this.view.session.session_id);
    return change(this.corrections);
  }

  /** Edits what is heard now. */
  editCurrent(): void {
    const passage = this.passages[this.current];
    if (passage) void this.edit(passage.segment);
  }

  private async edit(segment: contract.SpeechSegment): Promise<void> {
    if (this.view.role === "reader") return;
    [this.edited, this.opened, this.draft, this.refusal] = [segment.segment_id, segment, segment.text, ""];
    await this.updateComplete;
    const field = this.querySelector<HTMLTextAreaElement>(".said-field");
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }

  private leave(): void {
    const { edited } = this;
    [this.edited, this.refusal] = [undefined, ""];
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(`.said[data-id="${edited}"] .said-time`)?.focus({
        preventScroll: true,
      }),
    );
  }

  /** Saves the field. The text stays in it when it is refused. */
  private async save(segment: contract.SpeechSegment): Promise<contract.SpeechSegment | undefined> {
    const { opened } = this;
    if (!opened || this.edited !== segment.segment_id) return undefined;
    const text = this.draft.trim().replace(/\s+/g, " ");
    if (!text || text === opened.text) {
      this.leave();
      return segment;
    }
    const { saved, refusal, isOutdated } = await this.correct((one) => one.change(opened, text));
    this.refusal = refusal;
    if (saved) this.leave();
    else if (isOutdated)
      this.opened =
        this.passages.find((one) => one.segment.segment_id === segment.segment_id)?.segment ?? segment; // both were seen
    return saved;
  }

  private onKey(event: KeyboardEvent, segment: contract.SpeechSegment): void {
    if (event.key === "Escape") this.leave();
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const field = event.target as HTMLTextAreaElement;
    const word = wordOf(field.value, field.selectionStart);
    void this.save(segment).then((saved) => {
      if (saved && event.altKey && word > 0) void this.correct((one) => one.split(saved, word));
    });
  }

  private menu(passage: Passage, next: Passage | undefined, name: string): TemplateResult {
    const { segment } = passage;
    const items: MenuItem[] = [
      { label: t(DOCUMENT.link), icon: "copy", press: () => void this.link(passage.from) },
    ];
    if (this.view.role !== "reader") {
      items.unshift({ label: t(DOCUMENT.edit), press: () => void this.edit(segment) });
      const isHeard = this.passages[this.current]?.segment.segment_id === segment.segment_id;
      const { word } = this;
      if (isHeard && word > 0)
        items.push({
          label: t(DOCUMENT.splitHere),
          press: () => void this.correct((one) => one.split(segment, word)),
        });
      if (next?.segment.source_id === segment.source_id)
        items.push({
          label: t(DOCUMENT.join),
          press: () => void this.correct((one) => one.join(segment, next.segment)),
        });
      items.push({
        label: t(DOCUMENT.nameHere),
        press: () => void this.correct((one) => one.nameHere(segment)),
      });
      if (segment.speaker)
        items.push({
          label: t(DOCUMENT.nameVoice, { voice: name }),
          press: () =>
            void this.correct((one) =>
              one.nameVoice(segment.speaker ?? "", this.voices.get(segment.speaker ?? "")?.name),
            ),
        });
      items.push({
        label: t(DOCUMENT.makeTask),
        press: () => void this.correct((one) => one.makeTask(segment)),
      });
      if (segment.edited)
        items.push({
          label: t(DOCUMENT.history),
          press: () => void this.correct((one) => one.history(segment)),
        });
      if (this.view.role === "owner")
        items.push({
          label: t(DOCUMENT.forget),
          danger: true,
          press: () => void this.correct((one) => one.forget(segment)),
        });
    }
    return html`<rt-menu label=${t(DOCUMENT.segmentMenu, { time: clock(passage.from) })} .items=${items}></rt-menu>`;
  }

  private async link(ms: number): Promise<void> {
    const url = new URL(location.href);
    url.hash = hashOf(this.sources, ms);
    url.search = "";
    if (await copyText(url.href))
      showToast({ text: t(DOCUMENT.linkCopied, { time: clock(ms) }), icon: "check" });
  }

  async copy(): Promise<void> {
    const lines = this.passages.map(({ segment }, i) => {
      const before = this.passages[i - 1]?.segment.speaker ?? null;
      const name =
        segment.speaker && segment.speaker !== before ? `${nameOf(this.voices, segment.speaker)}: ` : "";
      return `${name}${segment.text}`;
    });
    if (await copyText(lines.join("\n"))) showToast({ text: t(DOCUMENT.textCopied), icon: "check" });
  }

  // --- parts ------------------------------------------------------------------------------------------------------

  private text(passage: Passage, isHeard: boolean): TemplateResult {
    const { segment } = passage;
    const mark = segment.edited ? html` <span class="said-edited">${t(DOCUMENT.edited)}</span>` : nothing;
    const press = (event: MouseEvent) => this.press(event, passage);
    const edit = () => void this.edit(segment);
    const hits = this.found.of.get(segment.segment_id) ?? [];
    const word = isHeard && this.word >= 0 ? placeOf(segment.text, this.word) : undefined;
    const pieces = piecesOf(segment.text, hits, this.currentIn(segment), word).map(
      ({ text, isHit, isCurrent, isHeard }) =>
        isHit
          ? html`<mark class="said-hit ${isCurrent ? "said-hit-now" : ""} ${isHeard ? "said-word" : ""}">${visible(text)}</mark>`
          : isHeard
            ? html`<span class="said-word">${visible(text)}</span>`
            : visible(text),
    );
    return html`<p class="said-text" dir="auto" @click=${press} @dblclick=${edit}>${pieces}${mark}</p>`;
  }

  /** The current hit, when it is in this segment. */
  private currentIn({ segment_id }: contract.SpeechSegment) {
    const hit = this.found.hits[this.found.at];
    return hit?.id === segment_id ? hit : undefined;
  }

  private field(segment: contract.SpeechSegment): TemplateResult {
    return html`<div class="said-edit"><textarea class="said-field" rows="3" maxlength="20000" aria-label=${t(DOCUMENT.edit)} .value=${this.draft}
        aria-describedby=${this.refusal ? "said-refusal" : nothing}
        @input=${(event: InputEvent) => {
          this.draft = (event.target as HTMLTextAreaElement).value;
        }}
        @keydown=${(event: KeyboardEvent) => this.onKey(event, segment)}></textarea>
      ${this.refusal ? html`<p id="said-refusal" class="said-refusal" role="alert">${this.refusal}</p><p class="voice-quiet">${t(DOCUMENT.theirs, { text: segment.text })}</p>` : nothing}
      <div class="said-keys">${key({ label: t(DOCUMENT.save), kind: "primary", size: "small", press: () => void this.save(segment) })}
        ${key({ label: t(DOCUMENT.close), size: "small", press: () => this.leave() })}</div></div>`;
  }

  private row(passage: Passage, place: number): TemplateResult {
    const { segment } = passage;
    const before = this.passages[place - 1]?.segment.speaker ?? null;
    const name = nameOf(this.voices, segment.speaker);
    const isHeard = place === this.current;
    const isEdited = this.edited === segment.segment_id;
    const time = clock(passage.from);
    return html`<li class="said" data-id=${segment.segment_id} id=${segment.segment_id} aria-current=${isHeard ? "true" : nothing}>
      <button type="button" class="said-time num" aria-label=${t(DOCUMENT.playFrom, { time })}
        title=${segment.words ? nothing : t(DOCUMENT.near)} @click=${() => this.player.seek(passage.from, true)}>${time}</button>
      <span class="said-who">${
        segment.speaker && segment.speaker !== before
          ? html`<span class="said-circle" data-colour=${colourOf(this.voices, segment.speaker)} aria-hidden="true">${initial(name)}</span><span class="said-name">${visible(name)}</span>`
          : nothing
      }</span>
      ${isEdited ? this.field(segment) : this.text(passage, isHeard)}
      <span class="said-menu">${this.menu(passage, this.passages[place + 1], name)}</span>
    </li>`;
  }

  private progress(): TemplateResult | typeof nothing {
    const job = this.view.jobs.find(
      ({ type, state }) =>
        (type === "TRANSCRIBE" || type === "TRANSCRIBE_MATERIAL") &&
        (state === "running" || state === "queued"),
    );
    if (!job) return nothing;
    return html`<p class="said-progress" role="status">${t(DOCUMENT.transcribing, { n: job.progress })}</p>`;
  }

  override willUpdate(): void {
    this.voices = voicesOf(this.passages, this.view.speakers);
  }

  override render() {
    const { passages, player } = this;
    const at = clock(player.at);
    const names = JSON.stringify([...this.voices]);
    return html`<section class="panel said-panel" aria-label=${t(DOCUMENT.text)}>
      <header class="said-head"><h2 class="visually-hidden">${t(DOCUMENT.text)}</h2>
        <rt-voice-find .passages=${passages} .sources=${this.sources} .player=${player} .tell=${this.tell}
          .sessionId=${this.view.session.session_id}></rt-voice-find>
        ${key({ label: t(DOCUMENT.linkTo, { time: at }), icon: "open", kind: "ghost", size: "small", press: () => void this.link(player.at) })}
        ${key({ label: t(DOCUMENT.copyText), icon: "copy", kind: "ghost", size: "small", press: () => void this.copy() })}</header>
      <ol class="said-list">${repeat(
        passages,
        ({ segment }) => segment.segment_id,
        (passage, place) =>
          guard(
            [
              passage.segment,
              passage.from,
              place === this.current ? this.word : -2,
              this.edited === passage.segment.segment_id ? this.refusal || true : false,
              passages[place - 1]?.segment.speaker,
              passages[place + 1]?.segment,
              names,
              this.view.role,
              this.found.of.get(passage.segment.segment_id),
              this.currentIn(passage.segment),
            ],
            () => this.row(passage, place),
          ),
      )}</ol>
      ${this.progress()}
      ${
        this.isFollowing || !player.isPlaying
          ? nothing
          : html`<div class="said-back">${key({
              label: t(DOCUMENT.backTo, { time: at }),
              icon: "down",
              press: () => {
                this.isFollowing = true;
                this.show();
              },
            })}</div>`
      }
    </section>`;
  }

  protected override updated(changed: Map<string, unknown>): void {
    const before = changed.get("found") as Found | undefined;
    if (!before || before.turn === this.found.turn || this.found.at < 0) return;
    this.isFollowing = false; // the page stays at the hit while something else is heard
    const row = document.getElementById(this.found.hits[this.found.at]?.id ?? "");
    this.show(row?.querySelector(".said-hit-now") ?? row);
  }

  /** Shows and opens a moment that the address names. */
  open(ms: number): void {
    this.player.seek(ms, false);
    this.follow();
    void this.updateComplete.then(() =>
      this.querySelector(".said[aria-current]")?.scrollIntoView({ block: "center" }),
    );
  }
}
