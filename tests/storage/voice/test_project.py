"""The words of a project, in a real Redis: who may read and change them, and what a session is transcribed with."""

from typing import Any
from uuid import uuid4

import pytest

from auth.access import READ_ALL, READ_OWN, UPDATE
from auth.user import User
from sessions.base.errors import Forbidden
from sessions.base.ids import bucket
from sessions.voice.project import ProjectWordsChange
from sessions.voice.session import NewVoiceSession, VoiceSessionChange
from storage.redis import keys
from storage.redis.client import Redis
from storage.script_keys.store import NewScriptKey, ScriptKeys
from storage.voice.project.store import ProjectStore
from storage.voice.store import VoiceStore
from tests.processes import RedisProcess
from tests.trips import CountedRedis
from tests.users import a_recorder, a_telegram_number, a_user

WORDS = ProjectWordsChange(vocabulary="Lyosha, Strato", language="ru")
EVERYTHING = (READ_ALL, READ_OWN, UPDATE)


async def told(store: ProjectStore, project: str, by: User) -> tuple[str, str]:
    found = await store.read(project, by)
    return found.vocabulary, found.language


async def test_VO19_members_of_a_project_with_update_set_its_words_and_all_members_read_them(stores: Redis) -> None:
    store, project = ProjectStore(stores), f"Пыль {uuid4()}"
    ann, bo = (a_recorder(uuid4().hex, projects=(project, "Other")) for _ in range(2))
    reader = a_user(uuid4().hex, permissions=(READ_OWN,), projects=(project,))
    assert await told(store, project, ann) == ("", "")
    changed = await store.change(project, ann, WORDS)
    assert (changed.vocabulary, changed.language) == ("Lyosha, Strato", "ru")
    assert await told(store, project, bo) == await told(store, project, reader) == ("Lyosha, Strato", "ru")
    await store.change(project, bo, ProjectWordsChange(vocabulary="Mira"))
    assert await told(store, project, ann) == ("Mira", "ru")
    with pytest.raises(Forbidden):
        await store.change(project, reader, WORDS)
    assert await told(store, project, ann) == ("Mira", "ru")
    await store.change(project, ann, ProjectWordsChange(vocabulary="", language=""))
    key = keys.project(project, "words")
    assert await stores.call(key, "EXISTS", key) == 0  # nothing is left of a project without words


STRANGERS: dict[str, dict[str, Any]] = {
    "without a project": {"permissions": EVERYTHING},
    "of another project": {"permissions": EVERYTHING, "projects": ("Another",)},
    "of projects whose names begin like it": {"permissions": EVERYTHING, "projects": ("Radio 1", "Radi", "radio")},
    "who may read no session": {"permissions": (UPDATE,), "projects": ("Radio",)},
    "an admin of another project": {"permissions": EVERYTHING, "roles": ("admin",)},
}


@pytest.mark.parametrize("claims", STRANGERS.values(), ids=STRANGERS)
async def test_VO19_nobody_else_reads_or_changes_the_words_of_a_project(stores: Redis, claims: dict[str, Any]) -> None:
    store, stranger = ProjectStore(stores), a_user(uuid4().hex, **claims)
    for refused in (store.read("Radio", stranger), store.change("Radio", stranger, WORDS)):
        with pytest.raises(Forbidden):
            await refused


async def test_VO19_two_projects_of_a_user_are_not_a_third(stores: Redis) -> None:
    ann = a_recorder(uuid4().hex, projects=("A", "B"))
    with pytest.raises(Forbidden):
        await ProjectStore(stores).read("A\tB", ann)
    with pytest.raises(Forbidden):
        await ProjectStore(stores).read("", ann)


async def test_VO19_who_was_removed_from_a_project_reads_and_changes_its_words_no_more(stores: Redis) -> None:
    store, project, name = ProjectStore(stores), uuid4().hex, uuid4().hex
    await store.change(project, a_recorder(name, projects=(project,)), WORDS)
    removed = a_recorder(name, projects=("Other",))  # their next token
    for refused in (store.read(project, removed), store.change(project, removed, ProjectWordsChange(language="en"))):
        with pytest.raises(Forbidden):
            await refused
    assert await told(store, project, a_recorder(uuid4().hex, projects=(project,))) == ("Lyosha, Strato", "ru")


async def test_VO19_a_key_for_scripts_has_no_projects(stores: Redis) -> None:
    store, project, script_keys = ProjectStore(stores), uuid4().hex, ScriptKeys(stores)
    ann = a_recorder(uuid4().hex, projects=(project,))
    await store.change(project, ann, WORDS)
    text, _ = await script_keys.make(ann, NewScriptKey("Desk", frozenset(), None, True, None))
    script = (await script_keys.check(text, [])).user
    assert script.key is not None
    for refused in (store.read(project, script), store.change(project, script, ProjectWordsChange(language="en"))):
        with pytest.raises(Forbidden):
            await refused


async def test_VO19_a_session_is_transcribed_with_the_words_of_its_project_and_its_own_in_two_reads(
    redis_server: RedisProcess,
) -> None:
    redis = await CountedRedis.connect(redis_server.url)
    store, voices, project = ProjectStore(redis), VoiceStore(redis, public_url="", log_length=10), uuid4().hex
    ann, session_id = a_recorder(uuid4().hex, projects=(project,)), str(uuid4())
    await voices.create(session_id, ann, NewVoiceSession(), place=1, chat_id=a_telegram_number())  # made by the bot
    await store.change(project, ann, WORDS)

    async def hints(**change: Any) -> tuple[str, str]:
        await voices.update(session_id, ann, VoiceSessionChange(**change))
        return await store.hints(session_id)

    with redis.counted() as trips:
        assert await store.hints(session_id) == ("", "")
    assert trips.count == 1
    assert await hints(project=project) == ("Lyosha, Strato", "ru")
    assert await hints(vocabulary="Mira") == ("Lyosha, Strato, Mira", "ru")
    assert await hints(language="en") == ("Lyosha, Strato, Mira", "en")
    with redis.counted() as trips:
        await store.hints(session_id)
    assert trips.count == 2
    assert await hints(project=None) == ("Mira", "en")
    await redis.close()


def test_VO19_SY14_the_words_of_a_project_are_in_its_bucket() -> None:
    assert keys.project("Radio", "words") == f"rt:{{b{bucket('Radio')}}}:project:Radio:words"
