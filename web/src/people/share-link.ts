import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n";
import { copyText } from "../ui/clipboard";
import { key } from "../ui/key";
import { segmented } from "../ui/segmented";
import { showToast } from "../ui/toast";
import { shareIcon } from "./icons";
import { PANEL, SHARING } from "./panel-words";
import type { PeopleWatch, SessionPeople } from "./watch";

export async function copyLink(watch: PeopleWatch): Promise<void> {
  if (await copyText(watch.link)) showToast({ text: t(SHARING.linkCopied), icon: "check" });
}

/** By what the phone itself sends with; not every browser has it. */
async function send(watch: PeopleWatch, title: string): Promise<void> {
  try {
    await navigator.share({ title, url: watch.link });
  } catch {
    // they have changed their mind
  }
}

/** What the link lets everybody do. */
export function linkSetting(watch: PeopleWatch, people: SessionPeople, isOffline: boolean): TemplateResult {
  const words = watch.kind.links;
  return html`<div class="people-link share-setting"><span>${t(PANEL.anyone)}</span>${
    watch.decides
      ? html`<div ?inert=${isOffline}>${segmented({
          label: t(PANEL.anyone),
          name: "people-link",
          value: people.link,
          options: people.links.map((value) => ({ value, label: t(words[value]) })),
          change: (value) => void watch.setLink(value),
        })}</div>`
      : html`<span class="people-quiet">${t(words[people.link])}</span>`
  }</div>
  ${watch.refusal?.of === "link" ? html`<p class="people-refused" role="alert">${watch.refusal.sentence}</p>` : nothing}`;
}

/** The link itself, which is there at once and without a connection, and what its setting means. */
export function linkRow(
  watch: PeopleWatch,
  people: SessionPeople | null,
  title: string,
  showQr: () => void,
): TemplateResult {
  const { link } = watch;
  return html`<div class="share-link">
    <input class="share-url" readonly .value=${link.replace(/^https?:\/\//, "")} title=${link} aria-label=${t(SHARING.link)}
      @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
    <div class="share-copy">${key({ label: t(SHARING.copyLink), icon: "copy", kind: "primary", shortcut: "C", class: "share-first", press: () => void copyLink(watch) })}</div>
    ${"share" in navigator ? html`<div class="share-send"><button type="button" class="key key-secondary key-marked" @click=${() => void send(watch, title)}>${shareIcon("share")}<span>${t(SHARING.send)}</span></button></div>` : nothing}
    <button type="button" class="icon-key share-qr-key" aria-label=${t(SHARING.qr)} title=${t(SHARING.qr)} @click=${showQr}>${shareIcon("qr")}</button>
  </div>
  <p class="people-quiet share-says">${people ? t(people.link === "nobody" ? SHARING.onlyMembers : watch.kind.share.says[people.link]) : nothing}</p>`;
}
