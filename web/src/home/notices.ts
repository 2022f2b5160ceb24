import { announce } from "../app/announce";
import { client } from "../app/client";
import { navigate } from "../app/router";
import { t } from "../i18n";
import { PEOPLE } from "../people/words";
import { attempt } from "../ui/attempt";
import { showToast } from "../ui/toast";
import { type HomeRow, homeFeed, titleOf } from "./feed";
import { ROOMS } from "./words";

const KEY = "roomtone:told";
const KEPT = 50;

type Request = HomeRow["requests"][number];

/** Requests that this browser has told of: a reload, or another page, does not tell of them again. */
function told(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function note(keys: readonly string[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(keys.slice(-KEPT)));
  } catch {
    // without storage a reload tells again
  }
}

export function answerRequest(row: HomeRow, request: Request, accept: boolean): Promise<boolean> {
  const body = { user_id: request.user_id, accept };
  return attempt(() => client.request("POST", `/api/people/${row.id}/answer`, { body }));
}

/** The addresses of all kinds are loaded when they are used: these notices are on every page. */
function openRow(row: HomeRow): Promise<boolean> {
  return attempt(async () => navigate((await import("./facts")).hrefOf(row)));
}

function tell(row: HomeRow, request: Request): void {
  const name = request.name ?? t(PEOPLE.nameless);
  const text = t(ROOMS.asksFor, { name, title: titleOf(row) });
  if (location.pathname === "/")
    announce(text); // it stands on the page
  else
    showToast({
      text,
      action: { label: t(PEOPLE.accept), press: () => void answerRequest(row, request, true) },
      other: { label: t(PEOPLE.open), press: () => void openRow(row) },
    });
}

let isTelling = false;

/** Follows the home, and tells whoever decides of a request to edit, wherever they are. A session's own page tells of its
 * own. */
export function followHome(): void {
  homeFeed.follow();
  if (isTelling) return;
  isTelling = true;
  homeFeed.addEventListener("rows", () => {
    if (!homeFeed.loaded) return;
    const known = told();
    const found = [...homeFeed.rows.values()].flatMap((row) =>
      row.requests.map((request) => ({ row, request, key: `${row.id} ${request.user_id} ${request.at}` })),
    );
    const fresh = found.filter((one) => !known.includes(one.key));
    if (fresh.length === 0) return;
    note([...known, ...fresh.map((one) => one.key)]);
    for (const { row, request } of fresh) {
      if (!location.pathname.includes(row.id)) tell(row, request);
    }
  });
}
