import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { asOf } from "../app/as-of";
import { client } from "../app/client";
import { navigate } from "../app/router";
import { Shortcuts } from "../app/shortcuts";
import { t } from "../i18n";
import { kindOf, kinds } from "../kinds/kinds";
import { key } from "../ui/key";
import { find, isFound } from "../ui/list/find";
import { Growing } from "../ui/list/growing";
import { segmented } from "../ui/segmented";
import { emptyState } from "../ui/states";
import { begin, refusal } from "./begin";
import { FILTERS, fits, isLive } from "./facts";
import { type HomeRow, homeFeed, titleOf } from "./feed";
import { KeyCard } from "./key-card";
import { forYou, pending } from "./pending";
import { loadRecent, recentRow } from "./recent";
import { roomRow } from "./room";
import "./rooms.css";
import "../people/people.css";
import { loadRetention } from "./retention";
import { ROOMS } from "./words";

const PHONE = "(max-width: 639px)";
const NEW_MS = 4000;
const MINUTE_MS = 60_000;

interface Wanted {
  readonly kind: string;
  readonly q: string;
}

function wantedOfAddress(): Wanted {
  const given = new URLSearchParams(location.search);
  return { kind: FILTERS.find((one) => one === given.get("kind")) ?? "all", q: given.get("q") ?? "" };
}

function addressOf({ kind, q }: Wanted): string {
  const given = new URLSearchParams({ ...(kind === "all" ? {} : { kind }), ...(q ? { q } : {}) }).toString();
  return given ? `/?${given}` : "/";
}

/** What is live, what waits for the user, and where they were. The rows are the home feed's. */
@customElement("rt-rooms")
export class Rooms extends LitElement {
  /** The field for a link, which the landing page has too. */
  @property({ attribute: false }) field: TemplateResult | typeof nothing = nothing;
  @state() private wanted = wantedOfAddress();
  @state() private isWhole = false;
  private live: readonly string[] = [];
  private earlier: readonly string[] = [];
  private readonly fresh = new Map<string, number>();
  private readonly growing = new Growing(this);
  private readonly keyCard = new KeyCard(this);
  private wasLoaded = false;
  private readonly narrow = matchMedia(PHONE);
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new Shortcuts(this, () => [
      {
        key: "/",
        label: t(ROOMS.find),
        run: () => this.querySelector<HTMLElement>("#find-room")?.focus(),
      },
      { key: "J", label: t(ROOMS.down), run: () => this.move(1) },
      { key: "K", label: t(ROOMS.up), run: () => this.move(-1) },
    ]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    homeFeed.addEventListener("rows", this.changed);
    addEventListener("popstate", this.readAddress);
    this.narrow.addEventListener("change", this.changed);
    this.timer = setInterval(this.changed, MINUTE_MS); // a pause becomes an hour old, today becomes yesterday
    this.place();
    void loadRetention().then(this.changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    homeFeed.removeEventListener("rows", this.changed);
    removeEventListener("popstate", this.readAddress);
    this.narrow.removeEventListener("change", this.changed);
    clearInterval(this.timer);
  }

  private readonly readAddress = (): void => {
    this.wanted = wantedOfAddress();
  };

  private readonly changed = (): void => {
    this.place();
    this.requestUpdate();
  };

  private get listed(): HomeRow[] {
    return [...homeFeed.rows.values()].filter((row) => row.listed);
  }

  /** Puts rows into their lists; while somebody points at one of them, nothing moves. */
  private place(): void {
    const known = new Set([...this.live, ...this.earlier]);
    const rows = this.listed.sort((a, b) => b.changed_at - a.changed_at || (a.id < b.id ? -1 : 1));
    const now = Date.now();
    if (this.wasLoaded) for (const row of rows) if (!known.has(row.id)) this.fresh.set(row.id, now);
    this.wasLoaded = homeFeed.loaded;
    const lists = this.querySelector(".rooms-lists");
    const isHeld = lists?.matches(":hover, :focus-within") === true;
    const live = rows.filter((row) => isLive(row, now)).map((row) => row.id);
    const earlier = rows.filter((row) => !isLive(row, now)).map((row) => row.id);
    if (!isHeld) {
      this.live = live;
      this.earlier = earlier;
    } else {
      const isNew = (id: string): boolean => !known.has(id);
      this.live = [...live.filter(isNew), ...this.live];
      this.earlier = [...earlier.filter(isNew), ...this.earlier];
    }
  }

  private move(step: number): void {
    const rows = [...this.querySelectorAll<HTMLElement>(".room-link")];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
  }

  private show(wanted: Partial<Wanted>): void {
    this.wanted = { ...this.wanted, ...wanted };
    history.replaceState(history.state, "", addressOf(this.wanted));
    this.growing.begin();
    this.place();
  }

  private row(row: HomeRow): TemplateResult | typeof nothing {
    const kind = kindOf(row.kind);
    const isNew = Date.now() - (this.fresh.get(row.id) ?? 0) < NEW_MS;
    return kind ? roomRow(row, kind, isNew) : nothing;
  }

  private matching(ids: readonly string[]): HomeRow[] {
    const { kind, q } = this.wanted;
    return ids
      .flatMap((one) => homeFeed.rows.get(one) ?? [])
      .filter(
        (row) =>
          row.listed &&
          fits(row, kind) &&
          (!q || isFound(q, [titleOf(row), row.by_name, ...(kindOf(row.kind)?.row.facts?.(row) ?? [])])),
      );
  }

  private list(
    id: string,
    title: string,
    rows: readonly HomeRow[],
    most: number,
  ): TemplateResult | typeof nothing {
    if (rows.length === 0 || most <= 0) return nothing;
    return html`<h2 id=${id} class="rooms-head">${title} <span class="num rooms-count">${rows.length}</span></h2>
      <ul class="rooms-list" aria-labelledby=${id}>${repeat(
        rows.slice(0, most),
        (row) => row.id,
        (row) => this.row(row),
      )}</ul>`;
  }

  private lists(): TemplateResult {
    const rows = this.listed;
    const counted = (filter: string): number => rows.filter((row) => fits(row, filter)).length;
    const { kind, q } = this.wanted;
    const [live, earlier] = [this.matching(this.live), this.matching(this.earlier)];
    const { shown } = this.growing;
    const isEmpty = live.length + earlier.length === 0;
    return html`<section class="panel rooms-lists" aria-label=${t(ROOMS.title)} @pointerleave=${this.changed} @focusout=${this.left}>
      <div class="rooms-tools">${segmented({
        label: t(ROOMS.filter),
        name: "rooms-filter",
        value: kind,
        options: FILTERS.map((value) => ({
          value,
          label: t(kindOf(value)?.title ?? (value === "all" ? ROOMS.all : ROOMS.shared)),
          count: counted(value),
        })),
        change: (value) => this.show({ kind: value }),
      })}${find({ id: "find-room", label: t(ROOMS.find), value: q, input: (value) => this.show({ q: value }) })}${this.isOld ? html`<p class="label">${this.asOf()}</p>` : nothing}</div>
      ${isEmpty ? this.none() : nothing}
      ${this.list("rooms-live", t(ROOMS.live), live, shown)}
      ${this.list("rooms-earlier", t(ROOMS.earlier), earlier, shown - live.length)}
      ${this.growing.end(live.length + earlier.length)}
      ${this.byLink()}
    </section>`;
  }

  private none(): TemplateResult | typeof nothing {
    const { kind, q } = this.wanted;
    const clear = key({ label: t(ROOMS.clear), press: () => this.show({ q: "", kind: "all" }) });
    if (q) return emptyState(t(ROOMS.noneFound, { q }), undefined, clear);
    return kind === "all" ? nothing : emptyState(t(kindOf(kind)?.row.none ?? ROOMS.noShared));
  }

  /** Sessions that are nobody's row: only this browser knows that they were opened. */
  private byLink(): TemplateResult | typeof nothing {
    const { kind: only, q } = this.wanted;
    const others = loadRecent().filter(
      ({ id, kind, title }) =>
        !homeFeed.rows.has(id) && (only === "all" || only === kind) && (!q || isFound(q, [title])),
    );
    return others.length === 0 ? nothing : html`<div class="rooms-opened">${recentRow(others)}</div>`;
  }

  private readonly left = (event: FocusEvent): void => {
    if (!this.querySelector(".rooms-lists")?.contains(event.relatedTarget as Node | null)) this.changed();
  };

  private get isOld(): boolean {
    return !homeFeed.loaded || client.connection.state === "offline";
  }

  private asOf(): string | typeof nothing {
    return homeFeed.asOf === undefined ? nothing : asOf(homeFeed.asOf);
  }

  private newKeys(): TemplateResult {
    const isPhone = this.narrow.matches;
    return html`<div class="rooms-keys">${kinds.map(({ icon, start }) =>
      start
        ? key({
            label: t(isPhone ? start.shortKey : start.action),
            icon,
            kind: start === kinds[0]?.start ? "primary" : "secondary",
            reason: refusal(start),
            press: () => (isPhone && start.ask ? navigate(start.address) : begin(start)),
          })
        : nothing,
    )}</div>`;
  }

  override render() {
    return html`<h1>${t(ROOMS.title)}</h1>
      <div class="rooms-top">${this.newKeys()}${this.field}</div>
      <div class="rooms-body">
        ${forYou(pending(homeFeed.rows.values()), this.isWhole, () => {
          this.isWhole = true;
        })}
        ${this.lists()}${this.keyCard.render()}
      </div>`;
  }
}
