import { client } from "../../app/client";
import { t } from "../../i18n";
import { showToast } from "../../ui/toast";
import { attempt } from "../actions";
import { type Cuts, type Moment, NO_CUTS } from "../moments/moments";
import type { Clip, Review, ReviewChange } from "../session";
import type { ClipState } from "../state";
import { hms, lengthSeconds } from "../timeline";
import { saving } from "./save-status";
import { REVIEW } from "./words";

const cutsKnown = new WeakMap<Review["cuts"], Cuts>();

/** The cuts by place; the same for the same review. */
export function cutsOf(review: Review | null): Cuts {
  if (!review || review.cuts.length === 0) return NO_CUTS;
  const cuts =
    cutsKnown.get(review.cuts) ??
    new Map(review.cuts.map((cut) => [`${cut.segment_index}:${cut.second}`, cut.begins === true]));
  cutsKnown.set(review.cuts, cuts);
  return cuts;
}

/** In and out of a moment (CL13): by hand for a second of it, otherwise around its peak. `in_and_out` on the server. */
export function inAndOut(moment: Moment, state: ClipState): readonly [number, number] {
  const { first, last, segmentIndex, offsetSeconds: peak } = moment;
  const segment = state.segments.find((one) => one.index === segmentIndex);
  const ends = Math.floor(segment ? lengthSeconds(segment, Date.now()) : 0);
  const { spans = [], around } = state.review ?? {};
  const own = spans
    .filter(
      (one) =>
        one.segment_index === segmentIndex &&
        one.second >= first.offset_seconds &&
        one.second <= last.offset_seconds,
    )
    .sort((a, b) => a.second - b.second)[0];
  if (own && own.in_seconds !== null && own.out_seconds !== null)
    return [Math.min(own.in_seconds, Math.max(0, ends - 1)), Math.min(own.out_seconds, Math.max(1, ends))];
  const start = Math.max(0, peak - (around?.before_seconds ?? 20));
  return [start, Math.max(start + 1, Math.min(peak + (around?.after_seconds ?? 10), Math.max(1, ends)))];
}

/** The second at which a moment is split: its deepest valley; undefined when all taps are in one second. */
export function splitSecond(clips: readonly Clip[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { offset_seconds } of clips) counts.set(offset_seconds, (counts.get(offset_seconds) ?? 0) + 1);
  const seconds = [...counts.keys()];
  const taps = seconds.map((second) => counts.get(second) ?? 0);
  let found: number | undefined;
  let deepest = Number.NEGATIVE_INFINITY;
  for (let at = 1; at < seconds.length; at += 1) {
    const isGap = (seconds[at] ?? 0) - (seconds[at - 1] ?? 0) > 1;
    const valley = isGap ? 0 : Math.min(taps[at - 1] ?? 0, taps[at] ?? 0);
    const depth = Math.min(Math.max(...taps.slice(0, at)), Math.max(...taps.slice(at))) - valley;
    if (depth > deepest) [found, deepest] = [seconds[at], depth];
  }
  return found;
}

/** What a change would have to be to take it back. */
export function inverse(change: ReviewChange, review: Review): ReviewChange {
  const same =
    (a: { segment_index: number; second: number }) => (b: { segment_index: number; second: number }) =>
      a.segment_index === b.segment_index && a.second === b.second;
  return {
    ...(change.video ? { video: review.video } : {}),
    ...(change.around ? { around: review.around } : {}),
    ...(change.breaks ? { breaks: review.breaks } : {}),
    cuts: (change.cuts ?? []).map((cut) => review.cuts.find(same(cut)) ?? { ...cut, begins: null }),
    spans: (change.spans ?? []).map(
      (span) => review.spans.find(same(span)) ?? { ...span, in_seconds: null, out_seconds: null },
    ),
  };
}

/** What one streamer decides on this page, and takes back again, the last first. */
export class Edits {
  private readonly done: (() => Promise<boolean>)[] = [];

  constructor(private readonly state: () => ClipState | undefined) {}

  private send(change: ReviewChange): Promise<boolean> {
    const id = this.state()?.session.id ?? "";
    const path = `/api/clip-sessions/${encodeURIComponent(id)}/review` as const;
    return saving(attempt(() => client.request("PATCH", path, { body: change })));
  }

  /** Makes a change; `said` is the toast with its key to undo it. */
  async make(change: ReviewChange, said: string): Promise<boolean> {
    const review = this.state()?.review;
    if (!review) return false;
    const before = inverse(change, review);
    const sent = this.send(change);
    const back = async () => (await sent) && this.send(before);
    this.done.push(back); // others may have told of it before the answer is here
    if (await sent) this.say(said, back);
    else this.forget(back);
    return sent;
  }

  /** Notes something else that can be taken back. */
  note(said: string, back: () => Promise<boolean>): void {
    this.done.push(back);
    this.say(said, back);
  }

  private say(said: string, back: () => Promise<boolean>): void {
    showToast({
      text: said,
      icon: "check",
      action: { label: t(REVIEW.undo), press: () => void this.undo(back) },
    });
  }

  /** Takes back the last change, or the given one. */
  async undo(which = this.done.at(-1)): Promise<void> {
    if (which && this.forget(which) && (await which())) showToast({ text: t(REVIEW.undone), icon: "check" });
  }

  /** Whether it was there. */
  private forget(which: () => Promise<boolean>): boolean {
    const at = this.done.indexOf(which);
    if (at >= 0) this.done.splice(at, 1);
    return at >= 0;
  }

  async split(moment: Moment): Promise<void> {
    const second = splitSecond(moment.clips);
    if (second === undefined) return;
    const cuts = [{ segment_index: moment.segmentIndex, second, begins: true }];
    await this.make({ cuts }, t(REVIEW.wasSplit, { time: hms(second) }));
  }

  async merge(earlier: Moment, later: Moment): Promise<void> {
    const second = later.first.offset_seconds;
    const cuts = [{ segment_index: earlier.segmentIndex, second, begins: false }];
    await this.make({ cuts }, t(REVIEW.wasMerged));
  }

  async setSpan(moment: Moment, first: number, last: number): Promise<void> {
    const place = { segment_index: moment.segmentIndex, second: spanSecond(moment, this.state()) };
    await this.make(
      { spans: [{ ...place, in_seconds: first, out_seconds: last }] },
      t(REVIEW.wasCut, { first: hms(first), last: hms(last) }),
    );
  }
}

/** Where a moment's in and out are kept: at the second where they already are, otherwise at its peak. */
function spanSecond(moment: Moment, state: ClipState | undefined): number {
  const known = (state?.review?.spans ?? [])
    .filter(
      (one) =>
        one.segment_index === moment.segmentIndex &&
        one.second >= moment.first.offset_seconds &&
        one.second <= moment.last.offset_seconds,
    )
    .sort((a, b) => a.second - b.second)[0];
  return known?.second ?? moment.offsetSeconds;
}
