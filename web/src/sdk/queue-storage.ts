import type { QueuedCommand } from "./queue";

/**
 * Where queued commands are stored across restarts. Each is stored separately, so that two pages do not overwrite each
 * other.
 */
export interface QueueStorage {
  load(): Promise<readonly QueuedCommand[]> | readonly QueuedCommand[];
  put(command: QueuedCommand): Promise<void> | void;
  remove(id: string): Promise<void> | void;
}

/** The part of `Storage` (localStorage) that is needed. */
export interface WebStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Stores nothing. */
export function memoryStorage(): QueueStorage {
  return { load: () => [], put: () => undefined, remove: () => undefined };
}

/**
 * A queue in localStorage, one key for each command. What cannot be read is dropped: it is not ours or from another
 * version.
 */
export function webStorage(storage: WebStorage, prefix = "roomtone:queue:"): QueueStorage {
  return {
    load() {
      const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
      return keys.filter((key) => key.startsWith(prefix)).flatMap((key) => read(storage, key));
    },
    put(command) {
      storage.setItem(prefix + command.id, JSON.stringify(command));
    },
    remove(id) {
      storage.removeItem(prefix + id);
    },
  };
}

function read(storage: WebStorage, key: string): readonly QueuedCommand[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key) ?? "");
    if (isCommand(stored)) return [stored];
  } catch {
    // not JSON: dropped below
  }
  storage.removeItem(key);
  return [];
}

function isCommand(value: unknown): value is QueuedCommand {
  if (typeof value !== "object" || value === null) return false;
  const { id, event, payload, sessionId, userId, queuedAt } = value as Record<string, unknown>;
  return (
    typeof id === "string" &&
    typeof event === "string" &&
    typeof payload === "object" &&
    payload !== null &&
    typeof sessionId === "string" &&
    (userId === null || typeof userId === "string") &&
    typeof queuedAt === "number"
  );
}
