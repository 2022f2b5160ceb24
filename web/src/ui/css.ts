import { noChange } from "lit";
import { type AttributePart, Directive, directive, type PartInfo, PartType } from "lit/directive.js";

/**
 * Sets custom properties and styles through the CSSOM. Lit's `styleMap` writes a `style` attribute first, which a
 * Content-Security-Policy without `unsafe-inline` refuses.
 */
class CssDirective extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ATTRIBUTE || part.name !== "style") throw new Error("css() belongs in style=");
  }

  render(_values: Readonly<Record<string, string | number>>): unknown {
    return noChange;
  }

  override update(part: AttributePart, [values]: [Readonly<Record<string, string | number>>]): unknown {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(values)) style.setProperty(name, String(value));
    return noChange;
  }
}

export const css = directive(CssDirective);
