import { client } from "../../app/client";
import { gathered } from "../ice";

export type ListenerState = "off" | "connecting" | "on" | "failed";

/** The most time for a direct connection; local ones take well under a second. */
const PATIENCE_MS = 8_000;

/** Plays a recording while it is made. Fires `change`. */
export class Listener extends EventTarget {
  state: ListenerState = "off";
  readonly #sessionId: string;
  readonly #iceServers: () => RTCIceServer[];
  readonly #audio = new Audio();
  #peer: RTCPeerConnection | null = null;
  #recorder: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(sessionId: string, iceServers: () => RTCIceServer[]) {
    super();
    this.#sessionId = sessionId;
    this.#iceServers = iceServers;
    this.#audio.autoplay = true;
  }

  start(): void {
    this.#become("connecting");
    this.#timer = setTimeout(() => this.#become("failed"), PATIENCE_MS);
    this.#send(undefined, { want: "listen" });
  }

  stop(): void {
    if (this.#recorder) this.#send(this.#recorder, { bye: true });
    this.#become("off");
  }

  /** Handles a signaling message of the recorder's browser. */
  async receive(data: Readonly<Record<string, unknown>>): Promise<void> {
    if (data.live === false && this.state !== "off") this.#become("off");
    if (typeof data.offer !== "string" || typeof data.from !== "string" || this.state === "off") return;
    this.#peer?.close();
    const peer = new RTCPeerConnection({ iceServers: this.#iceServers() });
    this.#peer = peer;
    this.#recorder = data.from;
    peer.addEventListener("track", ({ streams: [stream] }) => {
      this.#audio.srcObject = stream ?? null;
      this.#audio.play().catch(() => {});
    });
    peer.addEventListener("connectionstatechange", () => {
      if (peer !== this.#peer) return;
      if (peer.connectionState === "connected") this.#become("on");
      if (["failed", "disconnected"].includes(peer.connectionState)) this.#become("failed");
    });
    await peer.setRemoteDescription({ type: "offer", sdp: data.offer });
    await peer.setLocalDescription();
    await gathered(peer);
    this.#send(data.from, { answer: peer.localDescription?.sdp });
  }

  #become(state: ListenerState): void {
    this.state = state;
    if (state !== "connecting") clearTimeout(this.#timer);
    if (state === "off" || state === "failed") {
      this.#peer?.close();
      this.#peer = null;
      this.#audio.srcObject = null;
    }
    this.dispatchEvent(new Event("change"));
  }

  #send(to: string | undefined, data: Readonly<Record<string, unknown>>): void {
    const payload = { session_id: this.#sessionId, ...(to ? { to } : {}), data };
    client.command("signal_peer", payload, { timeoutMs: 5_000 }).catch(() => {});
  }
}
