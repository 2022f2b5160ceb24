import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { count, t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import type { contract } from "../../sdk";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import { segmented } from "../../ui/segmented";
import { emptyState } from "../../ui/states";
import { clock } from "../time";
import { FOUND, IN_SESSIONS, MORE_PLACES, PLACES } from "./found-words";
import { ANYTHING, isFiltered, type Search, type Wanted, type Where } from "./search";
import "./found.css";

type Session = contract.FoundVoiceSession;
type Place = contract.VoicePlace;

export interface FoundPage {
  search: Search;
  want: (change: Partial<Wanted>) => void;
  /** The row of a session, with this as its name. */
  row: (session: contract.VoiceRow, name: TemplateResult) => TemplateResult;
  hear: (session: Session, place: Place) => void;
  /** The place that sounds now. */
  heard: string;
}

/** Which place it is, among all. */
export function placeId(session: Session, place: Place): string {
  return `${session.session.session_id} ${place.source_id} ${place.at_ms}`;
}

/** The address at which a session opens at a place, with the words marked that were looked for. */
export function placeHref({ session }: Session, place: Place, q: string): string {
  const at = `#${place.source_id}.${String(place.at_ms).padStart(9, "0")}`;
  return `/session/${session.session_id}${place.where === "speech" ? `?${new URLSearchParams({ q })}${at}` : ""}`;
}

/** Plain and found parts in turn. */
function marked(parts: readonly string[]): TemplateResult {
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<mark>${visible(part)}</mark>` : visible(part)))}`;
}

export function whereChoice({ search, want }: FoundPage): TemplateResult | typeof nothing {
  const { found, wanted } = search;
  if (!found) return nothing;
  const counts = new Map(found.where.map(({ name, count }) => [name, count]));
  const all = found.where.reduce((sum, one) => sum + one.count, 0);
  const of = (value: Where, label: string, count: number) => ({ value, label, count });
  return segmented<Where>({
    label: t(FOUND.where),
    name: "found-where",
    class: "found-where",
    value: wanted.where,
    options: [
      of("", t(FOUND.all), all),
      of("speech", t(FOUND.speech), counts.get("speech") ?? 0),
      of("task", t(FOUND.task), counts.get("task") ?? 0),
      of("note", t(FOUND.note), counts.get("note") ?? 0),
    ],
    change: (where) => want({ where }),
  });
}

function mark(session: Session, place: Place, page: FoundPage): TemplateResult {
  if (place.where === "task")
    return html`<span class="place-mark">${icon("check")}</span><span class="place-time">${t(FOUND.oneTask)}</span>`;
  if (place.where === "note")
    return html`<span class="place-mark">${icon("bubble")}</span><span class="place-time">${t(FOUND.oneNote)}</span>`;
  const time = clock(place.at_ms);
  return html`<button type="button" class="place-mark place-hear" aria-label=${t(FOUND.hear, { time })}
      @click=${() => page.hear(session, place)}>${icon(page.heard === placeId(session, place) ? "pause" : "play")}</button>
    <span class="place-time num">${time}</span>`;
}

function placeRow(session: Session, place: Place, page: FoundPage): TemplateResult {
  const isHeard = page.heard === placeId(session, place);
  return html`<li class="place ${isHeard ? "place-heard" : ""}">${mark(session, place, page)}
    <a class="place-text" href=${placeHref(session, place, page.search.wanted.q)}>${place.who ? html`<span class="place-who">${visible(place.who)}</span>` : nothing}<span>${marked(place.text)}</span></a></li>`;
}

function session(one: Session, page: FoundPage): TemplateResult {
  const unfolded = page.search.whole.get(one.session.session_id) ?? one;
  // A name is no row: it stands in the row of the session.
  const left = page.search.whole.has(one.session.session_id)
    ? 0
    : one.place_count -
      one.places.length -
      (one.name.length > 1 && page.search.wanted.where === "" && page.search.wanted.who === "" ? 1 : 0);
  return html`<li>${page.row(one.session, marked(one.name))}
    <ul class="places">${unfolded.places.map((place) => placeRow(one, place, page))}
    ${
      left > 0
        ? html`<li class="place"><button type="button" class="place-more" @click=${() => void page.search.unfold(one.session.session_id)}>${count(left, MORE_PLACES)}</button></li>`
        : nothing
    }</ul></li>`;
}

/** One filter: its values with their counts; a pressed one that is set takes it away. */
function facet(
  title: string,
  values: readonly { label: string; count?: number; on: boolean; press: () => void }[],
): TemplateResult | typeof nothing {
  if (values.length === 0) return nothing;
  return html`<fieldset class="facet"><legend>${title}</legend>
    ${values.map(
      (
        one,
      ) => html`<label class="facet-value"><input type="checkbox" class="checkbox" .checked=${one.on} @change=${one.press} />
        <span class="facet-name">${visible(one.label)}</span>${one.count === undefined ? nothing : html`<span class="num">${one.count}</span>`}</label>`,
    )}</fieldset>`;
}

function facets({ search, want }: FoundPage): TemplateResult | typeof nothing {
  const { found, wanted } = search;
  if (!found) return nothing;
  const people = [...found.who];
  if (wanted.who && !people.some(({ name }) => name === wanted.who))
    people.push({ name: wanted.who, count: 0 });
  const projects = found.projects.length > 1 || wanted.project !== undefined ? found.projects : [];
  const periods = [
    [7, t(FOUND.week)],
    [30, t(FOUND.month)],
    [365, t(FOUND.year)],
  ] as const;
  return html`
    ${facet(
      t(FOUND.who),
      people.map(({ name, count }) => ({
        label: name,
        count,
        on: wanted.who === name,
        press: () => want({ who: wanted.who === name ? "" : name }),
      })),
    )}
    ${facet(
      t(FOUND.projects),
      projects.map(({ name, count }) => ({
        label: name || t(FOUND.noProject),
        count,
        on: wanted.project === name,
        press: () => want({ project: wanted.project === name ? undefined : name }),
      })),
    )}
    ${facet(
      t(FOUND.when),
      periods.map(([days, label]) => ({
        label,
        on: wanted.days === days,
        press: () => want({ days: wanted.days === days ? 0 : days }),
      })),
    )}`;
}

/** How much was found, said to screen readers too. */
function summary({ search }: FoundPage): string {
  const { found } = search;
  if (!found || found.items.length === 0) return "";
  const words = [
    `${count(found.places, PLACES)} ${count(found.items.length, IN_SESSIONS)}`,
    found.next_cursor ? t(FOUND.newest) : "",
    t(FOUND.everyForm),
  ];
  return words.filter(Boolean).join(" · ");
}

/** What was found, or that nothing was. */
export function foundPage(page: FoundPage): TemplateResult | typeof nothing {
  const { search, want } = page;
  const { found, wanted } = search;
  if (!found) return nothing;
  const isEmpty = found.items.length === 0;
  return html`<p class="found-summary" role="status">${summary(page)}${found.is_whole ? nothing : html` <span class="pill pill-hold">${t(FOUND.behind)}</span>`}</p>
    <div class="found ${search.busy ? "found-busy" : ""}">
      <div class="found-main">
        ${
          isEmpty
            ? html`<div class="panel">${emptyState(
                t(FOUND.nothing, { q: wanted.q }),
                undefined,
                isFiltered(wanted)
                  ? html`<p>${key({ label: t(FOUND.everywhere), press: () => want({ ...ANYTHING, q: wanted.q }) })}</p>`
                  : undefined,
              )}</div>`
            : html`<ul class="panel voice-list">${repeat(
                found.items,
                (one) => one.session.session_id,
                (one) => session(one, page),
              )}</ul>`
        }
        ${found.next_cursor ? html`<p class="more">${key({ label: t(FOUND.moreSessions), press: () => void search.more() })}</p>` : nothing}
      </div>
      <details class="panel found-side" ?open=${matchMedia("(min-width: 900px)").matches}>
        <summary>${t(FOUND.filters)}</summary>${facets(page)}
      </details>
    </div>`;
}
