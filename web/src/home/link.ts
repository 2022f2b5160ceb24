import type { Match } from "../app/routes";

/**
 * The path of a pasted session link, or undefined when it is not one of ours: an address of this origin, only its path,
 * or an address without a scheme. The hash stays, because it has a control link's ticket. Of a message the first address
 * counts: a link is often copied with the words around it.
 */
export function sessionPath(
  pasted: string,
  origin: string,
  pageOf: (pathname: string) => Match | undefined,
): string | undefined {
  const { host, protocol } = new URL(origin);
  const complete = (text: string) => (text.startsWith(`${host}/`) ? `${protocol}//${text}` : text);
  const [only = "", ...others] = pasted.trim().split(/\s+/);
  if (others.length === 0) return pathOf(complete(only), origin, pageOf);
  for (const word of [only, ...others]) {
    const address = complete(word.replace(/^[([«“"']+|[.,;:!?)\]»”"']+$/g, ""));
    const path = address.startsWith(`${origin}/`) ? pathOf(address, origin, pageOf) : undefined;
    if (path) return path;
  }
  return undefined;
}

function pathOf(
  address: string,
  origin: string,
  pageOf: (pathname: string) => Match | undefined,
): string | undefined {
  if (!URL.canParse(address, origin)) return undefined;
  const url = new URL(address, origin);
  if (url.origin !== origin) return undefined;
  const isSession = Object.keys(pageOf(url.pathname)?.params ?? {}).length > 0;
  return isSession ? url.pathname + url.search + url.hash : undefined;
}
