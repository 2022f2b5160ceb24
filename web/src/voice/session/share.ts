import { html, nothing } from "lit";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { errorSentence } from "../../i18n/errors";
import { ROLES } from "../../kinds/words";
import type { contract } from "../../sdk";
import { copyText } from "../../ui/clipboard";
import { openDialog } from "../../ui/dialog";
import { key } from "../../ui/key";
import { segmented } from "../../ui/segmented";
import { shareable } from "../../ui/shareable";
import { showToast } from "../../ui/toast";
import "./share.css";
import { LEVELS, VOICE } from "../words";
import { SHARE } from "./share-words";

type Level = contract.VoiceAccess["access_level"];
type Role = NonNullable<contract.VoiceSessionChange["allowed_role"]>;

/** The owner's choice of who may read the session, and of what those get who are named and accept. Answers the session
 * after the change. */
export async function shareDialog(
  session: contract.VoiceSession,
): Promise<contract.VoiceSession | undefined> {
  const access = await client.request("GET", `/voicebot/sessions/${session.session_id}/access`);
  let level: Level = access.access_level;
  let people = access.allowed_users.join("\n");
  let role: Role = "viewer";
  let problem = "";
  const title = t(SHARE.shareTitle);
  // A project can be chosen where the session has one; the server decides who may choose another.
  const levels: Level[] =
    session.project === null ? ["private", "restricted"] : ["private", "restricted", "public"];

  async function save(close: (value?: contract.VoiceSession) => void, redraw: () => void): Promise<void> {
    const allowed_users = [...new Set(people.split(/[\s,;]+/).filter(Boolean))];
    const body = {
      access_level: level,
      ...(level === "restricted" ? { allowed_users, allowed_role: role } : {}),
    };
    try {
      close(await client.request("PATCH", `/voicebot/sessions/${session.session_id}`, { body }));
    } catch (error) {
      problem = errorSentence(error);
      redraw();
    }
  }

  return openDialog<contract.VoiceSession>(title, (close, redraw) => {
    return html`<h2 class="dialog-title">${title}</h2>
      <div class="dialog-body voice-share">
        <fieldset><legend class="label">${t(SHARE.whoReads)}</legend>
          ${levels.map(
            (
              one,
            ) => html`<label class="voice-share-level"><input type="radio" name="access" .checked=${one === level}
              ?data-focus=${one === level} @change=${() => {
                level = one;
                redraw();
              }} /> <span>${t(LEVELS[one])}</span></label>`,
          )}
        </fieldset>
        ${
          level === "restricted"
            ? html`<label class="voice-share-people"><span class="label">${t(SHARE.invited)}</span>
          <textarea rows="3" .value=${people} @input=${(event: InputEvent) => {
            people = (event.target as HTMLTextAreaElement).value;
          }}></textarea>
          <span class="voice-quiet">${t(SHARE.invitedHint)}</span></label>
          ${segmented<Role>({
            label: t(SHARE.invitedRole),
            name: "invited-role",
            value: role,
            options: [
              { value: "viewer", label: t(ROLES.viewer) },
              { value: "editor", label: t(ROLES.editor) },
            ],
            change: (chosen) => {
              role = chosen;
              redraw();
            },
          })}
          <span class="voice-quiet">${t(role === "viewer" ? SHARE.invitedReads : SHARE.invitedEdits)}</span>`
            : nothing
        }
        ${problem ? html`<p class="voice-share-problem" role="alert">${problem}</p>` : nothing}
      </div>
      <div class="dialog-keys">
        ${key({ label: t(VOICE.copyLink), press: () => void copyLink(session.url) })}
        ${key({ label: t(VOICE.save), kind: "primary", press: () => void save(close, redraw) })}
      </div>`;
  });
}

async function copyLink(url: string): Promise<void> {
  if (await copyText(shareable(url))) showToast({ text: t(VOICE.linkCopied), icon: "check" });
}
