import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { client } from "../app/client";
import { count, t } from "../i18n";
import { visible } from "../i18n/bidi";
import { reference } from "../i18n/errors";
import type { contract } from "../sdk";
import { attempt } from "../ui/attempt";
import { confirmDialog } from "../ui/dialog";
import { icon } from "../ui/icons";
import { key } from "../ui/key";
import "../ui/menu";
import { segmented } from "../ui/segmented";
import { emptyState, errorState, loading } from "../ui/states";
import { showToast } from "../ui/toast";
import { timeOfDay, when } from "../ui/when";
import "./made";
import { type EventType, webhookDialog } from "./webhook-form";
import { HOOKS } from "./webhook-words";
import "./webhooks.css";
import { KEYS } from "./words";

type Shown = "all" | "waiting" | "failed";
const READ_AGAIN_MS = 5000;

const typeOf = (type: string): string => t(HOOKS.types[type as EventType] ?? { en: type });

/** One's webhooks, and what became of the last deliveries; read again while the page is open. */
@customElement("rt-webhooks")
export class Webhooks extends LitElement {
  @state() private list: contract.WebhookList | undefined;
  @state() private error: unknown;
  @state() private made: contract.MadeWebhook | undefined;
  @state() private shown: Shown = "all";
  private timer: ReturnType<typeof setInterval> | undefined;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
    this.timer = setInterval(() => {
      if (document.visibilityState === "visible" && this.list?.webhooks.length) void this.load();
    }, READ_AGAIN_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  private async load(): Promise<void> {
    try {
      await client.ensureUser();
      this.list = await client.request("GET", "/api/webhooks");
      this.error = undefined;
    } catch (error) {
      this.error = error;
    }
  }

  async startNew(): Promise<void> {
    const made = await webhookDialog();
    if (!made) return;
    this.made = made;
    await this.load();
  }

  private async act(call: () => Promise<unknown>): Promise<void> {
    await attempt(call);
    await this.load();
  }

  private async removeOne(one: contract.WebhookView): Promise<void> {
    const sure = await confirmDialog({
      title: t(HOOKS.removeTitle),
      text: t(HOOKS.removeText, { url: one.url }),
      verb: t(HOOKS.remove),
    });
    if (!sure) return;
    await this.act(() => client.request("DELETE", `/api/webhooks/${one.id}`));
    if (this.made?.id === one.id) this.made = undefined;
    showToast({ text: t(HOOKS.removed), icon: "check" });
  }

  private state(one: contract.WebhookView): TemplateResult {
    if (one.off_at)
      return html`<span class="pill pill-rec">${icon("stop")}${t(HOOKS.off, { when: when(one.off_at) })}</span>`;
    if (one.failing_since)
      return html`<span class="pill pill-hold"><i class="shape shape-bars" aria-hidden="true"></i>${t(HOOKS.failsSince, { when: when(one.failing_since) })}</span>`;
    if (one.sent === 0)
      return html`<span class="pill pill-neutral"><i class="shape shape-ring" aria-hidden="true"></i>${t(HOOKS.waits)}</span>`;
    return html`<span class="pill pill-live"><i class="shape shape-dot" aria-hidden="true"></i>${t(HOOKS.delivers)}</span>`;
  }

  private webhook(one: contract.WebhookView): TemplateResult {
    const resume = () => void this.act(() => client.request("POST", `/api/webhooks/${one.id}/resume`));
    const where =
      one.session_id === null ? t(KEYS.everywhere) : visible(one.session_title ?? t(KEYS.oneSession));
    const items = [
      ...(one.off_at ? [{ label: t(HOOKS.resume), press: resume }] : []),
      { label: t(HOOKS.remove), danger: true, press: () => void this.removeOne(one) },
    ];
    const help = one.off_at
      ? t(HOOKS.offHelp, { why: one.why ?? "" })
      : one.failing_since
        ? t(HOOKS.failsHelp)
        : "";
    return html`<li class="hook ${one.off_at || one.failing_since ? "hook-wrong" : ""}">
      <div class="hook-head"><span class="mono hook-url" title=${one.url}>${one.url}</span>
        <span class="hook-state">${this.state(one)}<rt-menu .label=${`${t(HOOKS.menu)}: ${one.url}`} .items=${items}></rt-menu></span></div>
      <p class="hook-events">${one.events.map((type) => html`<span class="key-scope">${typeOf(type)}</span>`)}
        <span class="key-fact">${where} · ${t(HOOKS.signed)}</span></p>
      ${help ? html`<p class="hook-help">${help}</p>` : html`<p class="key-fact num">${count(one.sent, HOOKS.sent)}</p>`}
    </li>`;
  }

  private fact(one: contract.DeliveryView): string {
    if (one.state === "waiting" && one.next_at !== null)
      return [one.error, t(HOOKS.nextTry, { when: timeOfDay(one.next_at) })].filter(Boolean).join(" · ");
    if (one.state === "failed") return one.error ?? t(HOOKS.isFailed);
    return t(HOOKS.answered, { status: one.status ?? 0, ms: one.took_ms ?? 0 });
  }

  private delivery(one: contract.DeliveryView): TemplateResult {
    const sign = one.state === "sent" ? "check" : one.state === "waiting" ? "clock" : "warning";
    const word = t(
      one.state === "sent" ? HOOKS.isSent : one.state === "waiting" ? HOOKS.isWaiting : HOOKS.isFailed,
    );
    const text = `${visible(one.title)} · ${this.fact(one)}`;
    return html`<li class="sent sent-${one.state}">
      <span class="sent-sign">${icon(sign)}<span class="visually-hidden">${word}</span></span>
      <span class="mono sent-type">${one.type}</span>
      <span class="sent-fact" title=${text}>${text}</span>
      <span class="num sent-at">${timeOfDay(one.at)}</span>
      ${key({
        label: t(one.state === "waiting" ? HOOKS.now : HOOKS.again),
        kind: "ghost",
        of: `${one.type}, ${timeOfDay(one.at)}`,
        press: () => void this.act(() => client.request("POST", `/api/webhooks/deliveries/${one.id}/again`)),
      })}
    </li>`;
  }

  private sent(deliveries: readonly contract.DeliveryView[]): TemplateResult {
    const shown = deliveries.filter((one) => this.shown === "all" || one.state === this.shown);
    const counted = (state: Shown) => deliveries.filter((one) => one.state === state).length;
    return html`<section class="panel" aria-labelledby="sent-title">
      <div class="keys-head"><h2 id="sent-title" class="section">${t(HOOKS.deliveries)}</h2>${segmented<Shown>(
        {
          label: t(HOOKS.show),
          name: "sent-shown",
          value: this.shown,
          options: [
            { value: "all", label: t(HOOKS.all) },
            { value: "waiting", label: t(HOOKS.waiting), count: counted("waiting") },
            { value: "failed", label: t(HOOKS.failedOnes), count: counted("failed") },
          ],
          change: (value) => {
            this.shown = value;
          },
        },
      )}</div>
      ${
        shown.length === 0
          ? html`<p class="sent-none">${t(HOOKS.noneSent)}</p>`
          : html`<ul class="key-rows sent-rows">${repeat(
              shown,
              (one) => one.id,
              (one) => this.delivery(one),
            )}</ul>`
      }
    </section>`;
  }

  override render() {
    const { list } = this;
    const isFull = list !== undefined && list.webhooks.length >= list.most;
    return html`<div class="hooks"><section class="panel" aria-labelledby="hooks-title">
        <div class="keys-head"><h2 id="hooks-title" class="section">${t(HOOKS.webhooks)}
            <span class="keys-count num" ?inert=${!list}>${list?.webhooks.length ?? 0}</span></h2>
          ${key({
            label: t(HOOKS.newWebhook),
            icon: "plus",
            shortcut: "W",
            reason: isFull ? t(HOOKS.full, { most: list.most }) : undefined,
            press: () => void this.startNew(),
          })}</div>
        ${this.made ? html`<rt-made-key .secret=${this.made.secret} .name=${t(HOOKS.secret)}></rt-made-key>` : nothing}
        ${
          list
            ? list.webhooks.length === 0
              ? emptyState(t(HOOKS.none), t(HOOKS.noneHelp))
              : html`<ul class="key-rows">${list.webhooks.map((one) => this.webhook(one))}</ul>`
            : this.error === undefined
              ? loading(html`<div class="keys-bones"></div>`)
              : errorState(t(HOOKS.failed), () => void this.load(), reference(this.error))
        }
      </section>
      ${list && (list.webhooks.length > 0 || list.deliveries.length > 0) ? this.sent(list.deliveries) : nothing}</div>`;
  }
}
