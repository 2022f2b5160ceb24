"""Jams as the tests of their store make and edit them."""

from collections.abc import Mapping
from typing import Any

import orjson

from sessions.jam.state import flat_of
from sessions.jam.validation import read_edit, read_state
from storage.bus.feeds import Feeds
from storage.jam.jam import EditResult, Origin
from storage.jam.store import FEED, JamStore
from storage.redis.client import Redis
from tests.users import a_user

KICK = {"name": "Kick", "sampleId": "synth:drum-kick", "order": "V"}


async def made(store: JamStore, state: Mapping[str, Any] | None = None, **origin: Any) -> str:
    id_, _ = await store.create(flat_of(read_state(state or {})), Origin(**origin))
    return id_


async def edit(store: JamStore, id_: str, by: str, edit_id: str, paths: dict[str, Any]) -> EditResult:
    return await store.edit(id_, a_user(by), edit_id, read_edit(paths))


async def events(redis: Redis, id_: str) -> list[dict[str, Any]]:
    recovered = await Feeds(redis).recover(id_, FEED, None)
    return [orjson.loads(event.json) for event in recovered.events]
