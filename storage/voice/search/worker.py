"""The worker's part of the search: it keeps the index in step with Redis, and answers questions.

One worker at a time holds the index, by a lease. Whoever takes it compares the revisions of all sessions with those of
its index and reads what differs, so a new file, an old one and one that missed something take the same path.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson
import structlog

from auth.caller import Server
from sessions.base.errors import Refusal, SessionNotFound
from sessions.base.ids import BUCKETS, bucket
from sessions.voice.search import Query, Where
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.lease import Lease
from storage.voice.search.changes import Changes
from storage.voice.search.index import Candidate, Found, Indexed, Place, SearchIndex
from storage.voice.search.questions import Asked
from storage.voice.store import VoiceRead, VoiceStore

log = structlog.get_logger("search")

LEASE_MS: Final = 6_000
RENEW_SECONDS: Final = 2.0
LOOK_SECONDS: Final = 1.0
TAKEN: Final = 500  # changed sessions of one look
TAKEN_FIRST: Final = 20
"""Changed sessions that are read before an answer: 5 ms each with 2,000 words."""
MOST_SESSIONS: Final = 50
"""Sessions of one answer."""
AT_ONCE: Final = 4  # questions
NEVER: Final = 10**15


class SearchWorker:
    def __init__(self, redis: Redis, store: VoiceStore, path: Path) -> None:
        self._store = store
        self._path = path
        self._changes = Changes(redis)
        self._asked = Asked(redis)
        self._lease = Lease(redis, keys.search("holder"), LEASE_MS)
        self._writing = asyncio.Lock()  # from reading a session to writing it: an older state never comes last
        self._thread = ThreadPoolExecutor(1, "search")  # in which the index is used
        self._left = BUCKETS  # buckets that have not been compared since the index was opened or emptied

    async def run(self) -> None:
        """Answers for as long as this worker holds the index; returns at once when another one does. Raises
        Unavailable, RedisError."""
        if not await self._lease.hold():
            return
        index = await self._use(SearchIndex, self._path)
        self._left = BUCKETS
        work = [asyncio.create_task(one) for one in (self._keep(), self._follow(index), self._answer_all(index))]
        try:
            done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            await self._use(index.close)
            with suppress(Refusal):
                await self._lease.release()

    async def _keep(self) -> None:
        """Returns when another worker holds the index."""
        while True:
            if not await self._lease.hold():
                return
            await asyncio.sleep(RENEW_SECONDS)

    # --- in step with Redis ----------------------------------------------------------------------------------------

    async def _follow(self, index: SearchIndex) -> None:
        number = 0
        while True:
            if self._left == 0:  # then one bucket a second: whatever was missed is found within five minutes
                await asyncio.sleep(LOOK_SECONDS)
            await self._take(index, TAKEN)
            await self._compare(index, number)
            number = (number + 1) % BUCKETS
            self._left = max(0, self._left - 1)

    async def _compare(self, index: SearchIndex, number: int) -> None:
        """Reads the sessions of a bucket that the index has otherwise, and forgets those that are gone."""
        known = await self._use(index.revisions, number)
        stored = await self._changes.revisions(number)
        for session_id in [one for one, revision in stored.items() if known.get(one) != revision]:
            await self._read(index, session_id)
        for session_id in known.keys() - stored.keys():
            await self._read(index, session_id)

    async def _take(self, index: SearchIndex, most: int) -> bool:
        """Reads sessions that have changed. Answers whether it read all of them."""
        changed = await self._changes.take(most)
        for session_id in changed:
            await self._read(index, session_id)
        return len(changed) < most

    async def _read(self, index: SearchIndex, session_id: str) -> None:
        async with self._writing:
            try:
                read = await self._store.read_whole(session_id, Server.ITSELF)
            except SessionNotFound:
                await self._use(index.drop, [session_id])
            else:
                await self._use(index.put, indexed(session_id, read))

    async def _use(self, method: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, method, *arguments)

    # --- questions -------------------------------------------------------------------------------------------------

    async def _answer_all(self, index: SearchIndex) -> None:
        room, answering = asyncio.Semaphore(AT_ONCE), set[asyncio.Task[None]]()

        def done(task: asyncio.Task[None]) -> None:
            answering.discard(task)
            room.release()

        async for question in self._asked.questions():
            await room.acquire()
            task = asyncio.create_task(self._answer(index, question))
            answering.add(task)
            task.add_done_callback(done)

    async def _answer(self, index: SearchIndex, question: dict[str, Any]) -> None:
        try:
            answer = await (self._anew(index) if "anew" in question else self.found(index, question))
            await self._asked.answer(question["id"], answer)
        except Refusal:
            pass  # Redis is away, and whoever asks is told so
        except Exception:
            log.exception("search_failed")

    async def _anew(self, index: SearchIndex) -> dict[str, int]:
        async with self._writing:
            counts = [len(await self._use(index.revisions, number)) for number in keys.ALL_BUCKETS]
            await self._use(index.clear)
        self._left = BUCKETS + 1  # the bucket that is compared now may be done
        return {"sessions": sum(counts)}

    async def found(self, index: SearchIndex, question: dict[str, Any]) -> dict[str, Any]:
        """The newest MOST_SESSIONS of the sessions in the asker's lists that have every term, with their places, as
        they are now. Whether the asker may read them is asked when they are answered (handlers/voice/search.py)."""
        query = Query.parse(question["text"])
        is_new = await self._take(index, TAKEN_FIRST)
        listed = None if question["lists"] is None else await self._changes.listed(question["lists"])
        candidates, more = await self._use(_candidates, index, query, question, listed)
        changed = await self._changes.changed(candidates)
        if changed:
            for session_id in changed:
                await self._read(index, session_id)
            candidates, more = await self._use(_candidates, index, query, question, listed)
        sessions = await self._use(_sessions, index, query, question, candidates)
        return {"sessions": sessions, "more": more, "whole": is_new and self._left == 0}


def _candidates(
    index: SearchIndex, query: Query, question: dict[str, Any], listed: set[str] | None
) -> tuple[list[Candidate], bool]:
    only, cursor = question["session_id"], question["cursor"]
    rows = index.candidates(query, question["project"], question["since"], question["until"] or NEVER)
    found: list[Candidate] = []
    for one in rows:
        if listed is not None and one.session_id not in listed:
            continue
        if (only and one.session_id != only) or (cursor and (one.created_at, one.session_id) >= tuple(cursor)):
            continue
        if len(found) == MOST_SESSIONS:
            return found, True
        found.append(one)
    return found, False


def _sessions(
    index: SearchIndex, query: Query, question: dict[str, Any], candidates: list[Candidate]
) -> list[dict[str, Any]]:
    filters = (question["where"], question["who"])
    return [_session(one, query, index.found(one.number, query, question["most"], *filters)) for one in candidates]


def _session(candidate: Candidate, query: Query, found: Found) -> dict[str, Any]:
    return {
        "session_id": candidate.session_id,
        "created_at": candidate.created_at,
        "counts": [[where, who, count] for (where, who), count in found.counts.items()],
        "places": [
            {
                "where": place.where,
                "source": place.source,
                "at_ms": place.at_ms,
                "who": place.who,
                "text": query.parts(place.text),
            }
            for place in found.shown
        ],
    }


def indexed(session_id: str, read: VoiceRead) -> Indexed:
    """What is found of a session."""
    session = orjson.loads(read.session)
    places = [Place("name", "", 0, "", session["session_name"])]
    for material in map(orjson.loads, read.materials):
        places += _texts("note", f"materials/{material['material_id']}", material["text"] or material["filename"])
    names = {one["speaker_id"]: one["name"] for one in map(orjson.loads, read.speakers)}
    recordings = {orjson.loads(one)["recording_id"] for one in read.recordings}
    for said in map(orjson.loads, read.segments):
        kind = "recordings" if said["source_id"] in recordings else "materials"
        who = names.get(said["speaker"], "")
        places.append(Place("speech", f"{kind}/{said['source_id']}", said["start_ms"], who, said["text"]))
    for task in map(orjson.loads, read.tasks):
        places += _texts("task", f"tasks/{task['task_id']}", task["text"])
    created_at = round(datetime.fromisoformat(session["created_at"]).timestamp() * 1000)
    revision = f"{read.position.epoch.split('-')[0]}.{read.position.seq}"
    return Indexed(session_id, bucket(session_id), revision, created_at, session["project"] or "", places)


def _texts(where: Where, source: str, text: str | None) -> list[Place]:
    return [Place(where, source, 0, "", text)] if text else []
