import { html, type TemplateResult } from "lit";
import { locale, t } from "../../i18n";
import { visible } from "../../i18n/bidi";
import { errorSentence } from "../../i18n/errors";
import { attempt } from "../../ui/attempt";
import { openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import { emptyState, loading } from "../../ui/states";
import { showToast } from "../../ui/toast";
import { render } from "../audio/render";
import { type SessionSnapshot, stateFrom } from "../document/model";
import { attemptSaved } from "../sharing/share";
import type { JamView } from "../view";
import { WORDS } from "../words";

interface Version {
  readonly id: string;
  readonly at: number;
  readonly by: string | null;
  readonly tracks: number;
  readonly tempo: number;
}

/** Earlier versions: listen to one, or restore it as an edit that can be undone. */
export async function openHistory(view: JamView): Promise<void> {
  const { client, id } = view.session;
  let versions: readonly Version[] | null = null;
  let error = "";
  let sounding: AudioBufferSourceNode | null = null;

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
      text: t(WORDS.restored),
      action: { label: t(WORDS.undo), press: () => view.session.editor.undo(edit) },
    });
  };

  await openDialog<void>(t(WORDS.history), (close, redraw) => {
    if (versions === null && error === "") {
      client.request<{ items: Version[] }>("GET", `/api/sessions/${id}/history`).then(
        ({ items }) => {
          versions = items;
          redraw();
        },
        (failure) => {
          error = errorSentence(failure);
          redraw();
        },
      );
    }
    const list = (): TemplateResult => {
      if (error) return html`<p role="alert">${error}</p>`;
      if (versions === null) return loading(html``);
      if (versions.length === 0) return emptyState(t(WORDS.historyEmpty));
      return html`<ol class="jam-versions">${versions.map((version) => row(version))}</ol>`;
    };
    const row = (version: Version): TemplateResult => {
      const when = new Date(version.at).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });
      const who = view.session.people.nameOf(version.by);
      return html`<li class="jam-version">
        <p><b>${when}</b><span>${who ? html`<bdi>${visible(who)}</bdi> · ` : ""}${t(WORDS.version, { tracks: version.tracks, tempo: version.tempo })}</span></p>
        ${key({ label: t(WORDS.listen), size: "small", icon: "play", press: () => void attempt(() => listen(version)) })}
        ${key({
          label: t(WORDS.restore),
          size: "small",
          reason: view.session.isReadOnly ? t(WORDS.remixToEdit) : undefined,
          press: () => void attemptSaved(view.session, () => restore(version, close)),
        })}
      </li>`;
    };
    return html`<h2 class="dialog-title">${t(WORDS.history)}</h2>
      <p class="dialog-text">${t(WORDS.historyHelp)}</p>
      ${list()}
      <div class="dialog-keys">${key({ label: t(WORDS.close), press: () => close() })}</div>`;
  });
  (sounding as AudioBufferSourceNode | null)?.stop();
}
