"""From a change of a session to the receiver: each event, in order, at least once, until it is taken or too old."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import orjson
import pytest

from auth.guests import new_guest
from auth.user import User
from sessions.base.errors import NotFound, TooLarge
from sessions.base.people import Role
from sessions.clip.session import Action, ClipSubmission, NewClipSession
from storage.clip.store import ClipStore
from storage.home.relay import HomeRelay
from storage.home.store import id_of
from storage.jam.jam import Origin
from storage.jam.store import JamStore
from storage.people.store import PeopleStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.webhooks.deliveries import Deliveries
from storage.webhooks.relay import WebhookRelay
from storage.webhooks.sender import WebhookSender
from storage.webhooks.store import EVENTS, MOST_WEBHOOKS, NewWebhook, Webhooks
from tests.storage.sessions import a_clip, parsed
from tests.storage.webhooks.receiver import Receiver, receiving
from tests.users import a_user


class World:
    """Somebody, a receiver of theirs, and what works for it."""

    def __init__(self, redis: Redis, clips: ClipStore, receiver: Receiver, sender: WebhookSender) -> None:
        self.redis, self.clips, self.receiver = redis, clips, receiver
        self.maker = new_guest("Mira")
        self.webhooks = Webhooks(redis)
        self.relay = WebhookRelay(redis, public_url="", lease_ms=0)
        self.deliveries = Deliveries(redis, sender, pauses_ms=(0,), lease_ms=0)

    async def listen(self, *events: str, session_id: str | None = None, user: User | None = None) -> str:
        new = NewWebhook(self.receiver.url, events or EVENTS, session_id)
        id_, self.receiver.secret = await self.webhooks.make(user or self.maker, new)
        return id_

    async def stream(self) -> str:
        return str(parsed(await self.clips.create(self.maker, NewClipSession(title="Stream")))["id"])

    async def act(self, session_id: str, *actions: Action) -> None:
        for action in actions:
            await self.clips.transition(session_id, self.maker, action)

    async def send(self, *session_ids: str, user: User | None = None) -> None:
        """Takes what was noted to the webhooks, and sends it until nothing is due."""
        for session_id in session_ids:
            await self.relay.relay(session_id)
        home_id = id_of((user or self.maker).id)
        lines = await self.redis.call(keys.header(home_id), "SMEMBERS", f"{keys.header(home_id)}:lines")
        for name in lines:
            while await self.deliveries.deliver(f"{home_id} {name.decode()}"):
                if self.receiver.status != 204:
                    break

    async def shown(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.webhooks.read(self.maker))["deliveries"]
        return found


@pytest.fixture
async def world(stores: Redis, clips: ClipStore) -> AsyncIterator[World]:
    sender = WebhookSender(may_reach_private=True)
    async with receiving() as receiver:
        yield World(stores, clips, receiver, sender)
    await sender.close()


async def test_WH1_WH2_a_stream_is_told_in_order_once_and_signed(world: World) -> None:
    await world.listen()
    one = await world.stream()
    await world.act(one, Action.START, Action.PAUSE, Action.RESUME, Action.END)
    await world.send(one)
    assert world.receiver.types == ["stream.started", "stream.started", "stream.ended"]
    _, told = world.receiver.got[-1]
    assert told["data"] == {"session_id": one, "kind": "clip", "title": "Stream", "moments": 0}
    assert len({id_ for id_, _ in world.receiver.got}) == 3
    assert not await world.relay.relay(one)  # nothing is left
    last = (await world.shown())[0]
    assert (last["type"], last["state"], last["status"]) == ("stream.ended", "sent", 204)


async def test_WH2_a_relay_that_is_killed_before_the_end_doubles_and_loses_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.listen("stream.ended")
    one = await world.stream()
    await world.act(one, Action.START, Action.END)
    run, told = world.relay._run, []

    async def killed(name: str, session_id: str, *arguments: Any) -> Any:
        told.append(name)
        if name == "webhooks/relayed" and told.count(name) == 1:
            raise ConnectionError
        return await run(name, session_id, *arguments)

    monkeypatch.setattr(world.relay, "_run", killed)
    with pytest.raises(ConnectionError):
        await world.relay.relay(one)
    await world.send(one)  # the lease is over
    assert told.count("webhooks/relayed") == 2
    assert world.receiver.types == ["stream.ended"]


async def test_WH2_only_the_line_of_a_session_waits_behind_one_that_fails(world: World) -> None:
    id_ = await world.listen("stream.started", "stream.ended")
    one, other = await world.stream(), await world.stream()
    await world.act(one, Action.START)
    world.receiver.status = 502
    await world.send(one)
    await world.act(one, Action.END)
    await world.act(other, Action.START)
    world.receiver.got.clear()
    home = id_of(world.maker.id)
    await world.relay.relay(one)
    await world.relay.relay(other)
    world.receiver.status = 204
    await world.deliveries.deliver(f"{home} {id_} {other}")
    assert [told["data"]["session_id"] for _, told in world.receiver.got] == [other]
    states = {(row["type"], row["session_id"]): (row["state"], row["status"]) for row in await world.shown()}
    assert states["stream.started", one] == ("waiting", 502)
    assert states["stream.ended", one] == ("waiting", None)
    failing = (await world.webhooks.read(world.maker))["webhooks"][0]
    await world.send()
    assert world.receiver.types == ["stream.started"] * 2 + ["stream.ended"]
    assert failing["failing_since"] is None  # the other line's success


async def test_WH4_a_webhook_that_fails_for_a_week_is_off_until_it_is_resumed(world: World) -> None:
    id_ = await world.listen("stream.started")
    one = await world.stream()
    await world.act(one, Action.START)
    world.receiver.status = 500
    world.deliveries._off_ms = 0
    await world.send(one)
    shown = await world.webhooks.read(world.maker)
    assert shown["webhooks"][0]["off_at"] is not None
    assert shown["webhooks"][0]["why"] == "It answers 500"
    assert [row["state"] for row in shown["deliveries"]] == ["failed"]
    await world.act(one, Action.PAUSE, Action.RESUME)
    world.receiver.status = 204
    await world.send(one)
    assert len(world.receiver.got) == 1  # nothing comes to one that is off
    with pytest.raises(NotFound, match="off"):
        await world.webhooks.send_again(world.maker, shown["deliveries"][0]["id"])
    await world.webhooks.resume(world.maker, id_)
    await world.webhooks.send_again(world.maker, shown["deliveries"][0]["id"])
    await world.send()
    first, again = world.receiver.got
    assert first == again  # the same id and the same body


async def test_WH4_a_receiver_that_is_gone_gets_nothing_more(world: World) -> None:
    await world.listen("stream.started")
    one = await world.stream()
    world.receiver.status = 410
    await world.act(one, Action.START)
    await world.send(one)
    assert (await world.webhooks.read(world.maker))["webhooks"][0]["off_at"] is not None


async def test_WH4_a_delivery_is_tried_for_a_day_and_no_longer(world: World) -> None:
    id_ = await world.listen("stream.started", "stream.ended")
    one = await world.stream()
    await world.act(one, Action.START, Action.END)
    world.receiver.status = 503
    await world.send(one)
    home = id_of(world.maker.id)
    place = f"{keys.header(home)}:deliveries"
    delivery = (await world.shown())[-1]["id"]
    stored = await world.redis.call(place, "HGET", place, delivery)
    head, body = stored.split(b"\n", 1)
    old = orjson.dumps({**orjson.loads(head), "first_at": 1})
    await world.redis.call(place, "HSET", place, delivery, old + b"\n" + body)
    await world.deliveries.deliver(f"{home} {id_} {one}")
    assert [row["state"] for row in await world.shown()] == ["waiting", "failed"]
    world.receiver.status = 204
    await world.send()
    assert world.receiver.types[-1] == "stream.ended"


async def test_WH5_a_hot_moment_is_told_where_somebody_listens_and_costs_nothing_elsewhere(world: World) -> None:
    quiet, one = await world.stream(), await world.stream()
    await world.act(quiet, Action.START)
    await world.send(quiet)
    await world.listen("moment.hot", session_id=one)
    await world.act(one, Action.START)
    await world.send(one)
    for session_id in (quiet, one):
        for number in range(5):
            await a_clip(world.clips, session_id, f"viewer-{number}", note="Geralt!")
    await world.send(quiet, one)
    ((_, told),) = world.receiver.got
    assert told["data"]["people"] == 3
    assert (told["data"]["session_id"], told["data"]["note"]) == (one, "Geralt!")
    assert await world.redis.call(keys.header(quiet), "EXISTS", f"{keys.header(quiet)}:crowd") == 0


async def test_WH5_whoever_makes_a_webhook_while_a_stream_runs_hears_its_moments(world: World) -> None:
    one = await world.stream()
    await world.act(one, Action.START)
    await HomeRelay(world.redis, public_url="", pace_ms=0).relay(one)
    await world.listen("moment.hot")
    await world.send(one)
    for number in range(3):
        await a_clip(world.clips, one, f"viewer-{number}")
    await world.send(one)
    assert world.receiver.types == ["moment.hot"]


async def test_WH6_who_lost_their_role_hears_nothing_more_and_co_owners_do(
    world: World, people: PeopleStore, jams: JamStore
) -> None:
    helper, one = a_user(f"helper-{uuid4()}"), await world.stream()
    await world.listen(user=helper)
    await world.act(one, Action.START)
    await world.send(one, user=helper)
    assert world.receiver.got == []  # a session of somebody else
    await people.set_role(one, world.maker, helper.id, Role.CO_OWNER, None)
    await world.act(one, Action.PAUSE, Action.RESUME)
    await world.send(one, user=helper)
    assert world.receiver.types == ["member.joined", "stream.started"]
    await people.set_role(one, world.maker, helper.id, "banned", None)
    await world.act(one, Action.END)
    await world.send(one, user=helper)
    assert len(world.receiver.got) == 2
    jam_id, _ = await jams.create({"name": "Rain"}, Origin(owner=helper.id, published_from="x"))
    await world.send(jam_id, user=helper)
    assert world.receiver.got[-1][1]["data"] == {
        "session_id": jam_id, "kind": "jam", "title": "Rain", "published_from": "x",
    }  # fmt: skip


async def test_WH6_a_deleted_session_and_a_removed_webhook_leave_nothing_to_send(world: World) -> None:
    id_ = await world.listen()
    one, other = await world.stream(), await world.stream()
    await world.act(one, Action.START)
    await world.clips.delete(one, world.maker)
    await WebhookRelay(world.redis, public_url="").relay(one)
    assert await world.redis.call(keys.header(one), "EXISTS", f"{keys.header(one)}:outbox") == 0
    await world.act(other, Action.START)
    await world.relay.relay(other)
    await world.webhooks.remove(world.maker, id_)
    await world.send()
    assert world.receiver.got == []
    assert [row["error"] for row in await world.shown()] == ["The webhook was removed"]
    with pytest.raises(NotFound):
        await world.webhooks.remove(world.maker, id_)


async def test_WH7_webhooks_deliveries_and_what_a_session_notes_are_bounded(world: World) -> None:
    for _ in range(MOST_WEBHOOKS):
        await world.listen("stream.started")
    with pytest.raises(TooLarge):
        await world.listen()
    world.receiver.secret = ""  # each webhook has its own
    one = await world.stream()
    await world.act(one, Action.START)
    for _ in range(20):
        await world.act(one, Action.PAUSE, Action.RESUME)
    while await world.relay.relay(one):
        pass
    home = keys.header(id_of(world.maker.id))
    assert await world.redis.call(home, "HLEN", f"{home}:deliveries") == 21 * MOST_WEBHOOKS
    await world.send()
    assert len(world.receiver.got) == 21 * MOST_WEBHOOKS
    await world.act(one, Action.PAUSE, Action.RESUME)
    await world.send(one)
    assert await world.redis.call(home, "HLEN", f"{home}:deliveries") == 200
    await world.clips.submit(one, world.maker, ClipSubmission())
