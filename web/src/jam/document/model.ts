/**
 * A jam in a client: an immutable state, and the effect of setting a path.
 *
 * The server's rules are in `sessions/jam*.py`; here is only what is needed to show an edit at once. A new state shares
 * everything that the edit did not change with the old one, so a view can compare by identity.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Lock {
  readonly pitch?: number;
  readonly volume?: number;
}

export type PlaybackMode = "oneshot" | "gate";

export interface Track {
  readonly id: string;
  readonly name: string;
  readonly sampleId: string;
  readonly order: string;
  readonly color: number;
  readonly volume: number;
  readonly muted: boolean;
  readonly soloed: boolean;
  readonly playbackMode: PlaybackMode;
  readonly transpose: number;
  readonly stepCount: number;
  readonly steps: readonly boolean[];
  readonly parameterLocks: readonly (Lock | null)[];
}

export interface JamState {
  readonly name: string | null;
  readonly tempo: number;
  readonly swing: number;
  readonly tracks: ReadonlyMap<string, Track>;
}

/** Paths and their new values; null sets a path to its default and removes a track. */
export type Edit = Readonly<Record<string, unknown>>;

export const STEPS = 64;
export const STEP_COUNTS = [4, 8, 16, 32, 64] as const;
const DEFAULT_TEMPO = 120;
export const COLORS = 8;

/** The server's limits (D8); these are the defaults. */
export interface Limits {
  readonly tracks: number;
  /** Beats a minute, slowest and fastest. */
  readonly tempo: readonly [number, number];
}

export const LIMITS: Limits = { tracks: 16, tempo: [60, 180] };

/** The volume with which tracks come in: four of the loudest peak at −6 dB. */
export const HEADROOM = 0.7;

export const UNTITLED = "Untitled Session";

export const EMPTY: JamState = { name: null, tempo: DEFAULT_TEMPO, swing: 0, tracks: new Map() };

const TRACK_DEFAULTS = {
  color: 0,
  volume: 1,
  muted: false,
  soloed: false,
  playbackMode: "oneshot" as PlaybackMode,
  transpose: 0,
  stepCount: 16,
};
const SESSION_DEFAULTS = { name: null, tempo: DEFAULT_TEMPO, swing: 0 };
const NO_STEPS: readonly boolean[] = new Array<boolean>(STEPS).fill(false);
const NO_LOCKS: readonly (Lock | null)[] = new Array<Lock | null>(STEPS).fill(null);

/** A whole track from an edit or a snapshot. */
export function trackFrom(id: string, fields: Readonly<Record<string, unknown>>): Track {
  const { steps, parameterLocks, ...rest } = fields as Partial<Track>;
  return {
    name: "",
    sampleId: "",
    order: "V",
    ...TRACK_DEFAULTS,
    ...rest,
    id,
    steps: padded(steps, NO_STEPS),
    parameterLocks: padded(parameterLocks, NO_LOCKS),
  };
}

function padded<T>(items: readonly T[] | undefined, defaults: readonly T[]): readonly T[] {
  return items?.some(Boolean) ? [...items, ...defaults.slice(items.length)] : defaults;
}

/** The track in the form of an edit: without its id, the lists cut after the last set entry. */
export function trackValue(track: Track): Record<string, unknown> {
  const { id: _, steps, parameterLocks, ...rest } = track;
  return { ...rest, steps: trimmed(steps), parameterLocks: trimmed(parameterLocks) };
}

function trimmed<T>(items: readonly T[]): readonly T[] {
  return items.slice(0, items.findLastIndex(Boolean) + 1);
}

/** The tracks from top to bottom; tracks of equal order are sorted by id, as on the server. */
export function tracksInOrder(state: JamState): Track[] {
  return [...state.tracks.values()].sort((a, b) => compare(a.order, b.order) || compare(a.id, b.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The track that a path belongs to. */
export function trackOf(path: string): string | null {
  return path.startsWith("tracks/") ? (path.split("/")[1] ?? null) : null;
}

export function isWholeTrack(path: string): boolean {
  return path.startsWith("tracks/") && path.split("/").length === 2;
}

/** The state after setting one path; an edit of a removed track changes nothing. */
export function set(state: JamState, path: string, value: unknown): JamState {
  const [root, id, field, index] = path.split("/");
  if (root !== "tracks" || id === undefined) {
    const name = path as keyof typeof SESSION_DEFAULTS;
    return { ...state, [name]: value ?? SESSION_DEFAULTS[name] };
  }
  const tracks = new Map(state.tracks);
  const track = tracks.get(id);
  if (field === undefined) {
    if (value === null) tracks.delete(id);
    else tracks.set(id, trackFrom(id, value as Record<string, unknown>));
  } else if (track !== undefined) {
    tracks.set(
      id,
      index === undefined ? withField(track, field, value) : withItem(track, field, Number(index), value),
    );
  }
  return { ...state, tracks };
}

function withField(track: Track, field: string, value: unknown): Track {
  return { ...track, [field]: value ?? TRACK_DEFAULTS[field as keyof typeof TRACK_DEFAULTS] };
}

function withItem(track: Track, list: string, index: number, value: unknown): Track {
  return list === "steps"
    ? { ...track, steps: track.steps.with(index, value === true) }
    : { ...track, parameterLocks: track.parameterLocks.with(index, (value as Lock | null) ?? null) };
}

export function apply(state: JamState, edit: Edit): JamState {
  return Object.entries(edit).reduce((after, [path, value]) => set(after, path, value), state);
}

/** The value at a path, in the form of an edit; undefined when its track does not exist. */
export function valueAt(state: JamState, path: string): unknown {
  const [root, id, field, index] = path.split("/");
  if (root !== "tracks" || id === undefined) return state[path as "name" | "tempo" | "swing"];
  const track = state.tracks.get(id);
  if (field === undefined) return track === undefined ? null : trackValue(track);
  if (track === undefined) return undefined;
  if (index === undefined) return track[field as keyof Track];
  return (field === "steps" ? track.steps : track.parameterLocks)[Number(index)];
}

/** The fields of a session's JSON that make the state. */
export interface SessionSnapshot {
  readonly name?: string | null;
  readonly state: {
    readonly tempo: number;
    readonly swing: number;
    readonly tracks: readonly (Partial<Omit<Track, "parameterLocks">> & { readonly id: string })[];
  };
  readonly layout?: Readonly<Record<string, { readonly order: string; readonly color: number }>>;
}

export function stateFrom(session: SessionSnapshot): JamState {
  const tracks = session.state.tracks.map(({ id, ...fields }) =>
    trackFrom(id, { ...fields, ...session.layout?.[id] }),
  );
  return {
    name: session.name ?? null,
    tempo: session.state.tempo,
    swing: session.state.swing,
    tracks: new Map(tracks.map((track) => [track.id, track])),
  };
}

/** Whether a track is audible: when any track is soloed, only soloed ones are (S8). */
export function isHeard(state: JamState, track: Track): boolean {
  if (track.muted) return false;
  return track.soloed || ![...state.tracks.values()].some((other) => other.soloed);
}

/** The number of the next track's colour. */
export function nextColor(state: JamState): number {
  const colors = [...state.tracks.values()].map((track) => track.color);
  return (Math.max(-1, ...colors) + 1) % COLORS;
}
