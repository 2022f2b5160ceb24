import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { navigate, router } from "../../app/router";
import { t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { errorSentence, reference } from "../../i18n/errors";
import { kindWord } from "../../kinds/kinds";
import type { contract } from "../../sdk";
import { attempt } from "../../ui/attempt";
import { confirmDialog } from "../../ui/dialog";
import { field } from "../../ui/field";
import { key } from "../../ui/key";
import { errorState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import "./abuse.css";
import "./blocks";
import { lift } from "./blocks";
import { blockDialog, takeDownDialog } from "./dialogs";
import { askedSubject, blockOf, PATH, placeOf, type Subject, subjectOf } from "./subject";
import "./tasks";
import { desk } from "../desk/desk";
import { Follow } from "../desk/live";
import { Refresh } from "../desk/refresh";
import { dayAndTime, whole } from "../numbers";
import { LIST } from "../sessions/words";
import { ABUSE, ACCOUNT_END, BLOCKS, TAKE_DOWN } from "./words";

type Found = contract.AbuseFound;

/** Against abuse: what somebody made, taking it down, and who is blocked (AB1–AB6). The address names whom. */
@customElement("rt-admin-abuse")
export class AdminAbuse extends LitElement {
  @state() private typed = "";
  @state() private problem = "";
  @state() private found: Found | undefined;
  @state() private error: unknown;
  @state() private blocks: readonly contract.AdminBlock[] | undefined;
  @state() private blocksError: unknown;
  @state() private busy = "";
  @state() private asked: Subject | undefined;
  /** The take-down or its way back that runs; what was found is read again when it ends. */
  private watched = "";
  private readonly refreshBlocks = new Refresh(() => this.loadBlocks());
  private readonly search = new Refresh(() => this.load());

  constructor() {
    super();
    new Follow(this, [desk]);
  }

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    router.addEventListener("change", this.show);
    desk.addEventListener("blocks", this.refreshBlocks.now);
    desk.addEventListener("change", this.follow);
    void this.refreshBlocks.now();
    this.show();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    router.removeEventListener("change", this.show);
    desk.removeEventListener("blocks", this.refreshBlocks.now);
    desk.removeEventListener("change", this.follow);
  }

  /** Another search is another address of the same page. */
  private readonly show = (): void => {
    if (location.pathname !== PATH) return;
    this.asked = askedSubject(location.search);
    this.typed = this.asked?.value ?? "";
    this.problem = "";
    this.found = undefined;
    this.error = undefined;
    if (this.asked) void this.search.now();
  };

  private readonly follow = (): void => {
    const running = [...desk.tasks.values()].find(
      (one) => one.state === "running" && (one.name === "take_down" || one.name === "bring_back"),
    );
    const before = this.watched;
    this.watched = running?.id ?? "";
    if (before && before !== this.watched && this.asked) void this.search.now();
  };

  private async loadBlocks(): Promise<void> {
    try {
      const blocks = new Map<string, contract.AdminBlock>(); // one that changes meanwhile may come twice
      let before: string | null | undefined;
      do {
        const page = await client.request("GET", "/admin/blocks", { query: { before: before ?? undefined } });
        for (const one of page.items) if (!blocks.has(one.id)) blocks.set(one.id, one);
        before = page.next_before;
      } while (before);
      this.blocks = [...blocks.values()];
      this.blocksError = undefined;
    } catch (error) {
      this.blocksError = error;
    }
  }

  private page(subject: Subject, cursor?: string): Promise<Found> {
    return client.request<Found>("GET", "/admin/abuse", { query: { [subject.way]: subject.value, cursor } });
  }

  private async load(): Promise<void> {
    const { asked } = this;
    if (!asked) return;
    try {
      const found = await this.page(asked);
      if (this.asked !== asked) return; // another search has begun: its answer comes next
      this.found = found;
      this.error = undefined;
    } catch (error) {
      if (this.asked === asked) this.error = error;
    }
  }

  private async more(cursor: string): Promise<void> {
    const { asked, found } = this;
    if (!asked || !found) return;
    this.busy = "more";
    await attempt(async () => {
      const next = await this.page(asked, cursor);
      if (this.found === found) this.found = { ...next, items: [...found.items, ...next.items] };
    });
    this.busy = "";
  }

  private find(event: Event): void {
    event.preventDefault();
    const subject = subjectOf(this.typed);
    this.problem = subject ? "" : t(ABUSE.notOne);
    if (!subject) return;
    const place = placeOf(subject);
    navigate(place, place === location.pathname + location.search ? "replace" : "push");
  }

  // --- what can be done -----------------------------------------------------------------------------------------------

  private async takeDown(subject: Subject, count: number): Promise<void> {
    const task = await takeDownDialog(subject, count);
    if (task) desk.told(task);
    else void this.search.now(); // it may have been refused because there are more by now
  }

  private async block(subject: Subject): Promise<void> {
    if (await blockDialog(subject)) showToast({ text: t(BLOCKS.done), icon: "check" });
  }

  private async deleteAccount(value: string): Promise<void> {
    const question = {
      title: t(ACCOUNT_END.title, { value }),
      text: t(ACCOUNT_END.text),
      verb: t(ACCOUNT_END.verb),
    };
    if (!(await confirmDialog(question))) return;
    if (await attempt(() => client.request("DELETE", `/admin/accounts/${encodeURIComponent(value)}`)))
      showToast({ text: t(ACCOUNT_END.done), icon: "check" });
  }

  private async lift(block: contract.AdminBlock): Promise<void> {
    this.busy = "lift";
    await lift(block);
    this.busy = "";
  }

  private keys(subject: Subject, found: Found): TemplateResult {
    const block = blockOf(subject, found, this.blocks ?? []);
    const count = found.to_take_down;
    const until = block?.until;
    return html`${block ? html`<p class="admin-hold" role="status">${until ? t(BLOCKS.isBlocked, { time: dayAndTime(until) }) : t(BLOCKS.isBlockedForEver)}</p>` : nothing}
      <p class="abuse-keys">
        ${key({ label: t(TAKE_DOWN.verb), kind: "danger", reason: count === 0 ? t(TAKE_DOWN.nothing) : undefined, press: () => void this.takeDown(subject, count) })}
        ${
          block
            ? key({ label: t(BLOCKS.lift), busy: this.busy === "lift", press: () => void this.lift(block) })
            : key({ label: t(BLOCKS.block), kind: "danger", press: () => void this.block(subject) })
        }
        ${subject.way === "user" ? key({ label: t(ACCOUNT_END.open), kind: "danger", press: () => void this.deleteAccount(subject.value) }) : nothing}
      </p>`;
  }

  // --- what was found -------------------------------------------------------------------------------------------------

  private counts(found: Found): TemplateResult {
    const fact = (label: string, value: number) =>
      html`<div><dt class="label">${label}</dt><dd class="num">${whole(value)}</dd></div>`;
    return html`<dl class="abuse-facts">
      ${fact(t(ABUSE.toTakeDown), found.to_take_down)}
      ${Object.entries(found.kinds).map(([kind, amount]) => fact(kindWord(kind), amount))}
      ${found.sent > 0 ? fact(t(ABUSE.sent), found.sent) : nothing}
      ${found.spared > 0 ? fact(t(ABUSE.spared), found.spared) : nothing}
    </dl>
    <p class="label">${t(found.is_whole ? ABUSE.whole : ABUSE.notWhole)}
      ${found.address_days > 0 ? t(ABUSE.days, { n: found.address_days }) : t(ABUSE.noDays)}</p>`;
  }

  private names(
    title: string,
    subjects: readonly (readonly [Subject, string])[],
  ): TemplateResult | typeof nothing {
    if (subjects.length === 0) return nothing;
    return html`<h3 class="label">${title}</h3><ul class="abuse-names">${subjects.map(
      ([subject, detail]) =>
        html`<li><a class="mono" href=${placeOf(subject)}>${subject.value}</a>${detail ? html` <span class="label num">${detail}</span>` : nothing}</li>`,
    )}</ul>`;
  }

  private named(found: Found): TemplateResult {
    const user = (value: string): Subject => ({ way: "user", value });
    return html`${this.names(
      t(ABUSE.identities),
      found.users.map((id) => [user(id), ""] as const),
    )}
      ${this.names(
        t(ABUSE.owners),
        found.owners.map((one) => [user(one.id), whole(one.sessions)] as const),
      )}
      ${this.names(
        t(ABUSE.addresses),
        found.addresses.map((one) => [{ way: "address", value: one.address }, dayAndTime(one.at)] as const),
      )}`;
  }

  private list(found: Found): TemplateResult {
    const { next_cursor } = found;
    const heads = [LIST.name, LIST.kind, ABUSE.how, LIST.created];
    return html`<section class="panel" aria-labelledby="abuse-list">
      <div class="admin-panel-head"><h2 id="abuse-list">${t(ABUSE.found)}</h2></div>
      ${
        found.items.length === 0
          ? html`<p class="admin-none">${t(ABUSE.none)}</p>`
          : html`<div class="admin-scroll" tabindex="0" role="region" aria-labelledby="abuse-list"><table class="admin-table">
              <thead><tr>${heads.map((head) => html`<th scope="col">${t(head)}</th>`)}</tr></thead>
              <tbody>${found.items.map(
                ({
                  session,
                  how,
                }) => html`<tr data-id=${session.id}><th scope="row"><a href=${`/admin/sessions/${session.id}`}><bdi>${visible(session.name || t(LIST.untitled))}</bdi></a></th>
                  <td>${kindWord(session.kind)}</td><td>${t(how === "made" ? ABUSE.made : ABUSE.marked)}</td>
                  <td class="num-left">${dayAndTime(session.createdAt)}</td></tr>`,
              )}</tbody></table></div>`
      }
      ${next_cursor ? html`<p class="admin-more">${key({ label: t(ABUSE.more), busy: this.busy === "more", press: () => void this.more(next_cursor) })}</p>` : nothing}
    </section>`;
  }

  private result(asked: Subject): TemplateResult {
    const { found, error } = this;
    if (error !== undefined)
      return html`<div class="panel">${errorState(`${t(ABUSE.failed)} ${errorSentence(error)}`, () => void this.search.now(), reference(error))}</div>`;
    if (!found) return loading(html`<div class="panel admin-bones"></div>`);
    // As the server writes it: of an IPv6 address the network counts.
    const subject: Subject = { way: asked.way, value: found.user ?? found.address ?? asked.value };
    const title = asked.way === "user" ? ABUSE.ofUser : ABUSE.ofAddress;
    return html`<section class="panel abuse-found" aria-labelledby="abuse-found">
        <div class="admin-panel-head"><h2 id="abuse-found">${t(title, { value: subject.value })}</h2></div>
        ${this.counts(found)}${this.named(found)}${this.keys(subject, found)}
      </section>${this.list(found)}`;
  }

  override render() {
    const { asked, blocks, blocksError } = this;
    return html`<div class="admin-head"><h1 class="admin-title">${t(ABUSE.title)}</h1></div>
      <form class="panel abuse-search" role="search" @submit=${this.find}>
        ${field({
          id: "abuse-of",
          label: t(ABUSE.what),
          value: this.typed,
          limit: 256,
          error: this.problem || undefined,
          input: (value) => {
            this.typed = value;
            this.problem = "";
          },
        })}
        ${key({ label: t(ABUSE.find), kind: "primary", icon: "search", submit: true, press: () => {} })}
      </form>
      <p class="label">${t(ABUSE.help)}</p>
      ${asked ? this.result(asked) : nothing}
      ${asked && !this.found && this.error === undefined ? nothing : html`<rt-admin-take-downs></rt-admin-take-downs>`}
      ${
        blocksError !== undefined
          ? html`<div class="panel">${errorState(t(BLOCKS.failed), () => void this.refreshBlocks.now(), reference(blocksError))}</div>`
          : blocks
            ? html`<rt-admin-blocks .blocks=${blocks}></rt-admin-blocks>`
            : loading(html`<div class="panel admin-bones"></div>`)
      }`;
  }
}
