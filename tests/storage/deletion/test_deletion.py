"""The deletion of an account: what goes, what stays, and a worker that is killed in the middle."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest

from auth.guests import new_guest
from auth.script_keys import Scope
from auth.user import User
from server.products import PRODUCTS
from server.products.accounts import deletion_of
from server.products.product import WorkerParts
from server.settings.model import Settings
from sessions.base.errors import Conflict, SessionNotFound, TicketSpent, Unauthorized
from sessions.base.people import Role
from sessions.clip.session import Action, ClipSubmission, NewClipSession
from sessions.listening.session import PlayerReport
from sessions.voice.material import NewTask, TaskChange
from sessions.voice.project import ProjectWordsChange
from sessions.voice.session import NewVoiceSession
from storage.account.identities import Identities
from storage.clip.store import ClipStore
from storage.deletion.deletion import NAME, AccountDeletion, Forgetting
from storage.home.relay import HomeRelay
from storage.home.store import HomeStore
from storage.jam.jam import Origin
from storage.jam.store import JamStore
from storage.listening.store import ListeningStore
from storage.media.store import MediaStore
from storage.people.store import PeopleStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.script_keys import store as script_key_module
from storage.script_keys.store import NewScriptKey, ScriptKeys
from storage.telegram.homes import followers
from storage.voice.project.store import ProjectStore
from storage.voice.store import VoiceStore
from storage.voice.tasks.store import TaskStore
from storage.webhooks.store import NewWebhook, Webhooks
from tests.storage.sessions import a_text, parsed
from tests.users import a_recorder, a_telegram_number, a_user, known_as

OTHER = a_user(f"other-{uuid4()}")


class World:
    """A person with something in every corner, under a name that nobody else has."""

    def __init__(self, redis: Redis, folder: Path) -> None:
        self.redis = redis
        self.name = f"Zanzibar-{uuid4().hex[:8]}"
        self.number = a_telegram_number()
        self.guest = replace(new_guest(self.name), device="old")
        made = a_recorder(f"mira-{uuid4()}", telegram_user_id=self.number)
        self.user = replace(made, name=self.name, device="phone")
        self.settings = Settings(data_dir=folder, media_url=(folder / "media").as_uri())
        self.media = MediaStore.open(self.settings.media_location)
        self.identities = Identities(redis, name_seconds=3600)
        self.people = PeopleStore(redis, public_url="", log_length=100)
        self.clips = ClipStore(redis, public_url="", log_length=100, max_tap_age_ms=60_000, tap_gap_ms=0)
        self.jams = JamStore(redis, log_length=100)
        self.voices = VoiceStore(redis, public_url="", log_length=100)
        self.forgetting = self._forgetting()
        self.mine: list[str] = []

    def _forgetting(self) -> dict[str, Forgetting]:
        parts = WorkerParts(self.settings, self.redis, None, self.media, None)  # type: ignore[arg-type]  # not needed here
        return {one.kind: one.forget(parts) for one in PRODUCTS if one.forget is not None}

    def deletion(self, forgetting: dict[str, Forgetting] | None = None) -> AccountDeletion:
        deletion = deletion_of(self.settings, self.redis, forgetting or self.forgetting)
        deletion._settle_ms = 0
        return deletion

    async def stream(self, owner: User | None = None) -> str:
        title = f"of {self.name}" if owner is None else "Evening"
        made = parsed(await self.clips.create(owner or self.user, NewClipSession(title=title), "192.0.2.7"))
        await self.clips.transition(made["id"], owner or self.user, Action.START)
        return str(made["id"])

    async def fill(self) -> None:
        user = self.user = await self.identities.join(self.guest, self.user)
        await HomeStore(self.redis).open(replace(user, telegram_user_id=self.number))
        stream, binned = await self.stream(), await self.stream()
        await self.clips.submit(stream, OTHER, ClipSubmission(note="hi"))
        await self.clips.delete(binned, user)
        jam, _ = await self.jams.create({"name": self.name}, Origin(owner=user.id))
        voice = str(uuid4())
        await self.voices.create(voice, user, NewVoiceSession(session_name=self.name), place=1)
        await self.voices.attach(voice, user, text := str(uuid4()), a_text(text, self.name, user.id))
        await self.media.put(f"voice/{voice}/{text}/0", b"sound")
        listening = ListeningStore(self.redis, log_length=100)
        await listening.open(user)
        await listening.add_book(user, "book", {"name": self.name})
        await listening.track(user, PlayerReport(book_id="book", status="playing", player_id="p", device=self.name))
        self.key = await self.identities.new_key(user)
        self.text, _ = await ScriptKeys(self.redis).make(user, NewScriptKey("Desk", frozenset(Scope), None, True, None))
        await Webhooks(self.redis).make(user, NewWebhook("https://example.org/h", ("stream.ended",), None))
        self.mine = [stream, binned, jam, voice]
        await self.relay()

    async def relay(self) -> None:
        relay = HomeRelay(self.redis, public_url="", lease_ms=1, pace_ms=0)
        for one in self.mine:
            await relay.relay(one)

    async def leave(self, deletion: AccountDeletion) -> None:
        await deletion.begin(await deletion.leaver(self.user.id, self.user, known_as), self.user)

    async def delete(self) -> None:
        await self.leave(self.deletion())
        await self.deletion().run_due()
        await self.relay()

    async def traces(self, *words: str) -> list[str]:
        """The keys that name one of these, or have one in them."""
        found, cursor = [], b"0"
        reads = {"hash": ("HGETALL",), "zset": ("ZRANGE", "0", "-1"), "set": ("SMEMBERS",), "string": ("GET",)}
        reads |= {"list": ("LRANGE", "0", "-1"), "stream": ("XRANGE", "-", "+")}
        while True:
            cursor, names = await self.redis.call("k", "SCAN", cursor, "COUNT", 1000)
            for name in names:
                kind = (await self.redis.call(name.decode(), "TYPE", name)).decode()
                read, *rest = reads.get(kind, ("TYPE",))
                whole = repr([name, await self.redis.call(name.decode(), read, name, *rest)])
                if any(word in whole for word in words):
                    found.append(name.decode())
            if cursor == b"0":
                return sorted(found)


@pytest.fixture
async def world(stores: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(script_key_module, "COUNTS_MS", 0)
    made = World(stores, tmp_path)
    await made.fill()
    return made


async def test_AC23_of_a_deleted_account_nothing_is_left_but_that_it_is_gone(world: World) -> None:
    seen = await world.deletion().look((world.user.id, world.guest.id))
    assert (dict(seen.deleted), seen.left, seen.others) == ({"clip": 1, "jam": 1, "voice": 1}, 0, 0)
    await world.delete()
    ids = (world.user.id, world.guest.id)
    allowed = [keys.user(one, "identity") for one in ids]
    left = await world.traces(world.name, *ids, *world.mine)
    # Beside what every process must refuse: sums of bytes, and what the relay and the search have yet to look at.
    passing = (
        "signed_out",
        ":content",
        "index:content:",
        "index:home:changed",
        "index:voice:changed",
        "index:webhooks:noted",
    )
    assert not [one for one in left if one not in allowed and not any(word in one for word in passing)], left
    for one in allowed:
        assert set((await world.redis.call(one, "HGETALL", one))[::2]) == {b"generation", b"deleted_until", b"joins"}
    assert [path async for path in world.media.paths("voice")] == []
    assert await followers(world.redis, world.number) == []
    assert not await world.deletion().run_due()  # twice is harmless


async def test_AC23_nobody_is_a_deleted_account_by_any_proof_from_its_first_step_on(world: World) -> None:
    await world.leave(world.deletion())
    for one in (world.user, world.guest, replace(world.user, generation=None), replace(world.user, generation=99)):
        with pytest.raises(Unauthorized):
            await world.identities.current(one)
        with pytest.raises(Unauthorized):
            await world.identities.known(one)
        with pytest.raises(Unauthorized):
            await world.identities.new_key(replace(one, id=world.user.id))
        with pytest.raises(Unauthorized):
            await world.identities.rename(one, "Mira")
    with pytest.raises(TicketSpent):
        await world.identities.by_key(world.key)
    with pytest.raises(Unauthorized):
        await ScriptKeys(world.redis).check(world.text, [])
    with pytest.raises((Unauthorized, Conflict)):
        await world.identities.join(new_guest("Bo"), world.user)
    told = {one: what for one, what, _ in (await world.identities.changed_since("-", 10_000))[1]}
    assert told[world.user.id] == told[world.guest.id] == "deleted"


async def test_AC23_a_stolen_token_that_was_signed_out_deletes_nothing(world: World) -> None:
    deletion = world.deletion()
    leaver = await deletion.leaver(world.user.id, world.user, known_as)
    await world.identities.sign_out_others(replace(world.user, device="own"))
    with pytest.raises(Unauthorized):
        await deletion.begin(leaver, world.user)
    await deletion.run_due()
    assert (await world.clips.read(world.mine[0], OTHER)).position is not None


async def test_AC23_after_a_day_an_account_of_a_provider_has_nothing(world: World) -> None:
    await world.delete()
    for one in (world.user.id, world.guest.id):
        own = keys.user(one, "identity")
        await world.redis.call(own, "HSET", own, "deleted_until", round(time.time() * 1000) - 1)
    again = await world.identities.current(replace(world.user, generation=None, aliases=frozenset()))
    assert (again.id, again.aliases) == (world.user.id, frozenset())
    with pytest.raises(Unauthorized):  # a token of before stays void
        await world.identities.current(world.user)


async def test_AC24_what_is_theirs_in_sessions_of_others_stays_without_their_name(world: World, feeds: Any) -> None:
    there = await world.stream(OTHER)
    await world.clips.submit(there, world.user, ClipSubmission(note="mine", submitted_by=world.name))
    await world.clips.submit(there, world.guest, ClipSubmission(note='"by":"', submitted_by=world.name))
    await world.clips.submit(there, OTHER, ClipSubmission(note="theirs", submitted_by="Theo"))
    await world.people.set_role(there, OTHER, world.user.id, Role.CO_OWNER, world.name)
    await world.people.set_link(there, world.user, None, locked=None, slow_seconds=5)
    removed = await world.stream(OTHER)
    await world.people.set_role(removed, OTHER, world.user.id, "banned", world.name)
    invited = await world.stream(OTHER)
    await world.people.invite_user(invited, OTHER, world.user.id, Role.VIEWER, world.name)
    shared = world.mine[0]
    await world.people.set_role(shared, world.user, OTHER.id, Role.OWNER, "Theo")
    voice, theo = str(uuid4()), a_recorder(f"theo-{uuid4()}")
    await world.voices.create(voice, theo, NewVoiceSession(session_name="Call"), place=1)
    await world.people.set_role(voice, theo, world.user.id, Role.EDITOR, world.name)
    tasks = TaskStore(world.voices)
    task = orjson.loads(await tasks.add(voice, theo, str(uuid4()), NewTask(text='"assignee":"')))
    mine = TaskChange(assignee=world.user.id)
    assert world.name in (await tasks.change(voice, world.user, task["task_id"], mine)).decode()
    header = keys.header(voice)
    await world.redis.call(header, "HSET", header, "recorder", world.user.id, "recorder_name", world.name)
    before = (await world.clips.read(there, OTHER)).position
    await world.delete()
    (task,) = [orjson.loads(one) for one in (await world.voices.read(voice, theo)).tasks]
    assert (task["assignee_name"], task["text"]) == (NAME, '"assignee":"')
    assert await world.redis.call(header, "HGET", header, "recorder_name") == NAME.encode()
    moments = [parsed(one) for one in (await world.clips.read(there, OTHER)).clips]
    assert {one["note"]: one["submitted_by"] for one in moments} == {"mine": NAME, '"by":"': NAME, "theirs": "Theo"}
    told = [orjson.loads(one.json)["type"] for one in await feeds.missed(there, "control", before)]
    assert told.count("clip_edited") == 2
    assert "member_changed" in told
    people = await world.people.read(there, OTHER)
    assert [one.user_id for one in people.members] == [OTHER.id]
    assert people.steps[0]["by_name"] in (NAME, "other")
    (kept,) = [one for one in (await world.people.read(removed, OTHER)).members if one.role == "banned"]
    assert kept.name is None
    assert (await world.people.read(invited, OTHER)).invited == []
    assert (await world.people.read(shared, OTHER)).level == 4
    with pytest.raises(SessionNotFound):
        await world.voices.read(world.mine[3], OTHER)
    left = [one for one in await world.traces(world.name) if ":log:" not in one and shared not in one]
    assert left == []


async def test_AC24_VO19_the_words_that_they_gave_a_project_stay_and_name_nobody(world: World) -> None:
    project, store = uuid4().hex, ProjectStore(world.redis)
    leaving = world.user = replace(world.user, projects=frozenset((project,)))
    await store.change(project, leaving, ProjectWordsChange(vocabulary="Strato", language="en"))
    await world.delete()
    found = await store.read(project, a_recorder(uuid4().hex, projects=(project,)))
    assert (found.vocabulary, found.language) == ("Strato", "en")
    assert keys.project(project, "words") not in await world.traces(world.name, *leaving.ids)


async def test_AC23_a_worker_that_is_killed_leaves_the_rest_to_another_one(world: World) -> None:
    killed = asyncio.Event()

    async def dies(name: str) -> None:
        killed.set()
        await asyncio.Event().wait()

    broken = {kind: replace(one, erase=dies) for kind, one in world.forgetting.items()}
    await world.leave(world.deletion())
    # As if it had been killed between the ends of two identities, too.
    joined = keys.user(world.guest.id, "identity")
    await world.redis.call(joined, "DEL", joined)
    running = asyncio.create_task(world.deletion(broken).run_due())
    await killed.wait()
    assert not await world.deletion().run_due()  # its lease stands
    running.cancel()
    lease = keys.user(world.user.id, "deleting")
    await world.redis.call(lease, "DEL", lease)  # and ends
    assert await world.deletion().run_due() == 1
    await world.relay()
    assert [one for one in await world.traces(*world.mine) if "index:" not in one] == []
    with pytest.raises(Unauthorized):
        await world.identities.current(world.guest)
