import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { client } from "../app/client";
import { initial, personColour } from "../app/person";
import { count, t } from "../i18n";
import type { RoleName } from "../kinds/seam";
import { confirmDialog } from "../ui/dialog";
import { icon } from "../ui/icons";
import { iconKey, key } from "../ui/key";
import { segmented } from "../ui/segmented";
import { showToast } from "../ui/toast";
import { askForMore } from "./ask";
import { invitedByName } from "./by-name";
import "./people.css";
import { visible } from "../i18n/bidi";
import { invitations } from "./invite";
import { recentSteps, removePerson, senders, slowMode } from "./moderation";
import { ownName } from "./own-name";
import type { PeopleWatch, SessionPeople } from "./watch";
import { HERE, PEOPLE } from "./words";

/** Somebody who looks at the session now. */
export interface Present {
  readonly id: string;
  readonly name: string;
  readonly place?: string;
  readonly playing?: boolean;
}

interface Row extends Present {
  readonly role: RoleName | "banned" | null;
}

/** Who is here, who may do what, and how to take it back: a drawer beside the page, on a phone a sheet. */
@customElement("rt-people")
export class PeoplePanel extends LitElement {
  @property({ attribute: false }) watch!: PeopleWatch;
  /** Who looks at the session now, besides this user; without it the page does not know. */
  @property({ attribute: false }) here: readonly Present[] | undefined;
  /** The list is another object after each change; the page draws again then. */
  @property({ attribute: false }) people: SessionPeople | null = null;
  /** Whether all steps are shown, not only the last ones. */
  @state() private allSteps = false;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.onKey);
    client.addEventListener("user", this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    client.removeEventListener("user", this.redraw);
  }

  private readonly redraw = (): void => this.requestUpdate();

  override firstUpdated(): void {
    this.querySelector<HTMLElement>(".people-close")?.focus();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.target instanceof HTMLSelectElement) return;
    event.stopPropagation();
    this.close();
  };

  private close(): void {
    this.watch.open(false);
    document.querySelector<HTMLElement>(".people-key")?.focus();
  }

  private word(role: RoleName): string {
    return t(this.watch.kind.roles[role]);
  }

  private async give(row: Row, role: RoleName | null): Promise<void> {
    const before = row.role;
    if (!(await this.watch.setRole(row.id, role, row.name))) return;
    const undo = (): void => void this.watch.setRole(row.id, before, row.name);
    const word = role === null ? t(PEOPLE.byLink) : this.word(role);
    showToast({
      text: t(PEOPLE.changed, { name: row.name, role: word }),
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
        title: t(PEOPLE.makeOwnerTitle, { name: row.name }),
        text: t(PEOPLE.makeOwnerText),
        verb: t(PEOPLE.makeOwnerVerb),
      });
      if (sure) await this.give(row, "owner");
    } else await this.give(row, (value || null) as RoleName | null);
  }

  /** Who owns the session when this user leaves: another owner, or the co-owner of longest standing (PE14). */
  private heir(row: Row, people: SessionPeople): SessionPeople["members"][number] | undefined {
    const others = people.members.filter((one) => one.user_id !== row.id);
    const first = others
      .filter((one) => one.role === "co-owner")
      .sort((one, other) => (one.since ?? 0) - (other.since ?? 0) || (one.user_id < other.user_id ? -1 : 1));
    return others.find((one) => one.role === "owner") ?? first[0];
  }

  private async leave(row: Row, people: SessionPeople): Promise<void> {
    const heir = row.role === "owner" ? this.heir(row, people) : undefined;
    const text =
      heir?.role === "co-owner"
        ? t(PEOPLE.leaveToText, { name: heir.name ?? t(PEOPLE.nameless) })
        : t(PEOPLE.leaveText);
    const question = { title: t(PEOPLE.leaveTitle), text, verb: t(PEOPLE.leaveVerb) };
    if (await confirmDialog(question)) await this.watch.setRole(row.id, null, null);
  }

  private standing(row: Row, people: SessionPeople): TemplateResult {
    const isYou = row.id === people.you.user_id;
    const isSettled = row.role === "owner" && people.you.role !== "owner";
    if (isYou || isSettled || !this.watch.decides) {
      const word = row.role && row.role !== "banned" ? this.word(row.role) : t(PEOPLE.byLink);
      const mayLeave = isYou && row.role !== null && (row.role !== "owner" || this.heir(row, people));
      return html`<span class="people-role">${word}</span>
        ${mayLeave ? key({ label: t(PEOPLE.leave), size: "small", press: () => void this.leave(row, people) }) : nothing}`;
    }
    if (row.role === "banned")
      return key({ label: t(PEOPLE.letIn), size: "small", press: () => void this.give(row, null) });
    const choices = people.roles.filter((role) => role !== "owner" || row.role === "owner");
    return html`<select class="people-select" aria-label=${t(PEOPLE.roleOf, { name: row.name })}
        .value=${row.role ?? ""} @change=${(event: Event) => void this.choose(row, event.target as HTMLSelectElement)}>
        ${row.role === "owner" ? nothing : html`<option value="" ?selected=${row.role === null}>${t(PEOPLE.byLink)}</option>`}
        ${choices.map((role) => html`<option value=${role} ?selected=${role === row.role}>${this.word(role)}</option>`)}
        ${people.you.role === "owner" && row.role !== "owner" ? html`<option value="owner">${t(PEOPLE.makeOwner)}</option>` : nothing}
        <option value="remove">${t(PEOPLE.remove)}</option>
      </select>`;
  }

  private row(row: Row, people: SessionPeople): TemplateResult {
    const isYou = row.id === people.you.user_id;
    return html`<li class="people-row" data-user=${row.id}>
      <span class="people-circle" data-colour=${personColour(row.id)} aria-hidden="true">${initial(row.name)}${row.playing ? html`<i></i>` : nothing}</span>
      <span class="people-name" title=${row.name}>${isYou ? html`${ownName(row.name)} <span class="people-quiet">(${t(PEOPLE.you)})</span>` : html`<bdi>${visible(row.name)}</bdi>`}
        ${row.place ? html`<span class="people-quiet people-place">${row.place}</span>` : nothing}</span>
      ${this.standing(row, people)}
    </li>`;
  }

  private list(title: string, rows: readonly Row[], people: SessionPeople): TemplateResult | typeof nothing {
    if (rows.length === 0) return nothing;
    return html`<section class="people-section">
      <h3>${title} <span class="num">${rows.length}</span></h3>
      <ul>${rows.map((row) => this.row(row, people))}</ul>
    </section>`;
  }

  private rows(people: SessionPeople): { here: Row[]; away: Row[]; removed: Row[] } {
    const members = new Map(people.members.map((one) => [one.user_id, one]));
    const you = { id: people.you.user_id, name: client.user?.name ?? "" };
    const present = [you, ...(this.here ?? []).filter((one) => one.id !== you.id)];
    const shown = this.here || members.has(you.id) ? present : [];
    const here = shown.map((one) => ({ ...one, role: members.get(one.id)?.role ?? null }));
    const names = new Map(present.map((one) => [one.id, one.name]));
    const others = people.members
      .filter((one) => !here.some((row) => row.id === one.user_id))
      .map((one) => ({
        id: one.user_id,
        name: one.name ?? names.get(one.user_id) ?? t(PEOPLE.nameless),
        role: one.role,
      }));
    return {
      here: here.map((row) => ({ ...row, name: row.name || t(PEOPLE.nameless) })),
      away: others.filter((row) => row.role !== "banned"),
      removed: others.filter((row) => row.role === "banned"),
    };
  }

  private lists(people: SessionPeople): TemplateResult {
    const { here, away, removed } = this.rows(people);
    const all = [...here, ...away];
    const staff = (row: Row): boolean => row.role === "owner" || row.role === "co-owner";
    const { parts } = this.watch.kind;
    const lists: readonly (readonly [string, readonly Row[]])[] = this.here
      ? [
          [t(PEOPLE.hereNow), here],
          [t(PEOPLE.away), away],
        ]
      : parts
        ? [
            [t(parts.staff), all.filter(staff)],
            [t(parts.others), all.filter((row) => !staff(row))],
          ]
        : [[t(PEOPLE.people), all]];
    return html`${lists.map(([title, rows]) => this.list(title, rows, people))}
      ${this.list(t(PEOPLE.removed), removed, people)}`;
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
      </li>`;
    })}</ul>`;
  }

  private link(people: SessionPeople): TemplateResult {
    const words = this.watch.kind.links;
    return html`<div class="people-link"><span>${t(PEOPLE.anyone)}</span>${
      this.watch.decides
        ? segmented({
            label: t(PEOPLE.anyone),
            name: "people-link",
            value: people.link,
            options: people.links.map((value) => ({ value, label: t(words[value]) })),
            change: (value) => void this.watch.setLink(value),
          })
        : html`<span class="people-quiet">${t(words[people.link])}</span>`
    }</div>`;
  }

  override render() {
    const { here, people } = this;
    return html`<aside class="people-panel" aria-label=${t(PEOPLE.people)}>
      <header class="people-head">
        <h2>${t(PEOPLE.people)}</h2>
        ${here ? html`<span class="people-quiet num">${count(here.filter((one) => one.id !== people?.you.user_id).length + 1, HERE)}</span>` : nothing}
        ${
          people && this.watch.decides && this.watch.kind.canLock
            ? html`<button type="button" class="key key-small people-lock ${people.locked ? "people-locked" : ""}" aria-pressed=${people.locked}
                @click=${() => void this.watch.lock(!people.locked)}>${icon("lock", 16)}<span>${t(PEOPLE.lock)}</span></button>`
            : nothing
        }
        ${iconKey({ label: t(PEOPLE.close), icon: "close", class: "people-close", press: () => this.close() })}
      </header>
      ${
        people
          ? html`${this.requests(people)}${askForMore(this.watch)}${slowMode(this.watch, people)}${this.link(people)}${this.lists(people)}${senders(this.watch, people)}${recentSteps(
              this.watch,
              people,
              this.allSteps,
              () => {
                this.allSteps = true;
              },
            )}${invitations(this.watch, people)}${invitedByName(this.watch, people)}`
          : nothing
      }
    </aside>`;
  }
}
