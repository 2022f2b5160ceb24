"""A server whose users may also come from an identity provider, played by a JWKS on loopback."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt

from tests.auth.jwks_server import JwksServer, private_key, public_jwk
from tests.processes import RedisProcess, ServerProcess

ISSUER = "https://id.example"
AUDIENCE = "roomtone"


def a_sub() -> str:
    """The id of an account that nobody has had before: all servers of a test run have one Redis."""
    return f"account-{uuid4()}"


class Provider:
    def __init__(self, jwks: JwksServer) -> None:
        self._key = private_key("EdDSA")
        jwks.keys = [public_jwk(self._key, "EdDSA", "k1")]

    def token(self, sub: str, name: str, **claims: Any) -> str:
        """A token of somebody's account."""
        about = {"sub": sub, "name": name, "iss": ISSUER, "aud": AUDIENCE, "exp": time.time() + 3600}
        return jwt.encode({**about, **claims}, self._key, "EdDSA", headers={"kid": "k1"})


@asynccontextmanager
async def with_provider(redis: RedisProcess, folder: Path) -> AsyncIterator[tuple[ServerProcess, Provider]]:
    jwks = JwksServer()
    await jwks.start()
    settings: dict[str, Any] = {
        "ROOMTONE_JWKS_URL": jwks.url,
        "ROOMTONE_JWT_AUDIENCE": AUDIENCE,
        "ROOMTONE_JWT_ISSUER": ISSUER,
    }
    server = await ServerProcess(redis.url, folder, **settings).start()
    try:
        yield server, Provider(jwks)
    finally:
        await server.stop()
        await jwks.stop()
