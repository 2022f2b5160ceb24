import { html, type TemplateResult } from "lit";
import { icon } from "../ui/icons";
import { KEY_ICONS, KEY_LETTERS } from "./key-signs";
import { KEYS, type Key } from "./recorder/machine";
import "./actions.css";
import { KEY_WORDS } from "./words";

/** The five keys of a session's page, in their fixed order (V11). `reason` says why a key is disabled now. */
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
        aria-pressed=${String(lit)} aria-keyshortcuts=${KEY_LETTERS[key]}
        @click=${() => {
          if (reason === undefined) options.press(key);
        }}>
        ${icon(KEY_ICONS[key], 18)}<span>${KEY_WORDS[key]}</span><kbd aria-hidden="true">${KEY_LETTERS[key]}</kbd>
      </button>`;
    })}
  </div>`;
}
