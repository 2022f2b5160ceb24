import { html, nothing, type TemplateResult } from "lit";
import { client } from "../app/client";
import { count, t } from "../i18n";
import { visible } from "../i18n/bidi";
import type { PeopleSeam, RoleName } from "../kinds/seam";
import type { contract } from "../sdk";
import { CANCEL, openDialog } from "../ui/dialog";
import { key } from "../ui/key";
import { segmented } from "../ui/segmented";
import { showToast } from "../ui/toast";
import { timeOfDay } from "../ui/when";
import { BY_NETWORK, MODERATION, MOMENTS, PANEL, TAPS, WITH } from "./panel-words";
import type { PeopleWatch, SessionPeople } from "./watch";
import { PEOPLE } from "./words";

const SHOWN = 2;
const UNDOABLE: ReadonlySet<contract.ModerationStep["type"]> = new Set(["removed", "moment", "slow_mode"]);

/** How long everybody waits between two moments or edits, for who decides. */
export function slowMode(watch: PeopleWatch, people: SessionPeople): TemplateResult | typeof nothing {
  const { slow } = watch.kind;
  if (!watch.decides || !slow) return nothing;
  const wait = (n: number): string =>
    n < 60 ? t(MODERATION.seconds, { n }) : t(MODERATION.minutes, { n: n / 60 });
  return html`<div class="people-link people-slow"><span>${t(MODERATION.slow)}
      <span class="people-quiet">${t(slow.between)}</span></span>
    ${segmented({
      label: t(MODERATION.slow),
      name: "people-slow",
      value: String(people.slow_seconds),
      options: [0, ...slow.seconds].map((n) => ({ value: String(n), label: n ? wait(n) : t(slow.off) })),
      change: (value) => void watch.slow(Number(value)),
    })}</div>`;
}

/** Asks whether to keep somebody out, and whether what they sent goes with them. */
function ask(title: string, text: string, moments: number): Promise<{ content: boolean } | undefined> {
  let content = true;
  return openDialog<{ content: boolean }>(title, (close) => {
    const check = html`<label class="people-check"><input type="checkbox" checked
        @change=${(event: Event) => {
          content = (event.target as HTMLInputElement).checked;
        }} /> <span>${count(moments, WITH)}</span></label>`;
    return html`<h2 class="dialog-title"><bdi>${visible(title)}</bdi></h2>
      <p class="dialog-text">${text}</p>
      ${moments > 0 ? html`<div class="dialog-body">${check}</div>` : nothing}
      <div class="dialog-keys">
        ${key({ label: t(CANCEL), press: () => close() })}
        ${key({ label: t(MODERATION.removeVerb), kind: "solid-danger", press: () => close({ content }) })}
      </div>`;
  });
}

function told(watch: PeopleWatch, done: contract.Removed | undefined, name: string): void {
  if (!done) return;
  showToast({
    text: `${name}: ${t(PANEL.removed)}`,
    icon: "check",
    action: { label: t(PEOPLE.undo), press: () => void watch.undo(done.step) },
  });
}

/** Removes somebody after a question, with what they sent. */
export async function removePerson(watch: PeopleWatch, user: string, name: string): Promise<void> {
  const moments = watch.senders?.people.find((one) => one.user_id === user)?.moments ?? 0;
  const text = t(watch.kind.removeText ?? PANEL.removeText);
  const answer = await ask(t(PANEL.removeTitle, { name }), text, moments);
  if (answer) told(watch, await watch.remove(user, name, answer.content), name);
}

async function removeNetwork(watch: PeopleWatch, one: contract.SessionNetwork): Promise<void> {
  const name = count(one.people, BY_NETWORK);
  const sure = await openDialog<boolean>(t(MODERATION.networkTitle), (close) => {
    return html`<h2 class="dialog-title">${t(MODERATION.networkTitle)}</h2>
      <p class="dialog-text">${t(MODERATION.networkText)}</p>
      <div class="dialog-keys">
        ${key({ label: t(CANCEL), press: () => close() })}
        ${key({ label: t(MODERATION.removeWith, { moments: count(one.moments, MOMENTS) }), kind: "solid-danger", press: () => close(true) })}
      </div>`;
  });
  if (sure) told(watch, await watch.removeNetwork(one.network), name);
}

/** Who sends how much, crowds of one network first, for who decides. */
export function senders(watch: PeopleWatch, people: SessionPeople): TemplateResult | typeof nothing {
  const found = watch.senders;
  if (!watch.decides || !found) return nothing;
  const given = new Set(people.members.map((one) => one.user_id));
  const rows = found.people.filter((one) => !given.has(one.user_id) && one.user_id !== people.you.user_id);
  if (rows.length + found.networks.length === 0) return nothing;
  return html`<section class="people-section people-senders">
    <h3>${t(MODERATION.senders)} <span class="num">${rows.length}</span></h3>
    <ul>${found.networks.map(
      (one) => html`<li class="people-sender people-network">
        <span class="people-name">${count(one.people, BY_NETWORK)}<span class="people-quiet people-facts">${
          one.kept_out ? t(MODERATION.keptOut) : count(one.moments, MOMENTS)
        }</span></span>
        ${one.kept_out ? nothing : key({ label: t(PANEL.remove), kind: "danger", size: "small", press: () => void removeNetwork(watch, one) })}
      </li>`,
    )}${rows.map((one) => {
      const name = one.name ?? t(MODERATION.anonymous);
      return html`<li class="people-sender" data-user=${one.user_id}>
        <span class="people-name" title=${name}><bdi>${visible(name)}</bdi><span class="people-quiet people-facts">${count(one.moments, MOMENTS)}</span></span>
        ${key({ label: t(PANEL.remove), of: name, kind: "danger", size: "small", press: () => void removePerson(watch, one.user_id, name) })}
      </li>`;
    })}</ul>
  </section>`;
}

/** What a step was, in a sentence. */
function sentence(step: contract.ModerationStep, kind: PeopleSeam): string {
  const author = step.by_name ?? t(step.by === null ? MODERATION.admins : PEOPLE.nameless);
  const by = step.by === client.user?.id ? t(PANEL.byYou) : t(PANEL.by, { name: author });
  const name = step.name ?? t(PEOPLE.nameless);
  return `${what(step, kind, name)}, ${by}`;
}

function what(step: contract.ModerationStep, kind: PeopleSeam, name: string): string {
  switch (step.type) {
    case "removed": {
      const who = step.network ? count(step.people ?? 0, BY_NETWORK) : name;
      const moments = step.moments ? `, ${count(step.moments, MOMENTS)}` : "";
      return `${t(MODERATION.wasRemoved, { name: who })}${moments}`;
    }
    case "moment": {
      const { moments: taps = 1, offset_hms: time } = step;
      return `${t(MODERATION.wasDeleted, { time: time ?? "" })}${taps > 1 ? `, ${count(taps, TAPS)}` : ""}`;
    }
    case "role": {
      const role = step.role as RoleName | "banned" | null | undefined;
      if (role === "banned") return t(MODERATION.wasRemoved, { name });
      return t(PANEL.changed, { name, role: role ? t(kind.roles[role]) : t(PANEL.byLink) });
    }
    case "link":
      return `${t(PANEL.anyone)}: ${step.link ? t(kind.links[step.link]) : ""}`;
    case "locked":
      return t(step.locked ? MODERATION.wasLocked : MODERATION.wasUnlocked);
    case "slow_mode":
      return step.seconds ? t(MODERATION.wasSlowed, { n: step.seconds }) : t(MODERATION.wasNotSlowed);
  }
}

/** The last steps of those who decide, and the way back from them. */
export function recentSteps(
  watch: PeopleWatch,
  people: SessionPeople,
  isWhole: boolean,
  showAll: () => void,
): TemplateResult | typeof nothing {
  const { steps } = people;
  if (!watch.decides || steps.length === 0) return nothing;
  const shown = isWhole ? steps : steps.slice(0, SHOWN);
  const undoable = (step: contract.ModerationStep) => UNDOABLE.has(step.type) && !step.undone_at;
  return html`<section class="people-section people-steps">
    <div class="people-invite"><h3>${t(MODERATION.steps)} <span class="num">${steps.length}</span></h3>
      ${steps.length > shown.length ? key({ label: t(MODERATION.all), size: "small", kind: "ghost", press: showAll }) : nothing}</div>
    <ul>${shown.map((step) => {
      const words = sentence(step, watch.kind);
      return html`<li class="people-step">
        <span class="people-quiet num">${timeOfDay(step.at)}</span>
        <span class="people-name" title=${words}><bdi>${visible(words)}</bdi></span>
        ${
          undoable(step)
            ? key({ label: t(PEOPLE.undo), of: words, size: "small", press: () => void watch.undo(step.id) })
            : step.undone_at
              ? html`<span class="people-quiet">${t(MODERATION.undone)}</span>`
              : nothing
        }
      </li>`;
    })}</ul>
  </section>`;
}
