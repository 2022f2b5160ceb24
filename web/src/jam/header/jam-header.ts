import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../../app/account-menu";
import "../../app/header";
import { backOnline } from "../../app/back-online";
import { initial, personColour } from "../../app/person";
import { count, t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { shareKey, shareKeys } from "../../people/share-keys";
import { icon } from "../../ui/icons";
import { jamIcon } from "../icons";
import type { SessionInfo } from "../session";
import { createNew, invite, remix, sendCopy } from "../sharing/share";
import type { JamView } from "../view";
import { HERE, REMIXES, WAITING, WORDS } from "../words";

const DONE_MS = 1600;

/** The line below the name: the session's parent, and the number of its remixes (K15, K16). */
export function lineage(info: SessionInfo): TemplateResult | typeof nothing {
  const parent = info.remixedFrom
    ? info.parentDeleted
      ? html`<span>↳ ${t(WORDS.unknownParent)}</span>`
      : html`<span>↳ ${t(WORDS.remixedFrom)} <a href="/s/${info.remixedFrom}">"<bdi>${visible(info.remixedFromName)}</bdi>"</a></span>`
    : nothing;
  const remixes = info.remixCount > 0 ? html`<span>${count(info.remixCount, REMIXES)}</span>` : nothing;
  if (parent === nothing && remixes === nothing) return nothing;
  const separator =
    parent !== nothing && remixes !== nothing ? html`<span class="jam-separator">${" • "}</span>` : nothing;
  return html`<p class="jam-lineage">${parent}${separator}${remixes}</p>`;
}

export function saveStatus(view: JamView): TemplateResult {
  const { saveState } = view.session;
  if (saveState.name === "offline") {
    const words = saveState.waiting > 0 ? count(saveState.waiting, WAITING) : t(WORDS.offline);
    return html`<span class="pill pill-hold">${icon("plug", 14)}${words}</span>`;
  }
  if (view.outage.sent !== undefined) {
    const { sent, refused } = view.outage;
    const hue = refused > 0 ? "hold" : "live";
    return html`<span class="pill pill-${hue}"><i class="shape shape-dot"></i>${backOnline(sent, refused)}</span>`;
  }
  if (view.session.isReadOnly) return html``; // nothing here can be changed, so nothing is saved
  return saveState.name === "saved"
    ? html`<span class="jam-saved">${icon("check", 14)}${t(WORDS.saved)}</span>`
    : html`<span class="jam-saved saving">${t(WORDS.saving)}</span>`;
}

export function presence(view: JamView, shown: number): TemplateResult | typeof nothing {
  const { people, client, state } = view.session;
  const others = people.others.filter((person) => person.id !== client.user?.id);
  if (others.length === 0) return nothing;
  const { here, playing } = people.counts;
  const all = playing + (view.player.isPlaying ? 1 : 0);
  return html`<ul class="jam-people" aria-label=${count(here, HERE, { playing: all })}>
    ${others.slice(0, shown).map((person) => {
      const track = person.track ? state.tracks.get(person.track)?.name : undefined;
      const place = track ? ` · ${t(WORDS.place, { name: track, n: (person.step ?? 0) + 1 })}` : "";
      return html`<li class="jam-person" data-colour=${personColour(person.id)} title=${visible(person.name) + place}>
        ${initial(person.name)}${person.playing ? html`<i class="jam-person-plays"></i>` : nothing}
        <span class="visually-hidden"><bdi>${visible(person.name)}</bdi>${place}</span></li>`;
    })}
    ${others.length > shown ? html`<li class="jam-person jam-person-more">+${others.length - shown}</li>` : nothing}
  </ul>`;
}

/** The session's name; a press starts editing it. */
@customElement("rt-jam-name")
export class JamName extends LitElement {
  @property({ attribute: false }) view!: JamView;
  @property() name = "";
  @property({ type: Boolean }) locked = false;
  @state() private editing = false;

  override createRenderRoot() {
    return this;
  }

  private commit(input: HTMLInputElement): void {
    if (!this.editing) return;
    this.editing = false;
    const name = [...input.value.trim()].slice(0, 100).join("");
    if (name !== this.name) this.view.session.edit({ name: name || null });
  }

  private async begin(): Promise<void> {
    this.editing = true;
    await this.updateComplete;
    this.querySelector("input")?.select();
  }

  override render() {
    if (this.editing) {
      return html`<span class="jam-note" aria-hidden="true">🎵</span><input class="jam-title-input" .value=${this.name}
        placeholder=${t(WORDS.untitled)} aria-label=${t(WORDS.rename)} maxlength="200"
        @blur=${(event: Event) => this.commit(event.target as HTMLInputElement)}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Enter") this.commit(event.target as HTMLInputElement);
          if (event.key === "Escape") this.editing = false;
        }} />`;
    }
    const name = this.name || t(WORDS.untitled);
    return html`<span class="jam-note" aria-hidden="true">🎵</span><h1 class="jam-title">${
      this.locked
        ? html`<span><bdi>${visible(name)}</bdi></span>`
        : html`<button type="button" title=${t(WORDS.rename)} @click=${() => void this.begin()}><bdi>${visible(name)}</bdi></button>`
    }</h1>`;
  }
}

/** The four keys (K8); share.ts has their actions. */
@customElement("rt-jam-share")
export class JamShare extends LitElement {
  @property({ attribute: false }) view!: JamView;
  @state() private busy: "copy" | "remix" | "new" | null = null;
  @state() private invited = false;

  override createRenderRoot() {
    return this;
  }

  private async run(what: "copy" | "remix" | "new", act: () => Promise<boolean>): Promise<void> {
    if (this.busy) return;
    this.busy = what;
    await act();
    this.busy = null;
  }

  private async invite(): Promise<void> {
    this.invited = await invite(this.view.session);
    if (this.invited)
      setTimeout(() => {
        this.invited = false;
      }, DONE_MS);
  }

  private key(sign: string, label: string, press: () => void, busy = false, done = false): TemplateResult {
    const mark = busy
      ? html`<span class="ring" aria-hidden="true"></span>`
      : done
        ? html`<span class="jam-done">${icon("check")}</span>`
        : html`<span class="jam-sign" aria-hidden="true">${sign}</span>`;
    return html`<button type="button" class="key key-secondary" aria-busy=${busy ? "true" : nothing} @click=${press}
      >${mark}<span>${label}</span></button>`;
  }

  override render() {
    const { session } = this.view;
    return html`<div class="jam-share">
      ${this.key("🔗", t(WORDS.invite), () => void this.invite(), false, this.invited)}
      ${this.key("📤", t(WORDS.sendCopy), () => void this.run("copy", () => sendCopy(session)), this.busy === "copy")}
      ${this.key("🍴", t(WORDS.remix), () => void this.run("remix", () => remix(session)), this.busy === "remix")}
      ${this.key("✨", t(WORDS.fresh), () => void this.run("new", () => createNew()), this.busy === "new")}
    </div>`;
  }
}

export function jamHeader(
  view: JamView,
  info: SessionInfo,
  isWide: boolean,
  menu: TemplateResult,
  copied: string | undefined,
): TemplateResult {
  const locked = info.immutable ? WORDS.published : info.isPublic ? undefined : WORDS.isPrivate;
  const heading = html`<div class="jam-heading">
      <rt-jam-name .view=${view} .name=${view.session.state.name ?? ""} .locked=${view.session.isReadOnly}></rt-jam-name>
      ${copied === undefined ? lineage(info) : html`<p class="jam-lineage">${copied}</p>`}
    </div>
    ${locked ? html`<span class="pill pill-neutral">${jamIcon("lock", 14)}${t(locked)}</span>` : nothing}`;
  if (isWide)
    return html`<rt-header active="jam" .tools=${html`${presence(view, 3)}${shareKeys(view.session.members)}`}></rt-header>
      <div class="jam-header">${heading}
        <div class="jam-header-end">
          <span class="jam-status" role="status">${saveStatus(view)}</span>
          <rt-jam-share .view=${view}></rt-jam-share>
        </div>
      </div>`;
  return html`<header class="jam-header">${heading}
      <div class="jam-header-end">${presence(view, 2)}${shareKey(view.session.members)}${menu}<rt-account single></rt-account></div>
    </header>
    <rt-jam-share .view=${view}></rt-jam-share>`;
}
