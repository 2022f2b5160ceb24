import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n";
import { icon } from "../ui/icons";
import { LISTEN } from "./words";
import "./tabs.css";

const TABS = [
  { name: "player", href: "/listen", sign: undefined },
  { name: "history", href: "/listen/sessions", sign: "clock" },
  { name: "statistics", href: "/listen/statistics", sign: undefined },
] as const;

/** The pages of listening: in the header, and on phones at the top of the page. */
export function listenTabs(active: (typeof TABS)[number]["name"], where: "header" | "page"): TemplateResult {
  return html`<nav class="listen-tabs listen-tabs-${where}" aria-label=${t(LISTEN.pages)}>
    ${TABS.map(
      ({ name, href, sign }) =>
        html`<a href=${href} aria-current=${name === active ? "page" : nothing}>${sign ? icon(sign) : nothing}<span>${t(LISTEN[name])}</span></a>`,
    )}
  </nav>`;
}
