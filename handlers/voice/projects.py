"""The words and the language of a project: they help the transcription in all of its sessions (VO19)."""

from handlers.api.call import Call
from handlers.api.contract import Access, route
from sessions.base.errors import Forbidden
from sessions.voice.project import ProjectName, ProjectWords, ProjectWordsChange
from storage.voice.project.store import ProjectStore

PATH = "/voicebot/projects/{project}"


class VoiceProjects:
    def __init__(self, projects: ProjectStore) -> None:
        self._projects = projects

    @route("GET", PATH, access=Access.SIGNED_IN, errors=[Forbidden])
    async def read(self, call: Call, project: ProjectName) -> ProjectWords:
        """What is said in the sessions of one of the user's projects."""
        return await self._projects.read(project, call.user)

    @route("PATCH", PATH, access=Access.MAKER, errors=[Forbidden], grows=True)
    async def change(self, call: Call, project: ProjectName, body: ProjectWordsChange) -> ProjectWords:
        """Sets the words and the language of one of the user's projects; every member with UPDATE may."""
        return await self._projects.change(project, call.user, body)
