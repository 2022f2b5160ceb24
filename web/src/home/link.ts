import { client } from "../app/client";
import type { Match } from "../app/routes";
import type { contract } from "../sdk";

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const OLD_LINK = new RegExp(`https?://([^\\s/?#]+)/session/(${UUID}|[0-9a-f]{24})(?![\\w-])`, "gi");
const BARE = new RegExp(`(?<![\\w/-])(${UUID})(?![\\w-])`, "i");

/**
 * The page of a session that a text names, as the bot reads it (V33): a link under a host of the setting, where an
 * old id leads to "not found", or the id alone.
 */
export function oldPath(pasted: string, hosts: readonly string[]): string | undefined {
  const known = hosts.map((host) => host.toLowerCase());
  for (const [, host = "", id = ""] of pasted.matchAll(OLD_LINK))
    if (known.includes(host.toLowerCase())) return `/session/${id.toLowerCase()}`;
  const id = BARE.exec(pasted)?.[1];
  return id && `/session/${id.toLowerCase()}`;
}

/** The hosts of older links; none when the server cannot be asked. */
export async function oldHosts(): Promise<readonly string[]> {
  const limits = client.request<contract.ServerLimits>("GET", "/api/limits");
  return limits.then((found) => found.old_hosts).catch(() => []);
}

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
