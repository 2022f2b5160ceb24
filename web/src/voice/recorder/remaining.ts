import type { ChunkStore, KeptRecording } from "./chunk-store";

/** A recording of an earlier visit, and how many of its chunks were never sent; `fragments` have chunks among them. */
export interface RemainingRecording {
  readonly recording: KeptRecording;
  readonly waiting: number;
  readonly fragments: number;
}

/** The lock that a tab holds while it records. */
export const RECORDING_NOW = "roomtone-recording-now";

const OWN = "roomtone:recording";

function lockName(recordingId: string): string {
  return `roomtone-recording-${recordingId}`;
}

/** The recording of this tab: a reload keeps it, a new tab does not have it. */
export function remembered(): string | null {
  try {
    return sessionStorage.getItem(OWN);
  } catch {
    return null; // without storage a reload is a new visit, which offers the unsent recordings
  }
}

export function remember(recordingId: string | null): void {
  try {
    if (recordingId === null) sessionStorage.removeItem(OWN);
    else sessionStorage.setItem(OWN, recordingId);
  } catch {
    // see above
  }
}

/** Locks the recording against other tabs; answers how to release it. The browser releases it with the tab. */
export function lock(recordingId: string): () => void {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  void navigator.locks?.request(lockName(recordingId), { ifAvailable: true }, () => held);
  return release;
}

async function heldLocks(): Promise<Set<string | undefined>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map((one) => one.name));
}

/** Whether some tab of this browser records. */
export async function isRecordedSomewhere(): Promise<boolean> {
  return (await heldLocks()).has(RECORDING_NOW);
}

/** The unsent recordings that no open tab has. */
export async function remainingRecordings(
  store: ChunkStore,
  recordings: readonly KeptRecording[],
): Promise<RemainingRecording[]> {
  const taken = await heldLocks();
  const free = recordings.filter((one) => !taken.has(lockName(one.recordingId)));
  return Promise.all(
    free.map(async (recording) => {
      const chunks = await store.waiting(recording.recordingId);
      const fragments = new Set(chunks.map((chunk) => chunk.fragment)).size;
      return { recording, waiting: chunks.length, fragments };
    }),
  );
}
