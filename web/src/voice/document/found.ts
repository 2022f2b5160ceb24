/** Where a passage has what is looked for: characters of its text, and ms of the document. */
export interface Hit {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly ms: number;
}

/** What was found. Another find is another object. */
export interface Found {
  readonly words: string;
  readonly hits: readonly Hit[];
  readonly of: ReadonlyMap<string, readonly Hit[]>;
  /** Which hit is the current one; -1 when there is none. */
  readonly at: number;
  /** Another number asks to show the current hit. */
  readonly turn: number;
  /** Paths of the ticks above the waveform: of all hits, and of the current one. */
  readonly ticks?: string;
  readonly tick?: string;
}

export const NOTHING: Found = { words: "", hits: [], of: new Map(), at: -1, turn: 0 };
/** A piece of a text: what it is part of. */
interface Piece {
  readonly text: string;
  readonly isHit: boolean;
  readonly isCurrent: boolean;
  readonly isHeard: boolean;
}

/** A text cut where hits and the heard word begin and end. */
export function piecesOf(
  text: string,
  hits: readonly { from: number; to: number }[],
  current: { from: number } | undefined,
  word: readonly [number, number] | undefined,
): Piece[] {
  const cuts = new Set([0, text.length, ...(word ?? []), ...hits.flatMap(({ from, to }) => [from, to])]);
  const places = [...cuts].sort((a, b) => a - b);
  let next = 0;
  return places.slice(0, -1).map((from, i) => {
    while ((hits[next]?.to ?? Number.POSITIVE_INFINITY) <= from) next++;
    const hit = hits[next];
    const isHit = hit !== undefined && hit.from <= from;
    return {
      text: text.slice(from, places[i + 1]),
      isHit,
      isCurrent: isHit && hit.from === current?.from,
      isHeard: word !== undefined && word[0] <= from && from < word[1],
    };
  });
}
