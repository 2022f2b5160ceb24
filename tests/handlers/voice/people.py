"""People who record, each with a separate token, and their recorded bytes."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import aiohttp

from auth.access import READ_OWN, UPDATE
from auth.tokens import TokenIssuer
from auth.user import User

SECRET = "a secret that only the tests know, 32 bytes and more"


def token(
    sub: str,
    permissions: Sequence[str] = (READ_OWN, UPDATE),
    projects: Sequence[str] = (),
    telegram_user_id: int | None = None,
    roles: Sequence[str] = (),
) -> str:
    user = User(
        id=sub,
        name=sub,
        guest=False,
        telegram_user_id=telegram_user_id,
        permissions=frozenset(permissions),
        projects=frozenset(projects),
        roles=frozenset(roles),
        expires_at=0,
    )
    return TokenIssuer(SECRET.encode()).issue(user, 3600)[0]


@dataclass
class Answer:
    status: int
    body: Any
    headers: Any


class Person:
    """Somebody who speaks HTTP with their own token."""

    def __init__(self, http: aiohttp.ClientSession, url: str, token: str) -> None:
        self.http = http
        self.url = url
        self.token = token

    async def call(self, verb: str, path: str, body: Any = None, **headers: str) -> Answer:
        data = body if isinstance(body, bytes) else None
        json = None if isinstance(body, bytes) else body
        own = {
            "Authorization": f"Bearer {self.token}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        async with self.http.request(verb, self.url + path, data=data, json=json, headers=own) as answer:
            raw = await answer.read()
            is_json = answer.content_type == "application/json"
            return Answer(answer.status, await answer.json() if is_json else raw, answer.headers)

    async def create(self, **body: Any) -> dict[str, Any]:
        answer = await self.call("POST", "/voicebot/create_session", body)
        assert answer.status == 201, answer.body
        return dict(answer.body)

    async def active(self) -> dict[str, Any] | None:
        answer = await self.call("POST", "/voicebot/active_session", {})
        assert answer.status == 200, answer.body
        found: dict[str, Any] | None = answer.body["active_session"]
        return found

    async def view(self, session_id: str) -> dict[str, Any]:
        answer = await self.call("GET", f"/voicebot/sessions/{session_id}")
        assert answer.status == 200, answer.body
        return dict(answer.body)

    async def put(self, session_id: str, recording_id: str, number: int, body: bytes, **headers: str) -> Answer:
        path = f"/voicebot/sessions/{session_id}/recordings/{recording_id}/chunks/{number}"
        return await self.call(
            "PUT", path, body, **{"Content_Digest": digest(body), "Content_Type": "audio/webm", **headers}
        )

    async def finish(self, session_id: str, recording_id: str, chunks: int) -> Answer:
        return await self.call(
            "POST", f"/voicebot/sessions/{session_id}/recordings/{recording_id}/finish", {"chunks": chunks}
        )

    async def record(self, session_id: str, chunks: Sequence[bytes]) -> str:
        """Uploads a whole recording; answers its id."""
        recording_id = str(uuid4())
        for number, chunk in enumerate(chunks):
            assert (await self.put(session_id, recording_id, number, chunk)).status == 201
        assert (await self.finish(session_id, recording_id, len(chunks))).status == 200
        return recording_id


def digest(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
