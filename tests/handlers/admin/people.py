"""Those who ask: an admin, and people who make sessions."""

from typing import Any

import orjson

from tests.server.client import Browser

VOICE = ["VOICEBOT_SESSIONS.READ_OWN", "VOICEBOT_SESSIONS.UPDATE"]


class People:
    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    async def ask(self, verb: str, path: str, json: Any = None, *, sub: str = "anna", **claims: Any) -> Any:
        """The answer to somebody who may ask."""
        signed_in = self.browser.signed_in(sub, permissions=VOICE, **claims)
        answer = await self.browser.ask(verb, path, json=json, **signed_in)
        assert answer.status < 300, (answer.status, answer.body)
        return orjson.loads(answer.body) if answer.body else None

    async def admin(self, verb: str, path: str, json: Any = None) -> Any:
        return await self.ask(verb, path, json, sub="root", roles=["admin"])

    async def refused(self, verb: str, path: str, json: Any = None, **claims: Any) -> tuple[int, str]:
        claims = {"sub": "root", "roles": ["admin"], **claims}
        answer = await self.browser.ask(verb, path, json=json, **self.browser.signed_in(**claims))
        return answer.status, str(orjson.loads(answer.body)["code"])

    async def jam(self, sub: str = "anna", name: str = "", **state: Any) -> str:
        made = await self.ask("POST", "/api/sessions", {"name": name, "state": state or {"tempo": 120}}, sub=sub)
        return str(made["id"])

    async def remix(self, parent: str, sub: str = "anna") -> str:
        return str((await self.ask("POST", f"/api/sessions/{parent}/remix", sub=sub))["id"])

    async def clip(self, sub: str = "anna", title: str = "Stream") -> str:
        return str((await self.ask("POST", "/api/clip-sessions", {"title": title}, sub=sub))["id"])

    async def voice(self, sub: str = "anna", name: str = "Notes") -> str:
        made = await self.ask("POST", "/voicebot/create_session", {"session_name": name}, sub=sub)
        return str(made["session_id"])
