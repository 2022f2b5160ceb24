import { html, nothing, type TemplateResult } from "lit";
import { client } from "../app/client";
import { initial, personColour } from "../app/person";
import { locale, t } from "../i18n";
import { visible } from "../i18n/bidi";
import { kindOf } from "../kinds/kinds";
import type { RoleName } from "../kinds/seam";
import { PEOPLE } from "../people/words";
import { RoomtoneError } from "../sdk";
import { attempt } from "../ui/attempt";
import { key } from "../ui/key";
import { showToast } from "../ui/toast";
import { type HomeRow, titleOf } from "./feed";
import { answerRequest } from "./notices";
import { ROOMS, WORDS } from "./words";

/** More than these are folded. */
const SHOWN = 4;

type Answer = "accept" | "decline" | "reconsider";

/** What waits for the user: requests, then invitations. */
export interface Pending {
  readonly requests: readonly { readonly row: HomeRow; readonly request: HomeRow["requests"][number] }[];
  readonly invitations: readonly HomeRow[];
}

export function pending(rows: Iterable<HomeRow>): Pending {
  const all = [...rows];
  return {
    requests: all
      .flatMap((row) => row.requests.map((request) => ({ row, request })))
      .sort((a, b) => a.request.at - b.request.at),
    invitations: all
      .filter((row) => row.invitation)
      .sort((a, b) => (b.invitation?.at ?? 0) - (a.invitation?.at ?? 0)),
  };
}

async function send(row: HomeRow, answer: Answer): Promise<boolean> {
  return attempt(async () => {
    try {
      await client.request("POST", `/api/people/${row.id}/invited/answer`, { body: { answer } });
    } catch (error) {
      if (!(error instanceof RoomtoneError) || error.code !== "ticket_spent") throw error;
      showToast({ text: t(PEOPLE.spent) });
    }
  });
}

async function decline(row: HomeRow): Promise<void> {
  if (!(await send(row, "decline"))) return;
  showToast({
    text: t(ROOMS.declined),
    action: { label: t(PEOPLE.undo), press: () => void send(row, "reconsider") },
  });
}

function circle(id: string, name: string): TemplateResult {
  return html`<span class="people-circle" data-colour=${personColour(id)} aria-hidden="true">${initial(name)}</span>`;
}

function day(at: number): string {
  return new Date(at).toLocaleDateString(locale(), { day: "numeric", month: "short" });
}

interface Answering {
  readonly of: string;
  readonly reason: string | undefined;
  readonly accept: () => void;
  readonly decline: () => void;
  readonly note?: string;
}

function keys({ of, reason, accept, decline, note }: Answering): TemplateResult {
  return html`<span class="for-you-keys">
    ${key({ label: t(PEOPLE.accept), kind: "primary", size: "small", of, reason, press: accept })}
    ${key({ label: t(PEOPLE.decline), size: "small", of, reason, press: decline })}
    ${note ? html`<span class="for-you-note">${note}</span>` : nothing}
  </span>`;
}

function items({ requests, invitations }: Pending, reason: string | undefined): TemplateResult[] {
  const role = (row: HomeRow, name: RoleName): string =>
    t(kindOf(row.kind)?.people?.roles[name] ?? { en: name });
  return [
    ...requests.map(({ row, request }) => {
      const name = request.name ?? t(PEOPLE.nameless);
      const text = t(ROOMS.asksFor, { name, title: titleOf(row) });
      return html`<li class="for-you-item for-you-request">${circle(request.user_id, name)}
        <p><bdi>${visible(text)}</bdi></p>
        ${keys({
          of: text,
          reason,
          accept: () => void answerRequest(row, request, true),
          decline: () => void answerRequest(row, request, false),
        })}</li>`;
    }),
    ...invitations.map((row) => {
      const offer = row.invitation as NonNullable<HomeRow["invitation"]>;
      const name = offer.by_name ?? t(PEOPLE.nameless);
      const text = t(ROOMS.invites, { name, title: titleOf(row), role: role(row, offer.role) });
      return html`<li class="for-you-item">${circle(row.id, name)}
        <p><bdi>${visible(text)}</bdi></p>
        ${keys({
          of: text,
          reason,
          accept: () => void send(row, "accept"),
          decline: () => void decline(row),
          note: t(ROOMS.until, { day: day(offer.ends_at) }),
        })}</li>`;
    }),
  ];
}

/** The panel `For you`; nothing while nothing waits. */
export function forYou(
  waiting: Pending,
  isWhole: boolean,
  showAll: () => void,
): TemplateResult | typeof nothing {
  const reason = client.connection.state === "offline" ? t(WORDS.offline) : undefined;
  const all = items(waiting, reason);
  if (all.length === 0) return nothing;
  const shown = isWhole ? all : all.slice(0, SHOWN);
  return html`<section class="panel for-you" aria-labelledby="for-you">
    <h2 id="for-you">${t(ROOMS.forYou)} <span class="num rooms-count">${all.length}</span></h2>
    <ul>${shown}</ul>
    ${shown.length < all.length ? html`<p class="for-you-more">${key({ label: t(ROOMS.showAll, { n: String(all.length) }), kind: "ghost", press: showAll })}</p>` : nothing}
  </section>`;
}
