import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { client } from "../app/client";
import { initial, personColour } from "../app/person";
import { t } from "../i18n";
import { visible } from "../i18n/bidi";
import { errorSentence } from "../i18n/errors";
import type { contract } from "../sdk";
import { attempt } from "../ui/attempt";
import { key } from "../ui/key";
import { showToast } from "../ui/toast";
import { PANEL, SHARING } from "./panel-words";
import type { PeopleWatch, SessionPeople } from "./watch";
import { PEOPLE } from "./words";

type Role = SessionPeople["roles"][number];

/** What a person's code looks like: the id that they are shown where they may not come in. */
const CODE = /^[\w:.-]{16,64}$/;

/** A person's name or code, and the role that they get: who is known is asked, a code is given the role. */
@customElement("rt-invite-person")
export class InvitePerson extends LitElement {
  @property({ attribute: false }) watch!: PeopleWatch;
  @property({ attribute: false }) people!: SessionPeople;
  @state() private known: readonly contract.KnownUser[] = [];
  @state() private problem = "";
  @state() private isBusy = false;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  private async look(): Promise<void> {
    try {
      this.known = (await client.request("GET", "/api/home/people")).people;
    } catch {
      // the names are then not suggested
    }
  }

  /** Who can be chosen, by what stands in the list: two of the same name have their code beside it. */
  private get choices(): Map<string, string> {
    const has = new Set([...this.people.members, ...this.people.invited].map((one) => one.user_id));
    const found = new Map<string, string>();
    for (const { user_id, name } of this.known) {
      if (has.has(user_id)) continue;
      const word = name ?? t(PEOPLE.nameless);
      found.set(found.has(word) ? `${word} (${user_id})` : word, user_id);
    }
    return found;
  }

  private readonly send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const given = new FormData(form);
    const who = String(given.get("who") ?? "").trim();
    const role = given.get("role") as Role;
    const user = this.choices.get(who);
    if (who === "" || this.isBusy) return;
    if (!user && !CODE.test(who)) {
      this.problem = t(SHARING.nobodyOfThatName);
      return;
    }
    const path = `/api/people/${this.watch.sessionId}` as const;
    this.isBusy = true;
    try {
      if (user) await client.request<void>("POST", `${path}/invited`, { body: { user_id: user, role } });
      else await client.request<void>("POST", `${path}/role`, { body: { user_id: who, role, name: null } });
      this.problem = "";
      form.reset();
      showToast({ text: t(PANEL.invitationSent), icon: "check" });
    } catch (error) {
      this.problem = errorSentence(error);
    }
    this.isBusy = false;
    void this.watch.refresh();
  };

  override render() {
    const roles = this.people.roles.filter((role) => role !== "owner").reverse();
    return html`<form class="share-invite" @submit=${this.send}>
        <input class="share-who" name="who" list="share-known" maxlength="80" autocomplete="off"
          placeholder=${t(SHARING.nameOrCode)} aria-label=${t(SHARING.nameOrCode)} />
        <datalist id="share-known">${[...this.choices.keys()].map((name) => html`<option value=${name}></option>`)}</datalist>
        <select class="people-select" name="role" aria-label=${t(PANEL.role)}>${roles.map(
          (role) => html`<option value=${role}>${t(this.watch.kind.roles[role])}</option>`,
        )}</select>
        ${key({ label: t(PANEL.inviteVerb), submit: true, busy: this.isBusy, press: () => undefined })}
      </form>
      ${this.problem ? html`<p class="people-refused" role="alert">${this.problem}</p>` : nothing}`;
  }
}

/** Who was invited by name and has not answered. */
export function invitedByName(watch: PeopleWatch, people: SessionPeople): TemplateResult | typeof nothing {
  if (!watch.decides || people.invited.length === 0) return nothing;
  const revoke = (user_id: string): void => {
    const gone = client.request<void>("POST", `/api/people/${watch.sessionId}/invited/revoke`, {
      body: { user_id },
    });
    void attempt(() => gone).then(() => watch.refresh());
  };
  return html`<section class="people-section">
    <h3>${t(PANEL.invited)} <span class="num">${people.invited.length}</span></h3>
    <ul>${people.invited.map((one) => {
      const name = one.name ?? t(PEOPLE.nameless);
      return html`<li class="people-row" data-user=${one.user_id}>
        <span class="people-circle" data-colour=${personColour(one.user_id)} aria-hidden="true">${initial(name)}</span>
        <span class="people-name" title=${name}><bdi>${visible(name)}</bdi>
          <span class="people-quiet people-place">${t(watch.kind.roles[one.role])}</span></span>
        ${key({ label: t(PANEL.revoke), kind: "danger", size: "small", of: name, press: () => revoke(one.user_id) })}
      </li>`;
    })}</ul>
  </section>`;
}
