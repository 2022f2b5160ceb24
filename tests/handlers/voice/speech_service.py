"""A service that speaks the protocol of OpenAI's API: real HTTP, answers that the test chooses."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.handlers.voice.tones import Word, recognized, utterances, voice
from tests.serving import serving

KEY = "sk-test-0123456789"


Recognize = Callable[[bytes], tuple[float, list[list[Word]], list[str]]]
"""The length of a sound, the words of each line in it, and who says each."""


def in_tones(file: bytes) -> tuple[float, list[list[Word]], list[str]]:
    seconds, words = recognized(file)
    lines = utterances(words)
    return seconds, lines, [voice(line[0]) for line in lines]


class SpeechService:
    """`requests` are the received requests; `refuse` answers with that status; `summary` None answers without one.
    `formats` are those that the model knows; without `has_words` it gives no times of words."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[dict[str, Any]] = []
        self.refuse: list[int] = []
        self.free = asyncio.Event()
        self.free.set()
        self.waiting = asyncio.Event()
        self.tasks: list[str] = ["Проверить откат до пятницы"]
        self.summary: str | None = None
        self.formats = {"json", "verbose_json", "diarized_json"}
        self.has_words = True
        self.recognize: Recognize = in_tones

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
        seconds, lines, voices = await asyncio.to_thread(self.recognize, fields["file"])
        words = [word for line in lines for word in line]
        asked: dict[str, Any] = {
            name: fields[name].decode() for name in ("model", "prompt", "language") if name in fields
        }
        form = fields["response_format"].decode()
        self.requests.append({**asked, "format": form, "seconds": seconds})
        if form not in self.formats:
            return web.json_response({"error": {"message": "response_format is not compatible"}}, status=400)
        text = f" {' '.join(word.text for word in words)} " if words else f" Сказано за {seconds:.0f} с. "
        if form == "json":
            return web.json_response({"text": text})
        segments = [
            {"id": n, "start": one[0].start, "end": one[-1].end, "text": " " + " ".join(word.text for word in one)}
            | ({"speaker": speaker} if form == "diarized_json" else {})
            for n, (one, speaker) in enumerate(zip(lines, voices, strict=True))
        ] or [{"id": 0, "start": 0.0, "end": seconds, "text": text}]
        answer = {"task": "transcribe", "language": "Russian", "duration": seconds, "text": text, "segments": segments}
        if form == "verbose_json" and words and self.has_words:
            answer["words"] = [{"word": one.text.strip(","), "start": one.start, "end": one.end} for one in words]
        return web.json_response(answer)

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
    async with serving(app) as url:
        service.url = f"{url}/v1"
        yield service
        service.free.set()
