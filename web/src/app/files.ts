import { until } from "lit/directives/until.js";
import { errorSentence } from "../i18n/errors";
import { showToast } from "../ui/toast";
import { client } from "./client";
import { inTelegram } from "./telegram";

/** Addresses of files that this document has fetched; at most so many, then the oldest is forgotten. */
const fetched = new Map<string, Promise<string>>();
const MOST_FETCHED = 50;

/**
 * Where an element finds a file of the API. Browsers send the cookie with it; a Mini App has none, so it fetches the file
 * with its token.
 */
export async function fileAddress(path: string): Promise<string> {
  if (!inTelegram) return path;
  const known = fetched.get(path) ?? fetchFile(path);
  fetched.set(path, known);
  known.catch(() => fetched.delete(path)); // the next time may succeed
  const [oldest] = fetched.keys();
  if (fetched.size > MOST_FETCHED && oldest !== undefined) {
    void fetched.get(oldest)?.then(URL.revokeObjectURL, () => {});
    fetched.delete(oldest);
  }
  return known;
}

async function fetchFile(path: string): Promise<string> {
  const answer = await client.request<Response>("GET", path, { as: "response", timeoutMs: 0 });
  return URL.createObjectURL(await answer.blob());
}

/** The same for an attribute of a template. */
export function fileSource(path: string): unknown {
  return inTelegram
    ? until(
        fileAddress(path).catch(() => path),
        "",
      )
    : path;
}

/**
 * A click on a link to a file of the API, in a Mini App: the link itself would be refused without a cookie. `under` is how
 * the addresses of files begin.
 */
export function listenForFiles(under: string): void {
  addEventListener("click", (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link || link.origin !== location.origin || !link.pathname.startsWith(under)) return;
    event.preventDefault();
    fileAddress(link.pathname + link.search).then(
      (address) => {
        const file = Object.assign(document.createElement("a"), { href: address, download: link.download });
        file.click();
      },
      (error: unknown) => showToast({ kind: "error", text: errorSentence(error) }),
    );
  });
}
