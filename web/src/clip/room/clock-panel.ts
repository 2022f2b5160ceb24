import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import type { StateAction } from "../actions";
import "../clock";
import type { ClipStatus } from "../session";
import { shortLength } from "../speech";
import type { ClipState } from "../state";
import { currentSegment } from "../timeline";
import { CLIP } from "../words";
import { ROOM } from "./words";

/** C25: only actions that are valid in the state are shown; they are disabled only while there is no connection. */
const VALID: Record<ClipStatus, readonly StateAction[]> = {
  created: ["start"],
  active: ["pause", "end"],
  paused: ["resume", "end"],
  ended: [],
};

const KEYS = {
  start: { icon: "play", kind: "primary", shortcut: "S", word: ROOM.start },
  resume: { icon: "play", kind: "primary", shortcut: "S", word: ROOM.resume },
  pause: { icon: "pause", kind: "secondary", shortcut: "P", word: ROOM.pause },
  end: { icon: "stop", kind: "danger", shortcut: "E", word: ROOM.end },
} as const;

export interface ClockPanelOptions {
  readonly state: ClipState;
  readonly now: number;
  readonly online: boolean;
  readonly busy: StateAction | undefined;
  readonly act: (action: StateAction) => void;
  /** The phone's large red button. */
  readonly mark: TemplateResult;
}

function label(options: ClockPanelOptions): string {
  const { session, segments } = options.state;
  const segment = currentSegment(segments);
  if (session.status === "created" || !segment) return t(ROOM.ready);
  if (session.status !== "paused" || segment.end_time === null) return t(CLIP.segment, { n: segment.index });
  return t(ROOM.pausedFor, { time: shortLength((options.now - Date.parse(segment.end_time)) / 1000) });
}

export function validActions(status: ClipStatus): readonly StateAction[] {
  return VALID[status];
}

export function clockPanel(options: ClockPanelOptions): TemplateResult {
  const { state } = options;
  const { status } = state.session;
  const reason = options.online ? undefined : t(ROOM.offlineKeys);
  return html`<section class="clock-panel panel ${status === "active" ? "" : "clock-still"} ${status === "created" ? "clock-ready" : ""}" aria-label=${t(CLIP.segment, { n: state.segments.length || 1 })}>
    <div class="clock-head label">
      <span>${label(options)}</span>
      ${state.segments.length > 0 ? html`<span class="clock-vod">${t(ROOM.vod)} <rt-clip-clock vod .segments=${state.segments}></rt-clip-clock></span>` : nothing}
      <span class="clock-viewers num" aria-label=${t(ROOM.viewers)}>${icon("eye", 18)}${state.viewers}</span>
    </div>
    <rt-clip-clock class="clock" .segments=${state.segments}></rt-clip-clock>
    <div class="state-keys">
      ${VALID[status].map((action) => {
        const { word, ...face } = KEYS[action];
        return key({
          ...face,
          label: t(word),
          size: "large",
          busy: options.busy === action,
          reason,
          press: () => options.act(action),
          class: `state-${action}`,
        });
      })}
      ${options.mark}
    </div>
    <p class="clock-reason" role="status">${reason ?? nothing}</p>
  </section>`;
}
