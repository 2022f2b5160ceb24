/** A page of the front end: `load` fetches its chunk and defines `tag`, an element that gets the path's parameters. */
export interface Route {
  readonly path: string;
  readonly tag: string;
  readonly load: () => Promise<unknown>;
  /** Its document may take pictures and sound from anywhere; the documents of other pages may not. */
  readonly openMedia?: boolean;
  /** Its document and its chunks are on the device (offline-worker.js), and it can be installed from its address. */
  readonly opensOffline?: boolean;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The canonical form of an address: ids in lower case, no slash at the end. The server knows no other form. */
export function canonical(pathname: string): string {
  const parts = pathname.split("/").filter(Boolean);
  return `/${parts.map((part) => (UUID.test(part) ? part.toLowerCase() : part)).join("/")}`;
}

/** The route of a path and its parameters, decoded; a trailing slash makes no difference. */
export function match(pathname: string, table: readonly Route[]): Match | undefined {
  const parts = pathname.split("/").filter(Boolean);
  for (const route of table) {
    const wanted = route.path.split("/").filter(Boolean);
    if (wanted.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((part, index) => {
      const given = parts[index] ?? "";
      if (!part.startsWith("{")) return part === given;
      try {
        params[part.slice(1, -1)] = decodeURIComponent(given);
        return true;
      } catch {
        return false; // a broken percent sequence is not an id
      }
    });
    if (fits) return { route, params };
  }
  return undefined;
}
