/** Sends a file, a large one in chunks: what breaks off goes on where it was, also when the page was closed meanwhile. */

import { client } from "../../app/client";
import { backoffMs, RoomtoneError } from "../../sdk";
import { contentDigest } from "../../sdk/content-digest";
import { sha256 } from "../../ui/sha256";

const CHUNK = 4 * 1024 * 1024;
const WHOLE = 8 * 1024 * 1024; // beyond this a file comes in chunks
const MOST_CHUNKS = 1024;
const PATIENCE_MS = 180_000; // 20 MB over 2 Mbit/s take 80 s

export interface FileProgress {
  /** Of the file, 0 to 1. */
  readonly share: number;
  /** Until all has been sent, at the speed so far; null when that is not known yet. */
  readonly leftMs: number | null;
  readonly waits: boolean;
}

/** Throws what the server refuses, and the signal's reason. A large file waits while there is no connection. */
export async function sendFile(
  sessionId: string,
  id: string,
  file: File,
  tell: (progress: FileProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const limits = await client.request("GET", "/api/limits", { signal });
  if (file.size > limits.file_bytes)
    throw new RoomtoneError("file_too_large", "The file is too large", { limit: limits.file_bytes });
  const path = `/voicebot/sessions/${sessionId}/materials/${id}` as const;
  if (file.size <= Math.min(WHOLE, limits.material_bytes)) {
    const headers = { "Content-Type": file.type || "application/octet-stream" };
    const query = { filename: file.name };
    await client.request("PUT", `${path}/file`, {
      query,
      headers,
      body: file,
      signal,
      timeoutMs: PATIENCE_MS,
    });
    return;
  }
  const size = Math.min(limits.chunk_bytes, Math.max(CHUNK, Math.ceil(file.size / MOST_CHUNKS)));
  const count = Math.ceil(file.size / size);
  const known = new Set(await arrived(path, signal));
  const begun = Date.now();
  let sent = 0;
  let there = [...known].reduce((bytes, number) => bytes + Math.min(size, file.size - number * size), 0);
  const told = (waits: boolean) => {
    const speed = sent / Math.max(1, Date.now() - begun);
    tell({ share: there / file.size, leftMs: sent === 0 ? null : (file.size - there) / speed, waits });
  };
  told(false);
  for (let number = 0; number < count; number += 1) {
    if (known.has(number)) continue;
    const body = file.slice(number * size, (number + 1) * size);
    const digest = await sha256(await body.arrayBuffer());
    const headers = { ...contentDigest(digest), "Content-Type": "application/octet-stream" };
    const put = () =>
      client.request("PUT", `${path}/chunks/${number}`, { body, headers, signal, timeoutMs: PATIENCE_MS });
    await untilOnline(put, () => told(true), signal);
    sent += body.size;
    there += body.size;
    told(false);
  }
  const body = { chunks: count, filename: file.name };
  const finish = () =>
    client.request("POST", `${path}/finish`, { body, signal, idempotent: true, timeoutMs: PATIENCE_MS });
  await untilOnline(finish, () => told(true), signal);
}

async function arrived(
  path: `/voicebot/sessions/${string}/materials/${string}`,
  signal: AbortSignal,
): Promise<readonly number[]> {
  try {
    return (await client.request("GET", `${path}/chunks`, { signal })).chunks;
  } catch (error) {
    if (error instanceof RoomtoneError && error.code === "not_found") return [];
    throw error;
  }
}

async function untilOnline(
  work: () => Promise<unknown>,
  waits: () => void,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof RoomtoneError) || error.advice !== "retry") throw error;
      waits();
      await new Promise((resolve) => setTimeout(resolve, backoffMs(attempt, Math.random())));
      signal.throwIfAborted();
    }
  }
}
