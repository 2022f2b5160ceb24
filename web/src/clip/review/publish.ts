import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { client } from "../../app/client";
import { count as counted, t } from "../../i18n";
import type { contract } from "../../sdk";
import { copyText } from "../../ui/clipboard";
import { key } from "../../ui/key";
import { shareable } from "../../ui/shareable";
import { showToast } from "../../ui/toast";
import { attempt } from "../actions";
import { PUBLISH, PUBLISH_THESE } from "../best/words";
import type { ClipState } from "../state";
import "../best/best.css";
import { FIRST_FILTER, type ReviewFilter } from "./filter";

/** Publishes what the review shows as a page for everybody, and takes it back (CL22). */
@customElement("rt-publish-best")
export class PublishBest extends LitElement {
  @property({ attribute: false }) state: ClipState | undefined;
  @property({ attribute: false }) filter: ReviewFilter = FIRST_FILTER;
  @property({ type: Number }) count = 0;
  @state() private notes = false;
  @state() private busy = false;

  override createRenderRoot() {
    return this;
  }

  private async act(action: (path: string) => Promise<string>): Promise<void> {
    const path = `/api/clip-sessions/${encodeURIComponent(this.state?.session.id ?? "")}/best`;
    this.busy = true;
    await attempt(async () => showToast({ text: await action(path), icon: "check" }));
    this.busy = false;
  }

  private readonly publish = async (path: string): Promise<string> => {
    const { show, people, most, find } = this.filter;
    const body = { show, people, most, find: find.trim(), notes: this.notes };
    const { left_out } = await client.request<contract.BestPage>("POST", path, { body });
    return left_out > 0 ? t(PUBLISH.leftOut, { n: left_out }) : t(PUBLISH.published);
  };

  private readonly takeBack = async (path: string): Promise<string> => {
    await client.request("DELETE", path);
    return t(PUBLISH.takenBack);
  };

  override render() {
    const { state, count, busy } = this;
    if (!state?.review || state.session.status !== "ended") return nothing;
    const isPublished = state.review.published_at !== null;
    const address = `${shareable(state.session.viewer_url)}/best`;
    const copy = async () => {
      if (await copyText(address)) showToast({ text: t(PUBLISH.copied), icon: "check" });
    };
    return html`<section class="publish" aria-labelledby="publish">
      <h3 class="section" id="publish">${t(PUBLISH.title)}</h3>
      <p class="publish-help">${t(PUBLISH.help)}</p>
      ${isPublished ? html`<p><a class="publish-address" href=${address} target="_blank">${address}</a></p>` : nothing}
      <label class="row-switch"><span>${t(PUBLISH.notes)}</span><input type="checkbox" role="switch" class="switch" .checked=${live(this.notes)} @change=${(
        event: Event,
      ) => {
        this.notes = (event.target as HTMLInputElement).checked;
      }} /></label>
      <div class="publish-keys">
        ${key({ label: isPublished ? t(PUBLISH.again, { n: count }) : counted(count, PUBLISH_THESE), busy, reason: count === 0 ? "" : undefined, press: () => void this.act(this.publish) })}
        ${isPublished ? html`${key({ label: t(PUBLISH.copyLink), icon: "copy", press: () => void copy() })}${key({ label: t(PUBLISH.takeBack), kind: "ghost", busy, press: () => void this.act(this.takeBack) })}` : nothing}
      </div>
    </section>`;
  }
}
