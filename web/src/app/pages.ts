/* Made from the server's contract by `make docs`. Do not edit. */
import type { Route } from "./routes";

export const pages: readonly Route[] = [
  { path: "/", tag: "rt-home-page", load: () => import("../home/page") },
  { path: "/docs", tag: "rt-docs-page", load: () => import("../docs/page") },
  { path: "/i/{token}", tag: "rt-invitation-page", load: () => import("../people/invitation-page") },
  { path: "/login", tag: "rt-login-page", load: () => import("../account/login-page") },
  { path: "/tg_auth", tag: "rt-login-page", load: () => import("../account/login-page") },
  { path: "/admin", tag: "rt-admin-page", load: () => import("../admin/page") },
  { path: "/admin/sessions", tag: "rt-admin-page", load: () => import("../admin/page") },
  { path: "/admin/sessions/{subject}", tag: "rt-admin-page", load: () => import("../admin/page") },
  { path: "/admin/connections", tag: "rt-admin-page", load: () => import("../admin/page") },
  { path: "/admin/audit", tag: "rt-admin-page", load: () => import("../admin/page") },
  { path: "/admin/alerts", tag: "rt-admin-page", load: () => import("../admin/page") },
  { path: "/admin/deleted", tag: "rt-admin-page", load: () => import("../admin/page") },
  { path: "/admin/jobs", tag: "rt-admin-page", load: () => import("../admin/page") },
  { path: "/admin/transfer", tag: "rt-admin-page", load: () => import("../admin/page") },
  { path: "/clips", tag: "rt-clip-list-page", load: () => import("../clip/list/page") },
  { path: "/clips/{sessionId}", tag: "rt-clip-room-page", load: () => import("../clip/room/page") },
  { path: "/c/{sessionId}", tag: "rt-clip-viewer-page", load: () => import("../clip/viewer/page") },
  { path: "/s", tag: "rt-jam-new-page", load: () => import("../jam/opening/entry-pages") },
  { path: "/s/{sessionId}", tag: "rt-jam-page", load: () => import("../jam/page") },
  {
    path: "/s/{sessionId}/remix",
    tag: "rt-jam-remix-page",
    load: () => import("../jam/opening/entry-pages"),
  },
  { path: "/session", tag: "rt-voice-entry-page", load: () => import("../voice/entry-page") },
  { path: "/session/{sessionId}", tag: "rt-voice-page", load: () => import("../voice/page") },
  { path: "/listen", tag: "rt-player-page", load: () => import("../listen/player/page"), openMedia: true },
  {
    path: "/listen/sessions",
    tag: "rt-listen-history-page",
    load: () => import("../listen/history/page"),
    openMedia: true,
  },
  {
    path: "/listen/statistics",
    tag: "rt-listen-statistics-page",
    load: () => import("../listen/statistics/page"),
    openMedia: true,
  },
];
