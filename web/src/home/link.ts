import { match } from "../app/routes";

/** First parts of the addresses that a session link may have. */
const SESSION_PATHS = new Set(["c", "clips", "s", "session"]);

/**
 * The path of a pasted session link, or undefined when it is none of ours: an address of this origin, its path alone,
 * or the same without a scheme. The hash stays: a control link's ticket is in it.
 */
export function sessionPath(pasted: string, origin: string): string | undefined {
  const text = pasted.trim();
  if (!text || /\s/.test(text)) return undefined;
  const host = new URL(origin).host;
  const candidate = text.startsWith(`${host}/`) ? `${new URL(origin).protocol}//${text}` : text;
  let url: URL;
  try {
    url = new URL(candidate, origin);
  } catch {
    return undefined;
  }
  const [first, id] = url.pathname.split("/").filter(Boolean);
  const ours = url.origin === origin && first !== undefined && SESSION_PATHS.has(first) && id !== undefined;
  return ours && match(url.pathname) ? url.pathname + url.search + url.hash : undefined;
}
