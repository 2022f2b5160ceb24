import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from "lit";
import { client } from "../app/client";
import { settings } from "../app/settings";
import { count, t } from "../i18n";
import { attempt } from "../ui/attempt";
import { iconKey, key } from "../ui/key";
import { homeFeed } from "./feed";
import "./key-card.css";
import { KEPT_HERE, KEY_CARD } from "./words";

const HIDDEN_MS = 7 * 86_400_000;

/** Says that a guest's sessions depend on this browser, until they have a recovery key or an account. */
export class KeyCard implements ReactiveController {
  private hasKey: boolean | undefined;
  private isAsking = false;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    homeFeed.addEventListener("rows", this.look);
    this.look();
  }

  hostDisconnected(): void {
    homeFeed.removeEventListener("rows", this.look);
  }

  private get own(): number {
    return [...homeFeed.rows.values()].filter((row) => row.role === "owner").length;
  }

  private readonly look = (): void => {
    if (this.hasKey === undefined && client.user?.guest && this.own > 0) void this.ask();
  };

  /** Whether the user has a key; what cannot be asked now is asked with the next row. */
  private async ask(): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      this.hasKey = (await client.request("GET", "/api/auth/me")).has_recovery_key ?? false;
    } catch {
      this.hasKey = undefined;
    }
    this.isAsking = false;
    this.host.requestUpdate();
  }

  /** Loaded when it is asked for. */
  private async open(what: "recoveryKey" | "useOnAnotherDevice"): Promise<void> {
    await attempt(async () => (await import("../account/devices"))[what]());
    await this.ask();
  }

  private hide(): void {
    settings.set("key-card", String(Date.now() + HIDDEN_MS));
    this.host.requestUpdate();
  }

  render(): TemplateResult | typeof nothing {
    const isHidden = Date.now() < Number(settings.get("key-card") ?? 0);
    if (this.hasKey !== false || !client.user?.guest || isHidden || this.own === 0) return nothing;
    return html`<section class="panel key-card" aria-labelledby="key-card">
      <h2 id="key-card">${count(this.own, KEPT_HERE)}</h2>
      ${iconKey({ label: t(KEY_CARD.hide), icon: "close", press: () => this.hide() })}
      <p>${t(KEY_CARD.text)}</p>
      <div class="key-card-keys">
        ${key({ label: t(KEY_CARD.show), size: "small", press: () => void this.open("recoveryKey") })}
        ${key({ label: t(KEY_CARD.another), icon: "phone", size: "small", press: () => void this.open("useOnAnotherDevice") })}
      </div>
    </section>`;
  }
}
