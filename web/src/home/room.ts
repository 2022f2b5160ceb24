import { html, nothing, type TemplateResult } from "lit";
import { navigate } from "../app/router";
import { LIST } from "../clip/list/words";
import { CLIP } from "../clip/words";
import { t } from "../i18n";
import { hideBroken } from "../listen/artwork";
import { LISTEN } from "../listen/words";
import { PEOPLE } from "../people/words";
import { attempt } from "../ui/attempt";
import { copyText } from "../ui/clipboard";
import { css } from "../ui/css";
import { type IconName, icon } from "../ui/icons";
import "../ui/menu";
import type { MenuItem } from "../ui/menu";
import { type PictogramName, pictogram } from "../ui/pictogram";
import { type PillStatus, statusPill } from "../ui/pill";
import { showToast } from "../ui/toast";
import { INTERRUPTED, STATUS, VOICE } from "../voice/words";
import { factsOf, heardOf, hrefOf, linkOf, pictureOf, titleOf } from "./facts";
import type { HomeRow } from "./feed";
import "./room.css";
import { ROOMS } from "./words";

const ICONS: Record<HomeRow["kind"], IconName> = {
  jam: "grid",
  clip: "scissors",
  voice: "mic",
  listening: "headphones",
};

export interface RoomOptions {
  readonly isNew: boolean;
  /** Where there is room for short words only. */
  readonly isNarrow: boolean;
}

/** A session on the home page: the row opens it, its menu has what can be done from here. */
export function roomRow(row: HomeRow, { isNew, isNarrow }: RoomOptions): TemplateResult {
  const title = titleOf(row);
  return html`<li class=${isNew ? "room-new" : nothing}><a class="room-link" href=${hrefOf(row)} data-session=${row.id}>
      <span class="room-kind" aria-hidden="true">${icon(ICONS[row.kind], 18)}${picture(row)}</span>
      <span class="room-text"><bdi class="room-title" title=${title}>${title}</bdi>
        <span class="room-facts">${factsOf(row)}</span></span>
      <span class="room-state">${standing(row, isNarrow)}</span>
    </a><rt-menu .label=${t(LIST.more, { title })} .items=${items(row)}></rt-menu></li>`;
}

/** Over the icon: without a server, or without the picture, the icon is seen. */
function picture(row: HomeRow): TemplateResult | typeof nothing {
  const url = row.kind === "listening" && pictureOf(row);
  if (!url) return nothing;
  return html`<img class="room-picture" src=${url} alt="" @load=${hideBroken} @error=${hideBroken} />`;
}

function standing(row: HomeRow, isNarrow: boolean): TemplateResult | typeof nothing {
  if (row.kind === "clip") return statusPill(row.state as PillStatus);
  if (row.state === "playing") return statusPill("playing");
  if (row.kind === "jam") return nothing;
  if (row.kind === "listening") return share(row, isNarrow);
  const facts = row.facts as { interrupted: boolean } | null;
  const name = row.state as PictogramName;
  const word = t(facts?.interrupted ? INTERRUPTED : STATUS[name]);
  return html`${pictogram(name, word)}<span class="room-word" aria-hidden="true">${word}</span>`;
}

/** How much of the book is heard, in words and as a strip. */
function share(row: HomeRow, isNarrow: boolean): TemplateResult | typeof nothing {
  const heard = heardOf(row);
  if (heard === undefined) return nothing;
  const whole = t(ROOMS.heard, { n: heard });
  return html`<span class="room-heard num"><span aria-hidden="true">${isNarrow ? `${heard} %` : whole}</span><span class="visually-hidden">${whole}</span></span>
    <span class="room-share" aria-hidden="true"><i style=${css({ width: `${heard}%` })}></i></span>`;
}

async function copy(row: HomeRow): Promise<void> {
  const copied = await copyText(linkOf(row));
  if (copied) showToast({ text: t(row.kind === "clip" ? CLIP.linkCopied : VOICE.linkCopied), icon: "check" });
}

function items(row: HomeRow): MenuItem[] {
  if (row.kind === "listening")
    return [
      { label: t(LISTEN.player), icon: "play", press: () => navigate("/listen") },
      { label: t(LISTEN.history), icon: "list", press: () => navigate(hrefOf(row)) },
      { label: t(LISTEN.statistics), icon: "activity", press: () => navigate("/listen/statistics") },
    ];
  const act = (name: "remove" | "leave") => () =>
    void attempt(async () => (await import("./room-actions"))[name](row)); // most visits never need it
  const link = row.kind === "clip" ? LIST.copyViewerLink : VOICE.copyLink;
  return [
    { label: t(LIST.open), icon: "open", press: () => navigate(hrefOf(row)) },
    { label: t(link), icon: "copy", press: () => void copy(row) },
    row.role === "owner"
      ? { label: t(LIST.deleteItem), danger: true, press: act("remove") }
      : { label: t(PEOPLE.leave), press: act("leave") },
  ];
}
