"""Two processes of one installation with an identity provider, and what each of several people was sent."""

from contextlib import AsyncExitStack
from typing import Any

from tests.server.accounts import AUDIENCE, ISSUER, Provider
from tests.server.client import Browser, RawClient, connected

Pair = tuple[Browser, Browser, Provider]
OWN: dict[str, Any] = {"aud": AUDIENCE, "iss": ISSUER}
PERMISSIONS = ["VOICEBOT_SESSIONS.READ_OWN", "VOICEBOT_SESSIONS.UPDATE"]


class Party:
    """Somebody with a token, what they send, and all that they were sent."""

    def __init__(self, browser: Browser, token: str, client: RawClient | None = None) -> None:
        self.browser = browser
        self.token = token
        self._client = client
        self.heard: list[str] = []
        self.id = ""

    async def ask(self, verb: str, path: str, json: Any = None) -> Any:
        answer = await self.browser.ask(verb, path, json=json, Authorization=f"Bearer {self.token}")
        assert answer.status < 300, (verb, path, answer.body)
        self.heard.append(f"{answer.headers} {answer.body.decode(errors='replace')}")
        return answer.json if answer.body[:1] in {b"{", b"["} else None

    async def say(self, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        ack = await self.client.ask(event, payload)
        assert ack["ok"], ack
        return ack

    @property
    def client(self) -> RawClient:
        assert self._client is not None
        return self._client

    @property
    def received(self) -> str:
        return "\n".join([*self.heard, *self.client.packets])


async def party(stack: AsyncExitStack, browser: Browser, token: str) -> Party:
    client = await stack.enter_async_context(connected(browser.server.url))
    one = Party(browser, token, await client.join({"token": token}))
    one.id = (await one.ask("GET", "/api/auth/me"))["user"]["id"]
    return one
