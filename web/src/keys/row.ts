import { html, nothing, type TemplateResult } from "lit";
import { count, t } from "../i18n";
import { visible } from "../i18n/bidi";
import type { contract } from "../sdk";
import { icon } from "../ui/icons";
import { key } from "../ui/key";
import { when } from "../ui/when";
import { KEYS } from "./words";

const DAY_MS = 86_400_000;

function whereOf(one: contract.ScriptKeyView): string {
  if (one.session_id === null) return t(KEYS.everywhere);
  return one.session_title ? visible(one.session_title) : t(KEYS.oneSession);
}

function lastsOf(one: contract.ScriptKeyView): string {
  if (one.ends_at === null) return t(KEYS.noEnd);
  const days = Math.ceil((one.ends_at - Date.now()) / DAY_MS);
  return days > 1 ? count(days, KEYS.left) : t(KEYS.endsToday, { when: when(one.ends_at) });
}

function scopesOf(one: contract.ScriptKeyView): TemplateResult {
  return html`<span class="key-scopes">${one.scopes.map((scope) => html`<span class="key-scope">${t(KEYS[scope])}</span>`)}</span>`;
}

/** A key that works. */
export function keyRow(one: contract.ScriptKeyView, isNew: boolean, revoke: () => void): TemplateResult {
  const used = one.used_at === null ? t(KEYS.neverUsed) : when(one.used_at);
  return html`<li class="key-row ${isNew ? "key-row-new" : ""}">
    <span class="key-sign">${icon(one.in_address ? "phone" : "keyhole")}</span>
    <span class="key-what"><span class="key-name"><b title=${visible(one.name)}>${visible(one.name)}</b>${scopesOf(one)}</span>
      <span class="key-fact">${whereOf(one)} · ${t(KEYS.made, { when: when(one.made_at) })}</span></span>
    <span class="key-when num"><span>${used}</span><span class="key-fact">${lastsOf(one)}</span></span>
    ${key({ label: t(KEYS.revoke), kind: "danger", of: one.name, press: revoke })}
  </li>`;
}

/** A key that has ended, and why. */
export function endedRow(one: contract.ScriptKeyView): TemplateResult {
  const why = KEYS.why[(one.why ?? "time") as keyof typeof KEYS.why] ?? KEYS.why.time;
  return html`<li class="key-row key-row-ended"><span class="key-what">
    <span class="key-name"><b title=${visible(one.name)}>${visible(one.name)}</b>${scopesOf(one)}</span>
    <span class="key-fact">${whereOf(one)} · ${t(why, { when: one.ended_at === null ? "" : when(one.ended_at) })}</span></span>
    ${nothing}</li>`;
}
