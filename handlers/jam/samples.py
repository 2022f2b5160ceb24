"""Recorded samples of a jam: stored once, never changed, shared by its remixes (S19, S23)."""

from typing import Protocol
from uuid import uuid4

import orjson
from pydantic import BaseModel

from handlers.call import Call
from handlers.contract import Access, Media, Upload, route
from handlers.jam.sessions import OPEN, Jams
from sessions.errors import FileTooLarge, NotFound, RateLimited, TooLarge, UnsupportedMedia
from sessions.ids import is_uuid
from sessions.jam_sample import MEDIA_TYPE, MOST_BYTES, read_wave
from storage.jam import JamStore
from storage.limits import Limits

UPLOADS_PER_MINUTE = 30  # by one address: a busy hand records every two seconds


class Objects(Protocol):
    """Where samples are kept."""

    async def put(self, path: str, content: bytes) -> None: ...
    async def read(self, path: str, start: int = 0, end: int | None = None) -> bytes: ...


class StoredSample(BaseModel):
    """What a track's `sampleId` says to use it, and how long it is."""

    sampleId: str  # noqa: N815 - the document's name
    seconds: float


class JamSamples:
    def __init__(self, jams: Jams, store: JamStore, objects: Objects, limits: Limits) -> None:
        self._jams = jams
        self._store = store
        self._objects = objects
        self._limits = limits

    @route(
        "POST",
        "/api/sessions/{uuid}/samples",
        status=201,
        access=Access.LINK,
        errors=[*OPEN, FileTooLarge, TooLarge, UnsupportedMedia, RateLimited],
    )
    async def store(self, call: Call, uuid: str, upload: Upload) -> StoredSample:
        """Keeps a WAV file of at most 12 seconds and 4 MiB for the session's tracks."""
        jam = await self._jams.open(call, uuid, to="edit")
        await self._limits.spend("sample", call.address, most=UPLOADS_PER_MINUTE, seconds=60)
        content = await upload.read(MOST_BYTES)
        sound = read_wave(content)
        sample_id = str(uuid4())
        await self._objects.put(f"samples/{jam.id}/{sample_id}", content)
        by = call.signed_in.id if call.signed_in is not None else None
        about = orjson.dumps({"session": jam.id, "size": len(content), "by": by})
        await self._store.add_sample(jam.id, call.signed_in, sample_id, about)
        return StoredSample(sampleId=f"recording-{sample_id}", seconds=round(sound.seconds, 3))

    @route("GET", "/api/sessions/{uuid}/samples/{sample}", access=Access.LINK, errors=[*OPEN, NotFound])
    async def read(self, call: Call, uuid: str, sample: str) -> Media:
        """A sample of the session or of one that it was remixed from. It never changes."""
        jam = await self._jams.open(call, uuid)
        if not is_uuid(sample, "4"):
            raise NotFound("There is no such recording")
        about = orjson.loads(await self._store.sample(jam.id, sample.lower()))
        path = f"samples/{about['session']}/{sample.lower()}"

        async def part(start: int, end: int) -> bytes:
            return await self._objects.read(path, start, end)

        return Media(size=about["size"], media_type=MEDIA_TYPE, etag=sample.lower(), read=part)
