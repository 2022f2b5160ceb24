"""What the bin of every product answers (D13)."""

from typing import Self

from handlers.api.lazy_model import LazyModel
from sessions.base.ids import SessionId
from sessions.base.instant import Instant
from storage.bin.bin import BIN_MS, DeletedSession


class DeletedSessionRow(LazyModel):
    """A session in the bin; at `gone_at` it is deleted for good. An untitled one has an empty title."""

    session_id: SessionId
    title: str
    deleted_at: Instant
    gone_at: Instant

    @classmethod
    def of(cls, session: DeletedSession) -> Self:
        at = session.deleted_at
        return cls(session_id=session.session_id, title=session.title, deleted_at=at, gone_at=at + BIN_MS)


class DeletedSessionList(LazyModel):
    """What the user can bring back, the newest first; at most 500."""

    items: list[DeletedSessionRow]
