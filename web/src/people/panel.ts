import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { client } from "../app/client";
import { initial, personColour } from "../app/person";
import { isTyping, shortcutsEnabled } from "../app/shortcuts";
import { count, t } from "../i18n";
import type { RoleName } from "../kinds/seam";
import { attempt } from "../ui/attempt";
import { confirmDialog } from "../ui/dialog";
import { icon } from "../ui/icons";
import { iconKey, key } from "../ui/key";
import { showToast } from "../ui/toast";
import { askForMore } from "./ask";
import { invitedByName } from "./by-name";
import "./chat-preview";
import "./people.css";
import "./share.css";
import { visible } from "../i18n/bidi";
import "../ui/qr";
import { shareIcon } from "./icons";
import { invitations } from "./invite";
import { recentSteps, removePerson, senders, slowMode } from "./moderation";
import { ownName } from "./own-name";
import { HERE, PANEL, SHARING } from "./panel-words";
import { heirOf, type Present, type Row, rowsOf } from "./rows";
import { saveQr } from "./save-qr";
import { copyLink, linkRow, linkSetting } from "./share-link";
import type { PeopleWatch, SessionPeople } from "./watch";
import { PEOPLE, SHARE } from "./words";

/**
 * The one way to let somebody in: the link and what it allows, who may do what, and how to take it back. A dialog for a
 * moment, a drawer beside the page, on a phone a sheet.
 */
@customElement("rt-people")
export class PeoplePanel extends LitElement {
  @property({ attribute: false }) watch!: PeopleWatch;
  /** Who looks at the session now, besides this user; without it the page does not know. */
  @property({ attribute: false }) here: readonly Present[] | undefined;
  /** The list is another object after each change; the page draws again then. */
  @property({ attribute: false }) people: SessionPeople | null = null;
  /** What a kind of session has besides, below the link. */
  @property({ attribute: false }) more: TemplateResult | undefined;
  /** What the session is called. */
  @property() override title = "";
  /** Whether all steps are shown, not only the last ones. */
  @state() private allSteps = false;
  /** A phone shows the QR code when it is asked for. */
  @state() private isQrShown = false;
  private hasFocused = false;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.onKey);
    client.addEventListener("user", this.redraw);
    client.connection.addEventListener("state", this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    client.removeEventListener("user", this.redraw);
    client.connection.removeEventListener("state", this.redraw);
  }

  private readonly redraw = (): void => this.requestUpdate();

  protected override updated(): void {
    const dialog = this.querySelector<HTMLDialogElement>(".share-dialog");
    const focus = dialog ? ".share-first" : ".people-close";
    if (dialog ? dialog.open : this.hasFocused) return;
    dialog?.showModal();
    this.hasFocused = true;
    this.querySelector<HTMLElement>(focus)?.focus();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLSelectElement || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.code === "KeyC" && !isTyping(event.target) && shortcutsEnabled()) {
      event.preventDefault();
      void copyLink(this.watch);
    }
    if (event.key !== "Escape" || !this.watch.isBeside) return;
    event.stopPropagation();
    this.close();
  };

  private close(): void {
    const { isBeside } = this.watch;
    if (isBeside) {
      this.watch.open(null);
      document.querySelector<HTMLElement>(".people-key")?.focus();
    } else this.querySelector<HTMLDialogElement>(".share-dialog")?.close(); // the browser gives the focus back
  }

  private word(role: RoleName): string {
    return t(this.watch.kind.roles[role]);
  }

  private async give(row: Row, role: RoleName | null): Promise<void> {
    const before = row.role;
    if (!(await this.watch.setRole(row.id, role, row.name))) return;
    const undo = (): void => void this.watch.setRole(row.id, before, row.name);
    const word = role === null ? t(PANEL.byLink) : this.word(role);
    showToast({
      text: t(PANEL.changed, { name: row.name, role: word }),
      icon: "check",
      action: { label: t(PEOPLE.undo), press: undo },
    });
  }

  private async choose(row: Row, select: HTMLSelectElement): Promise<void> {
    const { value } = select;
    select.value = row.role ?? "";
    if (value === "remove") {
      await removePerson(this.watch, row.id, row.name);
    } else if (value === "owner") {
      const sure = await confirmDialog({
        title: t(PANEL.makeOwnerTitle, { name: row.name }),
        text: t(PANEL.makeOwnerText),
        verb: t(PANEL.makeOwnerVerb),
      });
      if (sure) await this.give(row, "owner");
    } else await this.give(row, (value || null) as RoleName | null);
  }

  private async leave(row: Row, people: SessionPeople): Promise<void> {
    const heir = row.role === "owner" ? heirOf(row.id, people) : undefined;
    const text =
      heir?.role === "co-owner"
        ? t(PANEL.leaveToText, { name: heir.name ?? t(PEOPLE.nameless) })
        : t(PEOPLE.leaveText);
    const question = { title: t(PEOPLE.leaveTitle), text, verb: t(PEOPLE.leaveVerb) };
    if (await confirmDialog(question)) await this.watch.setRole(row.id, null, null);
  }

  private standing(row: Row, people: SessionPeople): TemplateResult {
    const isYou = row.id === people.you.user_id;
    const isSettled = row.role === "owner" && people.you.role !== "owner";
    if (isYou || isSettled || !this.watch.decides) {
      const word = row.role && row.role !== "banned" ? this.word(row.role) : t(PANEL.byLink);
      const isLast = row.role === "owner" && heirOf(row.id, people) === undefined;
      const others = people.members.length > 1 || this.here?.some((one) => one.id !== row.id);
      const mayLeave = isYou && row.role !== null && (!isLast || others);
      const reason = isLast ? t(SHARING.lastOwner) : undefined;
      return html`<span class="people-role">${word}</span>
        ${mayLeave ? key({ label: t(PEOPLE.leave), size: "small", reason, press: () => void this.leave(row, people) }) : nothing}`;
    }
    if (row.role === "banned")
      return key({ label: t(PANEL.letIn), size: "small", press: () => void this.give(row, null) });
    const choices = people.roles.filter((role) => role !== "owner" || row.role === "owner");
    return html`<select class="people-select" aria-label=${t(PANEL.roleOf, { name: row.name })}
        .value=${row.role ?? ""} @change=${(event: Event) => void this.choose(row, event.target as HTMLSelectElement)}>
        ${row.role === "owner" ? nothing : html`<option value="" ?selected=${row.role === null}>${t(PANEL.byLink)}</option>`}
        ${choices.map((role) => html`<option value=${role} ?selected=${role === row.role}>${this.word(role)}</option>`)}
        ${people.you.role === "owner" && row.role !== "owner" ? html`<option value="owner">${t(PANEL.makeOwner)}</option>` : nothing}
        <option value="remove">${t(PANEL.remove)}</option>
      </select>`;
  }

  private row(row: Row, people: SessionPeople): TemplateResult {
    const isYou = row.id === people.you.user_id;
    return html`<li class="people-row" data-user=${row.id}>
      <span class="people-circle" data-colour=${personColour(row.id)} aria-hidden="true">${initial(row.name)}${row.playing ? html`<i></i>` : nothing}</span>
      <span class="people-name" title=${row.name}>${isYou ? html`${ownName(row.name)} <span class="people-quiet">(${t(PANEL.you)})</span>` : html`<bdi>${visible(row.name)}</bdi>`}
        ${row.place ? html`<span class="people-quiet people-place">${row.place}</span>` : nothing}</span>
      ${this.standing(row, people)}
    </li>${this.refused(row.id)}`;
  }

  private refused(of: string): TemplateResult | typeof nothing {
    const { refusal } = this.watch;
    return refusal?.of === of
      ? html`<li class="people-refused" role="alert">${refusal.sentence}</li>`
      : nothing;
  }

  private list(title: string, rows: readonly Row[], people: SessionPeople): TemplateResult | typeof nothing {
    if (rows.length === 0) return nothing;
    return html`<section class="people-section">
      <h3>${title} <span class="num">${rows.length}</span></h3>
      <ul>${rows.map((row) => this.row(row, people))}</ul>
    </section>`;
  }

  private lists(people: SessionPeople): TemplateResult {
    const { here, away, removed } = rowsOf(people, this.here);
    const all = [...here, ...away];
    // Who decides about nobody is told who does: whom to ask.
    if (!this.watch.decides && !this.watch.isBeside)
      return html`${this.list(
        t(PEOPLE.people),
        all.filter((row) => row.role === "owner" || row.id === people.you.user_id),
        people,
      )}`;
    const staff = (row: Row): boolean => row.role === "owner" || row.role === "co-owner";
    const { parts } = this.watch.kind;
    const lists: readonly (readonly [string, readonly Row[]])[] = this.here
      ? [
          [t(PANEL.hereNow), here],
          [t(PANEL.away), away],
        ]
      : parts
        ? [
            [t(parts.staff), all.filter(staff)],
            [t(parts.others), all.filter((row) => !staff(row))],
          ]
        : [[t(PEOPLE.people), all]];
    return html`${lists.map(([title, rows]) => this.list(title, rows, people))}
      ${this.list(t(PANEL.removed), removed, people)}`;
  }

  private requests(people: SessionPeople): TemplateResult | typeof nothing {
    if (people.requests.length === 0) return nothing;
    return html`<ul class="people-requests">${people.requests.map((one) => {
      const name = one.name ?? t(PEOPLE.nameless);
      return html`<li class="people-request">
        <span class="people-circle" data-colour=${personColour(one.user_id)} aria-hidden="true">${initial(name)}</span>
        <p><bdi>${visible(t(PEOPLE.asks, { name }))}</bdi></p>
        <span class="people-answers">
          ${key({ label: t(PEOPLE.decline), size: "small", press: () => void this.watch.answer(one.user_id, false) })}
          ${key({ label: t(PEOPLE.accept), kind: "primary", size: "small", press: () => void this.watch.answer(one.user_id, true) })}
        </span>
      </li>${this.refused(one.user_id)}`;
    })}</ul>`;
  }

  private lock(people: SessionPeople): TemplateResult | typeof nothing {
    if (!this.watch.decides || !this.watch.kind.canLock) return nothing;
    return html`<button type="button" class="key key-small people-lock ${people.locked ? "people-locked" : ""}" aria-pressed=${people.locked}
      @click=${() => void this.watch.lock(!people.locked)}>${icon("lock", 16)}<span>${t(PANEL.lock)}</span></button>`;
  }

  private pin(): TemplateResult {
    const { watch } = this;
    const isOn = watch.isPinned && watch.isBeside;
    return html`<button type="button" class="icon-key share-pin" aria-label=${t(SHARING.keepBeside)} title=${t(SHARING.keepBeside)}
      aria-pressed=${isOn} @click=${() => watch.pin(!isOn)}>${shareIcon("pin")}</button>`;
  }

  private closeKey(): TemplateResult {
    return iconKey({
      label: t(PANEL.close),
      icon: "close",
      class: "people-close",
      press: () => this.close(),
    });
  }

  /** Everything below the link. It needs the server. */
  private rest(people: SessionPeople, isOffline: boolean): TemplateResult {
    const { watch } = this;
    const all = (): void => {
      this.allSteps = true;
    };
    return html`${isOffline ? html`<p class="share-offline"><span class="pill pill-hold">${icon("plug", 14)}${t(SHARING.offline)}</span></p>` : nothing}
      <div class="share-rest" ?inert=${isOffline}>
        ${watch.decides ? html`<rt-invite-person .watch=${watch} .people=${people}></rt-invite-person>` : nothing}
        ${this.requests(people)}${askForMore(watch)}${this.lists(people)}
        ${invitedByName(watch, people)}${invitations(watch, people)}
        ${watch.isBeside ? nothing : this.lock(people)}${slowMode(watch, people)}${senders(watch, people)}${recentSteps(watch, people, this.allSteps, all)}
      </div>`;
  }

  private body(isOffline: boolean): TemplateResult {
    const { people, watch } = this;
    const showQr = (): void => {
      this.isQrShown = !this.isQrShown;
    };
    return html`${people ? linkSetting(watch, people, isOffline) : html`<div class="share-bone"></div>`}
      ${linkRow(watch, people, this.title, showQr)}${this.more ?? nothing}
      ${people ? this.rest(people, isOffline) : html`<div class="share-bone"></div><div class="share-bone"></div><div class="share-bone"></div>`}`;
  }

  private preview(): TemplateResult {
    const { people, watch } = this;
    const path = watch.kind.share.path(watch.sessionId);
    return html`<h3 class="share-label">${t(SHARING.chatShows)}</h3>
      ${people ? html`<rt-chat-preview .path=${path} .link=${people.link}></rt-chat-preview>` : html`<div class="share-picture"></div>`}`;
  }

  private qr(): TemplateResult {
    const { link } = this.watch;
    return html`<div class="share-qr ${this.isQrShown ? "share-qr-shown" : ""}">
      <rt-qr .text=${link} .label=${t(SHARING.qr)}></rt-qr>
      <div><p class="people-quiet">${t(SHARING.forPhone)}</p>
        ${key({ label: t(SHARING.saveQr), icon: "download", size: "small", press: () => void attempt(() => saveQr(link, "roomtone")) })}</div>
    </div>`;
  }

  private dialog(isOffline: boolean): TemplateResult {
    const label = this.title ? t(SHARING.shareTitle, { title: this.title }) : t(SHARE.share);
    return html`<dialog class="dialog share-dialog" aria-label=${label} @close=${(event: Event) => {
      if (event.target === event.currentTarget && !this.watch.isBeside) this.watch.open(null);
    }} @click=${(event: Event) => {
      if (event.target === event.currentTarget) this.close();
    }}>
      <header class="share-head"><h2 class="dialog-title"><bdi>${visible(label)}</bdi></h2>${this.pin()}${this.closeKey()}</header>
      <div class="share-columns">
        <div class="share-preview-part">${this.preview()}</div>
        <div class="share-who-part">${this.body(isOffline)}</div>
        <div class="share-qr-part">${this.qr()}</div>
      </div>
    </dialog>`;
  }

  override render() {
    const { here, people } = this;
    const isOffline = client.connection.state === "offline";
    if (!this.watch.isBeside) return this.dialog(isOffline);
    return html`<aside class="people-panel" aria-label=${t(PEOPLE.people)}>
      <header class="people-head">
        <h2>${t(PEOPLE.people)}</h2>
        ${here ? html`<span class="people-quiet num">${count(here.filter((one) => one.id !== people?.you.user_id).length + 1, HERE)}</span>` : nothing}
        ${people ? this.lock(people) : nothing}
        ${this.pin()}${this.closeKey()}
      </header>
      ${this.body(isOffline)}
      ${this.isQrShown ? this.qr() : nothing}
    </aside>`;
  }
}
