import type { IAudioMetadata, IChapter } from "music-metadata";

export interface Chapter {
  readonly title: string;
  /** In the whole book, in ms. */
  readonly startMs: number;
}

/** What a file of sound says of itself. */
export interface Media {
  readonly title: string | undefined;
  readonly album: string | undefined;
  readonly artist: string | undefined;
  readonly durationMs: number | undefined;
  readonly chapters: readonly Chapter[];
  readonly picture: Blob | undefined;
}

const SOUND = /\.(aac|flac|m4a|m4b|mka|mp3|mp4|oga|ogg|opus|wav|weba|webm)$/i;
const TEXT_LIMIT = 200;
const MOST_CHAPTERS = 1000;
const NOTHING: Media = {
  title: undefined,
  album: undefined,
  artist: undefined,
  durationMs: undefined,
  chapters: [],
  picture: undefined,
};

export function isSound(file: { readonly name: string; readonly type: string }): boolean {
  return file.type.startsWith("audio/") || SOUND.test(file.name);
}

/** A line of text as histories take it. */
export function line(text: string | undefined): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  const clean = text?.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ").trim();
  return clean ? [...clean].slice(0, TEXT_LIMIT).join("").trim() : undefined;
}

/** Read in this browser; a file that says nothing, or that nobody can read, has no title and no chapters. */
export async function readMedia(file: File): Promise<Media> {
  const { parseBlob, selectCover } = await import("music-metadata");
  let found: IAudioMetadata;
  try {
    found = await parseBlob(file, { includeChapters: true });
  } catch {
    return NOTHING;
  }
  const cover = selectCover(found.common.picture);
  const seconds = found.format.duration;
  return {
    title: line(found.common.title),
    album: line(found.common.album),
    artist: line(found.common.artist ?? found.common.albumartist),
    durationMs: seconds && Number.isFinite(seconds) ? Math.round(seconds * 1000) : undefined,
    chapters: chaptersOf(found),
    picture: cover ? new Blob([new Uint8Array(cover.data)], { type: cover.format }) : undefined,
  };
}

function chaptersOf(found: IAudioMetadata): Chapter[] {
  const rate = found.format.sampleRate ?? 0;
  const startOf = (one: IChapter) =>
    one.start === undefined && rate > 0
      ? ((one.sampleOffset ?? 0) / rate) * 1000
      : (one.start / (one.timeScale ?? 1)) * 1000;
  const own = (found.format.chapters ?? []).map((one) => ({ title: one.title, startMs: startOf(one) }));
  return inOrder(own.length > 0 ? own : vorbisChapters(found));
}

/** Ogg files have chapters as comments: `CHAPTER001=00:12:30.000` and `CHAPTER001NAME=…`. */
function vorbisChapters(found: IAudioMetadata): Chapter[] {
  const tags = new Map(
    (found.native.vorbis ?? []).map((tag) => [tag.id.toUpperCase(), String(tag.value)] as const),
  );
  return [...tags].flatMap(([id, value]) => {
    const [, hours, minutes, seconds] = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(value) ?? [];
    if (!/^CHAPTER\d+$/.test(id) || hours === undefined) return [];
    const startMs = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    return [{ title: tags.get(`${id}NAME`) ?? "", startMs }];
  });
}

/** Chapters as they are heard: by start, none twice, with a number where there is no title. */
export function inOrder(chapters: readonly Chapter[]): Chapter[] {
  const valid = chapters.filter((one) => Number.isFinite(one.startMs) && one.startMs >= 0);
  const sorted = valid
    .map((one) => ({ title: line(one.title) ?? "", startMs: Math.round(one.startMs) }))
    .sort((a, b) => a.startMs - b.startMs)
    .filter((one, at, all) => at === 0 || one.startMs !== all[at - 1]?.startMs);
  return sorted.slice(0, MOST_CHAPTERS).map((one, at) => ({ ...one, title: one.title || String(at + 1) }));
}
