"""Tasks of a voice session: people mark them as done, edit and delete them."""

from auth.script_keys import Scope
from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.voice.sessions import OF_READER
from sessions.base.errors import NotFound
from sessions.base.ids import EntityId, SessionId
from sessions.voice.material import Task, TaskChange
from storage.voice.store import VoiceStore

PATH = "/voicebot/sessions/{session_id}/tasks/{task_id}"


class VoiceTasks:
    def __init__(self, store: VoiceStore) -> None:
        self._store = store

    @route("PATCH", PATH, access=Access.EDITOR, errors=[*OF_READER, NotFound], scope=Scope.EDIT)
    async def change(self, call: Call, session_id: SessionId, task_id: EntityId, body: TaskChange) -> Raw[Task]:
        """Marks a task as done or not done, or changes its text."""
        return Raw(await self._store.change_task(session_id, call.user, task_id, body))

    @route("DELETE", PATH, status=204, access=Access.EDITOR, errors=[*OF_READER, NotFound])
    async def delete(self, call: Call, session_id: SessionId, task_id: EntityId) -> None:
        """Deletes a task; a later search does not add it again."""
        await self._store.delete_task(session_id, call.user, task_id)

    @route("POST", PATH + "/restore", access=Access.EDITOR, errors=[*OF_READER, NotFound])
    async def restore(self, call: Call, session_id: SessionId, task_id: EntityId) -> Raw[Task]:
        """Restores a deleted task."""
        return Raw(await self._store.restore_task(session_id, call.user, task_id))
