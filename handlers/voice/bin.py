"""Deleting and restoring voice sessions, recordings and materials (D13)."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import orjson
from pydantic import Field

from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.api.lazy_model import LazyModel
from handlers.voice.access import VOICE_ACCESS
from handlers.voice.sessions import OF_READER, Jobs
from sessions.base.errors import (
    Forbidden,
    InvalidTransition,
    NotFound,
    SessionNotFound,
)
from sessions.base.ids import EntityId, SessionId
from sessions.base.instant import Instant
from sessions.base.job import JobRef
from sessions.voice.material import Material
from sessions.voice.recording import Recording
from sessions.voice.session import VoiceSession
from storage.bin.bin import BIN_MS
from storage.bus.feeds import Feeds
from storage.voice.bin import Binned, Kind, VoiceBin


class DeletedItem(LazyModel):
    """Something in the bin. `item_id` is the session's id for a session; `title` is a material's name or text, `number`
    a recording's; at `gone_at` it is deleted for good."""

    kind: Kind
    session_id: SessionId
    item_id: EntityId
    session_name: str
    title: str
    number: Annotated[int, Field(ge=0)]
    deleted_at: Instant
    gone_at: Instant


class DeletedList(LazyModel):
    """What the user can restore, newest first; at most 500."""

    items: list[DeletedItem]


class VoiceTrash:
    """The routes of the bin."""

    def __init__(self, bin_: VoiceBin, feeds: Feeds, jobs: Jobs) -> None:
        self._bin = bin_
        self._feeds = feeds
        self._jobs = jobs

    @route("GET", "/voicebot/deleted", access=Access.SIGNED_IN)
    async def list(self, call: Call) -> Raw[DeletedList]:
        """The user's bin."""
        items = [
            DeletedItem(
                kind=one.thing.kind,
                session_id=one.thing.session_id,
                item_id=one.thing.item_id,
                session_name=one.session_name,
                title=one.title,
                number=one.number,
                deleted_at=one.deleted_at,
                gone_at=one.deleted_at + BIN_MS,
            )
            for one in await self._bin.of(call.user)
        ]
        return Raw(orjson.dumps(DeletedList(items=items).model_dump(mode="json")))

    @route("DELETE", "/voicebot/sessions/{session_id}", status=204, access=Access.OWNER, errors=OF_READER)
    async def delete(self, call: Call, session_id: SessionId) -> None:
        """Moves the session to the bin; only its owner can. Nobody else can find it from then on."""
        header = await self._feeds.header_for(session_id, call.user)
        VOICE_ACCESS.require(call.user, header, "own")
        await self._bin.delete_session(session_id, header["owner"].decode(), call.user)

    @route(
        "POST",
        "/voicebot/deleted/{session_id}/restore",
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound, Forbidden],
    )
    async def restore(self, call: Call, session_id: SessionId) -> Raw[VoiceSession]:
        """Restores a session from the bin, with everything in it."""
        session, jobs = await self._bin.restore_session(session_id, call.user)
        await self._add(jobs)
        return Raw(session)

    @route(
        "DELETE",
        "/voicebot/deleted/{session_id}",
        status=204,
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound, Forbidden],
    )
    async def purge(self, call: Call, session_id: SessionId) -> None:
        """Deletes a session in the bin for good, with its files."""
        await self._bin.purge(Binned("session", session_id, session_id), call.user)

    # --- recordings and materials ----------------------------------------------------------------------------------

    @route(
        "DELETE",
        "/voicebot/sessions/{session_id}/recordings/{recording_id}",
        status=204,
        access=Access.EDITOR,
        errors=[*OF_READER, NotFound, InvalidTransition],
    )
    async def delete_recording(self, call: Call, session_id: SessionId, recording_id: EntityId) -> None:
        """Moves a recording to the bin: the session's owner and whoever made it can, but not while it is being
        recorded."""
        await self._discard(call, Binned("recording", session_id, recording_id))

    @route(
        "POST",
        "/voicebot/sessions/{session_id}/recordings/{recording_id}/restore",
        access=Access.EDITOR,
        errors=[*OF_READER, NotFound],
    )
    async def restore_recording(self, call: Call, session_id: SessionId, recording_id: EntityId) -> Raw[Recording]:
        """Restores a recording from the bin."""
        return Raw(await self._retrieve(call, Binned("recording", session_id, recording_id)))

    @route(
        "DELETE",
        "/voicebot/deleted/{session_id}/recordings/{recording_id}",
        status=204,
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound, Forbidden],
    )
    async def purge_recording(self, call: Call, session_id: SessionId, recording_id: EntityId) -> None:
        """Deletes a recording in the bin for good; only the session's owner can."""
        await self._bin.purge(Binned("recording", session_id, recording_id), call.user)

    @route(
        "DELETE",
        "/voicebot/sessions/{session_id}/materials/{material_id}",
        status=204,
        access=Access.EDITOR,
        errors=[*OF_READER, NotFound],
    )
    async def delete_material(self, call: Call, session_id: SessionId, material_id: EntityId) -> None:
        """Moves a material to the bin: the session's owner and whoever attached it can."""
        await self._discard(call, Binned("material", session_id, material_id))

    @route(
        "POST",
        "/voicebot/sessions/{session_id}/materials/{material_id}/restore",
        access=Access.EDITOR,
        errors=[*OF_READER, NotFound],
    )
    async def restore_material(self, call: Call, session_id: SessionId, material_id: EntityId) -> Raw[Material]:
        """Restores a material from the bin."""
        return Raw(await self._retrieve(call, Binned("material", session_id, material_id)))

    @route(
        "DELETE",
        "/voicebot/deleted/{session_id}/materials/{material_id}",
        status=204,
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound, Forbidden],
    )
    async def purge_material(self, call: Call, session_id: SessionId, material_id: EntityId) -> None:
        """Deletes a material in the bin for good; only the session's owner can."""
        await self._bin.purge(Binned("material", session_id, material_id), call.user)

    async def _discard(self, call: Call, thing: Binned) -> None:
        header = await self._feeds.header_for(thing.session_id, call.user)
        VOICE_ACCESS.require(call.user, header, "update")
        await self._add(await self._bin.discard(thing, header["owner"].decode(), call.user))

    async def _retrieve(self, call: Call, thing: Binned) -> bytes:
        json, jobs = await self._bin.retrieve(thing, call.user)
        await self._add(jobs)
        return json

    async def _add(self, jobs: Sequence[JobRef]) -> None:
        await asyncio.gather(*(self._jobs.add(job) for job in jobs))
