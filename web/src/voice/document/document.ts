import { html, nothing, type TemplateResult } from "lit";
import type { Shortcut } from "../../app/shortcuts";
import { t } from "../../i18n";
import type { VoiceView } from "../live";
import { type Found, NOTHING } from "./found";
import { Player, RATES } from "./player";
import "./player-card";
import { lengthOf, momentIn, type Passage, passagesOf, type Source, sourcesOf } from "./sources";
import "./transcript";
import type { VoiceTranscript } from "./transcript";
import { stretchesOf, voiceCount, voicesOf } from "./voices";
import { DOCUMENT } from "./words";

/** A session as something to read and hear: one player, and the text under it. */
export class VoiceDocument {
  readonly player = new Player();
  found = NOTHING;
  readonly #tell: (found: Found) => void;
  sources: readonly Source[] = [];
  passages: readonly Passage[] = [];
  #seen: Partial<VoiceView> = {};
  #isOpened = false;

  constructor(changed: () => void) {
    this.#tell = (found) => {
      this.found = found;
      changed();
    };
  }

  /** Takes in a view. What is the same as before stays the same. */
  read(view: VoiceView): void {
    const { recordings, materials, segments } = view;
    const isSame = this.#seen.recordings === recordings && this.#seen.materials === materials;
    if (!isSame) {
      const sources = sourcesOf(view);
      if (JSON.stringify(sources) !== JSON.stringify(this.sources)) this.sources = sources;
      this.player.sources = this.sources;
    }
    if (!isSame || this.#seen.segments !== segments) this.passages = passagesOf(segments, this.sources);
    this.#seen = { recordings, materials, segments };
  }

  get length(): number {
    return lengthOf(this.sources);
  }

  voices(view: VoiceView): number {
    return voiceCount(voicesOf(this.passages, view.speakers));
  }

  /** Whether there is a text to read, or will be. */
  hasText({ jobs }: VoiceView): boolean {
    return (
      this.passages.length > 0 ||
      (this.sources.length > 0 &&
        jobs.some(
          ({ type, state }) => type.startsWith("TRANSCRIBE") && (state === "queued" || state === "running"),
        ))
    );
  }

  card(view: VoiceView): TemplateResult | typeof nothing {
    if (this.sources.length === 0) return nothing;
    const stretches = stretchesOf(this.passages, voicesOf(this.passages, view.speakers));
    return html`<rt-voice-player .player=${this.player} .sources=${this.sources} .passages=${this.passages}
      .stretches=${stretches} .found=${this.found}></rt-voice-player>`;
  }

  text(view: VoiceView): TemplateResult {
    return html`<rt-voice-transcript .view=${view} .player=${this.player} .sources=${this.sources}
      .passages=${this.passages} .found=${this.found} .tell=${this.#tell}></rt-voice-transcript>`;
  }

  /** Once, and at every new moment in the address: goes where it says. */
  open(page: Element, isAgain = false): void {
    if ((this.#isOpened && !isAgain) || this.sources.length === 0) return;
    this.#isOpened = true;
    const ms = momentIn(location.hash, this.sources);
    const transcript = page.querySelector<VoiceTranscript>("rt-voice-transcript");
    if (ms === null) return;
    if (transcript) transcript.open(ms);
    else this.player.seek(ms, false);
  }

  shortcuts(page: Element): Shortcut[] {
    const { player } = this;
    if (this.sources.length === 0) return [];
    const transcript = () => page.querySelector<VoiceTranscript>("rt-voice-transcript");
    const speed = (step: number) => () => {
      const place = RATES.findLastIndex((one) => one <= player.rate) + step;
      player.setRate(RATES[Math.min(Math.max(0, place), RATES.length - 1)] ?? 1);
    };
    return [
      { key: "K", label: t(DOCUMENT.play), run: () => player.toggle() },
      { key: "J", label: t(DOCUMENT.back15), run: () => player.seek(player.at - 15_000) },
      { key: "L", label: t(DOCUMENT.on15), run: () => player.seek(player.at + 15_000) },
      { key: "<", label: t(DOCUMENT.slower), run: speed(-1) },
      { key: ">", label: t(DOCUMENT.faster), run: speed(1) },
      {
        key: "/",
        label: t(DOCUMENT.find),
        run: () => page.querySelector<HTMLInputElement>("#voice-find")?.select(),
      },
      { key: "E", label: t(DOCUMENT.edit), run: () => transcript()?.editCurrent() },
      { key: "C", label: t(DOCUMENT.copyText), run: () => void transcript()?.copy() },
    ];
  }
}
