"""The tasks of voice sessions (VO4, VO15)."""

from collections.abc import Mapping
from typing import Final

import orjson

from auth.user import User
from sessions.voice.material import NewTask, TaskChange
from storage.voice.store import Json, VoiceStore

MOST_TASKS: Final = 1_000
"""Tasks that people add to a session, those found and deleted included."""


class TaskStore:
    def __init__(self, store: VoiceStore) -> None:
        self._store = store

    async def add(self, session_id: str, by: User, task_id: str, new: NewTask) -> Json:
        """The task, or the one of the same text. Raises SessionNotFound, Forbidden, NotFound without its source,
        Conflict, TooLarge, StorageFull."""
        return await self._run(session_id, by, "add", task_id, new.model_dump(exclude={"task_id"}, exclude_none=True))

    async def change(self, session_id: str, by: User, task_id: str, change: TaskChange) -> Json:
        """Raises SessionNotFound, Forbidden, NotFound also for who is assigned and what it is to stand after."""
        return await self._run(session_id, by, "change", task_id, change.fields)

    async def delete(self, session_id: str, by: User, task_id: str) -> None:
        """Raises SessionNotFound, Forbidden, NotFound."""
        await self._run(session_id, by, "delete", task_id, {})

    async def restore(self, session_id: str, by: User, task_id: str) -> Json:
        """Raises SessionNotFound, Forbidden, NotFound when it was not deleted."""
        return await self._run(session_id, by, "restore", task_id, {})

    async def _run(self, session_id: str, by: User, what: str, task_id: str, given: Mapping[str, object]) -> Json:
        fields = orjson.dumps(given)
        return Json(
            await self._store.run("voice/tasks/change", session_id, by, what, task_id, fields, MOST_TASKS, by.name)
        )
