import type { contract, EventOf, RoomtoneClient, SignalOf, Subscription } from "../../sdk";
import { gathered, iceServers } from "../ice";

/** Simultaneous listeners: each takes about 50 kbit/s of the recorder's uplink. */
const MOST_LISTENERS = 8;

interface PeerData {
  readonly from?: string;
  readonly want?: string;
  readonly answer?: string;
  readonly bye?: boolean;
}

/**
 * Lets users who may read the session listen while it is recorded: one direct connection for each listener. The server
 * relays the signaling, not the sound. Fires `listeners` when their number or the session changes, and `changed` when the session was
 * closed or has another status. While the owner has switched live listening off, nobody is let in.
 */
export class Broadcast extends EventTarget {
  readonly sessionId: string;
  readonly #client: RoomtoneClient;
  readonly #peers = new Map<string, RTCPeerConnection>();
  /** Whose connection each is, by its id. */
  readonly #users = new Map<string, string | null>();
  #subscription: Subscription | null = null;
  #stream: MediaStream | null = null;
  #iceServers: RTCIceServer[] = [];
  #session: contract.VoiceSession | null = null;

  constructor(client: RoomtoneClient, sessionId: string) {
    super();
    this.#client = client;
    this.sessionId = sessionId;
    this.#subscription = client.subscribe<"voice">(sessionId, {
      onSnapshot: (view) => {
        this.#iceServers = iceServers(view);
        this.#session = view.session;
        // After a change of access everybody subscribes again: whoever still may listen asks again.
        for (const from of [...this.#peers.keys()]) this.#drop(from);
        this.#tell();
      },
      onEvent: (event) => {
        if (event.type === "session_closed" || event.type === "status_changed")
          this.dispatchEvent(new Event("changed"));
        if ("session" in event.data) this.#session = event.data.session;
        this.#hangUp(event);
        this.#tell();
      },
      onSignal: (signal) => void this.#receive(signal),
    });
  }

  /** The session as everybody sees it. */
  get session(): contract.VoiceSession | null {
    return this.#session;
  }

  get listeners(): number {
    return [...this.#peers.values()].filter((peer) => peer.connectionState === "connected").length;
  }

  /** From now on this stream is sent; null while there is nothing to listen to. */
  play(stream: MediaStream | null): void {
    this.#stream = stream;
    if (stream === null) for (const from of this.#peers.keys()) this.#drop(from);
    else this.#send(undefined, { live: true });
  }

  close(): void {
    this.play(null);
    this.#send(undefined, { live: false });
    this.#subscription?.close();
    this.#subscription = null;
  }

  /** Whoever may hear it no more is cut off; who still may asks again. */
  #hangUp(event: EventOf<"voice">): void {
    const user = event.type === "member_changed" ? event.data.user_id : null;
    const isOff = this.#session?.live_listening === false;
    for (const [from, who] of [...this.#users])
      if (isOff || (user !== null && who === user)) this.#drop(from);
  }

  async #receive(signal: SignalOf<"voice">): Promise<void> {
    if (signal.type !== "peer") return;
    const { from, want, answer, bye } = signal.data as PeerData;
    if (!from) return;
    if (want === "listen") await this.#offer(from, signal.by);
    else if (answer) await this.#peers.get(from)?.setRemoteDescription({ type: "answer", sdp: answer });
    else if (bye) this.#drop(from);
  }

  async #offer(to: string, user: string | null): Promise<void> {
    this.#drop(to);
    if (!this.#stream || this.#session?.live_listening === false || this.#peers.size >= MOST_LISTENERS)
      return;
    const peer = new RTCPeerConnection({ iceServers: this.#iceServers });
    this.#peers.set(to, peer);
    this.#users.set(to, user);
    for (const track of this.#stream.getAudioTracks()) peer.addTrack(track, this.#stream);
    peer.addEventListener("connectionstatechange", () => {
      if (["failed", "closed"].includes(peer.connectionState)) this.#drop(to);
      this.#count();
    });
    await peer.setLocalDescription();
    await gathered(peer);
    this.#send(to, { offer: peer.localDescription?.sdp });
  }

  #drop(from: string): void {
    const peer = this.#peers.get(from);
    if (!peer) return;
    this.#peers.delete(from);
    this.#users.delete(from);
    peer.close();
    this.#count();
  }

  #tell(): void {
    this.dispatchEvent(new CustomEvent("listeners", { detail: this.listeners }));
  }

  #count(): void {
    this.#tell();
    this.#send(undefined, { listeners: this.listeners });
  }

  #send(to: string | undefined, data: Readonly<Record<string, unknown>>): void {
    const payload = { session_id: this.sessionId, ...(to ? { to } : {}), data };
    this.#client.command("signal_peer", payload, { timeoutMs: 5_000 }).catch(() => {});
  }
}
