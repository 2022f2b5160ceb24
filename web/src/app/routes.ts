/**
 * The pages of the house. A page is its own chunk: `load` fetches it and defines `tag`, an element that gets the
 * path's parameters as properties. A path that matches nothing here belongs to the server.
 */
export interface Route {
  readonly path: string;
  readonly tag: string;
  readonly load: () => Promise<unknown>;
}

export const routes: readonly Route[] = [
  { path: "/", tag: "rt-home-page", load: () => import("../home/page") },
  { path: "/clips", tag: "rt-clip-list-page", load: () => import("../clip/list/page") },
  { path: "/clips/{sessionId}", tag: "rt-clip-room-page", load: () => import("../clip/room/page") },
  { path: "/docs", tag: "rt-docs-page", load: () => import("../docs/page") },
  { path: "/c/{sessionId}", tag: "rt-clip-viewer-page", load: () => import("../clip/viewer/page") },
  { path: "/session", tag: "rt-voice-entry-page", load: () => import("../voice/entry-page") },
  { path: "/session/{sessionId}", tag: "rt-voice-page", load: () => import("../voice/page") },
  { path: "/s", tag: "rt-jam-new-page", load: () => import("../jam/opening/entry-pages") },
  { path: "/s/{sessionId}", tag: "rt-jam-page", load: () => import("../jam/page") },
  {
    path: "/s/{sessionId}/remix",
    tag: "rt-jam-remix-page",
    load: () => import("../jam/opening/entry-pages"),
  },
];

export const notFound: Route = { path: "", tag: "rt-not-found-page", load: () => import("../notfound/page") };

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The one form of an address: ids in lower case, no slash at the end. The server knows a session by nothing else. */
export function canonical(pathname: string): string {
  const parts = pathname.split("/").filter(Boolean);
  return `/${parts.map((part) => (UUID.test(part) ? part.toLowerCase() : part)).join("/")}`;
}

/** The route of a path and its parameters, decoded; a trailing slash makes no difference. */
export function match(pathname: string, table: readonly Route[] = routes): Match | undefined {
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
        return false; // a broken percent sequence is nobody's id
      }
    });
    if (fits) return { route, params };
  }
  return undefined;
}
