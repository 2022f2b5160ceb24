import { type contract, type RoomtoneClient, RoomtoneError } from "../../sdk";
import { nameOf } from "../time";

/** The part of a session that a recorder needs. */
export type Brief = contract.ActiveBrief;

/** What new sessions are made with. */
export type Made = Partial<Pick<contract.NewVoiceSession, "session_name" | "project" | "access_level">> &
  Pick<contract.VoiceSessionChange, "language">;

/** The most time to wait for the server's answer about the active session; then the device's own knowledge is used. */
const ASK_MS = 5_000;

/** The user's sessions on the server. Every method rejects with RoomtoneError. */
export class Sessions {
  /** The session that is recorded into, or was last. */
  current: Brief | null = null;
  made: Made = {};
  readonly #client: RoomtoneClient;

  constructor(client: RoomtoneClient) {
    this.#client = client;
  }

  /** The active session. Without a connection, the one that this device records into. */
  async active(isRecorded: boolean): Promise<Brief | null> {
    try {
      const asked = { body: {}, timeoutMs: ASK_MS };
      return (await this.#client.request("POST", "/voicebot/active_session", asked)).active_session;
    } catch (error) {
      if (isRecorded && error instanceof RoomtoneError && error.advice === "retry") return this.current;
      throw error;
    }
  }

  /**
   * The session that the button's Done closes: the active session (V14), otherwise the recorded one; null when there is
   * none.
   */
  async toClose(recorded: string | null): Promise<string | null> {
    const active = await this.active(recorded !== null);
    if (active && recorded === null) this.current = active;
    return active?.session_id ?? recorded;
  }

  /** Makes a new session, which becomes the active one. Without another name its name is the time. */
  async create(): Promise<Brief> {
    const { language, ...made } = this.made;
    const body = { session_name: nameOf(new Date()), is_stand_in: !made.session_name, ...made };
    const session = brief(await this.#client.request("POST", "/voicebot/create_session", { body }));
    if (language)
      await this.#client.request("PATCH", `/voicebot/sessions/${session.session_id}`, { body: { language } });
    return session;
  }

  /** Without a connection it is recorded into at once, and made active when there is one. */
  async activate(session_id: string): Promise<Brief> {
    const body = { session_id };
    const ask = async () => brief(await this.#client.request("POST", "/voicebot/activate_session", { body }));
    try {
      return await ask();
    } catch (error) {
      if ((error as RoomtoneError).code !== "offline") throw error;
      // What refuses it refuses the sound too, and says why there.
      const activate = () =>
        void ask().then(
          (known) => this.#isNamed(known),
          () => undefined,
        );
      this.#client.connection.addEventListener("online", activate, { once: true });
      const url = new URL(`/session/${session_id}`, location.href).href;
      return { session_id, session_name: "", is_active: true, url };
    }
  }

  #isNamed(known: Brief): void {
    if (this.current?.session_id === known.session_id) this.current = known;
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
