import { html, type TemplateResult } from "lit";
import type { ProductLink } from "../app/product-links";
import "./clips-miniature";
import "./jam-miniature";
import { listenMiniature } from "./listen-miniature";
import { voiceMiniature } from "./voice-miniature";

/** The right half of a product's panel: a small working picture of it. */
export const miniatures: Partial<Record<ProductLink["name"], () => TemplateResult>> = {
  jam: () => html`<rt-jam-miniature></rt-jam-miniature>`,
  clips: () => html`<rt-clips-miniature></rt-clips-miniature>`,
  voice: voiceMiniature,
  listen: listenMiniature,
};
