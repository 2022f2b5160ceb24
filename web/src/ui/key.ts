import { html, nothing, type TemplateResult } from "lit";
import { visible } from "../i18n/bidi";
import { type IconName, icon } from "./icons";

export interface KeyOptions {
  label: string;
  press: (event: Event) => void;
  icon?: IconName | undefined;
  kind?: "primary" | "secondary" | "danger" | "solid-danger" | "ghost" | "ember" | undefined;
  size?: "small" | "large" | undefined;
  busy?: boolean | undefined;
  done?: boolean | undefined;
  /** Why the key cannot be pressed now; a key with a reason is disabled and described by it. */
  reason?: string | undefined;
  shortcut?: string | undefined;
  class?: string | undefined;
  submit?: boolean | undefined;
  /** What the key is for, where a list has the same key in every row: heard after its label. */
  of?: string | undefined;
}

/** A button in the form of a physical key. While busy it keeps its label and its width. */
export function key(options: KeyOptions): TemplateResult {
  const { kind = "secondary", size, busy = false, done = false, reason, shortcut } = options;
  const mark = busy
    ? html`<span class="ring" aria-hidden="true"></span>`
    : done
      ? icon("check")
      : options.icon
        ? icon(options.icon)
        : nothing;
  const classes = [
    "key",
    `key-${kind}`,
    size ? `key-${size}` : "",
    mark === nothing ? "" : "key-marked",
    options.class ?? "",
  ];
  return html`<button
    type=${options.submit ? "submit" : "button"}
    class=${classes.filter(Boolean).join(" ")}
    ?disabled=${reason !== undefined}
    title=${reason ?? nothing}
    aria-busy=${busy ? "true" : nothing}
    aria-label=${options.of === undefined ? nothing : visible(`${options.label}: ${options.of}`)}
    aria-description=${reason ?? nothing}
    aria-keyshortcuts=${shortcut ?? nothing}
    @click=${(event: Event) => {
      if (!busy) options.press(event);
    }}
  >${mark}<span>${options.label}</span>${shortcut ? html`<kbd aria-hidden="true">${shortcut}</kbd>` : nothing}</button>`;
}

export interface IconKeyOptions {
  label: string;
  icon: IconName;
  press: (event: Event) => void;
  shortcut?: string;
  class?: string;
}

/** A button without text: always labelled, with a tooltip that names the shortcut. */
export function iconKey(options: IconKeyOptions): TemplateResult {
  const title = options.shortcut ? `${options.label} (${options.shortcut})` : options.label;
  return html`<button type="button" class="icon-key ${options.class ?? ""}" aria-label=${options.label} title=${title}
    aria-keyshortcuts=${options.shortcut ?? nothing} @click=${options.press}>${icon(options.icon)}</button>`;
}
