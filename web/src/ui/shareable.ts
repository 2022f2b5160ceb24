/** This machine, under the names that no other machine reaches it by. */
const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * An address from the server as other people can open it. Without ROOMTONE_PUBLIC_URL the server knows only its own
 * machine's address; where this page was opened under another one (a network's, a tunnel's), that one leads to it.
 */
export function shareable(address: string, page = location.href): string {
  const here = new URL(page);
  const url = new URL(address, here);
  if (!LOOPBACK.test(url.hostname) || LOOPBACK.test(here.hostname)) return url.href;
  return here.origin + url.pathname + url.search + url.hash;
}
