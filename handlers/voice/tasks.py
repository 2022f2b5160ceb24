"""Tasks of a voice session: people add, order and assign them, mark them as done, edit and delete them."""

from uuid import uuid4

from auth.script_keys import Scope
from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.voice.sessions import OF_READER
from sessions.base.errors import Conflict, NotFound, TooLarge
from sessions.base.ids import EntityId, SessionId
from sessions.voice.material import NewTask, Task, TaskChange
from storage.voice.tasks.store import TaskStore

TASKS = "/voicebot/sessions/{session_id}/tasks"
PATH = TASKS + "/{task_id}"


class VoiceTasks:
    def __init__(self, tasks: TaskStore) -> None:
        self._tasks = tasks

    @route(
        "POST",
        TASKS,
        status=201,
        access=Access.EDITOR,
        errors=[*OF_READER, NotFound, Conflict, TooLarge],
        cost=2,
        grows=True,
        scope=Scope.EDIT,
    )
    async def add(self, call: Call, session_id: SessionId, body: NewTask) -> Raw[Task]:
        """Adds a task at the end; one of the same text is answered as it is (VO15)."""
        return Raw(await self._tasks.add(session_id, call.user, body.task_id or str(uuid4()), body))

    @route(
        "PATCH",
        PATH,
        access=Access.EDITOR,
        errors=[*OF_READER, NotFound, Conflict],
        cost=2,
        grows=True,
        scope=Scope.EDIT,
    )
    async def change(self, call: Call, session_id: SessionId, task_id: EntityId, body: TaskChange) -> Raw[Task]:
        """Changes a task: its text, whether it is done, who does it, its day and its place (VO15)."""
        return Raw(await self._tasks.change(session_id, call.user, task_id, body))

    @route("DELETE", PATH, status=204, access=Access.EDITOR, errors=[*OF_READER, NotFound])
    async def delete(self, call: Call, session_id: SessionId, task_id: EntityId) -> None:
        """Deletes a task; a later search does not add it again."""
        await self._tasks.delete(session_id, call.user, task_id)

    @route("POST", PATH + "/restore", access=Access.EDITOR, errors=[*OF_READER, NotFound])
    async def restore(self, call: Call, session_id: SessionId, task_id: EntityId) -> Raw[Task]:
        """Restores a deleted task."""
        return Raw(await self._tasks.restore(session_id, call.user, task_id))
