import { html, nothing } from "lit";
import { t } from "../../i18n";
import { openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import { hoursAndMinutes } from "../time";
import type { Statistics } from "./period";
import { STATISTICS as WORDS } from "./words";
import { yearPicture } from "./year-picture";

/** Shows the picture of a year before it is saved or shared. Titles are in it only when they are asked for. */
export async function showYearPicture(found: Statistics): Promise<void> {
  const year = found.days[0]?.date.slice(0, 4) ?? "";
  const title = t(WORDS.picture);
  let titles = false;
  let picture: { readonly file: File; readonly url: string } | undefined;
  let failed = false;
  let turn = 0;
  let again = (): void => {};

  const draw = async (): Promise<void> => {
    const mine = ++turn;
    const blob = await yearPicture(found, titles).catch(() => undefined);
    if (mine !== turn) return;
    if (picture) URL.revokeObjectURL(picture.url);
    const file = blob && new File([blob], `listening-${year}.png`, { type: "image/png" });
    picture = file && { file, url: URL.createObjectURL(file) };
    failed = !picture;
    again();
  };
  const save = () => {
    if (!picture) return;
    const link = document.createElement("a");
    Object.assign(link, { href: picture.url, download: picture.file.name });
    link.click();
  };
  const canShare = (file: File) => navigator.canShare?.({ files: [file] }) ?? false;
  const share = () => {
    // It was left without sharing: that is no failure.
    if (picture) void navigator.share({ files: [picture.file] }).catch(() => undefined);
  };

  void draw();
  await openDialog<void>(title, (close, redraw) => {
    again = redraw;
    return html`<h2 class="dialog-title">${title}</h2>
      <div class="year-picture">${
        picture
          ? html`<img src=${picture.url} width="1200" alt=${`${t(WORDS.pictureHead, { year })}: ${hoursAndMinutes(found.listened_ms)}`} />`
          : nothing
      }${failed ? html`<p role="alert">${t(WORDS.pictureFailed)}</p>` : nothing}</div>
      <label class="year-picture-titles"><input type="checkbox" .checked=${titles} @change=${(
        event: Event,
      ) => {
        titles = (event.target as HTMLInputElement).checked;
        void draw();
      }} /> ${t(WORDS.pictureTitles)}</label>
      <div class="dialog-keys">
        ${key({ label: t({ en: "Close", ru: "Закрыть" }), press: () => close() })}
        ${picture && canShare(picture.file) ? key({ label: t(WORDS.pictureShare), press: share }) : nothing}
        ${key({ label: t(WORDS.pictureSave), kind: "primary", icon: "download", press: save })}
      </div>`;
  });
  turn += 1;
  if (picture) URL.revokeObjectURL((picture as { readonly url: string }).url);
}
