import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { announce } from "../../app/announce";
import { client } from "../../app/client";
import { Shortcuts } from "../../app/shortcuts";
import { Tick } from "../../app/tick";
import { t } from "../../i18n";
import { errorSentence, isCoded } from "../../i18n/errors";
import { confirmDialog, openDialog } from "../../ui/dialog";
import { iconKey, key } from "../../ui/key";
import { emptyState } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { attempt, changeState, type StateAction } from "../actions";
import type { MomentOrder } from "../moments/moments";
import { TAGS } from "../moments/tags";
import type { Tag } from "../session";
import type { ClipState } from "../state";
import { tap } from "../tap";
import { CLIP } from "../words";
import { clockPanel, validActions } from "./clock-panel";
import "./heat-panel";
import { heatSwitch } from "./heat-switch";
import "./lead";
import { emberKey, markPanel } from "./mark-panel";
import type { MomentList } from "./moment-list";
import "./moment-list";
import "./heat.css";
import "./moments.css";
import "./room.css";
import "./side.css";
import "./dock.css";
import { copyViewerLink, viewerLink } from "./viewer-link";
import { ROOM } from "./words";

const COOLDOWN_MS = 2000;

/** The control room of a session that has not ended. */
@customElement("rt-clip-room")
export class ClipRoom extends LitElement {
  @property({ attribute: false }) state: ClipState | undefined;
  @property({ type: Boolean }) online = false;
  @property({ type: Boolean }) dock = false;
  @property({ attribute: false }) fresh: ReadonlySet<string> = new Set();
  @state() private busy: StateAction | undefined;
  @state() private marking = false;

  constructor() {
    super();
    new Tick(this, () => this.state?.session.status === "paused"); // its label shows the length of the pause
    new Shortcuts(this, () => [
      { key: "S", label: `${t(ROOM.start)} / ${t(ROOM.resume)}`, run: () => this.press(["start", "resume"]) },
      { key: "P", label: t(ROOM.pause), run: () => this.press(["pause"]) },
      { key: "E", label: t(ROOM.end), run: () => this.press(["end"]) },
      { key: "M", label: t(ROOM.mark), run: () => void this.mark() },
      ...TAGS.map(({ tag, key: sign, emoji, word }) => ({
        key: sign,
        label: `${t(ROOM.mark)}: ${emoji} ${word}`,
        run: () => void this.mark(tag),
      })),
      { key: "L", label: t(CLIP.copyLink), run: () => this.state && void copyViewerLink(this.state.session) },
      { key: "J", label: t(ROOM.nextRow), run: () => this.list?.roving.step(1) },
      { key: "K", label: t(ROOM.previousRow), run: () => this.list?.roving.step(-1) },
      { key: "Del", label: t(ROOM.deleteItem), run: () => this.list?.deleteCurrent() },
    ]);
  }

  override createRenderRoot() {
    return this;
  }

  private get list(): MomentList | null {
    return this.querySelector("rt-moment-list");
  }

  /** Performs the one of these actions that is valid now. */
  private press(actions: readonly StateAction[]): void {
    const valid = this.state ? validActions(this.state.session.status) : [];
    const action = actions.find((one) => valid.includes(one));
    if (action && this.online) void this.act(action);
  }

  private async act(action: StateAction): Promise<void> {
    // The event of another action may have arrived before its answer: what it made possible need not wait.
    if (!this.state || this.busy === action) return;
    if (action === "end") {
      const sure = await confirmDialog({
        title: t(ROOM.endTitle),
        text: t(ROOM.endText),
        verb: t(ROOM.endVerb),
        cancel: t(ROOM.keepGoing),
      });
      if (!sure || !this.state) return;
    }
    const { id } = this.state.session;
    this.busy = action;
    await attempt(() => changeState(id, action));
    if (this.busy === action) this.busy = undefined;
  }

  private async mark(tag?: Tag): Promise<void> {
    if (this.marking || this.state?.session.status !== "active") return;
    this.marking = true;
    navigator.vibrate?.(10);
    try {
      const result = await tap({ sessionId: this.state.session.id, tag, by: client.user?.name });
      if (result.kind === "saved") showToast({ text: t(CLIP.saved), icon: "check" });
      if (result.kind === "saved") announce(t(CLIP.saved), "assertive");
    } catch (error) {
      const stopped = isCoded(error) && error.code === "session_not_active";
      showToast({ kind: "error", text: stopped ? t(CLIP.pausedMessage) : errorSentence(error) });
    }
    setTimeout(() => {
      this.marking = false;
    }, COOLDOWN_MS);
  }

  /** The right column on wide screens, a sheet on a phone. */
  private openSheet(): void {
    const { state } = this;
    if (!state) return;
    void openDialog(
      t(CLIP.viewerLink),
      (close) => html`<div class="sheet-head"><h2 class="dialog-title">${t(CLIP.viewerLink)}</h2>
          ${iconKey({ label: t(CLIP.close), icon: "close", press: () => close() })}</div>
        <div class="dialog-body">${viewerLink(state.session, "none")}
        <rt-reaction-lead .session=${state.session}></rt-reaction-lead>${heatSwitch(state.session)}</div>`,
      "sheet",
    );
  }

  openViewerLink(): void {
    this.openSheet();
  }

  sort(order: MomentOrder): void {
    this.list?.sort(order);
  }

  override render() {
    const { state } = this;
    if (!state) return nothing;
    const { session } = state;
    const share: TemplateResult = emptyState(
      t(CLIP.none),
      t(ROOM.emptyHelp),
      key({ label: t(CLIP.copyLink), icon: "copy", press: () => void copyViewerLink(session) }),
    );
    return html`<div class="room">
      ${clockPanel({
        state,
        now: client.connection.serverNow(),
        online: this.online,
        busy: this.busy,
        act: (action) => void this.act(action),
        mark: emberKey(session.status, this.marking, this.dock, () => void this.mark()),
      })}
      <rt-heat-panel .state=${state}></rt-heat-panel>
      <rt-moment-list .clips=${state.clips} .fresh=${this.fresh} .empty=${share}
        .tool=${key({ label: t(CLIP.viewerLink), icon: "copy", press: () => this.openSheet() })}></rt-moment-list>
      <aside class="room-side" aria-label=${t(CLIP.viewerLink)}>
        <section class="panel">${viewerLink(session, "h2")}</section>
        ${markPanel(session.status, this.marking, (tag) => void this.mark(tag))}
        <section class="panel"><rt-reaction-lead .session=${session}></rt-reaction-lead>${heatSwitch(session)}</section>
      </aside>
    </div>`;
  }
}
