"""The bin of jams and clip sessions, over HTTP and sockets on the running product (D13)."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import pytest

from storage.redis import keys
from storage.redis.client import Redis
from tests.handlers.jam.test_http import DAY_MS, STATE, Api
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess, WorkerProcess
from tests.server.client import joined


class Kind(NamedTuple):
    """The sessions of a product, and a command of its sockets that comes too late."""

    path: str
    deleted: str
    body: dict[str, Any]
    late: tuple[str, dict[str, Any]]


KINDS = {
    "clip": Kind(
        "/api/clip-sessions", "/api/deleted/clip-sessions", {"title": "Release"}, ("submit_clip", {"note": "too late"})
    ),
    "jam": Kind(
        "/api/sessions",
        "/api/deleted/sessions",
        {"name": "Release", "state": STATE},
        ("edit_session", {"edit_id": "e1", "set": {"tempo": 90}}),
    ),
}


@pytest.fixture
async def api(server: ServerProcess) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(server.url, session)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


async def deleted(api: Api, kind: Kind) -> list[tuple[str, str]]:
    status, answer = await api("GET", kind.deleted)
    assert status == 200
    return [(row["session_id"], row["title"]) for row in answer["items"]]


async def made(api: Api, kind: Kind) -> str:
    status, answer = await api("POST", kind.path, kind.body)
    assert status == 201
    return str(answer["id"])


async def test_D13_S14_a_deleted_session_is_gone_for_everybody_and_comes_back_for_its_owner(
    api: Api, server: ServerProcess, kind: Kind
) -> None:
    ann, bob = await api.guest(), await api.guest()
    id_ = await made(ann, kind)
    path = f"{kind.path}/{id_}"
    name, payload = kind.late
    async with joined(server, "viewer") as watching:
        assert (await watching.ask("subscribe_on_session", {"session_id": id_}))["ok"]
        assert (await ann("DELETE", path))[0] == 204
        told = await watching.event("session_event")
        assert (told["type"], told["data"]) == ("deleted", {})
        late = await watching.ask(name, {"session_id": id_, **payload})
        assert late["error"] == "session_not_found"
        assert (await watching.ask("subscribe_on_session", {"session_id": id_}))["error"] == "session_not_found"
        for caller in (ann, bob):
            for verb, body in (("GET", None), ("DELETE", None), ("PATCH", {})):
                status, answer = await caller(verb, path, body)
                assert (status, answer["code"]) == (404, "session_not_found"), verb
        assert await deleted(ann, kind) == [(id_, "Release")]
        assert await deleted(bob, kind) == []
        restore = f"{kind.deleted}/{id_}/restore"
        assert (await bob("POST", restore))[0] == 403
        assert (await ann("POST", restore))[0] in {200, 204}
        assert (await ann("POST", restore))[1]["code"] == "session_not_found"
        assert (await watching.ask("subscribe_on_session", {"session_id": id_}))["ok"]
    status, session = await ann("GET", path)
    assert status == 200
    assert session.get("state", STATE) == STATE
    assert await deleted(ann, kind) == []


async def test_D13_its_owner_deletes_it_for_good_and_nobody_else_does(api: Api, kind: Kind) -> None:
    ann, bob = await api.guest(), await api.guest()
    id_ = await made(ann, kind)
    purge = f"{kind.deleted}/{id_}"
    assert (await ann("DELETE", purge))[1]["code"] == "not_found"  # it is not in the bin
    assert (await ann("DELETE", f"{kind.path}/{id_}"))[0] == 204
    assert (await bob("DELETE", purge))[1]["code"] == "forbidden"
    assert (await api("DELETE", purge))[0] == 401
    assert (await api("GET", kind.deleted))[0] == 401
    assert (await ann("DELETE", purge))[0] == 204
    assert (await ann("DELETE", purge))[0] == 404
    assert (await ann("POST", f"{purge}/restore"))[0] == 404
    assert await deleted(ann, kind) == []


async def test_D13_a_stream_returns_to_its_streamers_list(api: Api) -> None:
    ann, kind = await api.guest(), KINDS["clip"]
    id_ = await made(ann, kind)
    await ann("DELETE", f"{kind.path}/{id_}")
    assert (await ann("GET", kind.path))[1]["items"] == []
    await ann("POST", f"{kind.deleted}/{id_}/restore")
    assert [row["id"] for row in (await ann("GET", kind.path))[1]["items"]] == [id_]


async def test_D13_S14_a_jam_without_an_owner_is_gone_for_good(api: Api) -> None:
    kind = KINDS["jam"]
    ann, id_ = await api.guest(), await made(api, KINDS["jam"])
    assert (await ann("DELETE", f"{kind.path}/{id_}"))[0] == 204
    assert await deleted(ann, kind) == []
    assert (await ann("POST", f"{kind.deleted}/{id_}/restore"))[0] == 404


async def test_D13_K16_a_remix_names_its_parent_again_when_it_is_back(api: Api) -> None:
    ann = await api.guest()
    kind = KINDS["jam"]
    parent = await made(ann, kind)
    child = (await ann("POST", f"{kind.path}/{parent}/remix"))[1]["id"]
    await ann("DELETE", f"{kind.path}/{parent}")
    assert (await ann("GET", f"{kind.path}/{child}"))[1]["parentDeleted"] is True
    await ann("POST", f"{kind.deleted}/{parent}/restore")
    assert (await ann("GET", f"{kind.path}/{child}"))[1]["remixedFromName"] == "Release"
    assert (await ann("GET", f"{kind.path}/{parent}"))[1]["remixCount"] == 1


async def test_D13_a_worker_empties_the_bin_of_every_product_after_30_days(
    api: Api, redis: Redis, redis_server: RedisProcess, tmp_path: Path
) -> None:
    ann = await api.guest()
    ids = {name: [await made(ann, kind) for _ in range(2)] for name, kind in KINDS.items()}
    for name, (old, young) in ids.items():
        for id_, days in ((old, 31), (young, 29)):
            await ann("DELETE", f"{KINDS[name].path}/{id_}")
            index = keys.index(id_, name, "binned")
            await redis.call(index, "ZINCRBY", index, -days * DAY_MS, id_)
    worker = await WorkerProcess(redis_server.url, tmp_path).start()
    for name, (_, young) in ids.items():
        await until(partial(is_all_that_is_left, ann, KINDS[name], young))
        assert (await ann("POST", f"{KINDS[name].deleted}/{young}/restore"))[0] in {200, 204}
    await worker.stop()


async def is_all_that_is_left(api: Api, kind: Kind, id_: str) -> bool:
    return [found for found, _ in await deleted(api, kind)] == [id_]
