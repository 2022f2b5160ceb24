import { html, nothing, type TemplateResult } from "lit";
import { client } from "../app/client";
import { count, t } from "../i18n";
import type { contract } from "../sdk";
import { attempt } from "../ui/attempt";
import { copyText } from "../ui/clipboard";
import { confirmDialog, openDialog } from "../ui/dialog";
import { key } from "../ui/key";
import { shareable } from "../ui/shareable";
import "../ui/qr";
import { visible } from "../i18n/bidi";
import { showToast } from "../ui/toast";
import { DAYS, HOURS, PANEL, USED } from "./panel-words";
import type { PeopleWatch, SessionPeople } from "./watch";
import { PEOPLE } from "./words";

type Role = SessionPeople["roles"][number];

const HOUR = 3600;
const DAY = 24 * HOUR;
const TIMES: readonly (readonly [string, number | null])[] = [
  ["hour", HOUR],
  ["day", DAY],
  ["week", 7 * DAY],
  ["always", null],
];
const USES: readonly number[] = [1, 10, 50, 0];

function select(id: string, label: string, options: readonly (readonly [string, string])[]): TemplateResult {
  return html`<label class="people-field"><span>${label}</span>
    <select class="people-select" name=${id}>${options.map(([value, word]) => html`<option value=${value}>${word}</option>`)}</select></label>`;
}

/** Asks for whom an invitation is; answers it with its address, which is known this once. */
function ask(watch: PeopleWatch, people: SessionPeople): Promise<contract.MadeInvitation | undefined> {
  const roles = people.roles.filter((role) => role !== "owner");
  return openDialog<contract.MadeInvitation>(t(PANEL.inviteTitle), (close) => {
    const send = async (event: Event): Promise<void> => {
      event.preventDefault();
      const form = new FormData(event.target as HTMLFormElement);
      const [, seconds = null] = TIMES.find(([name]) => name === form.get("time")) ?? [];
      const body: contract.NewInvitation = {
        role: form.get("role") as Role,
        uses: Number(form.get("uses")),
        seconds,
        note: String(form.get("note") ?? "").trim() || null,
      };
      await attempt(async () =>
        close(await client.request("POST", `/api/people/${watch.sessionId}/invitations`, { body })),
      );
    };
    return html`<form @submit=${send}>
      <h2 class="dialog-title">${t(PANEL.inviteTitle)}</h2>
      <div class="dialog-body">
        ${select(
          "role",
          t(PANEL.role),
          [...roles].reverse().map((role) => [role, t(watch.kind.roles[role])]),
        )}
        ${select(
          "time",
          t(PANEL.worksFor),
          TIMES.map(([name]) => [name, t(PANEL[name as "hour"])]),
        )}
        ${select(
          "uses",
          t(PANEL.uses),
          USES.map((n) => [String(n), n === 0 ? t(PANEL.any) : n === 1 ? t(PANEL.once) : String(n)]),
        )}
        <label class="people-field"><span>${t(PANEL.note)}</span><input class="people-note" name="note" maxlength="32" /></label>
      </div>
      <div class="dialog-keys">
        ${key({ label: t(PANEL.cancel), press: () => close() })}
        ${key({ label: t(PANEL.makeInvitation), kind: "primary", submit: true, press: () => undefined })}
      </div>
    </form>`;
  });
}

/** Makes an invitation, copies its link and shows it with its QR code. */
export async function invite(watch: PeopleWatch): Promise<void> {
  if (!watch.people) return;
  const made = await ask(watch, watch.people);
  if (!made) return;
  void watch.refresh();
  const url = shareable(made.url);
  if (await copyText(url)) showToast({ text: t(PANEL.copied), icon: "check" });
  await openDialog<void>(t(PANEL.shownOnce), (close) => {
    return html`<h2 class="dialog-title">${t(PEOPLE.invitation)}</h2>
      <p class="dialog-text">${t(PANEL.shownOnce)}</p>
      <div class="dialog-body people-made">
        <rt-qr .text=${url} .label=${t(PEOPLE.invitation)}></rt-qr>
        <input class="people-note people-url" readonly .value=${url} aria-label=${t(PEOPLE.invitation)}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
      </div>
      <div class="dialog-keys">${key({ label: t(PANEL.close), kind: "primary", press: () => close() })}</div>`;
  });
}

function facts(one: contract.Invitation, now: number): string {
  const used =
    one.uses === 0
      ? count(one.used, USED)
      : one.uses === 1
        ? t(PANEL.worksOnce)
        : t(PANEL.usedOf, { n: one.used, m: one.uses });
  const left = one.ends_at === null ? null : Math.max(0, one.ends_at - now) / 1000;
  const time =
    left === null
      ? t(PANEL.noEnd)
      : left > 2 * DAY
        ? count(Math.round(left / DAY), DAYS)
        : count(Math.max(1, Math.ceil(left / HOUR)), HOURS);
  const by =
    one.by === client.user?.id ? t(PANEL.byYou) : t(PANEL.by, { name: one.by_name ?? t(PEOPLE.nameless) });
  return `${used} · ${time} · ${by}`;
}

/** The invitations that work, for who decides about the session. */
export function invitations(watch: PeopleWatch, people: SessionPeople): TemplateResult | typeof nothing {
  if (!watch.decides) return nothing;
  const now = client.connection.serverNow();
  const revoke = async ({ id, note, role }: contract.Invitation): Promise<void> => {
    const sure = await confirmDialog({
      title: t(PANEL.revokeTitle, { name: note ?? t(watch.kind.roles[role]) }),
      text: t(PANEL.revokeText),
      verb: t(PANEL.revoke),
    });
    if (!sure) return;
    const gone = client.request<void>("DELETE", `/api/people/${watch.sessionId}/invitations/${id}`);
    void attempt(() => gone).then(() => watch.refresh());
  };
  return html`<section class="people-section">
    <div class="people-invite"><h3>${t(PANEL.invitations)} <span class="num">${people.invitations.length}</span></h3>
      ${key({ label: t(PANEL.inviteKey), size: "small", press: () => void invite(watch) })}</div>
    <ul>${people.invitations.map(
      (one) => html`<li class="people-row people-invitation">
        <span class="people-name"><b>${t(watch.kind.roles[one.role])}</b> <bdi class="people-quiet">${visible(one.note ?? "")}</bdi>
          <span class="people-quiet people-facts">${facts(one, now)}</span></span>
        ${key({ label: t(PANEL.revoke), kind: "danger", size: "small", press: () => void revoke(one) })}
      </li>`,
    )}</ul>
  </section>`;
}
