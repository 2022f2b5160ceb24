"""What was said in a voice session, for people who correct it: every change is one script, live for everybody."""

from typing import Annotated

import orjson
from pydantic import Field

from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.api.lazy_model import LazyModel
from handlers.voice.sessions import OF_READER, Jobs
from sessions.base.errors import Conflict, NotFound, TooLarge
from sessions.base.ids import EntityId, SessionId
from sessions.base.instant import Instant
from sessions.voice.material import Material, NoteChange
from sessions.voice.segment import (
    SegmentChange,
    SegmentId,
    SegmentJoin,
    SegmentSpeaker,
    SegmentSplit,
    SpeakerId,
    SpeakerNamed,
    SpeechSegment,
)
from storage.voice.store import VoiceStore
from storage.voice.transcript.store import Transcripts

PATH = "/voicebot/sessions/{session_id}"
SEGMENT = f"{PATH}/segments/{{segment_id}}"


class FormerText(LazyModel):
    """What a segment said until somebody replaced it, and who did."""

    by: str
    name: str
    at: Instant
    text: str


class SegmentHistory(LazyModel):
    """The newest first: the last 1,000 changes of a session are kept, and 256 KB of them."""

    items: Annotated[list[FormerText], Field(max_length=2000)]


class VoiceTranscript:
    def __init__(self, store: VoiceStore, transcripts: Transcripts, jobs: Jobs) -> None:
        self._store = store
        self._jobs = jobs
        self._transcripts = transcripts

    @route("PATCH", SEGMENT, access=Access.EDITOR, errors=[*OF_READER, NotFound, Conflict, TooLarge], grows=True)
    async def change(
        self, call: Call, session_id: SessionId, segment_id: SegmentId, body: SegmentChange
    ) -> Raw[SpeechSegment]:
        """Changes the text of a segment. `conflict` with `reason` `changed` and a `name`: somebody was quicker."""
        return Raw(await self._transcripts.change(session_id, call.user, segment_id, body))

    @route(
        "PUT", SEGMENT + "/speaker", access=Access.EDITOR, errors=[*OF_READER, NotFound, Conflict, TooLarge], grows=True
    )
    async def set_speaker(
        self, call: Call, session_id: SessionId, segment_id: SegmentId, body: SegmentSpeaker
    ) -> Raw[SpeechSegment]:
        """Says who says this segment."""
        return Raw(await self._transcripts.set_speaker(session_id, call.user, segment_id, body))

    @route(
        "POST", SEGMENT + "/split", access=Access.EDITOR, errors=[*OF_READER, NotFound, Conflict, TooLarge], grows=True
    )
    async def split(
        self, call: Call, session_id: SessionId, segment_id: SegmentId, body: SegmentSplit
    ) -> Raw[SpeechSegment]:
        """Makes two segments of one; answers the first, and an event brings the second."""
        return Raw(await self._transcripts.split(session_id, call.user, segment_id, body))

    @route("POST", SEGMENT + "/join", access=Access.EDITOR, errors=[*OF_READER, NotFound, Conflict, TooLarge])
    async def join(
        self, call: Call, session_id: SessionId, segment_id: SegmentId, body: SegmentJoin
    ) -> Raw[SpeechSegment]:
        """Joins a segment with the one behind it."""
        return Raw(await self._transcripts.join(session_id, call.user, segment_id, body))

    @route("DELETE", SEGMENT, status=204, access=Access.EDITOR, errors=[*OF_READER, NotFound])
    async def forget(self, call: Call, session_id: SessionId, segment_id: SegmentId) -> None:
        """Deletes a segment for good, with all that it said before; the sound stays. The session's owner and whoever
        made the recording can."""
        for job in await self._transcripts.forget(session_id, call.user, segment_id):
            await self._jobs.add(job)

    @route("GET", SEGMENT + "/history", access=Access.EDITOR, errors=[*OF_READER, NotFound])
    async def history(self, call: Call, session_id: SessionId, segment_id: SegmentId) -> Raw[SegmentHistory]:
        """What a segment said before."""
        items = await self._transcripts.history(session_id, call.user, segment_id)
        former = [FormerText(by=one.by, name=one.name, at=one.at, text=one.text) for one in items]
        return Raw(orjson.dumps(SegmentHistory(items=former).model_dump(mode="json")))

    @route(
        "PUT",
        PATH + "/speakers/{speaker_id}",
        status=204,
        access=Access.EDITOR,
        errors=[*OF_READER, TooLarge],
        grows=True,
    )
    async def name_speaker(self, call: Call, session_id: SessionId, speaker_id: SpeakerId, body: SpeakerNamed) -> None:
        """Says who the speaker with this label is, in the whole session."""
        await self._transcripts.name_speaker(session_id, call.user, speaker_id, body.name)

    @route("PATCH", PATH + "/materials/{material_id}", access=Access.EDITOR, errors=[*OF_READER, NotFound], grows=True)
    async def change_note(
        self, call: Call, session_id: SessionId, material_id: EntityId, body: NoteChange
    ) -> Raw[Material]:
        """Changes an attached text."""
        await self._transcripts.change_note(session_id, call.user, material_id, body.text)
        material = await self._store.material(session_id, material_id)
        if material is None:
            raise NotFound("There is no such text")
        return Raw(material)

    @route("POST", PATH + "/undo", status=204, access=Access.EDITOR, errors=[*OF_READER, NotFound, Conflict])
    async def undo(self, call: Call, session_id: SessionId) -> None:
        """Takes back the caller's last change of a segment, a speaker or a text. `conflict`: somebody has changed the
        same since."""
        await self._transcripts.undo(session_id, call.user)
