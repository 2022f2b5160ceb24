import { html, nothing, type TemplateResult } from "lit";
import { navigate } from "../app/router";
import { t } from "../i18n";
import type { Kind } from "../kinds/seam";
import { PEOPLE } from "../people/words";
import { attempt } from "../ui/attempt";
import { copyText } from "../ui/clipboard";
import { hideBroken } from "../ui/hide-broken";
import { icon } from "../ui/icons";
import "../ui/menu";
import type { MenuItem } from "../ui/menu";
import { showToast } from "../ui/toast";
import { factsOf, hrefOf } from "./facts";
import { type HomeRow, titleOf } from "./feed";
import "./room.css";
import { visible } from "../i18n/bidi";
import { retirement } from "./retention";
import { ROOMS } from "./words";

/** A session on the home page: the row opens it, its menu has what can be done from here. */
export function roomRow(row: HomeRow, kind: Kind, isNew: boolean): TemplateResult {
  const title = titleOf(row);
  const ends = retirement(row, Date.now());
  return html`<li class=${isNew ? "room-new" : nothing}><a class="room-link" href=${hrefOf(row)} data-session=${row.id}>
      <span class="room-kind" aria-hidden="true">${icon(kind.icon, 18)}${picture(kind.row.picture?.(row))}</span>
      <span class="room-text"><bdi class="room-title" title=${visible(title)}>${visible(title)}</bdi>
        <span class="room-facts">${visible(factsOf(row))}</span>
        ${ends ? html`<span class="room-ends">${ends}</span>` : nothing}</span>
      <span class="room-state">${kind.row.state?.(row) ?? nothing}</span>
      <span class="room-miniature">${row.facts ? (kind.row.miniature?.(row) ?? nothing) : nothing}</span>
    </a><rt-menu .label=${t(ROOMS.more, { title })} .items=${kind.row.menu?.() ?? items(row, kind)}></rt-menu></li>`;
}

/** Over the icon: without a server, or without the picture, the icon is seen. */
function picture(url: string | null | undefined): TemplateResult | typeof nothing {
  if (!url) return nothing;
  return html`<img class="room-picture" src=${url} alt="" @load=${hideBroken} @error=${hideBroken} />`;
}

/** Copies what the user sends to others. */
async function copy(row: HomeRow, kind: Kind): Promise<void> {
  const copied = await copyText(new URL(kind.page(row.id, null), location.origin).href);
  if (copied) showToast({ text: t(kind.row.link?.copied ?? ROOMS.linkCopied), icon: "check" });
}

function items(row: HomeRow, kind: Kind): MenuItem[] {
  const { bin } = kind;
  const actions = () => import("./room-actions"); // most visits never need them
  const remove = (): void => void attempt(async () => bin && (await actions()).remove(row, bin));
  const leave = (): void => void attempt(async () => (await actions()).leave(row));
  const last = { label: t(ROOMS.delete), danger: true, press: remove };
  return [
    { label: t(ROOMS.open), icon: "open", press: () => navigate(hrefOf(row)) },
    { label: t(kind.row.link?.copy ?? ROOMS.copyLink), icon: "copy", press: () => void copy(row, kind) },
    ...(row.role !== "owner" ? [{ label: t(PEOPLE.leave), press: leave }] : bin ? [last] : []),
  ];
}
