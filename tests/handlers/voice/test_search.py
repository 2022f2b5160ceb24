"""Search finds what one may read at the instant of the answer, and nothing else."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest

from auth.access import READ_ALL, READ_OWN
from auth.user import User
from handlers.voice.lifecycle import Lifecycle
from handlers.voice.search import SearchQuery, VoiceSearch
from server.processes.worker import again
from sessions.base.errors import Unavailable
from sessions.base.people import Role
from sessions.voice.segment import END_OF_TIME, Piece
from sessions.voice.session import NewVoiceSession, VoiceSessionChange
from storage.media.store import MediaStore
from storage.people.store import PeopleStore
from storage.quota.media import MediaQuota
from storage.redis.client import Redis
from storage.session.rate_limiter import RateLimiter
from storage.voice.bin import Binned, VoiceBin
from storage.voice.jobs import VoiceJobs
from storage.voice.people import VoicePeople
from storage.voice.search.questions import Question, Questions
from storage.voice.search.worker import SearchWorker
from storage.voice.store import VoiceStore
from storage.voice.transcript.store import Transcripts
from tests.handlers.voice.people import Person
from tests.handlers.voice.servers import MakePerson
from tests.polling import until
from tests.processes import RedisProcess, WorkerProcess
from tests.users import a_recorder, a_user

NOTHING = {"items": [], "places": 0, "where": [], "who": [], "projects": [], "is_whole": True, "next_cursor": None}


class Interrupted(Questions):
    """Between the worker's answer and that of the handler, `meanwhile` happens."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def ask(self, question: Question, seconds: float = 5) -> dict[str, Any]:
        answer = await super().ask(question, seconds)
        if self.meanwhile is not None:
            await self.meanwhile()
        return answer


@dataclass
class Archive:
    """A store with a search."""

    redis: Redis
    store: VoiceStore
    people: VoicePeople
    questions: Interrupted
    search: VoiceSearch
    bin: VoiceBin
    file: Path

    async def session(self, owner: User, *texts: str, name: str = "Meeting", **fields: Any) -> str:
        """Answers its id."""
        session = await Lifecycle(self.store, self.people).create(owner, NewVoiceSession(session_name=name, **fields))
        session_id = str(orjson.loads(session)["session_id"])
        for text in texts:
            await self.note(session_id, owner, text)
        return session_id

    async def note(self, session_id: str, by: User, text: str, **more: object) -> str:
        material_id = str(uuid4())
        about = dict.fromkeys(("filename", "media_type", "size", "file_url", "digest", "duration_ms", "peaks"))
        about |= {"problem": None, "source": "web", "by": by.id}
        material = {"material_id": material_id, "kind": "text", "text": text, **about, **more}
        await self.store.attach(session_id, by, material_id, material)
        return material_id

    async def voice(self, session_id: str, by: User, *said: str) -> str:
        """An attached voice in which a segment begins each second."""
        material_id = str(uuid4())
        about = dict.fromkeys(("text", "media_type", "size", "file_url", "digest", "duration_ms", "peaks"))
        about |= {"problem": None, "source": "web", "by": by.id, "filename": "a.ogg"}
        material = {"material_id": material_id, "kind": "voice", **about}
        (job,) = (await self.store.attach(session_id, by, material_id, material, probe=True)).jobs
        await VoiceJobs(self.store).start(job)
        pieces = [Piece(material_id, 1000 * n, 1000 * n + 900, text) for n, text in enumerate(said)]
        await Transcripts(self.store).put_part(job, material_id, (0, END_OF_TIME), pieces)
        return material_id

    async def found(self, user: User, q: str, **filters: Any) -> dict[str, Any]:
        return dict(orjson.loads(await self.search.found(user, SearchQuery(q=q, **filters))))

    async def sessions(self, user: User, q: str, **filters: Any) -> list[str]:
        """The ids of the sessions that are found."""
        return [one["session"]["session_id"] for one in (await self.found(user, q, **filters))["items"]]

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[None]:
        """A worker that has the index."""
        running = asyncio.create_task(again(SearchWorker(self.redis, self.store, self.file).run, 0.01))

        try:
            await self.whole()
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def whole(self) -> None:
        """Returns when the index has everything."""

        async def is_whole() -> bool:
            return bool((await self.questions.ask(Question("x", [])))["whole"])

        await until(is_whole)


@pytest.fixture
async def archive(redis: Redis, no_jobs: None, tmp_path: Path) -> Archive:
    store = VoiceStore(redis, public_url="http://localhost", log_length=1000)
    people, questions = VoicePeople(redis), Interrupted(redis)
    search = VoiceSearch(questions, Lifecycle(store, people), people, RateLimiter(redis))
    media = MediaStore.open(tmp_path.as_uri(), timeout=5)
    bin_ = VoiceBin(redis, store, media, MediaQuota(redis, owner_limit=0, guest_limit=0))
    return Archive(redis, store, people, questions, search, bin_, tmp_path / "search" / "voice.sqlite")


def somebody(name: str = "ann", **fields: Any) -> User:
    return a_recorder(f"{name}-{uuid4().hex[:8]}", **fields)


async def test_VF1_words_of_names_notes_and_speech_are_found_in_any_form_and_shown_where_they_stand(
    archive: Archive,
) -> None:
    ann = somebody()
    async with archive.worker():
        plan = await archive.session(ann, "План отката: кто говорит «стоп»", name="Release plan")
        night = await archive.session(ann, "Ничего", name="Разбор")
        await archive.voice(night, ann, "Ночью", "Тогда мы откатили всё руками")
        found = await archive.found(ann, "откат")
        assert [one["session"]["session_name"] for one in found["items"]] == ["Разбор", "Release plan"]
        speech, note = (one["places"][0] for one in found["items"])
        assert speech["audio_url"] == f"/voicebot/sessions/{night}/materials/{speech['source_id']}/file"
        assert (speech["where"], speech["at_ms"]) == ("speech", 1000)
        assert speech["text"] == ["Тогда мы ", "откатили", " всё руками"]
        assert (note["where"], note["text"]) == ("note", ["План ", "отката", ": кто говорит «стоп»"])
        assert found["places"] == 2
        assert {one["name"]: one["count"] for one in found["where"]} == {"speech": 1, "note": 1}
        assert await archive.sessions(ann, "откат", where="note") == [plan]
        assert await archive.sessions(ann, '"мы откатывать"') == []
        assert await archive.sessions(ann, '"мы откатить всю"') == []
        assert await archive.sessions(ann, "всё откатить") == [night]
        named = (await archive.found(ann, "plans"))["items"][0]
        assert (named["name"], named["places"], named["place_count"]) == (["Release ", "plan", ""], [], 1)


async def test_VF1_a_change_is_found_at_once_and_what_was_there_before_is_not(archive: Archive) -> None:
    ann = somebody()
    async with archive.worker():
        session_id = await archive.session(ann, name="Before")
        note = await archive.note(session_id, ann, "elephants")
        assert await archive.sessions(ann, "elephant") == [session_id]
        await archive.store.change_text(session_id, ann, note, "giraffes")
        assert await archive.sessions(ann, "elephant") == []
        assert await archive.sessions(ann, "giraffe") == [session_id]
        await archive.store.update(session_id, ann, VoiceSessionChange(session_name="After"))
        assert (await archive.sessions(ann, "before"), await archive.sessions(ann, "after")) == ([], [session_id])
        await archive.bin.discard(Binned("material", session_id, note), ann.id, ann)
        assert await archive.found(ann, "giraffe") == NOTHING
        await archive.bin.retrieve(Binned("material", session_id, note), ann)
        assert await archive.sessions(ann, "giraffe") == [session_id]
        await archive.bin.delete_session(session_id, ann.id, ann)
        assert await archive.found(ann, "giraffe") == NOTHING
        await archive.bin.restore_session(session_id, ann)
        assert await archive.sessions(ann, "giraffe") == [session_id]


async def test_VF1_filters_and_pages(archive: Archive) -> None:
    ann = somebody(projects=("museum",))
    async with archive.worker():
        many = [await archive.session(ann, "lantern") for _ in range(52)]
        of_project = await archive.session(ann, "lantern", project="museum", access_level="public")
        await archive.whole()
        first = await archive.found(ann, "lantern")
        assert len(first["items"]) == 50
        rest = await archive.sessions(ann, "lantern", cursor=first["next_cursor"])
        shown = [one["session"]["session_id"] for one in first["items"]]
        assert sorted([*shown, *rest]) == sorted([of_project, *many])
        assert await archive.sessions(ann, "lantern", project="museum") == [of_project]
        assert of_project not in await archive.sessions(ann, "lantern", project="")
        assert first["projects"] == [{"name": "", "count": 49}, {"name": "museum", "count": 1}]
        assert await archive.sessions(ann, "lantern", until=1) == []
        assert await archive.sessions(ann, "lantern", since=10**15) == []
        assert await archive.sessions(ann, "lantern", session_id=many[0]) == [many[0]]


async def test_VF2_owner_reader_and_a_member_find_a_session_a_stranger_not_even_a_number(archive: Archive) -> None:
    ann, bob, reader, stranger = somebody(), somebody("bob"), somebody("reader"), somebody("stranger")
    may_nothing = a_user(ann.id)  # the owner's own id, with a token that permits nothing
    sees_all = a_user("auditor", permissions=(READ_ALL, READ_OWN))
    members = PeopleStore(archive.redis, public_url="http://localhost", log_length=1000)
    async with archive.worker():
        session_id = await archive.session(ann, "the zeppelin flies", access_level="restricted")
        await members.invite_user(session_id, ann, bob.id, Role.EDITOR, None)
        joined, _ = await members.answer_invited(session_id, bob, "accept")
        await archive.people.note_joined(bob, joined)
        await archive.store.update(session_id, ann, VoiceSessionChange(allowed_users=(reader.id,)))
        accepted, _ = await members.answer_invited(session_id, reader, "accept")
        await archive.people.note_joined(reader, accepted)
        for user in (ann, bob, reader, sees_all):
            assert await archive.sessions(user, "zeppelin") == [session_id]
        for user in (stranger, may_nothing):
            assert await archive.found(user, "zeppelin") == NOTHING
        await archive.people.note_joined(stranger, joined)  # whatever is in a list, the session itself decides
        assert await archive.found(stranger, "zeppelin") == NOTHING

        await members.set_role(session_id, ann, bob.id, None, None)
        assert await archive.found(bob, "zeppelin") == NOTHING


async def test_VF2_who_is_removed_while_the_search_runs_gets_nothing(archive: Archive) -> None:
    ann, bob = somebody(), somebody("bob")
    members = PeopleStore(archive.redis, public_url="http://localhost", log_length=1000)
    async with archive.worker():
        session_id = await archive.session(ann, "the zeppelin flies")
        await members.invite_user(session_id, ann, bob.id, Role.EDITOR, None)
        joined, _ = await members.answer_invited(session_id, bob, "accept")
        await archive.people.note_joined(bob, joined)
        assert await archive.sessions(bob, "zeppelin") == [session_id]
        archive.questions.meanwhile = lambda: members.set_role(session_id, ann, bob.id, None, None)
        assert await archive.found(bob, "zeppelin") == NOTHING


async def test_VF3_an_index_that_is_lost_old_or_broken_is_made_from_what_is_stored(archive: Archive) -> None:
    ann = somebody()
    async with archive.worker():
        kept = await archive.session(ann, "umbrella")
        gone = await archive.session(ann, "umbrella")
    await archive.bin.delete_session(gone, ann.id, ann)
    new = await archive.session(ann, "umbrella")
    await archive.store.change_text(kept, ann, await archive.note(kept, ann, "rain"), "snow")
    async with archive.worker():
        assert await archive.sessions(ann, "umbrella") == [new, kept]
        assert await archive.sessions(ann, "snow") == [kept]
    archive.file.write_bytes(b"no database" * 1000)
    async with archive.worker():
        assert await archive.sessions(ann, "umbrella") == [new, kept]


async def test_VF3_without_a_worker_the_search_is_unavailable_and_another_worker_takes_over(archive: Archive) -> None:
    ann = somebody()
    with pytest.raises(Unavailable):
        await Questions(archive.redis).ask(Question("x", []))
    async with archive.worker():
        session_id = await archive.session(ann, "kayak")
        await SearchWorker(archive.redis, archive.store, archive.file.with_name("other")).run()  # returns at once
    archive.file = archive.file.with_name("other")
    async with archive.worker():
        assert await archive.sessions(ann, "kayak") == [session_id]


async def test_VF3_one_command_makes_the_index_anew(
    person: MakePerson, worker: WorkerProcess, redis_server: RedisProcess, tmp_path: Path
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create(session_name="Gondola"))["session_id"]

    async def is_found(by: Person = ann) -> bool:
        answer = await by.call("GET", "/voicebot/search?q=gondolas")
        return answer.status == 200 and [one["session"]["session_id"] for one in answer.body["items"]] == [session_id]

    await until(is_found)
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "reindex", stdout=-1,
        env={"REDIS_URL": redis_server.url, "ROOMTONE_DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    said, _ = await command.communicate()
    assert (command.returncode, b"reads" in said) == (0, True)
    await until(is_found)
    assert (await ann.call("GET", "/voicebot/search")).status == 400
    assert (await ann.call("GET", "/voicebot/search?q=" + "x" * 201)).status == 400
