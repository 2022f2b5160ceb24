import { html, type TemplateResult } from "lit";
import { t } from "../i18n";
import { hideBroken } from "../ui/hide-broken";
import { LISTEN } from "./words";

interface Titled {
  readonly book_title: string | null;
  readonly book_name: string;
}

/** The title, else the file's name, else a word (I16, I18). */
export function shownTitle(book: Titled): string {
  return book.book_title || book.book_name || t(LISTEN.unknownBook);
}

/** A book's picture, or its title's first letter. */
export function artwork(title: string, url: string | null): TemplateResult {
  const [initial = ""] = [...title];
  return html`<span class="artwork" aria-hidden="true">${
    url
      ? html`<img src=${url} alt="" loading="lazy" referrerpolicy="no-referrer" @load=${hideBroken} @error=${hideBroken} />`
      : ""
  }<span>${initial}</span></span>`;
}
