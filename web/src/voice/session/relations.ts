import { t } from "../../i18n";
import type { contract } from "../../sdk";
import { VOICE } from "../words";

/**
 * What each material from a chat has to do with others: its author, what it answers, its place in an album. The materials
 * are gone through once: a session has up to 5,000.
 */
export function relations(
  materials: readonly contract.Material[],
): (material: contract.Material) => readonly string[] {
  const byId = new Map(materials.map((one) => [one.material_id, one]));
  const places = new Map<string, number>();
  const sizes = new Map<string, number>();
  for (const { material_id, album } of materials) {
    if (!album) continue;
    const n = (sizes.get(album) ?? 0) + 1;
    sizes.set(album, n);
    places.set(material_id, n);
  }
  return ({ material_id, forwarded_from, reply_to, album }) => {
    const lines: string[] = [];
    if (forwarded_from) lines.push(t(VOICE.forwarded, { name: forwarded_from }));
    const replied = byId.get(reply_to ?? "");
    if (replied) lines.push(t(VOICE.answers, { what: replied.text ?? replied.filename ?? t(VOICE.voices) }));
    const [n, m] = [places.get(material_id) ?? 0, sizes.get(album ?? "") ?? 0];
    if (m > 1) lines.push(t(VOICE.album, { n, m }));
    return lines;
  };
}
