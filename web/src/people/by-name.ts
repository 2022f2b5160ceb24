import { html, nothing, type TemplateResult } from "lit";
import { client } from "../app/client";
import { initial, personColour } from "../app/person";
import { t } from "../i18n";
import { visible } from "../i18n/bidi";
import type { contract } from "../sdk";
import { attempt } from "../ui/attempt";
import { openDialog } from "../ui/dialog";
import { key } from "../ui/key";
import { showToast } from "../ui/toast";
import type { PeopleWatch, SessionPeople } from "./watch";
import { PEOPLE } from "./words";

type Role = SessionPeople["roles"][number];

async function choose(watch: PeopleWatch, people: SessionPeople): Promise<void> {
  const has = new Set([...people.members, ...people.invited].map((one) => one.user_id));
  let known: contract.KnownUser[] = [];
  const asked = await attempt(async () => {
    known = (await client.request("GET", "/api/home/people")).people.filter((one) => !has.has(one.user_id));
  });
  if (!asked) return;
  const roles = people.roles.filter((role) => role !== "owner").reverse();
  await openDialog<void>(t(PEOPLE.byNameTitle), (close) => {
    const send = async (event: Event): Promise<void> => {
      event.preventDefault();
      const form = new FormData(event.target as HTMLFormElement);
      const body: contract.InviteUser = { user_id: String(form.get("user")), role: form.get("role") as Role };
      const done = await attempt(() =>
        client.request<void>("POST", `/api/people/${watch.sessionId}/invited`, { body }),
      );
      if (!done) return;
      close();
      showToast({ text: t(PEOPLE.invitationSent), icon: "check" });
      void watch.refresh();
    };
    return html`<form @submit=${send}>
      <h2 class="dialog-title">${t(PEOPLE.byNameTitle)}</h2>
      <p class="dialog-text">${t(known.length > 0 ? PEOPLE.byNameHelp : PEOPLE.nobodyKnown)}</p>
      ${
        known.length === 0
          ? nothing
          : html`<div class="dialog-body">
        <label class="people-field"><span>${t(PEOPLE.person)}</span>
          <select class="people-select" name="user">${known.map((one) => html`<option value=${one.user_id}>${one.name ?? t(PEOPLE.nameless)}</option>`)}</select></label>
        <label class="people-field"><span>${t(PEOPLE.role)}</span>
          <select class="people-select" name="role">${roles.map((role) => html`<option value=${role}>${t(watch.kind.roles[role])}</option>`)}</select></label>
      </div>`
      }
      <div class="dialog-keys">
        ${key({ label: t(PEOPLE.cancel), press: () => close() })}
        ${known.length === 0 ? nothing : key({ label: t(PEOPLE.inviteVerb), kind: "primary", submit: true, press: () => undefined })}
      </div>
    </form>`;
  });
}

/** Who was invited by name and has not answered, and the key to invite somebody known. */
export function invitedByName(watch: PeopleWatch, people: SessionPeople): TemplateResult | typeof nothing {
  if (!watch.decides) return nothing;
  const revoke = (user_id: string): void => {
    const gone = client.request<void>("POST", `/api/people/${watch.sessionId}/invited/revoke`, {
      body: { user_id },
    });
    void attempt(() => gone).then(() => watch.refresh());
  };
  return html`<section class="people-section">
    <div class="people-invite"><h3>${t(PEOPLE.invited)} <span class="num">${people.invited.length}</span></h3>
      ${key({ label: t(PEOPLE.byName), size: "small", press: () => void choose(watch, people) })}</div>
    <ul>${people.invited.map((one) => {
      const name = one.name ?? t(PEOPLE.nameless);
      return html`<li class="people-row" data-user=${one.user_id}>
        <span class="people-circle" data-colour=${personColour(one.user_id)} aria-hidden="true">${initial(name)}</span>
        <span class="people-name" title=${name}><bdi>${visible(name)}</bdi>
          <span class="people-quiet people-place">${t(watch.kind.roles[one.role])}</span></span>
        ${key({ label: t(PEOPLE.revoke), kind: "danger", size: "small", of: name, press: () => revoke(one.user_id) })}
      </li>`;
    })}</ul>
  </section>`;
}
