/** The messages between client and server, typed by the contract. */
import type { Contract, FeedPosition, Person } from "./contract";

/**
 * A subscriber's position in a feed. `seq` counts within one `epoch`; positions of another epoch are not comparable.
 */
export type Position = Readonly<FeedPosition>;

/** A committed change of any kind of session: numbered, delivered exactly once and in order. */
export interface SessionEvent {
  readonly session_id: string;
  readonly seq: number;
  readonly type: string;
  /** Unix ms, by Redis's clock. */
  readonly at: number;
  /** The id of the user who changed it, null when nobody did. */
  readonly by: string | null;
  readonly data: object;
}

/** A signal, such as presence: not numbered and not stored. */
export interface SessionSignal {
  readonly session_id: string;
  readonly type: string;
  readonly by: string | null;
  readonly data: object;
}

/** The answer to `subscribe_on_session`: either a snapshot, or the events since the position asked for. */
export interface SubscribeAck {
  readonly role: string;
  readonly position: Position;
  readonly snapshot?: unknown;
  readonly events?: readonly SessionEvent[] | null;
}

/** The kinds of session. The `type` of a message gives the form of its `data`. */
export type Kind = keyof Contract["kinds"];
export type SnapshotOf<Name extends Kind> = Contract["kinds"][Name]["snapshot"];
export type EventOf<Name extends Kind> = Contract["kinds"][Name]["event"];
export type SignalOf<Name extends Kind> = Contract["kinds"][Name]["signal"];

/** More rows of a snapshot that comes in pages. */
export type SnapshotPage = Contract["events"]["next_page"]["answer"];

export type User = Readonly<Person>;

/** The socket's commands by name, with their payloads and acks. */
export type CommandName = keyof Contract["events"];
export type Payload<Name extends CommandName> = Readonly<Contract["events"][Name]["payload"]>;
export type Ack<Name extends CommandName> = { readonly ok: true } & Readonly<
  Contract["events"][Name]["answer"]
>;

/** The ack of any command that was accepted. */
export type UntypedAck = { readonly ok: true } & Readonly<Record<string, unknown>>;

type RouteName = keyof Contract["routes"];

/** `/a/{id}/b` as the paths that fill it: `/a/${string}/b`. */
type Filled<Path extends string> = Path extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${Filled<After>}`
  : Path;

type Same<A, B> = [A, B] extends [B, A] ? true : false;

/** The declared route of a method and a path; `never` for a path that the contract does not have. */
export type RouteOf<Method extends string, Path extends string> = {
  [Name in RouteName]: Name extends `${Method} ${infer Pattern}`
    ? Same<Path, Filled<Pattern>> extends true
      ? Name
      : never
    : never;
}[RouteName];

/** What a route answers; `unknown` where the contract does not say. */
export type AnswerOf<Method extends string, Path extends string> = [RouteOf<Method, Path>] extends [never]
  ? unknown
  : Contract["routes"][RouteOf<Method, Path>]["answer"];

/** What a route takes as its body; anything where the contract does not say. */
export type BodyOf<Method extends string, Path extends string> = [RouteOf<Method, Path>] extends [never]
  ? unknown
  : Contract["routes"][RouteOf<Method, Path>]["body"];
