import { t } from "../../i18n";
import type { contract } from "../../sdk";
import { VOICE } from "../words";

/** What a material from a chat has to do with others: its author, what it answers, its place in an album. */
export function relations(
  materials: readonly contract.Material[],
  { material_id, forwarded_from, reply_to, album }: contract.Material,
): string[] {
  const lines: string[] = [];
  if (forwarded_from) lines.push(t(VOICE.forwarded, { name: forwarded_from }));
  const replied = materials.find((one) => one.material_id === reply_to);
  if (replied) lines.push(t(VOICE.answers, { what: replied.text ?? replied.filename ?? t(VOICE.voices) }));
  const parts = album ? materials.filter((one) => one.album === album) : [];
  if (parts.length > 1)
    lines.push(
      t(VOICE.album, { n: parts.findIndex((one) => one.material_id === material_id) + 1, m: parts.length }),
    );
  return lines;
}
