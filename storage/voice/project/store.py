"""Words and the language of projects in Redis, and what a session's sound is transcribed with (VO19)."""

from typing import Final

from auth.caller import packed
from auth.user import User
from sessions.voice.project import ProjectWords, ProjectWordsChange, prompt_of
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument
from storage.redis.scripts import load

FIELDS: Final = ("vocabulary", "language")


class ProjectStore:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def read(self, project: str, by: User) -> ProjectWords:
        """Raises Forbidden for a project that is not one of theirs."""
        return await self._run(project, by)

    async def change(self, project: str, by: User, change: ProjectWordsChange) -> ProjectWords:
        """Raises Forbidden, also for who may not change sessions."""
        given = change.model_dump(exclude_none=True)
        return await self._run(project, by, *(part for field in given.items() for part in field))

    async def hints(self, session_id: str) -> tuple[str, str]:
        """Words and names that are used in a session and its project, and the language, "" for any: the session's, or
        else the project's."""
        key = keys.header(session_id)
        vocabulary, language, project = await self._redis.call(key, "HMGET", key, *FIELDS, "project")
        of_project: list[bytes | None] = [None, None]
        if project:
            words = _words(project.decode())
            of_project = await self._redis.call(words, "HMGET", words, *FIELDS)
        common, spoken = of_project
        prompt = prompt_of((common or b"").decode(), (vocabulary or b"").decode())
        return prompt, (language or spoken or b"").decode()

    async def _run(self, project: str, by: User, *fields: Argument) -> ProjectWords:
        reply = await self._redis.run(load("voice/project/words"), [_words(project)], packed(by), project, *fields)
        vocabulary, language = reply
        return ProjectWords(vocabulary=vocabulary.decode(), language=language.decode())


def _words(project: str) -> str:
    return keys.project(project, "words")
