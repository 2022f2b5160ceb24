"""A bridge from a Twitch chat to the moments of a stream (D40): an ordinary client with a key that somebody made.

It reads the chat without an account, over Twitch's IRC on WebSocket, and marks a moment for whoever writes the command.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp
import structlog

from sessions.clip.chat import ChatMessage, lines_of, note_of, read_message, verb_of

log = structlog.get_logger("chat")

TWITCH: Final = "wss://irc-ws.chat.twitch.tv:443"
MOST_WAITING: Final = 1000  # commands; a crowd that writes more has marked the moment
AT_ONCE: Final = 8
TRIES: Final = 5
LONGEST_PAUSE: Final = 60.0  # seconds between two attempts to reach the chat


class KeyEndedError(Exception):
    """Nothing can be marked any more."""


class TwitchBridge:
    """`pause` makes the pauses; tests give a shorter one."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        *,
        server: str,
        key: str,
        channel: str,
        command: str = "!clip",
        chat: str = TWITCH,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._http = http
        self._address = f"{server.rstrip('/')}/api/hooks/moment"
        self._headers = {"Authorization": f"Bearer {key}"}
        self._channel = channel.lstrip("#").lower()
        self._command = command
        self._chat = chat
        self._pause = pause
        self._commands: asyncio.Queue[tuple[ChatMessage, str]] = asyncio.Queue(MOST_WAITING)
        self._waiting: set[str] = set()  # authors whose command is on the way
        self.marked = 0
        self.refused = 0

    async def run(self) -> None:
        """Runs until it is cancelled. Raises KeyEndedError."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read())
            for _ in range(AT_ONCE):
                group.create_task(self._mark())

    # --- the chat --------------------------------------------------------------------------------------------------

    async def _read(self) -> None:
        attempts = 0
        while True:
            try:
                async with self._http.ws_connect(self._chat, heartbeat=30) as socket:
                    await socket.send_str("CAP REQ :twitch.tv/tags")
                    await socket.send_str(f"NICK justinfan{random.randint(10_000, 99_999)}")  # noqa: S311 - a name
                    await socket.send_str(f"JOIN #{self._channel}")
                    log.info("chat_joined", channel=self._channel)
                    attempts = 0
                    await self._follow(socket)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                log.warning("chat_away", error=type(error).__name__)
            attempts += 1
            await self._pause(random.uniform(0, min(LONGEST_PAUSE, 2.0**attempts)))  # noqa: S311 - jitter

    async def _follow(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            for line in lines_of(message.data) if message.type is aiohttp.WSMsgType.TEXT else ():
                verb = verb_of(line)
                if verb == "PING":
                    await socket.send_str(line.replace("PING", "PONG", 1))
                elif verb == "RECONNECT":
                    return
                else:
                    self._take(line)

    def _take(self, line: str) -> None:
        message = read_message(line)
        note = None if message is None else note_of(message, self._command)
        if message is None or note is None:
            return
        author = message.author.casefold()
        if author in self._waiting or self._commands.full():
            self.refused += 1  # who floods has one command on the way, and takes nobody's place
            return
        self._waiting.add(author)
        self._commands.put_nowait((message, note))

    # --- the moments -----------------------------------------------------------------------------------------------

    async def _mark(self) -> None:
        while True:
            message, note = await self._commands.get()
            body = {"author": message.author, "note": note or None, "submission_id": message.id or None}
            for attempt in range(TRIES):
                status, wait = await self._post(body)
                if status == 401:
                    raise KeyEndedError("The key has ended. Make another one: account menu, Keys and webhooks.")
                if status == 403:
                    raise KeyEndedError("The key may not mark here.")
                if status != 429 and status < 500:
                    break
                await self._pause(wait + random.uniform(0, 2.0**attempt))  # noqa: S311 - jitter; one id marks once
            self._waiting.discard(message.author.casefold())
            self.marked += status == 201
            self.refused += status != 201  # too soon, no stream, a full session: what a viewer would be told

    async def _post(self, body: dict[str, Any]) -> tuple[int, float]:
        """The status, 503 without an answer, and how many seconds the server wants to be left alone."""
        try:
            async with self._http.post(self._address, json=body, headers=self._headers) as answer:
                wait = answer.headers.get("Retry-After", "")
                return answer.status, min(float(wait), LONGEST_PAUSE) if wait.isdecimal() else 0
        except (aiohttp.ClientError, OSError, TimeoutError):
            return 503, 0
