import { html, nothing, type TemplateResult } from "lit";
import { count, t } from "../../i18n";
import { reference } from "../../i18n/errors";
import type { contract } from "../../sdk";
import { css } from "../../ui/css";
import { iconKey } from "../../ui/key";
import { segmented } from "../../ui/segmented";
import { errorState } from "../../ui/states";
import { artwork, shownTitle } from "../artwork";
import "../artwork.css";
import { hoursAndMinutes } from "../time";
import type { Figures } from "./figures";
import type { Period, Statistics } from "./period";
import { DAYS, STATISTICS as WORDS } from "./words";
import "./statistics.css";
import { visible } from "../../i18n/bidi";

/** What is made of the figures, or why there are none. */
export function figuresOr(figures: Figures, show: (found: Statistics) => TemplateResult): TemplateResult {
  const { found, failed } = figures;
  if (found) return show(found);
  if (failed === undefined)
    return html`<div class="panel statistic statistic-bones" aria-hidden="true"></div>`;
  const again = () => void figures.load();
  return html`<div class="panel">${errorState(t(WORDS.failed), again, reference(failed))}</div>`;
}

/** What the figures are of, and what they leave out. */
export function truth(found: Statistics): TemplateResult {
  const time = hoursAndMinutes(found.left_out_ms);
  const leftOut = found.left_out_ms >= 60_000 ? ` ${t(WORDS.leftOut, { time })}` : "";
  return html`<p class="truth">${t(WORDS.truth)}${leftOut}</p>`;
}

/** To the period before and after the one that is shown. */
export function periodSteps(figures: Figures): TemplateResult {
  const go = (by: number) => figures.choose(figures.period, Math.max(0, figures.back + by));
  return html`${iconKey({ label: t(WORDS.earlier), icon: "back", press: () => go(1) })}
    ${iconKey({ label: t(WORDS.later), icon: "back", class: "later", press: () => go(-1) })}`;
}

export function periodChoice(figures: Figures): TemplateResult {
  return segmented<Period>({
    label: t(WORDS.period),
    name: "period",
    value: figures.period,
    options: (["week", "fortnight", "month", "year"] as const).map((value) => ({
      value,
      label: t(WORDS[value]),
    })),
    change: (value) => figures.choose(value, 0),
  });
}

function figure(label: string, value: string): TemplateResult {
  return html`<div><dt>${label}</dt><dd class="num">${value}</dd></div>`;
}

export function numbers(found: Statistics, period: Period): TemplateResult {
  // Days to come are no days without listening.
  const days = found.days.filter((day) => day.date <= found.today).length;
  const aDay = days ? found.listened_ms / days : 0;
  return html`<dl class="figures">
    ${figure(t(WORDS.listened), hoursAndMinutes(found.listened_ms))}
    ${figure(t(WORDS.aDay), hoursAndMinutes(aDay))}
    ${figure(t(WORDS.streak), count(found.current_streak, DAYS))}
    ${
      period === "year"
        ? html`${figure(t(WORDS.days), t(WORDS.daysOf, { n: found.days_listened, all: days }))}
          ${figure(t(WORDS.longest), count(found.longest_streak, DAYS))}
          ${figure(t(WORDS.finished), String(found.finished))}`
        : nothing
    }
  </dl>`;
}

/** How much of a book is heard. */
function partOf(book: contract.Book): string {
  if (book.finished_at !== null) return t(WORDS.bookDone);
  if (!book.place || !book.duration_ms) return "";
  const share = Math.min(100, Math.floor((book.place.position_ms / book.duration_ms) * 100));
  return t(WORDS.bookShare, { share });
}

export function bookTotals(
  { books }: Statistics,
  showBook: (id: string, title: string) => void,
): TemplateResult | typeof nothing {
  const [first] = books;
  if (!first) return nothing;
  return html`<section class="panel statistic statistic-books" aria-labelledby="books-title">
    <h2 id="books-title" class="section">${t(WORDS.books)}</h2><span class="zone num">${books.length}</span>
    <ul class="book-totals">
      ${books.slice(0, 50).map(({ book, ms }) => {
        const title = shownTitle({ book_title: book.title, book_name: book.name });
        return html`<li><button type="button" class="book-total" @click=${() => showBook(book.id, title)}>
          ${artwork(title, book.artwork_url)}<span class="book-title"><bdi>${visible(title)}</bdi>${book.artist ? html` <bdi class="book-artist">${visible(book.artist)}</bdi>` : nothing}</span>
          <span class="book-part num">${partOf(book)}</span>
          <span class="share" aria-hidden="true"><i style=${css({ width: `${(ms / first.ms) * 100}%` })}></i></span>
          <span class="num">${hoursAndMinutes(ms)}</span></button></li>`;
      })}
    </ul>
  </section>`;
}
