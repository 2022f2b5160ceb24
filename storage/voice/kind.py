"""What shared storage asks of voice sessions (storage/session/kind.py)."""

from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Final

import orjson

from storage.redis import keys
from storage.redis.client import Redis
from storage.session.kind import Carried, Facts, Kind

if TYPE_CHECKING:
    from storage.media.store import MediaStore

LIST: Final = "voice"
PAGE: Final = 200  # materials that are read at once


class VoiceFacts(Facts):
    """`interrupted`: the recorder is not heard any more. `duration_ms` is the length of all recordings, `peaks` the
    waveform of the longest: at most 32 heights of 0 to 255, `speakers` the first three names that people gave to
    voices."""

    project: str | None
    interrupted: bool
    recorder_name: str | None
    duration_ms: int
    peaks: list[int] | None
    open_tasks: int
    speakers: list[str]


def share_of(session_id: str) -> str:
    """What its files are called in the share of its owner."""
    return f"voice:{session_id}"


async def _files(redis: Redis, media: "MediaStore", session_id: str) -> AsyncIterator[str]:
    async for path in media.paths(f"voice/{session_id}"):
        yield path


async def _held(redis: Redis, session_id: str, held: int) -> int:
    """Chunks, assembled sound, attached files and those on their way, what lies in the bin included."""
    header = keys.header(session_id)
    total = 0
    for recording in await redis.call(header, "LRANGE", f"{header}:recordings", 0, -1):
        key = f"{header}:recording:{recording.decode()}"
        sizes = await redis.call(key, "HMGET", key, "bytes", "audio_size")
        total += sum(int(size or 0) for size in sizes)
    for upload in await redis.call(header, "ZRANGE", f"{header}:uploads", 0, -1):
        key = f"{header}:upload:{upload.decode()}"
        total += int(await redis.call(key, "HGET", key, "bytes") or 0)
    for key in (f"{header}:materials", f"{header}:deleted_materials"):
        cursor = b"0"
        while True:
            cursor, flat = await redis.call(key, "HSCAN", key, cursor, "COUNT", PAGE)
            total += sum(orjson.loads(material).get("size") or 0 for material in flat[1::2])
            if cursor == b"0":
                break
    return total


class CarriedVoice(Carried):
    async def begin(self, session_id: str) -> Mapping[str, str]:
        return {"lease": "", "recorder": ""}

    async def enter(self, session_id: str, header: Mapping[str, str], *, has_files: bool) -> None:
        """An entry without a session counts as none, so the list comes last."""
        owner = header.get("owner", "")
        key = keys.user(owner, LIST)
        await self._redis.call(key, "ZADD", key, header["created_at"], session_id)
        changed = keys.index(session_id, "voice", "changed")
        await self._redis.call(changed, "SADD", changed, session_id)
        if owner and has_files:
            await self._shares.enter(owner, share_of(session_id))


KIND: Final = Kind(
    keys={
        "materials": "hash",
        "deleted_materials": "hash",
        "tasks": "hash",
        "deleted_tasks": "hash",
        "segments": "hash",
        "segment_order": "zset",
        "speakers": "hash",
        "edits": "list",
        "jobs": "hash",
        "recordings": "list",
        "material_ids": "list",
    },
    keys_of={"recording": "hash", "chunks": "hash"},
    ids=("recordings", "list"),
    shown=("materials", "deleted_materials", "tasks", "segments", "speakers", "jobs"),
    shown_of=("recordings", "recording"),
    named_in=("tasks", "deleted_tasks"),
    names=(("recorder", "recorder_name"),),
    has_jobs=True,
    job_records="jobs",
    facts=VoiceFacts,
    lists=(LIST, "voice-bin"),
    pointers=("active-session",),
    telegram_list=LIST,
    folder="voice",
    files=_files,
    held=_held,
    carried=CarriedVoice,
    webhook_events=("recording.done", "transcript.ready", "task.made"),
)
