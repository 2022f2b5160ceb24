"""Homes equal the truth after random changes, with relays that are killed at random points."""

import random
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import orjson
import pytest

from auth.user import User
from sessions.base.errors import Refusal
from sessions.base.people import Link, Role
from sessions.clip.session import Action, ClipSessionChange, NewClipSession
from storage.clip.store import ClipStore
from storage.home.relay import HomeRelay
from storage.home.store import HomeStore, id_of
from storage.jam.jam import Origin
from storage.jam.store import JamStore
from storage.people.store import PeopleStore
from storage.redis import keys
from storage.redis.client import Redis
from tests.effort import examples
from tests.polling import until
from tests.users import a_user

URL = "http://127.0.0.1"
STEPS = 120
A_ROW_STAYED = 3
"""A seed: a relay was killed after it had written a row, and the session was deleted before anybody had noted that."""
ROLES = ("owner", "co-owner", "editor", "viewer", None, "banned")


class World:
    """Three people, their streams and jams, and two relays that may be killed."""

    def __init__(self, redis: Redis, clips: ClipStore, seed: int) -> None:
        self.redis = redis
        self.random = random.Random(seed)
        self.clips = clips
        self.jams = JamStore(redis, log_length=1000)
        self.people = PeopleStore(redis, public_url=URL, log_length=1000)
        self.homes = HomeStore(redis)
        self.relays = [HomeRelay(redis, public_url=URL, lease_ms=1, pace_ms=0) for _ in range(2)]
        self.users = [a_user(f"{name}-{uuid4()}") for name in ("ines", "theo", "wren")]
        self.sessions: list[str] = []
        self.deleted: set[str] = set()
        self.done = 0

    async def step(self) -> None:
        act: Callable[[], Awaitable[Any]] = self.random.choice(
            [
                self.make,
                self.role,
                self.role,
                self.ask,
                self.invite,
                self.answer,
                self.rename,
                self.delete,
                self.relay,
                self.kill,
            ]
        )
        if not self.sessions:
            act = self.make
        try:
            await act()
        except Refusal:
            return
        self.done += 1

    @property
    def rare(self) -> list[Callable[[], Awaitable[Any]]]:
        return [self.delete, self.relay, self.kill]

    @property
    def anybody(self) -> User:
        return self.random.choice(self.users)

    @property
    def session(self) -> str:
        return self.random.choice(self.sessions)

    async def make(self) -> None:
        owner = self.anybody
        if self.random.random() < 0.5:
            self.sessions.append((await self.jams.create({"name": "Jam"}, Origin(owner=owner.id)))[0])
        else:
            made = await self.clips.create(owner, NewClipSession(title="Stream"))
            self.sessions.append(str(orjson.loads(made)["id"]))

    async def role(self) -> None:
        role = self.random.choice(ROLES)
        await self.people.set_role(self.session, self.anybody, self.anybody.id, role, "Name")

    async def ask(self) -> None:
        session = self.session
        by = self.anybody
        await self.people.set_link(session, by, Link.VIEW, locked=None)
        await self.people.ask(session, self.anybody)

    async def invite(self) -> None:
        role = self.random.choice([Role.CO_OWNER, Role.VIEWER])
        await self.people.invite_user(self.session, self.anybody, self.anybody.id, role, None)

    async def answer(self) -> None:
        if self.random.random() < 0.5:
            what = self.random.choice(["accept", "decline", "reconsider"])
            await self.people.answer_invited(self.session, self.anybody, what)
        else:
            await self.people.answer(self.session, self.anybody, self.anybody.id, accept=self.random.random() < 0.5)

    async def rename(self) -> None:
        title = f"Title {self.random.randrange(1000)}"
        session = self.session
        if self.random.random() < 0.5:
            await self.clips.update(session, self.anybody, ClipSessionChange(title=title))
            await self.clips.transition(session, self.anybody, Action.START)
        else:
            await self.jams.edit(session, self.anybody, uuid4().hex, {"name": title})

    async def delete(self) -> None:
        session, by = self.session, self.anybody
        store: ClipStore | JamStore = self.clips if self.random.random() < 0.5 else self.jams
        if session in self.deleted:
            await store.bin.restore(session, by)
            self.deleted.discard(session)
        else:
            await store.delete(session, by)
            self.deleted.add(session)

    async def relay(self) -> None:
        await self.random.choice(self.relays).relay(self.session)

    async def kill(self) -> None:
        """A relay that is killed before it writes, or before it says that it has written."""
        session = self.session
        taken = await self.random.choice(self.relays).take(session)
        if taken is not None and self.random.random() < 0.5:
            for user, told in taken.rows.items():
                await self.homes.apply(user, session, taken.revision, told.row, told.changed_at)

    # --- the end ----------------------------------------------------------------------------------------------------

    async def settled(self) -> bool:
        """Whether nothing is left to write before the next minute. A jam's row is read again ten seconds after an edit:
        here at once."""
        is_over = True
        for session in self.sessions:
            await self.random.choice(self.relays).relay(session)
            key = keys.index(session, "home", "changed")
            score = await self.redis.call(key, "ZSCORE", key, session)
            seconds, _ = await self.redis.call(key, "TIME")
            if score is not None and float(score) < (int(seconds) + 60) * 1000:
                await self.redis.call(key, "HDEL", keys.header(session), "row_at")
                await self.redis.call(key, "ZADD", key, "XX", "LT", 0, session)
                is_over = False
        return is_over

    async def shown(self, user: User) -> dict[str, tuple[Any, ...]]:
        await self.homes.open(user)
        rows = [orjson.loads(row) for row in (await self.homes.read(user, id_of(user.id))).rows]
        return {
            row["id"]: (
                row["title"],
                row["role"],
                sorted(one["user_id"] for one in row["requests"]),
                row["invitation"] and row["invitation"]["role"],
            )
            for row in rows
        }

    async def true(self, user: User) -> dict[str, tuple[Any, ...]]:
        """What the sessions themselves say, read by their owners."""
        found: dict[str, tuple[Any, ...]] = {}
        for session in self.sessions:
            key = keys.header(session)
            stored = await self.redis.call(key, "HMGET", key, "kind", "owner", "owners", "title")
            if stored[0] is None:
                continue
            owner = stored[1].decode() if stored[1] else orjson.loads(stored[2])[0]
            read = await self.people.read(session, a_user(owner))
            title = stored[3] and stored[3].decode()
            if title is None:
                title = orjson.loads(await self.redis.call(key, "HGET", f"{key}:state", "name"))
            role = next(
                (str(one.role) for one in read.members if one.user_id == user.id and one.role != "banned"), None
            )
            offer = next((str(one.role) for one in read.invited if one.user_id == user.id), None)
            about = await self.redis.call(key, "HGET", f"{key}:members", user.id)
            unasked = await self.redis.call(key, "SISMEMBER", f"{key}:unlisted", user.id)
            if offer is None and (unasked if about is None else b'"listed":true' not in about):
                continue  # nobody asked them (D34)
            asked = sorted(one.user_id for one in read.requests) if role in {"owner", "co-owner"} else []
            if role is not None or offer is not None:
                found[session] = (title, role, asked, offer)
        return found


@pytest.mark.proof
@pytest.mark.parametrize("seed", sorted({*range(examples(3)), A_ROW_STAYED}))
async def test_PE8_homes_equal_the_truth_after_random_changes_and_killed_relays(
    stores: Redis, clips: ClipStore, seed: int
) -> None:
    world = World(stores, clips, seed)
    for _ in range(STEPS):
        await world.step()
    await until(world.settled)
    for user in world.users:
        assert await world.shown(user) == await world.true(user)
    assert world.done > STEPS / 4
    assert any([await world.shown(user) for user in world.users])
