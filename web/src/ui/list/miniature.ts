import { html, nothing, svg, type TemplateResult } from "lit";
import "./miniature.css";

/** The picture of a session in a row: one SVG with a few paths, so that a thousand rows stay light. */
const WIDTH = 112;
const HEIGHT = 28;

function picture(content: TemplateResult | TemplateResult[]): TemplateResult {
  return html`<svg class="row-miniature" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${content}</svg>`;
}

function rect(x: number, y: number, width: number, height: number): string {
  return `M${x.toFixed(1)} ${y.toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}h${(-width).toFixed(1)}z`;
}

interface Bar {
  /** 0 to 1 of the highest bar. */
  readonly height: number;
  readonly hot: boolean;
}

/** Bars from the ground; the hot ones are lit. */
export function heatMiniature(bars: readonly Bar[]): TemplateResult {
  const pitch = WIDTH / bars.length;
  const path = (hot: boolean): string =>
    bars
      .map((bar, at) => ({ ...bar, at, px: Math.max(2, bar.height * HEIGHT) }))
      .filter((bar) => bar.hot === hot)
      .map(({ at, px }) => rect(at * pitch, HEIGHT - px, pitch * 0.7, px))
      .join("");
  return picture([svg`<path class="quiet" d=${path(false)} />`, svg`<path class="hot" d=${path(true)} />`]);
}

/** A waveform about its middle; `peaks` are 0 to 255. */
export function waveMiniature(peaks: readonly number[], isRecording = false): TemplateResult {
  const pitch = WIDTH / peaks.length;
  const path = peaks.map((peak, at) => {
    const px = Math.max(2, (peak / 255) * HEIGHT);
    return rect(at * pitch, (HEIGHT - px) / 2, pitch * 0.6, px);
  });
  return picture(svg`<path class=${isRecording ? "recording" : "quiet"} d=${path.join("")} />`);
}

const STEPS = 16;
const ROWS = 4;

/** Steps of tracks; each number is the track's color times 65,536, plus 2 to the power of each step that is on. */
export function patternMiniature(tracks: readonly number[]): TemplateResult | typeof nothing {
  if (tracks.length === 0) return nothing;
  const [across, down] = [WIDTH / STEPS, HEIGHT / ROWS];
  const cells = (row: number, isOn: (step: number) => boolean): string =>
    Array.from({ length: STEPS }, (_, step) => step)
      .filter(isOn)
      .map((step) => rect(step * across, row * down, across - 1.5, down - 1.5))
      .join("");
  return picture(
    tracks.slice(0, ROWS).flatMap((track, row) => {
      const isOn = (step: number): boolean => ((track >> step) & 1) === 1;
      return [
        svg`<path class="step" d=${cells(row, (step) => !isOn(step))} />`,
        svg`<path data-colour=${(Math.floor(track / 65_536) % 8) + 1} d=${cells(row, isOn)} />`,
      ];
    }),
  );
}

/** How much of something is done, in per cent. */
export function shareMiniature(percent: number): TemplateResult {
  return picture([
    svg`<path class="rest" d=${rect(0, 12, WIDTH, 4)} />`,
    svg`<path class="done" d=${rect(0, 12, (WIDTH * percent) / 100, 4)} />`,
  ]);
}
