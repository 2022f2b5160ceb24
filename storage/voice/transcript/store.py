"""What was said in a voice session: what services heard, and what people have changed of it.

A person's change reads the segment, makes the next one (`sessions/voice/segment.py`), and writes it with one script,
which refuses when somebody was quicker.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from auth.caller import Caller, Server
from auth.user import User
from sessions.base.errors import InvalidPayload, TooLarge
from sessions.base.job import JobRef
from sessions.voice.segment import Piece, SegmentChange, SegmentJoin, SegmentSpeaker, SegmentSplit, speaker_named
from storage.voice.store import Json, VoiceStore, asked


@dataclass(frozen=True, slots=True)
class Before:
    """What a segment said before somebody replaced it; `at` is Unix ms."""

    by: str
    name: str
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was said in an attached voice."""

    session: Json
    material: Json
    segments: list[Json]
    speakers: list[Json]


class Transcripts:
    """Every method raises SessionNotFound, Forbidden."""

    def __init__(self, store: VoiceStore) -> None:
        self._store = store

    async def put_part(self, job: JobRef, source_id: str, span: tuple[int, int], pieces: Sequence[Piece]) -> bool:
        """What was heard in a part of a source, which stands for `span` in ms. False when the run is over. Raises
        TooLarge."""
        rows = [(one.start_ms, one.end_ms, one.speaker, one.language, one.packed, one.text) for one in pieces]
        told = (job.job_id, job.run, source_id, *span, orjson.dumps(rows))
        return bool(await self._store.run("voice/transcript/part", job.session_id, Server.ITSELF, *told))

    async def said(self, session_id: str, by: User, material_id: str, most_bytes: int) -> Said:
        """What was said in an attached voice; segments after `most_bytes` are left out. Raises NotFound."""
        return Said(*await self._store.run("voice/transcript/said", session_id, by, material_id, most_bytes))

    async def change(self, session_id: str, by: User, segment_id: str, change: SegmentChange) -> Json:
        """Raises NotFound, Conflict, TooLarge, StorageFull."""
        piece = (await self._piece(session_id, by, segment_id)).said(change.text)
        return await self._revise(session_id, by, {segment_id: change.revision}, [(segment_id, _edited(piece))])

    async def set_speaker(self, session_id: str, by: User, segment_id: str, change: SegmentSpeaker) -> Json:
        """Raises NotFound, Conflict, TooLarge, StorageFull."""
        speaker = speaker_named(session_id, change.speaker_name)
        piece = (await self._piece(session_id, by, segment_id)).spoken_by(speaker)
        changes = [(segment_id, _edited(piece)), (f"s:{speaker}", change.speaker_name)]
        return await self._revise(session_id, by, {segment_id: change.revision}, changes)

    async def split(self, session_id: str, by: User, segment_id: str, place: SegmentSplit) -> Json:
        """Answers the first of both. Raises NotFound, Conflict, TooLarge, StorageFull, InvalidPayload."""
        both = (await self._piece(session_id, by, segment_id)).split(place.word)
        if both is None:
            raise InvalidPayload("There is no such place in this segment")
        changes = [(one.segment_id, _edited(one)) for one in both]
        return await self._revise(session_id, by, {segment_id: place.revision}, changes)

    async def join(self, session_id: str, by: User, segment_id: str, others: SegmentJoin) -> Json:
        """Answers the joined segment. Raises NotFound, Conflict, TooLarge, StorageFull."""
        first = await self._piece(session_id, by, segment_id)
        whole = first.joined(await self._piece(session_id, by, others.next_id))
        if whole is None:
            raise TooLarge("Both together are too long for one segment")
        expected = {segment_id: others.revision, others.next_id: others.next_revision}
        changes = [(segment_id, _edited(whole)), (others.next_id, "")]
        return await self._revise(session_id, by, expected, changes, behind=(segment_id, others.next_id))

    async def name_speaker(self, session_id: str, by: User, speaker_id: str, name: str) -> None:
        """An empty name takes the name away. Raises TooLarge, StorageFull."""
        await self._revise(session_id, by, {}, [(f"s:{speaker_id}", name)])

    async def change_note(self, session_id: str, by: User, material_id: str, text: str) -> None:
        """Another text of a text that was attached. Raises NotFound, StorageFull."""
        await self._revise(session_id, by, {}, [(f"m:{material_id}", text)])

    async def undo(self, session_id: str, by: User) -> None:
        """Takes back the caller's last change. Raises NotFound without one, Conflict when somebody has changed the same
        since, StorageFull."""
        await self._store.run("voice/transcript/undo", session_id, by)

    async def forget(self, session_id: str, by: User, segment_id: str) -> list[JobRef]:
        """Deletes a segment for good, with what it said before. Answers the jobs that follow. Raises NotFound."""
        return asked(session_id, await self._store.run("voice/transcript/forget", session_id, by, segment_id))

    async def history(self, session_id: str, by: User, segment_id: str) -> list[Before]:
        """What it said before, the newest first. Raises NotFound."""
        flat = await self._store.run("voice/transcript/history", session_id, by, segment_id)
        return [
            Before(flat[i].decode(), flat[i + 1].decode(), int(flat[i + 2]), flat[i + 3].decode())
            for i in range(0, len(flat), 4)
        ]

    async def _piece(self, session_id: str, by: Caller, segment_id: str) -> Piece:
        return Piece.of(orjson.loads(await self._store.run("voice/transcript/segment", session_id, by, segment_id)))

    async def _revise(
        self,
        session_id: str,
        by: User,
        expected: Mapping[str, int],
        changes: Sequence[tuple[str, str]],
        behind: tuple[str, str] | None = None,
    ) -> Json:
        told = (by.name, orjson.dumps(dict(expected)), orjson.dumps(list(changes)))
        order = b"" if behind is None else orjson.dumps(behind)
        changed: Json = await self._store.run("voice/transcript/revise", session_id, by, *told, order)
        return changed


def _edited(piece: Piece) -> str:
    """The state of a segment that a person has changed, as storage/voice/transcript/segments.lua stores it."""
    return "\t".join(("1", str(piece.end_ms), piece.speaker, piece.language, piece.packed, piece.text))
