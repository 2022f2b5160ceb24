import { RoomtoneError } from "../sdk/errors";

/**
 * Whether Telegram has opened this document as a Mini App. Its addresses begin with `/tg_app`, the only ones that
 * Telegram's web clients may frame, and it keeps to them: a reload must not leave the frame empty.
 */
export const inTelegram = /^\/tg_app(\/|$)/.test(globalThis.location?.pathname ?? "");

/** The address in this document of a page of voice sessions. */
export function placed(path: string): string {
  return inTelegram ? path.replace(/^\/session(?=[/?#]|$)/, "/tg_app") : path;
}

const KEPT = "roomtone:telegram";

/** A token of ours, and the signature of the launch that it was given for. */
interface Kept {
  readonly launch: string;
  readonly token: string;
}

/** What Telegram says of who opened the page. The address loses it at once: it must not be copied with a link. */
const initData = inTelegram ? takeInitData() : "";
/** A reload has no new launch, or the one that was used. */
let kept = inTelegram ? keptToken() : undefined;

function takeInitData(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData") ?? "";
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  return given;
}

function keptToken(): Kept | undefined {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEPT) ?? "null") as Kept | null;
    return found && (!initData || found.launch === signature()) ? found : undefined;
  } catch {
    return undefined; // a frame may have no storage: then a reload needs a new launch
  }
}

function signature(): string {
  return new URLSearchParams(initData).get("hash") ?? "";
}

/**
 * A token for who opened the Mini App. It is used by this document alone and is no cookie: whoever this browser is
 * elsewhere stays who they are. Rejects with `ticket_spent` when only a new launch can help.
 */
export async function telegramToken(): Promise<string> {
  if (kept) {
    const { token } = kept;
    kept = undefined; // when the server refuses it, the next call asks for another
    return token;
  }
  if (!initData) throw new RoomtoneError("ticket_spent", "This page is opened from the chat in Telegram");
  const answer = await fetch("/api/auth/telegram", {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ init_data: initData }),
  }).catch(() => {
    throw new RoomtoneError("offline", "The server cannot be reached");
  });
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) throw RoomtoneError.fromBody(answer.status, body);
  const { token } = body as { token: string };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ launch: signature(), token } satisfies Kept));
  } catch {
    // the page works until it is reloaded
  }
  return token;
}

/** Tells the Telegram app something about this page, such as `web_app_expand`; nothing secret. */
export function tellTelegram(event: string): void {
  const app = (window as { TelegramWebviewProxy?: { postEvent(event: string, data: string): void } })
    .TelegramWebviewProxy;
  if (app) app.postEvent(event, "{}");
  else if (parent !== window) parent.postMessage(JSON.stringify({ eventType: event, eventData: {} }), "*");
}
