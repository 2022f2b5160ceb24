"""A real identity provider for tests: better-auth on Node, with the packages of its lock file."""

import asyncio
import fcntl
import json
from pathlib import Path
from typing import Any, Self

import aiohttp

from tests.polling import PATIENCE

FOLDER = Path(__file__).parent / "fixtures" / "better-auth"
AUDIENCE = "roomtone"  # the same as in issuer.mjs


class BetterAuth:
    """`jwks_url` and `issuer` are for Roomtone's configuration."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process = process
        self.issuer = f"http://127.0.0.1:{port}"
        self.jwks_url = f"{self.issuer}/api/auth/jwks"

    @classmethod
    async def start(cls) -> Self:
        await install()
        process = await asyncio.create_subprocess_exec(
            "node", "issuer.mjs", cwd=FOLDER, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            return cls(process, int(await process.stdout.readline()))

    async def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        async with asyncio.timeout(PATIENCE):
            await self._process.wait()

    async def sign_up(self, email: str, name: str) -> str:
        """Makes an account as a page would; answers the token that better-auth gives its session."""
        jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address without a name
        async with aiohttp.ClientSession(self.issuer, cookie_jar=jar, headers={"Origin": self.issuer}) as http:
            account = {"email": email, "name": name, "password": "long enough for a test"}
            async with http.post("/api/auth/sign-up/email", json=account) as answer:
                assert answer.status == 200, await answer.text()
            async with http.get("/api/auth/token") as answer:
                token: str = (await answer.json())["token"]
                return token

    async def sign(self, **claims: Any) -> str:
        """A token with these claims, signed with the provider's own key."""
        async with aiohttp.ClientSession(self.issuer) as http, http.post("/sign", data=json.dumps(claims)) as answer:
            return await answer.text()

    async def keys(self) -> list[dict[str, Any]]:
        async with aiohttp.ClientSession() as http, http.get(self.jwks_url) as answer:
            keys: list[dict[str, Any]] = (await answer.json())["keys"]
            return keys


async def install() -> None:
    """`npm ci`, unless the installed packages match the lock file. Only one process of the tests does it at a time."""
    with (FOLDER / "package-lock.json").open() as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        if not _is_installed():
            process = await asyncio.create_subprocess_exec(
                *("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"),
                cwd=FOLDER,
                stdout=asyncio.subprocess.DEVNULL,
            )
            async with asyncio.timeout(90):
                assert await process.wait() == 0


def _is_installed() -> bool:
    done = FOLDER / "node_modules" / ".package-lock.json"
    return done.is_file() and done.stat().st_mtime >= (FOLDER / "package-lock.json").stat().st_mtime
