import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../app/header";
import { client } from "../app/client";
import { setPageTitle } from "../app/page-title";
import { navigate } from "../app/router";
import { t } from "../i18n";
import { errorSentence } from "../i18n/errors";
import type { PeopleSeam } from "../kinds/seam";
import { type contract, RoomtoneError } from "../sdk";
import { attempt } from "../ui/attempt";
import { copyText } from "../ui/clipboard";
import { key } from "../ui/key";
import { emptyState, loading } from "../ui/states";
import { showToast } from "../ui/toast";
import "./people.css";
import { INVITATION } from "./invitation-words";
import { ownName } from "./own-name";
import { PEOPLE } from "./words";

/** `/i/{token}`: who invites to what, as which role. Opening it uses nothing up; [Join] does. */
@customElement("rt-invitation-page")
export class InvitationPage extends LitElement {
  @property() token = "";
  private roles: PeopleSeam["roles"] | undefined;
  @state() private found: contract.InvitationView | undefined;
  @state() private error: unknown;
  @state() private isJoining = false;

  override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setPageTitle(t(PEOPLE.invitation));
    client.addEventListener("user", this.redraw);
    void this.look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    client.removeEventListener("user", this.redraw);
  }

  private readonly redraw = (): void => this.requestUpdate();

  private async look(): Promise<void> {
    try {
      await client.ensureUser();
      const [found, { kindOf }] = await Promise.all([
        client.request("GET", `/api/invitations/${this.token}`),
        import("../kinds/kinds"), // not needed before the answer
      ]);
      this.roles = kindOf(found.kind)?.people?.roles;
      this.found = found;
    } catch (error) {
      this.error = error;
    }
  }

  private async join(): Promise<void> {
    this.isJoining = true;
    const joined = await attempt(async () => {
      const { url } = await client.request("POST", `/api/invitations/${this.token}`);
      navigate(url, "replace");
    });
    this.isJoining = joined;
  }

  private refused(): TemplateResult {
    const { error } = this;
    const isSpent = error instanceof RoomtoneError && error.code === "ticket_spent";
    const isRemoved = error instanceof RoomtoneError && error.code === "forbidden";
    const sentence = isSpent ? t(PEOPLE.spent) : isRemoved ? t(PEOPLE.wasRemoved) : errorSentence(error);
    const home = key({ label: t(INVITATION.home), press: () => navigate("/") });
    const again = key({ label: t(INVITATION.tryAgain), kind: "primary", press: () => location.reload() });
    const code = key({
      label: t(INVITATION.copyCode),
      kind: "primary",
      icon: "copy",
      press: () => void this.copyCode(),
    });
    const isFinal = error instanceof RoomtoneError && error.advice !== "retry";
    const keys = html`<div class="people-ways">${isSpent ? code : isFinal ? nothing : again}${home}</div>`;
    return emptyState(sentence, isSpent ? t(INVITATION.spentHelp) : undefined, keys, true);
  }

  /** What whoever invited them enters in Share. */
  private async copyCode(): Promise<void> {
    if (await copyText(client.user?.id ?? "")) showToast({ text: t(INVITATION.codeCopied), icon: "check" });
  }

  /** The first join is where a name matters for the first time: who has none of their own yet may choose one. */
  private name(): TemplateResult {
    return html`<p class="state-help">${t(PEOPLE.joinAs)} ${ownName(client.user?.name ?? "")}</p>`;
  }

  private invitation(found: contract.InvitationView): TemplateResult {
    const role = t(this.roles?.[found.role] ?? { en: found.role });
    const title = found.title ?? t(INVITATION.untitled);
    const help = found.by_name
      ? t(INVITATION.invitedBy, { name: found.by_name, role })
      : t(INVITATION.invitedAs, { role });
    const action = found.has_it
      ? html`<p class="state-help">${t(INVITATION.hasIt)}</p>${key({ label: t(PEOPLE.open), kind: "primary", press: () => navigate(found.url) })}`
      : html`${this.name()}${key({ label: t(INVITATION.join), kind: "primary", busy: this.isJoining, press: () => void this.join() })}`;
    return emptyState(title, help, action, true);
  }

  override render() {
    const content = this.error
      ? this.refused()
      : this.found
        ? this.invitation(this.found)
        : loading(html`<div class="state-frame"></div>`);
    return html`<rt-header></rt-header><main id="content" tabindex="-1" class="page">${content}</main>`;
  }
}
