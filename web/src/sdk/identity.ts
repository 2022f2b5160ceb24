import type { Account, IssuedToken } from "./contract";
import { RoomtoneError } from "./errors";
import type { Http } from "./http";
import type { User } from "./messages";

/** What the accounts' routes answer; only some bring a token. */
type Grant = Account & Partial<IssuedToken>;
/** Who the server says we are; nobody, without a token. */
type Found = Grant | { readonly user: null };

export interface IdentityOptions {
  /**
   * A token made elsewhere, or a key for scripts. Without it and without `getToken` the cookie of this origin identifies the user; of another
   * origin and in Node a guest is made, whose token is in memory.
   */
  readonly token?: string;
  /** Gives a new token whenever one is needed; for tokens of another issuer. */
  readonly getToken?: () => Promise<string>;
  /** The name of a new guest. */
  readonly guestName?: () => string | undefined;
  /** The session whose link brought a new guest: many guests behind one address count against their session's limit. */
  readonly guestSession?: () => string | undefined;
  /** The id of the user who was here last, where the program keeps it: queued commands are theirs while there is no connection. */
  readonly lastUserId?: () => string | null;
}

/** How a key for scripts begins. */
const KEY_PREFIX = "rtk_";

/** Timers run for at most 2^31 - 1 ms (24.8 days) and are wrong after a sleep: a long wait is checked every day. */
const DAY_MS = 86_400_000;

/** A failed renewal is tried again after a minute: half of the token's lifetime is left for that. */
const RENEW_AGAIN_MS = 60_000;

/** How long `getToken` may take before it is called again. */
const TOKEN_TIMEOUT_MS = 30_000;

/**
 * Who the user is, and until when: finds or makes the user, and renews the token after half of its lifetime. Fires
 * `user` when the user changes and `token` when there is a new one for the socket.
 */
export class Identity extends EventTarget {
  readonly #http: Http;
  readonly #options: IdentityOptions;
  /** The server's clock as far as we know it: clocks of users' machines are often wrong by hours. */
  readonly #now: () => number;
  readonly #hasCookie: boolean;
  #token: string | null;
  #user: User | null = null;
  #trusted = false;
  #finding: Promise<User> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(http: Http, options: IdentityOptions, now: () => number, hasCookie = true) {
    super();
    this.#http = http;
    this.#options = options;
    this.#now = now;
    this.#hasCookie = hasCookie;
    this.#token = options.token ?? null;
  }

  get user(): User | null {
    return this.#user;
  }

  /** The user's id; before the user is known, that of the last one. */
  get userId(): string | null {
    return this.#user?.id ?? this.#options.lastUserId?.() ?? null;
  }

  /** True when the cookie of this origin identifies the user and no script sees the token. */
  get byCookie(): boolean {
    return this.#hasCookie && this.#mayBeGuest;
  }

  /** Nobody gave us a token: who is nobody yet becomes a guest. */
  get #mayBeGuest(): boolean {
    return this.#options.token === undefined && this.#options.getToken === undefined;
  }

  /** The token for `Authorization` and the socket's CONNECT; null when the cookie is used. */
  get bearer(): string | null {
    return this.byCookie ? null : this.#token;
  }

  /** Resolves when calls can be made. A key for scripts is enough by itself, and routes of accounts take none. */
  async ready(): Promise<void> {
    if (!this.#options.token?.startsWith(KEY_PREFIX)) await this.ensure();
  }

  /** The user, found or made. At most one search runs at a time. */
  ensure(): Promise<User> {
    if (this.#user && this.#trusted) return Promise.resolve(this.#user);
    this.#finding ??= this.#find().finally(() => {
      this.#finding = null;
    });
    return this.#finding;
  }

  /** The server refused our token: the next `ensure` looks again. */
  distrust(): void {
    if (this.#finding) return; // the refused token is older than the one that is being fetched
    this.#trusted = false;
    if (this.#options.getToken) this.#token = null;
  }

  /** Use the answer of an accounts route that the page called (a new name, a sign-in). */
  adopt(grant: Grant): User {
    // Not the answer of a proxy in front of the server.
    if (!grant?.user) throw new RoomtoneError("bad_answer", "There is no user in the answer");
    const before = this.#user;
    this.#user = grant.user;
    this.#trusted = true;
    if (grant.token) {
      if (!this.byCookie) this.#token = grant.token;
      this.dispatchEvent(new CustomEvent("token", { detail: grant.token }));
    }
    if (before?.id !== grant.user.id || before.name !== grant.user.name) {
      this.dispatchEvent(new CustomEvent("user", { detail: grant.user }));
    }
    const left = grant.expires_at - this.#now();
    // A token that seems expired when it arrives means that our clock is wrong; only the server can refuse it then.
    this.#watch(left > 0 ? left / 2 : RENEW_AGAIN_MS);
    return grant.user;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #find(): Promise<User> {
    if (this.#options.getToken && this.#token === null) this.#token = await inTime(this.#options.getToken());
    try {
      const found = await this.#me();
      if (found) return this.adopt(found);
      if (!this.#mayBeGuest) throw new RoomtoneError("unauthorized", "The token is missing");
    } catch (error) {
      if (!this.#mayBeGuest || !(error instanceof RoomtoneError) || error.advice !== "sign_in") throw error;
      this.#token = null;
    }
    const name = this.#options.guestName?.();
    const session = this.#options.guestSession?.();
    const body = { ...(name ? { name } : {}), ...(session ? { session_id: session } : {}) };
    return this.adopt((await this.#http.request("POST", "/api/auth/guest", { body })) as Grant);
  }

  async #me(): Promise<Grant | null> {
    const found = (await this.#http.request("GET", "/api/auth/me")) as Found;
    return found?.user === null ? null : (found as Grant);
  }

  /** Renew after `ms`, in steps of at most a day. */
  #watch(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const dueAt = this.#now() + ms;
    const again = () => (this.#now() < dueAt ? this.#watch(dueAt - this.#now()) : void this.#renew());
    this.#timer = setTimeout(again, Math.max(0, Math.min(ms, DAY_MS)));
    // In Node a waiting renewal must not keep a finished program alive.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  async #renew(): Promise<void> {
    try {
      if (this.#options.getToken) {
        this.#token = await inTime(this.#options.getToken());
        const grant = await this.#me();
        if (grant) this.adopt({ ...grant, token: this.#token });
      } else {
        this.adopt((await this.#http.request("POST", "/api/auth/refresh", { idempotent: true })) as Grant);
      }
    } catch (error) {
      if (!(error instanceof RoomtoneError) || error.advice === "retry") this.#watch(RENEW_AGAIN_MS);
    }
  }
}

/** Rejects with `timeout`. */
async function inTime(token: Promise<string>): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new RoomtoneError("timeout", "The program took too long to give a token");
    timer = setTimeout(() => reject(error), TOKEN_TIMEOUT_MS);
  });
  try {
    return await Promise.race([token, late]);
  } finally {
    clearTimeout(timer);
  }
}
