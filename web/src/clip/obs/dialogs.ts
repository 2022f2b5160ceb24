import { html, nothing, type TemplateResult } from "lit";
import { client } from "../../app/client";
import { language, t } from "../../i18n";
import { errorSentence } from "../../i18n/errors";
import { KEYS } from "../../keys/words";
import type { contract } from "../../sdk";
import { copyText } from "../../ui/clipboard";
import { openDialog } from "../../ui/dialog";
import { cut } from "../../ui/field";
import { key } from "../../ui/key";
import { shareable } from "../../ui/shareable";
import { showToast } from "../../ui/toast";
import { controlLink } from "../actions";
import { type BoardOptions, boardAddress, CORNERS, FIRST_OPTIONS, SIZES } from "../board/options";
import { ROOM } from "../room/words";
import type { ClipSession } from "../session";
import "./obs.css";
import { OBS } from "./words";

const NAME_LIMIT = 100;
const DAYS = 30;
const COUNTS = [1, 2, 3, 5, 10];
/** Seconds; 0 is for ever. */
const TIMES = [0, 10, 20, 60, 300];

function addressLine(label: string, address: string): TemplateResult {
  const copy = async () => {
    if (await copyText(address)) showToast({ text: t(KEYS.copied), icon: "check" });
  };
  return html`<div class="obs-address" role="status">
    <div class="field-box"><input class="mono" type="text" readonly aria-label=${label} .value=${address}
      @focus=${(event: Event) => (event.target as HTMLInputElement).select()} /></div>
    ${key({ label: t(KEYS.copy), icon: "copy", kind: "primary", press: () => void copy() })}
  </div>`;
}

function choice<Value extends string | number>(
  label: string,
  value: Value,
  values: readonly (readonly [Value, string])[],
  change: (value: Value) => void,
): TemplateResult {
  return html`<label class="obs-field"><span>${label}</span><span class="field-box"><select class="select"
    @change=${(event: Event) => {
      const chosen = values[(event.target as HTMLSelectElement).selectedIndex];
      if (chosen) change(chosen[0]);
    }}>${values.map(([one, word]) => html`<option .selected=${one === value}>${word}</option>`)}</select></span></label>`;
}

function tick(label: string, help: string, checked: boolean, change: (on: boolean) => void): TemplateResult {
  return html`<label class="obs-choice"><input type="checkbox" class="checkbox" .checked=${checked}
    @change=${(event: Event) => change((event.target as HTMLInputElement).checked)} /><span><b>${label}</b> <span class="obs-help">${help}</span></span></label>`;
}

/** What the overlay shows, and its address: with a key that reads this stream alone, made when it is asked for. */
export async function overlayDialog(session: ClipSession): Promise<void> {
  let options: BoardOptions = { ...FIRST_OPTIONS, hideAfter: 20, language: language() };
  let [made, busy, error]: [string, boolean, string | undefined] = ["", false, undefined];
  await openDialog<void>(t(ROOM.obsOverlay), (close, redraw) => {
    const set = (change: Partial<BoardOptions>) => {
      options = { ...options, ...change };
      redraw();
    };
    const make = async () => {
      [busy, error] = [true, undefined];
      redraw();
      try {
        const name = cut(`${t(ROOM.obsOverlay)}: ${session.title}`, NAME_LIMIT);
        const answer: contract.MadeKey = await client.request("POST", "/api/keys", {
          body: { name, scopes: ["read"], session_id: session.id, days: DAYS, in_address: true },
        });
        made = answer.key;
      } catch (failed) {
        error = errorSentence(failed);
      }
      busy = false;
      redraw();
    };
    const { origin } = new URL(shareable(session.viewer_url));
    return html`<h2 class="dialog-title">${t(ROOM.obsOverlay)}</h2>
      <p class="dialog-text">${t(OBS.overlayText)}</p>
      <div class="dialog-body obs-form">
        <div class="obs-fields">
          ${choice(
            t(OBS.count),
            options.count,
            COUNTS.map((n) => [n, String(n)] as const),
            (count) => set({ count }),
          )}
          ${choice(
            t(OBS.hideAfter),
            options.hideAfter,
            TIMES.map((n) => [n, n === 0 ? t(OBS.never) : t(OBS.seconds, { n })] as const),
            (hideAfter) => set({ hideAfter }),
          )}
          ${choice(
            t(OBS.corner),
            options.corner,
            CORNERS.map((one) => [one, t(OBS[one])] as const),
            (corner) => set({ corner }),
          )}
          ${choice(
            t(OBS.size),
            options.size,
            SIZES.map((one) => [one, t(OBS[one])] as const),
            (size) => set({ size }),
          )}
          ${choice(
            t(OBS.language),
            options.language,
            [
              ["en", "English"],
              ["ru", "Русский"],
            ],
            (chosen) => set({ language: chosen }),
          )}
        </div>
        ${tick(t(OBS.notes), t(OBS.notesHelp), options.notes, (notes) => set({ notes }))}
        ${tick(t(OBS.showLink), t(OBS.showLinkHelp), options.showLink, (showLink) => set({ showLink }))}
        ${error ? html`<p class="obs-error" role="alert">${error}</p>` : nothing}
        ${made ? addressLine(t(OBS.overlayAddress), boardAddress(origin, session.id, made, options)) : nothing}
        ${made ? html`<p class="obs-help">${t(KEYS.once)} ${t(OBS.overlayHelp)}</p>` : nothing}
      </div>
      <div class="dialog-keys">
        <a class="key key-ghost" href="/keys" @click=${() => close()}><span>${t(KEYS.page)}</span></a>
        ${key({ label: t(KEYS.close), press: () => close() })}
        ${made ? nothing : key({ label: t(OBS.make), kind: "primary", busy, press: () => void make() })}
      </div>`;
  });
}

/** The address of the dock: a control link, which signs the browser of OBS in, once. */
export async function dockDialog(sessionId: string): Promise<void> {
  let address: URL;
  try {
    address = new URL(shareable((await controlLink(sessionId)).url));
  } catch (error) {
    showToast({ kind: "error", text: errorSentence(error) });
    return;
  }
  address.search = "?dock";
  await openDialog<void>(
    t(ROOM.obsDock),
    (close) => html`<h2 class="dialog-title">${t(ROOM.obsDock)}</h2>
      <p class="dialog-text">${t(OBS.dockText)}</p>
      <div class="dialog-body obs-form">${addressLine(t(OBS.dockAddress), address.href)}</div>
      <div class="dialog-keys">${key({ label: t(KEYS.close), press: () => close() })}</div>`,
  );
}
