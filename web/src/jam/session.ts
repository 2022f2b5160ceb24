import { MEMBERS } from "./members";
/**
 * One jam for a page: the shared document, who is here, what is saved, and every command of the contract. It draws
 * nothing and plays nothing; it fires `change` (a Change), `transport`, `people`, `info`, `status`, `lost`,
 * `recordings`, `refused` and `role` (another role than before).
 */

import { PeopleWatch } from "../people/watch";
import {
  type contract,
  type EventOf,
  type RoomtoneClient,
  RoomtoneError,
  type SnapshotOf,
  type Subscription,
} from "../sdk";
import type { Pace } from "./audio/pattern";
import { Editor } from "./document/editor";
import {
  type Edit,
  type JamState,
  LIMITS,
  type Limits,
  stateFrom,
  type Track,
  tracksInOrder,
} from "./document/model";
import { People } from "./people/people";

export type SessionInfo = Readonly<contract.JamSession>;

/** The position of the shared transport and how it goes on from there; times are the server's clock in Unix ms. */
export type SharedTransport = { readonly playing: false } | ({ readonly playing: true } & Pace);

/** What a page shows of a jam later, without a network. */
export interface KeptJam extends Omit<JamState, "tracks"> {
  readonly info: SessionInfo;
  readonly tracks: readonly Track[];
  readonly seq: number;
  readonly limits: Limits;
  readonly link: SnapshotOf<"jam">["link"];
  readonly isLocked: boolean;
  readonly role: string | null;
}

export type JamStatus = "loading" | "ready" | "missing" | "private" | "deleted" | "failed";
export type SaveState =
  | { readonly name: "saved" | "saving" }
  | { readonly name: "offline"; readonly waiting: number };

const RECORDING_EVENTS: ReadonlySet<string> = new Set([
  "recording_added",
  "recording_deleted",
  "recording_restored",
]);

export class JamSession extends EventTarget {
  readonly id: string;
  readonly client: RoomtoneClient;
  readonly people: People;
  readonly members: PeopleWatch;
  readonly editor: Editor;
  #subscription: Subscription | null = null;
  #info: SessionInfo | null = null;
  #limits = LIMITS;
  #transport: SharedTransport = { playing: false };
  #status: JamStatus = "loading";
  #role: string | null = null;
  #link: SnapshotOf<"jam">["link"] = "edit";
  #isLocked = false;
  /** What is here is a copy of an earlier visit. */
  #isCopy = false;
  #error: RoomtoneError | null = null;
  readonly #unlisten: (() => void)[] = [];

  constructor(id: string, client: RoomtoneClient) {
    super();
    this.id = id;
    this.client = client;
    this.editor = new Editor(id, client);
    this.people = new People(client, id, () => this.dispatchEvent(new Event("people")));
    this.members = new PeopleWatch(id, MEMBERS, () => this.dispatchEvent(new Event("people")));
  }

  get state(): JamState {
    return this.editor.state;
  }

  get info(): SessionInfo | null {
    return this.#info;
  }

  get status(): JamStatus {
    return this.#status;
  }

  get error(): RoomtoneError | null {
    return this.#error;
  }

  get limits(): Limits {
    return this.#limits;
  }

  get transport(): SharedTransport {
    return this.#transport;
  }

  get isReadOnly(): boolean {
    return (this.#info?.immutable ?? true) || this.#role === "viewer" || this.isLocked;
  }

  /** Whether editing is locked for this user. */
  get isLocked(): boolean {
    return this.#isLocked && !this.members.decides;
  }

  get kept(): KeptJam | undefined {
    if (this.#status !== "ready" || !this.#info) return undefined;
    const { confirmed, seq } = this.editor;
    const tracks = [...confirmed.tracks.values()];
    const access = { link: this.#link, isLocked: this.#isLocked, role: this.#role };
    return { ...confirmed, tracks, seq, info: this.#info, limits: this.#limits, ...access };
  }

  /** Shows what was kept. Nobody else is here, so nothing plays until Play is pressed. */
  recall({ info, tracks, seq, limits, link, isLocked, role, name, tempo, swing }: KeptJam): void {
    this.#isCopy = true;
    this.#info = info;
    this.#limits = limits;
    this.#link = link;
    this.#isLocked = isLocked;
    this.#role = role;
    this.#status = "ready";
    this.editor.load({ name, tempo, swing, tracks: new Map(tracks.map((track) => [track.id, track])) }, seq);
    this.dispatchEvent(new Event("status"));
  }

  /** What the link lets everybody do. */
  get link(): SnapshotOf<"jam">["link"] {
    return this.#link;
  }

  /** Whether this user owns it, alone or with others. */
  get isOwner(): boolean {
    const { user } = this.client;
    return user !== null && (this.#info?.ownerId === user.id || this.members.people?.you.role === "owner");
  }

  get saveState(): SaveState {
    const { waiting } = this.editor;
    if (!this.client.connection.online && this.client.connection.state !== "connecting") {
      return { name: "offline", waiting };
    }
    return { name: waiting === 0 ? "saved" : "saving" };
  }

  async open(): Promise<void> {
    this.#unlisten.push(this.editor.follow());
    this.#listen(this.editor, "change", (event) => this.#pass(event));
    this.#listen(this.editor, "refused", (event) => this.#pass(event));
    this.#listen(this.client.connection, "state", () => this.dispatchEvent(new Event("status")));
    try {
      await this.client.ensureUser();
    } catch (error) {
      // Without a user the connection keeps trying; the page shows that it waits.
      this.#error = error instanceof RoomtoneError ? error : null;
    }
    await this.editor.takeQueued();
    this.#subscription = this.client.subscribe<"jam">(this.id, {
      onSnapshot: (snapshot, role) => this.#onSnapshot(snapshot, role),
      onEvent: (event) => this.#onEvent(event),
      onSignal: (signal) => this.people.receive(signal),
      onLive: () => this.people.arrive(),
      onGone: (reason) => this.#onGone(reason),
      onError: (error) => {
        this.#error = error;
      },
    });
  }

  close(): void {
    this.editor.flush();
    this.people.leave();
    this.#subscription?.close();
    for (const unlisten of this.#unlisten) unlisten();
  }

  /** Sets paths, where the user may: see Editor. */
  edit(set: Edit, control: string | null = null): string | null {
    return this.isReadOnly ? null : this.editor.edit(set, control);
  }

  // --- messages of the server ------------------------------------------------------------------------------------

  #onSnapshot({ session, seq, limits, link, locked }: SnapshotOf<"jam">, role: string): void {
    const before = this.#role;
    this.#role = role;
    // Users who may stay are seen when they have subscribed again.
    if (link === "nobody" && this.#link !== "nobody") this.people.forget();
    this.#link = link;
    this.#isLocked = locked;
    // A snapshot after a reconnect comes after our own access: only the first one shows whether the jam was orphaned.
    const { orphaned, lastAccessedAt } = (this.#isCopy ? null : this.#info) ?? session;
    this.#isCopy = false;
    this.#info = { ...session, orphaned, lastAccessedAt };
    this.#limits = limits;
    this.#status = "ready";
    this.editor.load(stateFrom(session), seq);
    this.#transport = this.#paced(session.transport);
    this.dispatchEvent(new Event("info"));
    this.dispatchEvent(new Event("transport"));
    this.dispatchEvent(new Event("versions"));
    this.dispatchEvent(new Event("status"));
    if (before !== null && before !== role) this.dispatchEvent(new CustomEvent("role", { detail: role }));
    void this.members.refresh();
  }

  #onEvent(event: EventOf<"jam">): void {
    if (event.type !== "edited") this.editor.pass(event.seq);
    this.members.heard(event);
    if (event.type === "edited") this.#onEdited(event);
    else if (event.type === "transport_changed") this.#setTransport(event.data.transport);
    else if (RECORDING_EVENTS.has(event.type)) this.dispatchEvent(new Event("recordings"));
    else if (event.type === "version_named") this.dispatchEvent(new Event("versions"));
    else if (event.type === "remixed") this.#inform({ remixCount: event.data.remixCount });
    else if (event.type === "visibility_changed") {
      this.#link = event.data.link ?? (event.data.isPublic ? this.#link : "nobody");
      this.#inform({ isPublic: event.data.isPublic });
    } else if (event.type === "editing_locked") {
      this.#isLocked = event.data.locked;
      this.dispatchEvent(new Event("status"));
    }
  }

  #onEdited(event: contract.JamEditedEvent): void {
    const { set, edit_id, transport } = event.data;
    const lost = this.editor.receive({ seq: event.seq, by: event.by, set, editId: edit_id });
    if (transport) this.#setTransport(transport);
    if (lost) {
      const path = Object.keys(set).find((one) => set[one] === null && one.split("/").length === 2) ?? "";
      this.dispatchEvent(new CustomEvent("lost", { detail: { by: event.by, trackId: path.split("/")[1] } }));
    }
  }

  /** Everybody plays what the server has confirmed: a tempo of one's own comes with its event, for all on one step. */
  #paced(transport: contract.JamTransport): SharedTransport {
    const { tempo, swing } = this.editor.confirmed;
    return transport.playing ? { ...transport, tempo, swing } : transport;
  }

  #setTransport(transport: contract.JamTransport): void {
    this.#transport = this.#paced(transport);
    this.dispatchEvent(new Event("transport"));
  }

  #inform(change: Partial<SessionInfo>): void {
    if (!this.#info) return;
    this.#info = { ...this.#info, ...change };
    this.dispatchEvent(new Event("info"));
  }

  #onGone(reason: string): void {
    const statuses: Record<string, JamStatus> = {
      deleted: "deleted",
      session_not_found: "missing",
      invalid_session_id: "missing",
      forbidden: "private",
    };
    // A session that was here and is missing was deleted meanwhile: its content can still be saved.
    const status = statuses[reason] ?? "failed";
    this.#status = status === "missing" && this.#info ? "deleted" : status;
    this.dispatchEvent(new Event("status"));
  }

  #pass(event: Event): void {
    this.dispatchEvent(new CustomEvent(event.type, { detail: (event as CustomEvent).detail }));
    if (event.type === "change") this.dispatchEvent(new Event("status"));
  }

  #listen(target: EventTarget, type: string, listener: (event: Event) => void): void {
    target.addEventListener(type, listener);
    this.#unlisten.push(() => target.removeEventListener(type, listener));
  }

  // --- commands ------------------------------------------------------------------------------------------------------

  /** Starts or stops the shared transport. */
  async setPlaying(playing: boolean): Promise<void> {
    await this.client.command("set_transport", { session_id: this.id, playing });
  }

  /** Makes a copy (K7): its id and address. */
  async remix(): Promise<{ id: string; url: string }> {
    await this.editor.settled();
    return this.client.request("POST", `/api/sessions/${this.id}/remix`);
  }

  async publish(): Promise<{ id: string; url: string }> {
    await this.editor.settled();
    return this.client.request("POST", `/api/sessions/${this.id}/publish`);
  }

  /** Restores an earlier version. Answers the id for `undo`. */
  restore(version: string): Promise<string> {
    return this.editor.restoring((edit_id) =>
      this.client.request("POST", `/api/sessions/${this.id}/history/${version}/restore`, {
        body: { edit_id },
      }),
    );
  }

  /** Keeps the current state, with the page's last edits, as a version with a name (JM18). */
  async keep(name: string): Promise<void> {
    await this.editor.settled();
    await this.client.request("POST", `/api/sessions/${this.id}/history`, { body: { name } });
  }

  /** Names a version; null takes its name away. */
  async nameVersion(version: string, name: string | null): Promise<void> {
    await this.client.request("PATCH", `/api/sessions/${this.id}/history/${version}`, { body: { name } });
  }

  async delete(): Promise<void> {
    await this.client.request("DELETE", `/api/sessions/${this.id}`);
  }

  /** A remix of this jam with other content: what was refused. Where no remix may be made, it has no parent. */
  async keepAsNew(state: JamState): Promise<{ url: string }> {
    const { client, id } = this;
    try {
      const made = await client.request<{ id: string; url: string }>("POST", `/api/sessions/${id}/remix`);
      const body = { state: documentState(state), name: state.name };
      await client.request("PUT", `/api/sessions/${made.id}`, { body });
      return made;
    } catch (error) {
      const code = error instanceof RoomtoneError ? error.code : "";
      if (code !== "forbidden" && code !== "session_not_found") throw error;
      return this.saveAsNew(state);
    }
  }

  /** A new session with the content shown here, for when it was deleted. */
  async saveAsNew(state: JamState = this.state): Promise<{ id: string; url: string }> {
    const created = await createSession(this.client, documentState(state));
    if (state.name !== null) {
      await this.client.request("PATCH", created.url.replace("/s/", "/api/sessions/"), {
        body: { name: state.name },
      });
    }
    return created;
  }
}

/** A new session, which belongs to whoever makes it. */
export async function createSession(
  client: RoomtoneClient,
  state?: unknown,
): Promise<{ id: string; url: string }> {
  // otherwise it has no owner, and everybody with the link may edit it (S2)
  await client.ensureUser().catch(() => undefined);
  return client.request("POST", "/api/sessions", { body: state === undefined ? {} : { state } });
}

/** The state in the form of the API. */
export function documentState(state: JamState): unknown {
  const tracks = tracksInOrder(state).map(({ order: _order, color: _color, ...track }) => track);
  return { tracks, tempo: state.tempo, swing: state.swing, version: 1 };
}
