"""What the server says of its limits, and of a proxy that nobody told it to trust."""

from ipaddress import ip_network
from pathlib import Path
from typing import Any

from server.checks.proxies import check_proxies
from server.http.credentials import Proxies
from storage.redis import keys
from storage.redis.client import Redis
from tests.polling import until
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import browsing


async def test_OP25_pages_are_told_the_limits_that_hold(redis_server: RedisProcess, tmp_path: Path) -> None:
    settings: dict[str, Any] = {
        "ROOMTONE_MATERIAL_LIMIT": "65536",
        "ROOMTONE_CLIP_GAP": "7",
        "ROOMTONE_JAM_TRACKS": "3",
    }
    server = await ServerProcess(redis_server.url, tmp_path, **settings).start()
    async with browsing(server) as browser:
        answer = await browser.ask("GET", "/api/limits")
        told = answer.json
        assert (answer.status, told["material_bytes"], told["clip_gap_seconds"], told["jam_tracks"]) == (
            200,
            65536,
            7,
            3,
        )
        me = browser.signed_in()
        stream = (
            await browser.ask("POST", "/api/clip-sessions", json={"title": "t" * told["title_length"]}, **me)
        ).json
        path = f"/api/clip-sessions/{stream['id']}"
        refused = await browser.ask("PATCH", path, json={"title": "t" * (told["title_length"] + 1)}, **me)
        assert (stream["title"], refused.status) == ("t" * told["title_length"], 400)
        large = b" " * (told["body_bytes"] + 1)
        refused = await browser.ask("PATCH", path, data=large, Content_Type="application/json", **me)
        assert refused.json["code"] == "too_large"
    await server.stop()


async def test_OP12_a_proxy_that_is_not_trusted_is_logged_once_and_found_by_the_doctor(
    redis_server: RedisProcess, tmp_path: Path
) -> None:
    redis = await Redis.connect(redis_server.url)
    key = keys.untrusted_proxy()
    await redis.call(key, "DEL", key)
    server = await ServerProcess(redis_server.url, tmp_path).start()
    nothing = await check_proxies(redis_server.url, Proxies([]))
    assert nothing is not None
    assert nothing.level == "ok"
    async with browsing(server) as browser:
        for client in range(3):
            await browser.ask("GET", "/api/clip-sessions", X_Forwarded_For=f"192.0.2.{client}", **browser.signed_in())

    async def is_noted() -> bool:
        return bool(await redis.call(key, "GET", key))

    await until(is_noted)
    await server.stop()
    assert server.log.read_text().count("proxy_not_trusted") == 1
    found = await check_proxies(redis_server.url, Proxies([]))
    assert found is not None
    assert (found.level, found.text.split()[0], found.advice) == (
        "warn", "127.0.0.1", "add it to ROOMTONE_TRUSTED_PROXIES",
    )  # fmt: skip
    mended = await check_proxies(redis_server.url, Proxies([ip_network("127.0.0.0/8")]))
    assert mended is not None
    assert mended.level == "ok"
    await redis.call(key, "DEL", key)
    await redis.close()


def test_OP8_only_a_near_address_is_taken_for_a_proxy_that_should_be_trusted() -> None:
    met: list[str] = []
    proxies = Proxies([ip_network("10.0.0.0/8")], met.append)
    for peer, forwarded in (
        ("8.8.8.8", "192.0.2.1"),  # anybody can send the header
        ("10.0.0.1", "192.0.2.1"),  # is trusted
        ("192.168.0.9", None),
        ("192.168.0.9", "192.0.2.1"),
        ("192.168.0.10", "192.0.2.1"),
    ):
        proxies.client(peer, forwarded)
    assert met == ["192.168.0.9"]
