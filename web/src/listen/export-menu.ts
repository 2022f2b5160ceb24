import { html, type TemplateResult } from "lit";
import { t } from "../i18n";
import { icon } from "../ui/icons";
import "../ui/menu";
import type { MenuItem } from "../ui/menu";
import { ownZone } from "./time";
import { LISTEN } from "./words";

/** Saves the history as a file; `more` is what else can be done with all of it. */
export function exportMenu(more: readonly MenuItem[] = []): TemplateResult {
  const face = html`<span class="key key-secondary key-marked">${icon("download")}<span>${t(LISTEN.export)}</span></span>`;
  const items: MenuItem[] = [
    { label: t(LISTEN.exportCsv), icon: "download", press: () => save("csv") },
    { label: t(LISTEN.exportJson), icon: "download", press: () => save("json") },
    ...more,
  ];
  return html`<rt-menu .label=${t(LISTEN.export)} .face=${face} .items=${items}></rt-menu>`;
}

function save(format: "csv" | "json"): void {
  const link = document.createElement("a");
  link.href = `/api/listening/export?${new URLSearchParams({ format, zone: ownZone() })}`;
  link.download = "";
  link.click();
}
