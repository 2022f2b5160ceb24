import { announce } from "../app/announce";
import { client } from "../app/client";
import { settings } from "../app/settings";
import { t } from "../i18n";
import { errorSentence } from "../i18n/errors";
import type { PeopleSeam } from "../kinds/seam";
import { type contract, RoomtoneError } from "../sdk";
import { attempt } from "../ui/attempt";
import { closeToast, showToast } from "../ui/toast";
import { PEOPLE } from "./words";

export type SessionPeople = contract.SessionPeople;
export type Senders = contract.SessionSenders;

/** Events after which the list is another one for everybody who looks at it. */
const CHANGES: readonly string[] = [
  "member_changed",
  "link_changed",
  "visibility_changed",
  "editing_locked",
  "slow_mode_changed",
];
const SOON_MS = 2000;
/** After these only owners and co-owners look, and whoever has the list open: two of its people may be one now. */
const REQUESTS: readonly string[] = ["people_changed", "request_declined"];

/** Share is a dialog for a moment, or a drawer beside the page. */
export type ShareForm = "dialog" | "drawer";

/** Where a drawer leaves room for the page. */
const WIDE = matchMedia("(min-width: 1200px)");

function pinned(): string[] {
  return settings.get("share-beside")?.split(" ") ?? [];
}

/** Who takes part in a session, kept true by its events, and every command about them. */
export class PeopleWatch {
  people: SessionPeople | null = null;
  /** Who sent most, for who decides, while the panel is open. */
  senders: Senders | null = null;
  /** Where the panel is open: a page that shows nothing of it does not ask for each change. */
  form: ShareForm | null = null;
  /** What was refused last, and the row of whom it was about: a user's id, or `link`. */
  refusal: { readonly of: string; readonly sentence: string } | null = null;
  /** What is given away; a page that knows the public address of its session puts that here. */
  link: string;
  readonly #changed: () => void;
  readonly #told = new Set<string>();
  #isAsking = false;
  #isStale = false;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly sessionId: string,
    readonly kind: PeopleSeam,
    changed: () => void,
  ) {
    this.#changed = changed;
    this.link = new URL(kind.share.path(sessionId), location.origin).href;
  }

  /** Whether this user decides about others here. */
  get decides(): boolean {
    return this.people?.you.role === "owner" || this.people?.you.role === "co-owner";
  }

  get isOpen(): boolean {
    return this.form !== null;
  }

  /** Whether it stands beside the page, which makes way for it. */
  get isBeside(): boolean {
    return this.form === "drawer";
  }

  /** Whether Share stays at the side for this kind of session. */
  get isPinned(): boolean {
    return pinned().includes(this.kind.share.kind);
  }

  pin(isPinned: boolean): void {
    const others = pinned().filter((one) => one !== this.kind.share.kind);
    settings.set("share-beside", (isPinned ? [...others, this.kind.share.kind] : others).join(" ") || null);
    this.open(isPinned ? "drawer" : "dialog");
  }

  share(): void {
    this.open(this.isPinned && WIDE.matches ? "drawer" : "dialog");
  }

  open(form: ShareForm | null): void {
    this.form = form;
    this.refusal = null;
    if (form) {
      closeToast(); // what it asks stands in the panel
      void this.refresh();
    }
    this.#changed();
  }

  /** An event of the session's feed. */
  heard(event: { readonly type: string; readonly data: unknown }): void {
    const isMine = (event.data as { user_id?: string | null }).user_id === client.user?.id;
    if (this.isOpen && this.decides && this.kind.sent?.includes(event.type)) this.#refreshSoon();
    if (event.type === "request_declined" && isMine) {
      showToast({ text: t(PEOPLE.declined) });
      void this.refresh();
    } else if (
      (this.isOpen || this.decides) &&
      (CHANGES.includes(event.type) || REQUESTS.includes(event.type))
    )
      void this.refresh();
  }

  /** Asks for the list in a moment, once for all that happens until then. */
  #refreshSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      void this.refresh();
    }, SOON_MS);
  }

  /** Asks for the list; asked meanwhile, it asks once more afterwards. */
  async refresh(): Promise<void> {
    if (this.#isAsking) {
      this.#isStale = true;
      return;
    }
    this.#isAsking = true;
    try {
      do {
        this.#isStale = false;
        const people: SessionPeople = await client.request("GET", `/api/people/${this.sessionId}`);
        const { you } = people;
        // Both at once: a panel draws again for another list of people, not for other senders.
        if (this.isOpen && this.kind.sent && (you.role === "owner" || you.role === "co-owner"))
          this.senders = await client.request("GET", `/api/people/${this.sessionId}/senders`);
        this.people = people;
      } while (this.#isStale);
    } catch (error) {
      // The subscription says it when the session cannot be read any more, and a lost connection comes back to us.
      if (!(error instanceof RoomtoneError)) throw error;
      if (error.advice === "retry") this.#refreshSoon();
    } finally {
      this.#isAsking = false;
    }
    this.#tellOfRequests();
    this.#changed();
  }

  #tellOfRequests(): void {
    for (const { user_id, name } of this.people?.requests ?? []) {
      if (this.#told.has(user_id)) continue;
      this.#told.add(user_id);
      const text = t(PEOPLE.asks, { name: name ?? t(PEOPLE.nameless) });
      if (this.isOpen) announce(text);
      else
        showToast({
          text,
          action: { label: t(PEOPLE.accept), press: () => void this.answer(user_id, true) },
        });
    }
    const standing = new Set(this.people?.requests.map((one) => one.user_id));
    for (const user of this.#told) if (!standing.has(user)) this.#told.delete(user);
  }

  // --- commands ------------------------------------------------------------------------------------------------------

  setLink(link: SessionPeople["link"]): Promise<boolean> {
    return this.#patch({ link }, "link");
  }

  lock(locked: boolean): Promise<boolean> {
    return this.#patch({ locked });
  }

  setRole(user: string, role: contract.SetRole["role"], name: string | null): Promise<boolean> {
    return this.#post("role", { user_id: user, role, name: name?.slice(0, 32) || null }, user);
  }

  slow(seconds: number): Promise<boolean> {
    return this.#patch({ slow_seconds: seconds });
  }

  /** Keeps somebody out, with what they sent; answers the step that undoes it. */
  remove(user: string, name: string | null, content: boolean): Promise<contract.Removed | undefined> {
    const body = { user_id: user, name: name?.slice(0, 32) || null, content };
    return this.#asked(() => client.request("POST", `/api/people/${this.sessionId}/removals`, { body }));
  }

  removeNetwork(network: string): Promise<contract.Removed | undefined> {
    const path = `/api/people/${this.sessionId}/networks/${network}/removal` as const;
    return this.#asked(() => client.request("POST", path));
  }

  undo(step: number): Promise<boolean> {
    return this.#do(() => client.request("POST", `/api/people/${this.sessionId}/steps/${step}/undo`));
  }

  answer(user: string, accept: boolean): Promise<boolean> {
    return this.#post("answer", { user_id: user, accept }, user);
  }

  ask(): Promise<boolean> {
    return this.#do(() => client.request("POST", `/api/people/${this.sessionId}/request`));
  }

  withdraw(): Promise<boolean> {
    return this.#do(() => client.request("DELETE", `/api/people/${this.sessionId}/request`));
  }

  #patch(body: contract.SetLink, of?: string): Promise<boolean> {
    return this.#do(() => client.request("PATCH", `/api/people/${this.sessionId}`, { body }), of);
  }

  #post(what: string, body: object, of: string): Promise<boolean> {
    return this.#do(
      () => client.request<void>("POST", `/api/people/${this.sessionId}/${what}`, { body }),
      of,
    );
  }

  async #asked<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
    let answer: Answer | undefined;
    await this.#do(async () => {
      answer = await ask();
    });
    return answer;
  }

  /**
   * What failed is said, in the row of whom it was about where that is to be seen, and in any case the list is what the
   * server says.
   */
  async #do(act: () => Promise<unknown>, of?: string): Promise<boolean> {
    this.refusal = null;
    const done = await (of !== undefined && this.isOpen ? this.#tried(act, of) : attempt(act));
    await this.refresh();
    return done;
  }

  async #tried(act: () => Promise<unknown>, of: string): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.refusal = { of, sentence: errorSentence(error) };
      return false;
    }
  }
}
