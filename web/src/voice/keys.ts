import { html, type TemplateResult } from "lit";
import { type IconName, icon } from "../ui/icons";
import { KEYS, type Key } from "./recorder/machine";
import { KEY_WORDS } from "./words";

const ICONS: Readonly<Record<Key, IconName>> = {
  new: "plus",
  rec: "record",
  cut: "scissors",
  pause: "pause",
  done: "check",
};

export const LETTERS: Readonly<Record<Key, string>> = { new: "N", rec: "R", cut: "X", pause: "P", done: "D" };

/** The five keys of a session's page, in their one order (V11). `reason` says why a key does nothing now. */
export function pageKeys(options: {
  readonly isRecording: boolean;
  readonly reason: (key: Key) => string | undefined;
  readonly press: (key: Key) => void;
}): TemplateResult {
  return html`<div class="voice-keys">
    ${KEYS.map((key) => {
      const lit = key === "rec" && options.isRecording;
      const reason = options.reason(key);
      return html`<button type="button" class="key voice-key ${lit ? "key-lit" : ""}" data-key=${key}
        aria-disabled=${reason === undefined ? "false" : "true"} aria-description=${reason ?? ""}
        aria-pressed=${String(lit)} aria-keyshortcuts=${LETTERS[key]}
        @click=${() => {
          if (reason === undefined) options.press(key);
        }}>
        ${icon(ICONS[key], 18)}<span>${KEY_WORDS[key]}</span><kbd aria-hidden="true">${LETTERS[key]}</kbd>
      </button>`;
    })}
  </div>`;
}
