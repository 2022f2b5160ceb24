import { isFound } from "../../ui/list/find";
import { best, byHeat, type Peak } from "../moments/peaks";
import { TAGS } from "../moments/tags";

export const KINDS = ["best", "all", "clipped"] as const;
export const ORDERS = ["heat", "time", "tag"] as const;

/** What the review shows, and what is exported then (CL14): `shown` in `sessions/clip/exports/export.py` is the same. */
export interface ReviewFilter {
  readonly show: (typeof KINDS)[number];
  /** Moments of at least so many people. */
  readonly people: number;
  /** The most of the best. */
  readonly most: number;
  readonly find: string;
  readonly order: (typeof ORDERS)[number];
}

/** The issue of an evening are its ten best moments. */
export const FIRST_FILTER: ReviewFilter = { show: "best", people: 1, most: 10, find: "", order: "heat" };
export const MOSTS = [5, 10, 20, 50, 100];

/** The moments of a kind, before anything is looked for. */
export function ofKind(
  peaks: readonly Peak[],
  show: ReviewFilter["show"],
  filter: ReviewFilter,
): readonly Peak[] {
  if (show === "best") return best(peaks, filter.people, filter.most);
  return peaks.filter((peak) => peak.people >= filter.people && (show === "all" || peak.moment.clipped));
}

const tagOf = ({ moment }: Peak): number => {
  const at = TAGS.findIndex((one) => one.tag === moment.tag);
  return at < 0 ? TAGS.length : at;
};

/** The moments that are shown, in their order. */
export function shownPeaks(peaks: readonly Peak[], filter: ReviewFilter): Peak[] {
  const wanted = filter.find.trim();
  const chosen = byHeat(ofKind(peaks, filter.show, filter)).filter(
    ({ moment }) => wanted === "" || isFound(wanted, [moment.tag, ...moment.clips.map((clip) => clip.note)]),
  );
  if (filter.order === "heat") return chosen;
  if (filter.order === "tag") return chosen.sort((a, b) => tagOf(a) - tagOf(b));
  const inTime = new Set(chosen);
  return peaks.filter((peak) => inTime.has(peak));
}
