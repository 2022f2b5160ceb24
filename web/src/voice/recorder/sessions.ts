import { type contract, type RoomtoneClient, RoomtoneError } from "../../sdk";
import { nameOf } from "../time";

/** As much of a session as a recorder needs. */
export type Brief = contract.ActiveBrief;

/** So long a key waits for the server's word on which session is active; then it goes by what this device knows. */
const ASK_MS = 5_000;

/** The user's sessions, as the server has them. Every method rejects with RoomtoneError. */
export class Sessions {
  /** Where it is recorded, or was last. */
  current: Brief | null = null;
  readonly #client: RoomtoneClient;

  constructor(client: RoomtoneClient) {
    this.#client = client;
  }

  /** The active session. Without a connection it is, as far as this device knows, the one that it records. */
  async active(isRecorded: boolean): Promise<Brief | null> {
    try {
      const asked = { body: {}, timeoutMs: ASK_MS };
      return (await this.#client.request("POST", "/voicebot/active_session", asked)).active_session;
    } catch (error) {
      if (isRecorded && error instanceof RoomtoneError && error.advice === "retry") return this.current;
      throw error;
    }
  }

  /** What a Done of the button closes: the active session (V14), else the one that is recorded; null when there is none. */
  async toClose(recorded: string | null): Promise<string | null> {
    const active = await this.active(recorded !== null);
    if (active && recorded === null) this.current = active;
    return active?.session_id ?? recorded;
  }

  /** A new session, which is the active one from now on. It is called after the time. */
  async create(): Promise<Brief> {
    const body = { session_name: nameOf(new Date()) };
    return brief(await this.#client.request("POST", "/voicebot/create_session", { body }));
  }

  async activate(session_id: string): Promise<Brief> {
    return brief(await this.#client.request("POST", "/voicebot/activate_session", { body: { session_id } }));
  }

  async read(sessionId: string): Promise<Brief> {
    return brief((await this.#client.request("GET", `/voicebot/sessions/${sessionId}`)).session);
  }

  async close(session_id: string): Promise<contract.DoneAnswer> {
    return this.#client.command("session_done", { session_id });
  }
}

function brief({ session_id, session_name, is_active, url }: Brief): Brief {
  return { session_id, session_name, is_active, url };
}
