import { newId } from "../../sdk/new-id";

const KEPT = "roomtone:files";
const MOST_KEPT = 8;

/** The id of a file in a session: the same one when the same file is chosen again. */
export function idOf(sessionId: string, file: File): string {
  const name = [sessionId, file.name, file.size, file.lastModified].join("/");
  const kept = keptIds();
  const id = kept.find(([of]) => of === name)?.[1] ?? newId();
  keepIds([[name, id], ...kept.filter(([of]) => of !== name)]);
  return id;
}

export function forgetId(id: string): void {
  keepIds(keptIds().filter(([, of]) => of !== id));
}

function keptIds(): [string, string][] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

function keepIds(ids: [string, string][]): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(ids.slice(0, MOST_KEPT)));
  } catch {
    // the file is then sent from its start when the page was closed
  }
}
