"""Many clients behind one address: an attacker among them is refused before any client within its limits."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.limits.crowds import (
    FLOOR,
    WINDOW,
    Crowd,
    Crowds,
)
from server.limits.holdings import Holdings
from sessions.base.errors import RateLimited, TooLarge
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import a_token, browsing, connected, joined

TOTAL = 100.0
NOBODY = "00000000-0000-4000-8000-000000000000"


def is_served(crowd: Crowd, group: str, who: str, cost: float, now: float) -> bool:
    try:
        crowd.consume(TOTAL, group, who, cost, now)
    except RateLimited:
        return False
    return True


calls = st.lists(
    st.tuples(st.sampled_from(["", "a", "b"]), st.sampled_from("xyzuvw"), st.integers(1, 40), st.floats(0, 2)),
    max_size=300,
)


@given(calls)
def test_OP19_whoever_uses_less_than_the_floor_is_never_refused_and_the_total_is_bounded(
    story: list[tuple[str, str, int, float]],
) -> None:
    crowd, now, ends = Crowd(), 0.0, 0.0
    used: dict[tuple[str, str], float] = {}
    for group, who, cost, later in story:
        now += later
        if now >= ends:
            used, ends = {}, now + WINDOW
        if is_served(crowd, group, who, cost, now):
            used[group, who] = used.get((group, who), 0) + cost
        else:
            assert used.get((group, who), 0) + cost > FLOOR
        assert sum(used.values()) <= 2 * TOTAL + FLOOR * len(used)


@pytest.mark.parametrize("cost", [1, 7, 40])
def test_OP19_users_who_come_one_after_the_other_get_twice_the_total_and_their_floors(cost: int) -> None:
    crowd, users, total, served = Crowd(), 60, 20_000.0, 0
    for n in range(users):
        with suppress(RateLimited):
            while True:
                crowd.consume(total, "", f"guest {n}", cost, 0.0)
                served += cost
    assert served <= 2 * total + users * FLOOR
    crowd.consume(total, "", "somebody new", FLOOR, 0.0)


def test_OP19_an_attacker_with_many_guests_is_refused_before_a_viewer_of_another_session() -> None:
    crowd = Crowd()
    attack = [is_served(crowd, "", f"guest {n % 60}", 1, 0.0) for n in range(6000)]
    assert attack.count(True) <= 2 * TOTAL + 60 * FLOOR
    assert not any(attack[3000:])
    assert all(is_served(crowd, "stream", f"viewer {n}", 1, 1.0) for n in range(20) for _ in range(5))


def test_OP19_another_window_begins_with_everything_and_remembers_how_many_there_were() -> None:
    crowd = Crowd()
    for n in range(50):
        for _ in range(5):
            is_served(crowd, "a", f"guest {n}", 1, 0.0)
    served = [is_served(crowd, "a", "greedy", 20, WINDOW) for _ in range(10)]
    assert served == [True] * 5 + [False] * 5


def test_OP19_addresses_that_are_remembered_are_bounded() -> None:
    crowds = Crowds(1, known=2)
    for n in range(100):
        crowds.consume(f"192.0.2.{n}", "", "somebody", 1, 0.0)
    assert len(crowds._crowds) == 2


def too_many(text: str, limit: int) -> TooLarge:
    return TooLarge(text, limit=limit)


def test_OP19_an_address_that_has_all_it_may_leaves_everybody_their_first() -> None:
    holdings = Holdings("things", too_many, by_user=50, by_address=10, free=1)
    taken = 11
    for _ in range(taken):
        holdings.take("greedy", "192.0.2.1")
    with pytest.raises(TooLarge):
        holdings.take("greedy", "192.0.2.1")
    holdings.take("newcomer", "192.0.2.1")
    with pytest.raises(TooLarge):
        holdings.take("newcomer", "192.0.2.1")
    holdings.take("newcomer", "192.0.2.2")
    for _ in range(taken):
        holdings.give("greedy", "192.0.2.1")
    holdings.give("newcomer", "192.0.2.1")
    holdings.give("newcomer", "192.0.2.2")
    assert len(holdings) == len(holdings._pairs) == len(holdings._addresses) == 0


@pytest.fixture(scope="module")
async def narrow(redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """A server with small limits for each address; a proxy header gives the address."""
    settings: dict[str, Any] = {
        "ROOMTONE_TRUSTED_PROXIES": "127.0.0.0/8",
        "ROOMTONE_ADDRESS_EVENT_RATE": "20",
        "ROOMTONE_ADDRESS_CONNECTIONS": "8",
        "ROOMTONE_USER_CONNECTIONS": "4",
        "ROOMTONE_USER_SUBSCRIPTIONS": "3",
        "ROOMTONE_CLIP_NETWORK_MOMENTS": "6",
    }
    process = await ServerProcess(redis_server.url, tmp_path_factory.mktemp("narrow"), **settings).start()
    yield process
    await process.stop()


async def test_OP19_a_viewer_behind_the_attackers_address_is_served_all_the_same(narrow: ServerProcess) -> None:
    at: dict[str, Any] = {"X-Forwarded-For": "192.0.2.1"}
    async with browsing(narrow) as browser, AsyncExitStack() as stack:
        made = await browser.ask("POST", "/api/clip-sessions", json={}, **at, **browser.signed_in("streamer"))
        session = made.json["id"]
        for sub in ("streamer", "viewer"):
            client = await stack.enter_async_context(connected(narrow.url, **at))
            await client.join({"token": a_token(narrow.data_dir, sub)})
            assert (await client.ask("subscribe_on_session", {"session_id": session}))["ok"]
        attackers = [await stack.enter_async_context(connected(narrow.url, **at)) for _ in range(4)]
        refusals = 0
        for n, attacker in enumerate(attackers):
            await attacker.join({"token": a_token(narrow.data_dir, f"attacker-{n}")})
            for _ in range(100):
                ack = await attacker.ask("unsubscribe_from_session", {"session_id": NOBODY})
                refusals += ack.get("error") == "rate_limited"
        assert refusals > 100
        for _ in range(FLOOR - 1):
            assert (await client.ask("unsubscribe_from_session", {"session_id": session}))["ok"]
        elsewhere: dict[str, Any] = {"X-Forwarded-For": "192.0.2.2"}
        read = await browser.ask("GET", "/api/clip-sessions", **elsewhere, **browser.signed_in("somebody"))
        assert read.status == 200


async def test_OP19_tokens_that_are_refused_are_paid_by_their_address(narrow: ServerProcess) -> None:
    at: dict[str, Any] = {"X-Forwarded-For": "192.0.2.40"}
    async with connected(narrow.url, **at) as client:
        codes = []
        for _ in range(250):  # the address may use 200 in ten seconds
            await client.send('40{"token":"x.y.z"}')
            codes.append(orjson.loads((await client.until("44"))[2:])["data"]["code"])
        assert set(codes[:200]) == {"unauthorized"}
        assert "rate_limited" in codes[200:]


async def test_OP19_a_user_has_so_many_sockets_and_subscriptions(narrow: ServerProcess) -> None:
    async with AsyncExitStack() as stack:
        mine = [await stack.enter_async_context(connected(narrow.url)) for _ in range(5)]
        token = {"token": a_token(narrow.data_dir, "collector")}
        for client in mine[:4]:
            await client.join(token)
        await mine[4].send(f'40{{"token":"{token["token"]}"}}')
        assert '"rate_limited"' in await mine[4].until("44")
        async with browsing(narrow) as browser:
            ids = [
                (await browser.ask("POST", "/api/sessions", json={}, X_Forwarded_For=f"198.51.100.{n}")).json["id"]
                for n in range(4)
            ]
        for client, id_ in zip(mine, ids[:3], strict=False):
            assert (await client.ask("subscribe_on_session", {"session_id": id_}))["ok"]
        assert (await mine[0].ask("subscribe_on_session", {"session_id": ids[3]}))["error"] == "too_large"
        # again: it replaces the first one
        assert (await mine[0].ask("subscribe_on_session", {"session_id": ids[0]}))["ok"]
        await mine[1].ask("unsubscribe_from_session", {"session_id": ids[1]})
        assert (await mine[0].ask("subscribe_on_session", {"session_id": ids[3]}))["ok"]


async def test_OP19_where_an_address_is_full_the_greedy_make_room_for_a_newcomer(narrow: ServerProcess) -> None:
    at: dict[str, Any] = {"X-Forwarded-For": "192.0.2.9"}
    async with AsyncExitStack() as stack:
        greedy = []
        for n in range(8):
            client = await stack.enter_async_context(connected(narrow.url, **at))
            greedy.append(await client.join({"token": a_token(narrow.data_dir, f"greedy-{n % 2}")}))
        newcomer = await stack.enter_async_context(connected(narrow.url, **at))
        await newcomer.join({"token": a_token(narrow.data_dir, "newcomer")})
        assert (await newcomer.ask("unsubscribe_from_session", {"session_id": NOBODY}))["ok"]
        async with browsing(narrow) as browser:

            async def one_has_left() -> bool:
                metrics = (await browser.ask("GET", "/metrics")).body.decode()
                (line,) = [line for line in metrics.splitlines() if line.startswith("roomtone_connections ")]
                return float(line.split()[1]) <= 8

            await until(one_has_left)


async def test_OP19_a_client_within_its_own_budget_is_never_refused(server: ServerProcess) -> None:
    async with joined(server, "calm") as client:
        for _ in range(50):
            assert (await client.ask("unsubscribe_from_session", {"session_id": NOBODY}))["ok"]


async def test_OP30_guests_of_one_network_cannot_fill_a_stream_for_all(narrow: ServerProcess) -> None:
    async with browsing(narrow) as browser:
        streamer = browser.signed_in("streamer")
        stream = (await browser.ask("POST", "/api/clip-sessions", json={}, **streamer)).json["id"]
        path = f"/api/clip-sessions/{stream}"
        assert (await browser.ask("POST", f"{path}/start", **streamer)).status == 200

        async def mark(address: str, **headers: Any) -> int:
            """By a new guest, or by whom `headers` say."""
            at: dict[str, Any] = {"X-Forwarded-For": address}
            if not headers:
                token = (await browser.ask("POST", "/api/auth/guest", json={}, **at)).json["token"]
                headers = {"Authorization": f"Bearer {token}"}
            return (await browser.ask("POST", f"{path}/clips", json={}, **at, **headers)).status

        crowd = "192.0.2.30"
        assert [await mark(crowd) for _ in range(8)] == [201] * 6 + [413] * 2
        assert await mark(crowd, **browser.signed_in("viewer")) == 201
        assert await mark(crowd, **streamer) == 201
        assert await mark("192.0.2.31") == 201
