"""A service that speaks the protocol of OpenAI's API: real HTTP, answers that the test chooses."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import av
from aiohttp import web

KEY = "sk-test-0123456789"


class SpeechService:
    """`requests` are the received requests; `refuse` answers with that status; `summary` None answers without one."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[dict[str, Any]] = []
        self.refuse: list[int] = []
        self.free = asyncio.Event()
        self.free.set()
        self.waiting = asyncio.Event()
        self.tasks: list[str] = ["Проверить откат до пятницы"]
        self.summary: str | None = None

    async def _admit(self, request: web.Request) -> web.Response | None:
        self.waiting.set()
        await self.free.wait()
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return web.json_response({"error": {"message": "Incorrect API key"}}, status=401)
        if self.refuse:
            return web.json_response({"error": {"message": "no"}}, status=self.refuse.pop(0))
        return None

    async def transcriptions(self, request: web.Request) -> web.Response:
        fields: dict[str, Any] = {}
        async for part in await request.multipart():
            fields[str(part.name)] = await part.read()  # type: ignore[union-attr]
        refused = await self._admit(request)
        if refused is not None:
            return refused
        with av.open(io.BytesIO(fields["file"]), "r") as audio:
            seconds = sum(frame.samples for frame in audio.decode(audio=0)) / 48_000
        self.requests.append(
            {"model": fields["model"].decode(), "format": fields["response_format"].decode(), "seconds": seconds}
        )
        return web.json_response({"text": f" Сказано за {seconds:.0f} с. "})

    async def completions(self, request: web.Request) -> web.Response:
        body = await request.json()
        refused = await self._admit(request)
        if refused is not None:
            return refused
        self.requests.append(body)
        found = {"tasks": self.tasks} | ({} if self.summary is None else {"summary": self.summary})
        content = json.dumps(found, ensure_ascii=False)
        message = {"role": "assistant", "content": content}
        return web.json_response({"object": "chat.completion", "choices": [{"index": 0, "message": message}]})


@asynccontextmanager
async def speech_service() -> AsyncIterator[SpeechService]:
    service = SpeechService()
    app = web.Application(client_max_size=50 * 1024 * 1024)
    app.add_routes(
        [
            web.post("/v1/audio/transcriptions", service.transcriptions),
            web.post("/v1/chat/completions", service.completions),
        ]
    )
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    yield service
    service.free.set()
    await runner.cleanup()
