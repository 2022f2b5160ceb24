import { html, LitElement } from "lit";
import { customElement, state } from "lit/decorators.js";
import "./miniature.css";

/** Five tracks of a jam: the colour, and the steps that are on. */
const TRACKS = [
  { colour: 1, on: [0, 4, 8, 11, 12] },
  { colour: 2, on: [4, 12, 15] },
  { colour: 3, on: [0, 2, 4, 6, 7, 8, 10, 12, 14] },
  { colour: 5, on: [0, 3, 6, 10, 13] },
  { colour: 6, on: [6, 10, 15] },
];
const STEPS = Array.from({ length: 16 }, (_, step) => step);
const STEP_MS = 144; // sixteenths at 104 beats a minute

/** A small jam: plays its pattern silently while it is on the screen. A press changes a step; nothing is sent. */
@customElement("rt-jam-miniature")
export class JamMiniature extends LitElement {
  @state() private now = 6;
  @state() private tracks = TRACKS;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly watch = new IntersectionObserver(([entry]) => this.play(entry?.isIntersecting ?? false));

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.watch.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watch.disconnect();
    this.play(false);
  }

  private play(visible: boolean): void {
    clearInterval(this.timer);
    if (!visible || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.timer = setInterval(() => {
      this.now = (this.now + 1) % STEPS.length;
    }, STEP_MS);
  }

  private toggle(row: number, step: number): void {
    this.tracks = this.tracks.map((track, index) => {
      if (index !== row) return track;
      const on = track.on.includes(step) ? track.on.filter((one) => one !== step) : [...track.on, step];
      return { ...track, on };
    });
  }

  override render() {
    return html`<div class="mini-jam" aria-hidden="true">${this.tracks.map((track, row) =>
      STEPS.map(
        (
          step,
        ) => html`<i class="${track.on.includes(step) ? "on" : ""} ${step === this.now ? "now" : ""} ${Math.floor(step / 4) % 2 ? "odd" : ""}"
          data-mini=${track.colour} @click=${() => this.toggle(row, step)}></i>`,
      ),
    )}</div>`;
  }
}

export const jamMiniature = () => html`<rt-jam-miniature></rt-jam-miniature>`;
