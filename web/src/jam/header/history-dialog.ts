import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { locale, t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { errorSentence } from "../../i18n/errors";
import { attempt } from "../../ui/attempt";
import { openDialog } from "../../ui/dialog";
import { cut, field } from "../../ui/field";
import { key } from "../../ui/key";
import { emptyState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { render } from "../audio/render";
import { DIALOGS } from "../dialog-words";
import { type SessionSnapshot, stateFrom } from "../document/model";
import { attemptSaved } from "../sharing/share";
import type { JamView } from "../view";
import { WORDS } from "../words";

interface Version {
  readonly id: string;
  readonly at: number;
  readonly by: string | null;
  readonly name: string | null;
  readonly tracks: number;
  readonly tempo: number;
}

/** Characters of a version's name. */
const LONGEST_NAME = 100;

/** Earlier versions: listen to one, name it, or restore it as an edit that can be undone. */
export async function openHistory(view: JamView): Promise<void> {
  const { client, id } = view.session;
  let versions: readonly Version[] | null = null;
  let error = "";
  let sounding: AudioBufferSourceNode | null = null;
  let renamed = "";
  let newName = "";
  let update = () => {};
  let reads = 0;

  const read = async () => {
    const number = ++reads;
    try {
      const { items } = await client.request<{ items: Version[] }>("GET", `/api/sessions/${id}/history`);
      if (number !== reads) return;
      versions = items;
      error = "";
    } catch (failure) {
      if (versions === null) error = errorSentence(failure);
    }
    update();
  };
  const keep = async (event: Event) => {
    event.preventDefault();
    const name = newName.trim();
    if (!name || !(await attemptSaved(view.session, () => view.session.keep(name)))) return;
    newName = "";
    update();
  };
  const begin = (event: Event, version: Version) => {
    const row = (event.currentTarget as HTMLElement).closest("li");
    renamed = version.id;
    update();
    row?.querySelector("input")?.select();
  };
  const commit = (input: HTMLInputElement, version: Version) => {
    if (renamed !== version.id) return;
    renamed = "";
    const name = cut(input.value.trim(), LONGEST_NAME) || null;
    update();
    if (name !== version.name) void attempt(() => view.session.nameVersion(version.id, name));
  };

  const listen = async (version: Version) => {
    sounding?.stop();
    const session = await client.request<SessionSnapshot>("GET", `/api/sessions/${id}/history/${version.id}`);
    const context = new AudioContext();
    const source = new AudioBufferSourceNode(context, {
      buffer: await render(stateFrom(session), view.player.recordings.buffers, { loops: 1 }),
    });
    source.connect(context.destination);
    source.addEventListener("ended", () => void context.close());
    source.start();
    sounding = source;
  };
  const restore = async (version: Version, close: () => void) => {
    close();
    const edit = await view.session.restore(version.id);
    showToast({
      text: t(DIALOGS.restored),
      action: { label: t(WORDS.undo), press: () => view.session.editor.undo(edit) },
    });
  };

  const listener = () => void read();
  view.session.addEventListener("versions", listener);
  listener();
  await openDialog<void>(t(WORDS.history), (close, redraw) => {
    update = redraw;
    const { isReadOnly } = view.session;
    const now =
      (): TemplateResult => html`<form class="jam-version-now" @submit=${(event: Event) => void keep(event)}>
      ${field({
        id: "version-name",
        label: t(DIALOGS.nameNow),
        value: newName,
        placeholder: t(DIALOGS.nameNowExample),
        limit: LONGEST_NAME,
        input: (value) => {
          newName = value;
          redraw();
        },
      })}
      ${key({ label: t(DIALOGS.keepNow), submit: true, press: () => undefined })}
    </form>`;
    const list = (): TemplateResult => {
      if (error) return html`<p role="alert">${error}</p>`;
      if (versions === null) return loading(html``);
      if (versions.length === 0) return emptyState(t(DIALOGS.historyEmpty));
      return html`<ol class="jam-versions">${repeat(versions, (version) => version.id, row)}</ol>`;
    };
    const title = (version: Version, when: string): TemplateResult => {
      const name = version.name === null ? when : html`<bdi>${visible(version.name)}</bdi>`;
      if (isReadOnly) return html`<b>${name}</b>`;
      if (renamed !== version.id)
        return html`<button type="button" title=${t(DIALOGS.nameVersion)} @click=${(event: Event) => begin(event, version)}>${name}</button>`;
      return html`<input .value=${version.name ?? ""} placeholder=${when} aria-label=${t(DIALOGS.versionName)} maxlength=${2 * LONGEST_NAME}
        @blur=${(event: Event) => commit(event.target as HTMLInputElement, version)}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Enter") commit(event.target as HTMLInputElement, version);
          if (event.key !== "Escape") return;
          event.preventDefault(); // the dialog stays
          renamed = "";
          redraw();
        }} />`;
    };
    const row = (version: Version): TemplateResult => {
      const when = new Date(version.at).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });
      const who = view.session.people.nameOf(version.by);
      return html`<li class="jam-version">
        <p>${title(version, when)}<span>${version.name === null ? "" : `${when} · `}${who ? html`<bdi>${visible(who)}</bdi> · ` : ""}${t(DIALOGS.version, { tracks: version.tracks, tempo: version.tempo })}</span></p>
        ${key({ label: t(DIALOGS.listen), size: "small", icon: "play", press: () => void attempt(() => listen(version)) })}
        ${key({
          label: t(DIALOGS.restore),
          size: "small",
          reason: isReadOnly ? t(WORDS.remixToEdit) : undefined,
          press: () => void attemptSaved(view.session, () => restore(version, close)),
        })}
      </li>`;
    };
    return html`<h2 class="dialog-title">${t(WORDS.history)}</h2>
      <p class="dialog-text">${t(isReadOnly ? DIALOGS.historyHelpReadOnly : DIALOGS.historyHelp)}</p>
      ${isReadOnly ? nothing : now()}
      ${list()}
      <div class="dialog-keys">${key({ label: t(DIALOGS.close), press: () => close() })}</div>`;
  });
  view.session.removeEventListener("versions", listener);
  update = () => {};
  (sounding as AudioBufferSourceNode | null)?.stop();
}
