"""A clip session as one reader sees it."""

from dataclasses import dataclass
from typing import NewType

import orjson

from sessions.clip.review import UNREVIEWED, Review
from sessions.clip.session import Clip, ClipRole, ClipSession, Segment
from storage.bus.feed import Position

Json = NewType("Json", bytes)


@dataclass(frozen=True, slots=True)
class ClipRead:
    """A page of a session for one reader, true at `position` in the feed of the reader's role. An owner sees all clips,
    a viewer only their own. `now` is Redis's clock, Unix ms; `next_cursor` leads to the next page, None at the end."""

    position: Position
    now: int
    role: ClipRole
    session: Json
    segments: list[Json]
    clips: list[Json]
    viewers: int
    next_cursor: str | None = None
    may_mark: bool = True
    review: Json = Json(b"null")
    heat: int = 0

    @property
    def json(self) -> Json:
        """The body of GET /api/clip-sessions/{id}, which is also the snapshot of a subscription."""
        segments, clips = b",".join(self.segments), b",".join(self.clips)
        return Json(
            b'{"session":%b,"segments":[%b],"clips":[%b],"role":"%b","viewers":%d,"now":%d,"next_cursor":%b,"may_mark":%b,"review":%b,"heat":%d}'
            % (
                self.session,
                segments,
                clips,
                self.role.encode(),
                self.viewers,
                self.now,
                orjson.dumps(self.next_cursor),
                b"true" if self.may_mark else b"false",
                self.review,
                self.heat,
            )
        )

    @property
    def rows(self) -> Json:
        """The lists of a page after the first: more rows for the snapshot's lists."""
        return Json(b'{"clips":[%b]}' % b",".join(self.clips))

    def parsed(self) -> tuple[ClipSession, list[Segment], list[Clip]]:
        return (
            ClipSession.model_validate_json(self.session),
            [Segment.model_validate_json(segment) for segment in self.segments],
            [Clip.model_validate_json(clip) for clip in self.clips],
        )

    def parsed_review(self) -> Review:
        return UNREVIEWED if self.review == b"null" else Review.model_validate_json(self.review)
