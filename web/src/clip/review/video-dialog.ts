import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { CANCEL, openDialog } from "../../ui/dialog";
import { field } from "../../ui/field";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import type { Moment } from "../moments/moments";
import type { ClipState } from "../state";
import {
  beginning,
  driftAnHour,
  isAddress,
  isTyped,
  parsedTime,
  timeOf,
  type VideoPart,
  type VideoPoint,
} from "./video";
import { REVIEW } from "./words";

const WORDS = {
  title: { en: "Where the video begins", ru: "Где начинается видео" },
  address: { en: "Video address", ru: "Адрес видео" },
  how: { en: "The video begins", ru: "Видео начинается" },
  before: { en: "before Start", ru: "до старта" },
  after: { en: "after Start", ru: "после старта" },
  moment: { en: "This moment is at", ru: "Этот момент на" },
  time: { en: "Time in the video", ru: "Время в видео" },
  by: { en: "By how much", ru: "На сколько" },
  second: { en: "A second moment", ru: "Второй момент" },
  drift: { en: "Drift {seconds} s an hour, corrected.", ru: "Уход {seconds} с в час, исправлен." },
  noDrift: {
    en: "These two moments are too close, or one is at the wrong time.",
    ru: "Эти два момента слишком близко, или у одного неверное время.",
  },
  add: { en: "Add a part", ru: "Добавить часть" },
  remove: { en: "Remove this part", ru: "Убрать эту часть" },
  part: { en: "Part {n}", ru: "Часть {n}" },
  save: { en: "Set", ru: "Задать" },
  notTime: { en: "Write it as 1:38:02.", ru: "Напишите как 1:38:02." },
  links: { en: "Every timecode here is a link now.", ru: "Каждый таймкод теперь ссылка." },
};
const MOST_PARTS = 24;

interface Place {
  readonly segment_index: number;
  readonly offset_seconds: number;
}

/** What is typed of one part. */
interface Draft {
  url: string;
  how: "before" | "after" | "moment";
  times: string[];
  places: Place[];
}

function draftOf(part: VideoPart | undefined, first: Place): Draft {
  if (!part) return { url: "", how: "before", times: ["00:00:00"], places: [first] };
  const [point] = part.points;
  const typed = isTyped(part);
  return {
    url: part.url ?? "",
    how: !typed ? "moment" : (point?.video_ms ?? 0) < 0 ? "after" : "before",
    times: part.points.map(timeOf),
    places: typed ? [first] : [...part.points],
  };
}

/** The part that is typed; undefined while something is no time or no address. */
function partOf(draft: Draft): VideoPart | undefined {
  const seconds = draft.times.map(parsedTime);
  if (seconds.some((one) => one === undefined) || (draft.url !== "" && !isAddress(draft.url)))
    return undefined;
  const points: VideoPoint[] =
    draft.how === "moment"
      ? seconds.map((second, at) => ({ ...(draft.places[at] as Place), video_ms: (second ?? 0) * 1000 }))
      : [beginning((draft.how === "before" ? 1 : -1) * (seconds[0] ?? 0))];
  return { url: draft.url === "" ? null : draft.url, points: points as VideoPart["points"] };
}

function pointFields(
  draft: Draft,
  n: number,
  moments: readonly Moment[],
  redraw: () => void,
): TemplateResult {
  const value = (place: Place) => `${place.segment_index}:${place.offset_seconds}`;
  const places: Place[] = moments.map((one) => ({
    segment_index: one.segmentIndex,
    offset_seconds: one.offsetSeconds,
  }));
  return html`${draft.times.map((time, at) => {
    const own = draft.places[at] as Place;
    const known = places.some((place) => value(place) === value(own));
    return html`<div class="video-point">
      ${
        draft.how !== "moment"
          ? nothing
          : html`<select class="select" aria-label=${t(WORDS.moment)} @change=${(event: Event) => {
              const [segment_index = 1, offset_seconds = 0] = (event.target as HTMLSelectElement).value
                .split(":")
                .map(Number);
              draft.places[at] = { segment_index, offset_seconds };
              redraw();
            }}>${known ? nothing : html`<option value=${value(own)} selected>S${own.segment_index}</option>`}
            ${moments.map((one, place) => html`<option value=${value(places[place] as Place)} ?selected=${value(places[place] as Place) === value(own)}>S${one.segmentIndex} ${one.offsetHms} ${visible(one.note ?? "")}</option>`)}</select>`
      }
      ${field({
        id: `video-time-${n}-${at}`,
        label: t(draft.how === "moment" ? WORDS.time : WORDS.by),
        value: time,
        error: parsedTime(time) === undefined ? t(WORDS.notTime) : undefined,
        input: (text) => {
          draft.times[at] = text;
          redraw();
        },
      })}
    </div>`;
  })}`;
}

function partFields(
  draft: Draft,
  n: number,
  drafts: Draft[],
  state: ClipState,
  moments: readonly Moment[],
  redraw: () => void,
): TemplateResult {
  const part = partOf(draft);
  const drift = part && draft.times.length > 1 ? driftAnHour(state, part) : undefined;
  const wrong = draft.url !== "" && !isAddress(draft.url);
  return html`<fieldset class="video-part"><legend class="label">${drafts.length > 1 ? t(WORDS.part, { n: n + 1 }) : nothing}</legend>
    ${field({
      id: `video-url-${n}`,
      label: t(WORDS.address),
      value: draft.url,
      inputMode: "url",
      error: wrong ? t(REVIEW.notAnAddress) : undefined,
      input: (text) => {
        draft.url = text.trim();
        redraw();
      },
    })}
    ${draft.url && !wrong ? html`<p class="video-said" role="status">${icon("check")}${t(WORDS.links)}</p>` : nothing}
    <label class="row-switch"><span>${t(WORDS.how)}</span><select class="select" @change=${(event: Event) => {
      draft.how = (event.target as HTMLSelectElement).value as Draft["how"];
      if (draft.how !== "moment") draft.times.length = 1;
      redraw();
    }}>
      ${(["before", "after", "moment"] as const).map((how) => html`<option value=${how} ?selected=${how === draft.how} ?disabled=${how === "moment" && moments.length === 0}>${t(WORDS[how])}</option>`)}</select></label>
    ${pointFields(draft, n, moments, redraw)}
    ${
      draft.how === "moment" && draft.times.length === 1
        ? key({
            label: t(WORDS.second),
            size: "small",
            press: () => {
              draft.times.push("");
              draft.places.push({ ...(draft.places[0] as Place) });
              redraw();
            },
          })
        : nothing
    }
    ${draft.times.length > 1 && part ? html`<p class="video-said" role="status">${drift === undefined ? t(WORDS.noDrift) : t(WORDS.drift, { seconds: drift.toFixed(1) })}</p>` : nothing}
    ${
      drafts.length > 1
        ? key({
            label: t(WORDS.remove),
            size: "small",
            kind: "danger",
            press: () => {
              drafts.splice(n, 1);
              redraw();
            },
          })
        : nothing
    }
  </fieldset>`;
}

/** Asks where the video begins, part by part; undefined when nothing is to change. */
export function askVideo(state: ClipState, moments: readonly Moment[]): Promise<VideoPart[] | undefined> {
  const [one] = moments;
  const first: Place = { segment_index: one?.segmentIndex ?? 1, offset_seconds: one?.offsetSeconds ?? 0 };
  const known = state.review?.video ?? [];
  const drafts = known.length > 0 ? known.map((part) => draftOf(part, first)) : [draftOf(undefined, first)];
  return openDialog<VideoPart[]>(t(WORDS.title), (close, redraw) => {
    const parts = drafts.map(partOf).filter((part) => part !== undefined);
    const reason = parts.length < drafts.length ? t(WORDS.notTime) : undefined;
    return html`<h2 class="dialog-title">${t(WORDS.title)}</h2>
      <div class="video-parts">${drafts.map((draft, n) => partFields(draft, n, drafts, state, moments, redraw))}</div>
      <div class="dialog-keys">
        ${
          drafts.length < MOST_PARTS
            ? key({
                label: t(WORDS.add),
                icon: "plus",
                press: () => {
                  drafts.push(draftOf(undefined, first));
                  redraw();
                },
              })
            : nothing
        }
        ${key({ label: t(CANCEL), press: () => close() })}
        ${key({ label: t(WORDS.save), kind: "primary", reason, press: () => close(parts) })}
      </div>`;
  });
}
