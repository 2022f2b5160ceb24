"""Recorded samples of a jam: stored once, never changed, shared by its remixes (S19, S23)."""

from contextlib import nullcontext
from typing import Any, Protocol
from uuid import uuid4

import orjson
from pydantic import ConfigDict

from auth.script_keys import Scope
from handlers.api.call import Call
from handlers.api.contract import (
    Access,
    Media,
    Upload,
    route,
)
from handlers.api.lazy_model import LazyModel
from handlers.jam.sessions import OPEN, Jams
from sessions.base.errors import (
    FileTooLarge,
    Forbidden,
    NotFound,
    RateLimited,
    SessionNotFound,
    StorageFull,
    TooLarge,
    UnsupportedMedia,
)
from sessions.base.ids import is_uuid
from sessions.base.instant import UnixMs
from sessions.base.text import Note
from sessions.jam.sample import MEDIA_TYPE, MOST_BYTES, read_wave
from storage.bin.bin import BIN_MS
from storage.jam.kind import share_of
from storage.jam.recordings import MOST, JamRecordings, path_of
from storage.quota.media import MediaQuota
from storage.session.rate_limiter import RateLimiter

UPLOADS_PER_MINUTE = 30  # by one address: enough for a recording every two seconds


class Objects(Protocol):
    """The store of samples."""

    async def put(self, path: str, content: bytes) -> None: ...
    async def read(self, path: str, start: int = 0, end: int | None = None) -> bytes: ...
    async def delete(self, path: str) -> None: ...


class NewRecording(LazyModel):
    """The name of a new recording; may be left out."""

    model_config = ConfigDict(extra="forbid")

    name: Note = None


class StoredSample(LazyModel):
    """The value for a track's `sampleId`, and the recording's length."""

    sampleId: str  # noqa: N815 - the document's name
    seconds: float


class JamRecording(StoredSample):
    """A recording of the session. `by` made it at `at`; `isInherited`: in the session that this one is a copy of."""

    name: str | None
    size: int
    by: str | None
    at: UnixMs | None
    isInherited: bool  # noqa: N815


class DeletedJamRecording(JamRecording):
    """A recording in the session's bin; at `goneAt` it is deleted for good."""

    deletedAt: UnixMs  # noqa: N815
    goneAt: UnixMs  # noqa: N815


class JamRecordingList(LazyModel):
    """Oldest first. `own` of them were made in this session, of at most `most`. `deleted` is what the caller may bring
    back, the newest first."""

    items: list[JamRecording]
    deleted: list[DeletedJamRecording]
    own: int
    most: int


class JamRecordingChanged(LazyModel):
    """Which recording was added, deleted or brought back."""

    sampleId: str  # noqa: N815


class JamSamples:
    def __init__(
        self, jams: Jams, recordings: JamRecordings, objects: Objects, limits: RateLimiter, shares: MediaQuota
    ) -> None:
        self._jams = jams
        self._recordings = recordings
        self._objects = objects
        self._limits = limits
        self._shares = shares

    @route(
        "POST",
        "/api/sessions/{uuid}/samples",
        status=201,
        access=Access.LINK,
        errors=[*OPEN, FileTooLarge, TooLarge, UnsupportedMedia, RateLimited],
        grows=True,
    )
    async def store(self, call: Call, uuid: str, query: NewRecording, upload: Upload) -> StoredSample:
        """Stores a WAV file of at most 12 seconds and 4 MiB for the session's tracks."""
        jam = await self._jams.open(call, uuid, to="edit")
        await self._limits.consume("sample", call.address, most=UPLOADS_PER_MINUTE, seconds=60)
        content = await upload.read(MOST_BYTES)
        seconds = round(read_wave(content).seconds, 3)
        sample_id = str(uuid4())
        by = call.signed_in.id if call.signed_in is not None else None
        about = {"session": jam.id, "size": len(content), "by": by, "seconds": seconds, "at": jam.now}
        owner = by or jam.owner
        share = share_of(jam.id, sample_id)
        async with nullcontext() if owner is None else self._shares.taking(owner, share, len(content)) as taken:
            await self._recordings.reserve(jam.id, sample_id)
            path = path_of(jam.id, sample_id)
            await self._objects.put(path, content)
            named = about if query.name is None else {**about, "name": query.name}
            try:
                await self._recordings.add(jam.id, call.signed_in, sample_id, orjson.dumps(named))
            except (Forbidden, SessionNotFound, StorageFull, TooLarge):
                await self._objects.delete(path)  # no limit counts it until the daily sweep (OP26)
                raise
            if taken is not None:
                taken.keep()
        return StoredSample(sampleId=f"recording-{sample_id}", seconds=seconds)

    @route("GET", "/api/sessions/{uuid}/samples", access=Access.LINK, errors=OPEN, scope=Scope.READ)
    async def list(self, call: Call, uuid: str) -> JamRecordingList:
        """The session's recordings (JM13)."""
        jam = await self._jams.open(call, uuid)
        known = {one: orjson.loads(about) for one, about in (await self._recordings.all(jam.id)).items()}
        items = [
            JamRecording(**_facts(jam.id, one, about))
            for one, about in sorted(known.items(), key=lambda pair: (pair[1]["at"], pair[0]))
        ]
        deleted = [
            DeletedJamRecording(
                **_facts(jam.id, one.uuid, orjson.loads(one.about)),
                deletedAt=one.deleted_at,
                goneAt=one.deleted_at + BIN_MS,
            )
            for one in await self._recordings.deleted(jam.id, call.signed_in)
        ]
        own = sum(not one.isInherited for one in items)
        return JamRecordingList(items=items, deleted=deleted, own=own, most=MOST)

    @route(
        "GET", "/api/sessions/{uuid}/samples/{sample}", access=Access.LINK, errors=[*OPEN, NotFound], scope=Scope.READ
    )
    async def read(self, call: Call, uuid: str, sample: str) -> Media:
        """A sample of the session or of the session that it was remixed from. It never changes."""
        jam = await self._jams.open(call, uuid)
        sample_uuid = recording_uuid(sample)
        about = orjson.loads(await self._recordings.one(jam.id, sample_uuid))
        path = path_of(about["session"], sample_uuid)

        async def part(start: int, end: int) -> bytes:
            return await self._objects.read(path, start, end)

        return Media(size=about["size"], media_type=MEDIA_TYPE, etag=sample_uuid, read=part)

    @route("DELETE", "/api/sessions/{uuid}/samples/{sample}", status=204, access=Access.LINK, errors=[*OPEN, NotFound])
    async def delete(self, call: Call, uuid: str, sample: str) -> None:
        """Moves a recording to the session's bin (D13); copies of the session keep it (JM13)."""
        jam = await self._jams.open(call, uuid, to="edit")
        await self._recordings.delete(jam.id, call.signed_in, recording_uuid(sample))

    @route(
        "POST",
        "/api/sessions/{uuid}/samples/{sample}/restore",
        status=204,
        access=Access.LINK,
        errors=[*OPEN, NotFound, TooLarge],
    )
    async def restore(self, call: Call, uuid: str, sample: str) -> None:
        """Brings a recording back from the session's bin; whoever may delete it can (D13)."""
        jam = await self._jams.open(call, uuid, to="edit")
        await self._recordings.restore(jam.id, call.signed_in, recording_uuid(sample))


def _facts(session_id: str, uuid: str, about: dict[str, Any]) -> dict[str, Any]:
    """What the list says of each recording."""
    return {
        "sampleId": f"recording-{uuid}",
        "name": about.get("name"),
        "seconds": about["seconds"],
        "size": about["size"],
        "by": about["by"],
        "at": about["at"],
        "isInherited": about["session"] != session_id,
    }


def recording_uuid(sample: str) -> str:
    """Raises NotFound."""
    if not is_uuid(sample, "4"):
        raise NotFound("There is no such recording")
    return sample.lower()
