"""python -m bench.voice_search [--sessions 10000]: how long a search takes in one owner's sessions, 2,000 words each.

The words are drawn from 8,000 Russian stems as language has them (the n-th is heard 1/n as often as the first), with
endings. A server, a worker and Redis run as users run them. What is asked are one to three words that stand together
somewhere. In ms: the median, p95 and the longest, as a client waits; and what making the index took.
"""

import argparse
import asyncio
import itertools
import random
import sys
import tempfile
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from uuid import UUID

import aiohttp

from auth.user import User
from bench.jam import percentile
from sessions.base.errors import Unavailable
from sessions.base.ids import bucket
from sessions.voice.session import NewVoiceSession
from storage.redis import keys
from storage.redis.client import Redis
from storage.voice.people import Cursor, VoicePeople
from storage.voice.search.changes import revision
from storage.voice.search.index import Indexed, Place, SearchIndex
from storage.voice.search.questions import Question, Questions
from storage.voice.store import VoiceStore
from tests.handlers.voice.people import SECRET, token
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess, WorkerProcess
from tests.users import a_recorder

SEGMENTS, WORDS = 134, 15  # of a session; of a segment
QUESTIONS = 200
STEMS = 8_000
ENDINGS = ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ить", "ил", "ила", "или", "ем", "ет", "ут")


class Language:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        letters = [a + b for a in "бвгдзклмнпрстфхчш" for b in "аеиоуы"]
        pick = self._random.choice
        self._stems = ["".join(pick(letters) for _ in range(pick((2, 2, 3)))) + pick("тклнр") for _ in range(STEMS)]
        self._weights = list(itertools.accumulate(1 / n for n in range(1, STEMS + 1)))

    def text(self, count: int) -> str:
        stems = self._random.choices(self._stems, cum_weights=self._weights, k=count)
        return " ".join(stem + self._random.choice(ENDINGS) for stem in stems)

    def part_of(self, text: str) -> str:
        words = text.split()
        count = self._random.randint(1, 3)
        start = self._random.randrange(len(words) - count)
        return " ".join(words[start : start + count])


async def fill(redis: Redis, file: Path, owner: User, count: int, language: Language) -> tuple[list[str], float]:
    """Answers a text of each session, and the CPU seconds of making the index."""
    store, people = VoiceStore(redis, public_url="http://localhost", log_length=1000), VoicePeople(redis)
    index, texts, spent = SearchIndex(file), [], 0.0
    now = int(time.time() * 1000)
    for number in range(count):
        session_id = str(UUID(int=random.getrandbits(128), version=4))
        place = Cursor(now - number * 600_000, session_id)
        await people.remember(place, owner)
        await store.create(session_id, owner, NewVoiceSession(session_name=language.text(3)), place=place.at)
        header = keys.header(session_id)
        stored = revision(*await redis.call(header, "HMGET", header, "epoch", "seq:events"))
        said = [language.text(WORDS) for _ in range(SEGMENTS)]
        places = [Place("speech", "recordings/r", 6_000 * i, "Ann", text) for i, text in enumerate(said)]
        before = time.process_time()
        index.put(Indexed(session_id, bucket(session_id), stored, place.at, "", places))
        spent += time.process_time() - before
        texts.append(said[0])
    index.close()
    for number in keys.ALL_BUCKETS:  # the file is what a worker would have made of them
        changed = keys.index_of(number, "voice", "changed")
        await redis.call(changed, "DEL", changed)
    return texts, spent


async def measure(count: int) -> None:
    language = Language(1)
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        process = RedisProcess(Path(folder))
        await process.start()
        redis = await Redis.connect(process.url)
        file = Path(folder) / "data" / "search" / "voice.sqlite"
        texts, spent = await fill(redis, file, a_recorder("ann"), count, language)
        sys.stdout.write(
            f"{count} sessions: index {file.stat().st_size / 1e6:.0f} MB, {spent / count * 1000:.1f} ms each\n"
        )
        server = await ServerProcess(process.url, Path(folder) / "data", ROOMTONE_SECRET=SECRET).start()
        worker = await WorkerProcess(process.url, Path(folder) / "data").start()
        try:
            await until(partial(is_whole, Questions(redis)), 600)
            async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token('ann')}"}) as http:
                await ask(http, server.url, [language.part_of(one) for one in random.choices(texts, k=QUESTIONS)])
        finally:
            await worker.stop()
            await server.stop()
            await redis.close()
            await process.stop()


async def is_whole(questions: Questions) -> bool:
    with suppress(Unavailable):  # the worker is starting
        return bool((await questions.ask(Question("x", [])))["whole"])
    return False


async def ask(http: aiohttp.ClientSession, url: str, questions: list[str]) -> None:
    async def one(text: str) -> dict[str, object]:
        async with http.get(f"{url}/voicebot/search", params={"q": text}) as answer:
            return dict(await answer.json())

    waited, refused = [], 0
    for text in questions:
        started = time.perf_counter()
        found = await one(text)
        waited.append((time.perf_counter() - started) * 1000)
        refused += "items" not in found
        await asyncio.sleep(0.55)  # a person's questions are limited
    waited.sort()
    figures = (percentile(waited, 0.5), percentile(waited, 0.95), waited[-1])
    median, p95, longest = (round(one) for one in figures)
    sys.stdout.write(f"{len(waited)}: median {median}, p95 {p95}, longest {longest} ms; {refused} without an answer\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=10_000)
    asyncio.run(measure(parser.parse_args().sessions))
