import type { Match } from "../app/routes";

/**
 * The path of a pasted session link, or undefined when it is not one of ours: an address of this origin, only its path,
 * or an address without a scheme. The hash stays, because it has a control link's ticket.
 */
export function sessionPath(
  pasted: string,
  origin: string,
  pageOf: (pathname: string) => Match | undefined,
): string | undefined {
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
  if (url.origin !== origin) return undefined;
  const isSession = Object.keys(pageOf(url.pathname)?.params ?? {}).length > 0;
  return isSession ? url.pathname + url.search + url.hash : undefined;
}
