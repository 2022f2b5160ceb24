import { html, type TemplateResult } from "lit";
import { type Phrase, t } from "../i18n";

/** Every state has its own shape and text, so that it can be recognized without colour. */
const PILLS = {
  created: { shape: "ring", hue: "neutral", word: { en: "Created", ru: "Создана" } },
  active: { shape: "dot", hue: "live", word: { en: "Active", ru: "В эфире" } },
  paused: { shape: "bars", hue: "hold", word: { en: "Paused", ru: "Пауза" } },
  ended: { shape: "square", hue: "shut", word: { en: "Ended", ru: "Завершена" } },
  playing: { shape: "dot", hue: "live", word: { en: "Playing", ru: "Играет" } },
  recording: { shape: "dot", hue: "rec", word: { en: "Recording", ru: "Запись" } },
} satisfies Record<string, { shape: string; hue: string; word: Phrase }>;

export type PillStatus = keyof typeof PILLS;

export function statusWord(status: PillStatus): string {
  return t(PILLS[status].word);
}

export function statusPill(status: PillStatus): TemplateResult {
  const { shape, hue } = PILLS[status];
  return html`<span class="pill pill-${hue}"><i class="shape shape-${shape}" aria-hidden="true"></i>${statusWord(status)}</span>`;
}
