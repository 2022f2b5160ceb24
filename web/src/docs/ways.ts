import { html, type TemplateResult } from "lit";
import { type Phrase, t } from "../i18n";
import { type Advice, adviceFor } from "../sdk";
import { type IconName, icon } from "../ui/icons";
import type { Call } from "./calls";
import { WAYS } from "./words";

const CARDS: readonly (readonly [string, IconName, Phrase, Phrase])[] = [
  ["event-subscribe_on_session", "wave", WAYS.hear, WAYS.hearHelp],
  ["refusals", "warning", WAYS.refused, WAYS.refusedHelp],
  ["limits", "lock", WAYS.limits, WAYS.limitsHelp],
];

const ADVICE: Readonly<Record<Advice, Phrase>> = {
  retry: WAYS.retry,
  sign_in: WAYS.signIn,
  give_up: WAYS.giveUp,
};

/** Where to go on after the first example. */
export function waysOn(): TemplateResult {
  return html`<nav class="docs-ways" aria-label=${t(WAYS.on)}>${CARDS.map(
    ([id, sign, title, help]) => html`<a class="panel docs-way" href=${`#${id}`}>${icon(sign, 20)}
      <span><b>${t(title)}</b><span>${t(help)}</span></span></a>`,
  )}</nav>`;
}

/** Every code that a call refuses with, and what a program does about it. */
export function refusals(calls: readonly Call[]): TemplateResult {
  const statuses = new Map<string, number>();
  for (const one of calls.flatMap((call) => call.refusals)) {
    const [, status, code] = /^(?:(\d+) )?(.+)$/.exec(one) ?? [];
    if (code && (status || !statuses.has(code))) statuses.set(code, Number(status ?? 0));
  }
  const rows = [...statuses].sort(([a], [b]) => a.localeCompare(b));
  return html`<section class="panel docs-call" id="refusals"><h2 class="section">${t(WAYS.refused)}</h2>
    <table class="docs-fields"><tbody>${rows.map(
      ([
        code,
        status,
      ]) => html`<tr><th scope="row"><code>${code}</code> <span class="label num">${status || ""}</span></th>
        <td>${t(ADVICE[adviceFor(code, status)])}</td></tr>`,
    )}</tbody></table></section>`;
}

/** What this server lets clients send, and who may make how many of its calls. */
export function limits(found: Readonly<Record<string, number>>, calls: readonly Call[]): TemplateResult {
  const callers = new Map<string, number>();
  for (const { who } of calls) if (who) callers.set(who, (callers.get(who) ?? 0) + 1);
  return html`<section class="panel docs-call" id="limits"><h2 class="section">${t(WAYS.limits)}</h2>
    <table class="docs-fields"><caption>${t(WAYS.ofServer)}</caption><tbody>${Object.entries(found).map(
      ([name, value]) =>
        html`<tr><th scope="row"><code>${name}</code></th><td class="num">${value}</td></tr>`,
    )}</tbody></table>
    <table class="docs-fields"><caption>${t(WAYS.callers)}</caption><tbody>${[...callers].map(
      ([who, calls]) => html`<tr><th scope="row">${who}</th><td class="num">${calls}</td></tr>`,
    )}</tbody></table></section>`;
}
