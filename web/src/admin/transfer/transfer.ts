import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { client } from "../../app/client";
import { t } from "../../i18n";
import { errorSentence, isCoded } from "../../i18n/errors";
import type { contract } from "../../sdk";
import { icon } from "../../ui/icons";
import { key } from "../../ui/key";
import { choice } from "../choice";
import { TRANSFER } from "../desk/words";
import { bytes, dayAndTime, whole } from "../numbers";
import { metrics } from "../overview/metrics";
import { LIST } from "../sessions/words";
import "./transfer.css";
import { kindChoices } from "../words";

/** Where an export with these choices is. */
export function exportAddress(wanted: Readonly<Record<string, string>>): string {
  return `/admin/export?${new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== ""))}`;
}

/** Sessions as a file, and such a file back into an installation (K28). */
@customElement("rt-admin-transfer")
export class AdminTransfer extends LitElement {
  @state() private wanted = { filter: "all", kind: "", format: "ndjson", media: "" };
  @state() private existing: "refuse" | "skip" = "refuse";
  @state() private file: File | undefined;
  @state() private busy = false;
  @state() private said = "";
  @state() private problem = "";

  @state() private backup: contract.BackupState | undefined;

  override createRenderRoot() {
    return this;
  }

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    try {
      this.backup = await client.request("GET", "/admin/backup");
    } catch {
      // Without it the page has its other parts.
    }
  }

  private backups(): TemplateResult | typeof nothing {
    if (!this.backup) return nothing;
    const { last, every_hours, is_late } = this.backup;
    const about = last
      ? t(TRANSFER.backedUp, {
          at: dayAndTime(last.ended_at),
          size: bytes(last.bytes),
          files: whole(last.files),
        })
      : t(TRANSFER.noBackup);
    return html`<section class="panel transfer" aria-labelledby="backup">
      <h2 id="backup">${t(TRANSFER.backup)}</h2>
      <p>${is_late ? html`<span class="transfer-late">${icon("warning")} ${t(TRANSFER.late)}</span> ` : nothing}${about}</p>
      <p class="label">${every_hours === null ? t(TRANSFER.noSchedule) : t(TRANSFER.schedule, { hours: whole(every_hours) })}</p>
    </section>`;
  }

  private choose(change: Partial<typeof this.wanted>): void {
    this.wanted = { ...this.wanted, ...change };
  }

  private async take(event: Event): Promise<void> {
    event.preventDefault();
    const { file, existing } = this;
    if (this.busy) return;
    this.problem = file ? "" : t(TRANSFER.choose);
    this.said = "";
    if (!file) return;
    this.busy = true;
    try {
      const found = await client.request<contract.ImportedSessions>("POST", "/admin/import", {
        query: { existing },
        body: file,
        timeoutMs: 0,
      });
      const { imported, skipped, files } = found;
      this.said = t(TRANSFER.done, {
        imported: whole(imported),
        skipped: whole(skipped),
        files: whole(files),
      });
      metrics.load().catch(() => {}); // the counts follow with the next report
    } catch (error) {
      const id = isCoded(error) && error.code === "conflict" ? error.details.session_id : undefined;
      this.problem = id === undefined ? errorSentence(error) : t(TRANSFER.exists, { id: String(id) });
    }
    this.busy = false;
  }

  private exports(): TemplateResult {
    const { wanted } = this;
    return html`<section class="panel transfer" aria-labelledby="export">
      <h2 id="export">${t(TRANSFER.export)}</h2>
      <div class="transfer-choices">
        ${choice({
          id: "export-filter",
          label: t(TRANSFER.which),
          value: wanted.filter,
          options: [
            ["all", t(LIST.all)],
            ["orphaned", t(LIST.orphaned)],
          ],
          change: (filter) => this.choose({ filter }),
        })}
        ${choice({ id: "export-kind", label: t(LIST.kind), value: wanted.kind, options: kindChoices(t(LIST.all)), change: (kind) => this.choose({ kind }) })}
        ${choice({
          id: "export-format",
          label: t(TRANSFER.format),
          value: wanted.format,
          options: [
            ["ndjson", t(TRANSFER.lines)],
            ["json", t(TRANSFER.array)],
            ["csv", t(TRANSFER.table)],
            ["sessions", t(TRANSFER.plain)],
          ],
          change: (format) => this.choose({ format }),
        })}
        <label class="transfer-check"><input type="checkbox" class="checkbox" .checked=${wanted.media !== ""}
          @change=${(event: Event) => this.choose({ media: (event.target as HTMLInputElement).checked ? "true" : "" })} /><span>${t(TRANSFER.media)}</span></label>
      </div>
      <p class="label">${t(TRANSFER.exportHelp)}</p>
      <p><a class="key key-primary key-marked" href=${exportAddress(wanted)} download>${icon("download")}<span>${t(TRANSFER.download)}</span></a></p>
    </section>`;
  }

  private imports(): TemplateResult {
    const chosen = (event: Event) => {
      this.file = (event.target as HTMLInputElement).files?.[0];
      this.problem = "";
    };
    return html`<section class="panel" aria-labelledby="import"><form class="transfer" @submit=${this.take}>
      <h2 id="import">${t(TRANSFER.import)}</h2>
      <div class="field"><label for="import-file">${t(TRANSFER.file)}</label>
        <input id="import-file" class="transfer-file" type="file" accept=".ndjson,application/x-ndjson" @change=${chosen}
          aria-invalid=${this.problem ? "true" : "false"} aria-describedby="import-said" /></div>
      <div class="transfer-choices">
        ${choice({
          id: "import-existing",
          label: t(TRANSFER.existing),
          value: this.existing,
          options: [
            ["refuse", t(TRANSFER.refuse)],
            ["skip", t(TRANSFER.skip)],
          ],
          change: (value) => {
            this.existing = value === "skip" ? "skip" : "refuse";
          },
        })}
      </div>
      <div id="import-said"><p role="status">${this.busy ? t(TRANSFER.busy, { name: this.file?.name ?? "" }) : this.said}</p>
        <p role="alert" class="transfer-problem">${this.problem}</p></div>
      <p>${key({ label: t(TRANSFER.import), kind: "primary", submit: true, busy: this.busy, press: () => {} })}</p>
    </form></section>`;
  }

  override render() {
    return html`<div class="admin-head"><h1 class="admin-title">${t(TRANSFER.title)}</h1></div>
      <div class="admin-charts">${this.exports()}${this.imports()}${this.backups()}</div>
      <p class="label">${t(TRANSFER.audited)}</p>`;
  }
}
