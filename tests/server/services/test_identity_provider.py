"""The running server accepts the tokens of a real better-auth."""

import time
from pathlib import Path
from typing import Any

import aiohttp

from tests.better_auth import AUDIENCE, BetterAuth
from tests.processes import RedisProcess, ServerProcess


async def test_an_account_of_better_auth_signs_in_and_a_guest_does_too(
    redis_server: RedisProcess, tmp_path: Path
) -> None:
    provider = await BetterAuth.start()
    server = await ServerProcess(
        redis_server.url,
        tmp_path,
        ROOMTONE_JWKS_URL=provider.jwks_url,
        ROOMTONE_JWT_AUDIENCE=AUDIENCE,
        ROOMTONE_JWT_ISSUER=provider.issuer,
    ).start()
    try:
        token = await provider.sign_up("admin@rooms.example", "Ines")
        status, me = await who(server.url, token)
        assert (status, me["user"]["name"], me["user"]["roles"]) == (200, "Ines", ["admin"])
        async with aiohttp.ClientSession() as http, http.post(f"{server.url}/api/auth/guest", json={}) as answer:
            guest = (await answer.json())["token"]
        assert (await who(server.url, guest))[0] == 200
        for refused in (
            await provider.sign(sub="u1", exp=int(time.time()) - 60),
            await provider.sign(sub="u1", exp=int(time.time()) + 60, aud="elsewhere"),
            token[:-4] + "AAAA",
        ):
            status, body = await who(server.url, refused)
            assert (status, body["code"]) == (401, "unauthorized")
    finally:
        await server.stop()
        await provider.stop()


async def who(url: str, token: str) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as http, http.get(f"{url}/api/auth/me", headers=headers) as answer:
        return answer.status, await answer.json()
