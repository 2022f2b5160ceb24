"""The kind of a session, by which shared scripts are chosen."""

from uuid import uuid4

import pytest

from auth.caller import Server, packed
from sessions.base.errors import SessionNotFound
from storage.people.store import PeopleStore
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.kind_cache import SessionKinds
from tests.storage.people.cast import INES, a_stream


async def test_a_kind_is_read_once_and_not_before_there_is_a_session(stores: Redis) -> None:
    kinds, session_id = SessionKinds(stores), str(uuid4())
    header = keys.header(session_id)
    assert await kinds.of(session_id) == ()
    await stores.call(header, "HSET", header, "kind", "clip")
    assert await kinds.of(session_id) == ("clip",)
    await stores.call(header, "DEL", header)
    assert await kinds.of(session_id) == ("clip",)


@pytest.mark.parametrize("kind", ["listening", "home"])
async def test_PE1_a_session_of_a_kind_without_people_is_not_found_by_the_scripts_for_people(
    kind: str, stores: Redis
) -> None:
    session_id = str(uuid4())
    header = keys.header(session_id)
    await stores.call(header, "HSET", header, "kind", kind, "owner", INES.id, "epoch", "1")
    with pytest.raises(SessionNotFound):
        await PeopleStore(stores, public_url="", log_length=10).read(session_id, INES)
    await stores.call(header, "DEL", header)


async def test_PE7_a_row_stays_due_when_its_session_came_back_while_the_caller_found_none(stores: Redis) -> None:
    session_id = await a_stream(stores)
    changed = keys.index(session_id, "home", "changed")
    arguments = (session_id, 10, packed(Server.ITSELF), "", 5000, 0, 1000, 3)
    for _ in range(2):
        assert await stores.run(load("home/row_claim"), keys.of_session(session_id), *arguments) == []
        assert await stores.call(changed, "ZSCORE", changed, session_id) is not None
    assert await stores.run(load("home/row_claim", "clip"), keys.of_session(session_id), *arguments) != []
