import type { contract } from "../sdk";

type HomeRow = contract.HomeRow;

/** What `homeFeed` is to its readers. */
export interface Rows {
  readonly rows: ReadonlyMap<string, HomeRow>;
  readonly loaded: boolean;
}

export interface RowChanges {
  /** A row that was not there before. */
  readonly added: boolean;
  /** The ids of rows that are not there any more. */
  readonly gone: readonly string[];
  /** By id: the rows that say something else than before, with what they said. */
  readonly changed: ReadonlyMap<string, { readonly row: HomeRow; readonly before: HomeRow }>;
}

const NOTHING: RowChanges = { added: false, gone: [], changed: new Map() };

/**
 * The rows of one kind, and what became of them since they were asked last. A list that was just read knows more than
 * rows that were there before it, for a row is up to a second behind its session: a list takes what *changed* alone.
 */
export class RowsOf {
  readonly #source: Rows;
  readonly #kind: HomeRow["kind"];
  #known: ReadonlyMap<string, HomeRow> | undefined;

  constructor(source: Rows, kind: HomeRow["kind"]) {
    this.#source = source;
    this.#kind = kind;
    if (source.loaded) this.#known = this.#now();
  }

  /** Whether the rows have been read: before that nothing has changed. */
  get begun(): boolean {
    return this.#known !== undefined;
  }

  /** Nothing the first time: see `begun`. */
  changes(): RowChanges {
    if (!this.#source.loaded) return NOTHING;
    const now = this.#now();
    const before = this.#known;
    this.#known = now;
    if (!before) return NOTHING;
    const changed = new Map<string, { row: HomeRow; before: HomeRow }>();
    for (const [id, row] of now) {
      const old = before.get(id);
      if (old && old !== row && JSON.stringify(old) !== JSON.stringify(row))
        changed.set(id, { row, before: old });
    }
    return {
      added: [...now.keys()].some((id) => !before.has(id)),
      gone: [...before.keys()].filter((id) => !now.has(id)),
      changed,
    };
  }

  #now(): ReadonlyMap<string, HomeRow> {
    return new Map([...this.#source.rows].filter(([, row]) => row.kind === this.#kind && row.role));
  }
}
