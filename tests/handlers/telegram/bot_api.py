"""A Bot API server for tests: real HTTP, Telegram's own answers and errors, as far as a bot meets them.

`BotApi.chat()` is a person's private chat with the bot. What people write comes to the bot by `getUpdates` or by its
webhook, again and again until it is confirmed; what the bot sends is in `Chat.received`.
"""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from tests.handlers.telegram.chat import (
    BOT,
    Chat,
    Fields,
    Sent,
)
from tests.polling import PATIENCE, until
from tests.users import a_telegram_number

TOKEN = "123456:tests-only_token"
FILE_MOST = 20 * 1024 * 1024


class BotApi:
    """`fail(method, status, …)` makes the next calls of a method fail, `delay` lets them arrive late."""

    def __init__(self) -> None:
        self.url = ""
        self.message_id = 0
        self.chats: dict[int, Chat] = {}
        self.webhook: Fields | None = None
        self.calls: list[tuple[str, Fields]] = []
        self.times: list[float] = []
        """When each of `calls` came, monotonic seconds."""
        self.given: list[tuple[int, float]] = []
        """The statuses of webhook calls, and when they were answered."""
        self._update_id = secrets.randbelow(10**8)
        self._updates: list[Fields] = []
        self._arrived = asyncio.Event()
        self._files: dict[str, bytes] = {}
        self._local: dict[str, Path] = {}
        self._too_big: set[str] = set()
        self._lost: set[str] = set()
        self._failures: dict[tuple[str, str], list[web.Response]] = {}
        self._delays: dict[str, list[float]] = {}
        self._held: dict[str, asyncio.Event] = {}
        self._http: aiohttp.ClientSession | None = None
        self._posts: set[asyncio.Task[None]] = set()

    def chat(self, *, language: str | None = "ru", user_id: int | None = None) -> Chat:
        """A new person's private chat."""
        found = Chat(self, user_id or a_telegram_number(), language)
        self.chats[found.id] = found
        return found

    def group(self, person: Chat) -> Chat:
        """A group in which the person of another chat writes."""
        found = Chat(self, person.user_id, person.language, "supergroup")
        self.chats[found.id] = found
        return found

    def file(self, content: bytes, name: str = "file.bin", *, size: int | None = None, **more: Any) -> Fields:
        """A file that a message can carry. One of more than 20 MB cannot be fetched; `size` tells another size than it
        has."""
        file_id = f"F{secrets.token_hex(8)}"
        self._files[file_id] = content
        if (size or len(content)) > FILE_MOST:
            self._too_big.add(file_id)
        about = {"file_id": file_id, "file_unique_id": file_id, "file_name": name, **more}
        return about | {"file_size": len(content) if size is None else size}

    def local_file(self, path: Path) -> str:
        """The id of a file that the server, run with --local, names by its path on the disk."""
        file_id = f"F{secrets.token_hex(8)}"
        self._local[file_id] = path
        return file_id

    def lose(self, file: Fields) -> None:
        """The file has a path, and nothing is there."""
        del self._files[file["file_id"]]
        self._lost.add(file["file_id"])

    def fail(self, method: str, status: int, times: int = 1, *, chat: Chat, **parameters: Any) -> None:
        """The next `times` calls of a method for a chat get this status. 429 takes `retry_after`."""
        words = {429: "Too Many Requests: retry later", 403: "Forbidden: bot was blocked by the user"}
        answer = _error(status, words.get(status, "Internal Server Error"), **parameters)
        self._failures.setdefault((method, str(chat.id)), []).extend([answer] * times)

    def delay(self, method: str, seconds: float, times: int) -> None:
        """The network takes so long for each of the next `times` calls of a method."""
        self._delays.setdefault(method, []).extend([seconds] * times)

    def hold(self, method: str) -> Callable[[], None]:
        """Calls of a method wait until what this answers is called."""
        held = self._held[method] = asyncio.Event()
        return held.set

    def count(self, method: str) -> int:
        return sum(name == method for name, _ in self.calls)

    async def called(self, method: str, times: int = 1, seconds: float = PATIENCE) -> None:
        """A method has been called so often."""

        async def is_so() -> bool:
            return self.count(method) >= times

        await until(is_so, seconds)

    # --- updates ---------------------------------------------------------------------------------------------------

    async def deliver(self, fields: Fields, update_id: int | None = None) -> int:
        """An update for the bot; `update_id` delivers a known one again."""
        if update_id is None:
            self._update_id += 1
            update_id = self._update_id
        update = {"update_id": update_id, **fields}
        self._updates.append(update)
        self._arrived.set()
        if self.webhook is not None:
            task = asyncio.create_task(self._post(update))
            self._posts.add(task)
            task.add_done_callback(self._posts.discard)
        return update_id

    async def _post(self, update: Fields) -> None:
        """Calls the webhook until it answers 200, as Telegram does."""
        hook, http = self.webhook, self._http
        while hook is not None and http is not None and self.webhook is hook:
            headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret_token"]}
            try:
                async with http.post(hook["url"], json=update, headers=headers) as answer:
                    status = answer.status
            except aiohttp.ClientError:
                status = 0
            self.given.append((status, time.monotonic()))
            if status == 200:
                self._updates.remove(update)
                return
            await asyncio.sleep(0.2)  # Telegram's own pause between attempts is longer

    async def _get_updates(self, params: Fields) -> web.Response:
        if self.webhook is not None:
            return _error(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(params.get("offset") or 0)
        if offset:
            self._updates = [one for one in self._updates if one["update_id"] >= offset]
        if not self._updates:
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), int(params.get("timeout") or 0))
            except TimeoutError:
                return _ok([])
        return _ok(self._updates[: int(params.get("limit") or 100)])

    # --- the methods -----------------------------------------------------------------------------------------------

    async def method(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return _error(401, "Unauthorized")
        name = request.match_info["method"]
        form = await request.post()
        params = {key: _value(one) for key, one in form.items() if isinstance(one, str)}
        if str(params.get("document", "")).startswith("attach://"):
            file = form[params["document"].removeprefix("attach://")]
            assert isinstance(file, web.FileField)
            params["document"] = (file.filename, file.file.read())
        if delays := self._delays.get(name):
            await asyncio.sleep(delays.pop())
        self.calls.append((name, params))
        self.times.append(time.monotonic())
        if name in self._held:
            await self._held[name].wait()
        if failures := self._failures.get((name, str(params.get("chat_id")))):
            failure = failures.pop(0)
            return web.Response(status=failure.status, body=failure.body, content_type="application/json")
        answer = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "setMyCommands": self._set_commands,
            "sendMessage": self._send_message,
            "sendDocument": self._send_document,
            "editMessageText": self._edit_message,
            "answerCallbackQuery": self._answer_press,
            "getFile": self._get_file,
        }.get(name)
        return _error(404, "Not Found: method not found") if answer is None else await answer(params)

    async def _get_me(self, params: Fields) -> web.Response:
        return _ok(BOT)

    async def _set_commands(self, params: Fields) -> web.Response:
        return _ok(True)

    async def _set_webhook(self, params: Fields) -> web.Response:
        self.webhook = {"url": params["url"], "secret_token": params.get("secret_token", "")}
        for update in list(self._updates):
            task = asyncio.create_task(self._post(update))
            self._posts.add(task)
            task.add_done_callback(self._posts.discard)
        return _ok(True)

    async def _delete_webhook(self, params: Fields) -> web.Response:
        self.webhook = None
        return _ok(True)

    async def _send_message(self, params: Fields) -> web.Response:
        chat = self.chats.get(int(params["chat_id"]))
        if chat is None:
            return _error(400, "Bad Request: chat not found")
        if chat.is_blocked:
            return _error(403, "Forbidden: bot was blocked by the user")
        text = str(params.get("text") or "").strip()
        if not text:
            return _error(400, "Bad Request: message text is empty")
        if len(text) > 4096:
            return _error(400, "Bad Request: message is too long")
        return await self._sent(chat, text, params)

    async def _send_document(self, params: Fields) -> web.Response:
        chat = self.chats.get(int(params["chat_id"]))
        if chat is None:
            return _error(400, "Bad Request: chat not found")
        if not params["document"][1]:
            return _error(400, "Bad Request: file must be non-empty")
        return await self._sent(chat, str(params.get("caption") or ""), params)

    async def _sent(self, chat: Chat, text: str, params: Fields) -> web.Response:
        self.message_id += 1
        sent = Sent(self.message_id, text, params, time.monotonic())
        is_recap = text.startswith(("Итоги: ", "Summary: "))
        is_reply = "reply_parameters" in params
        by_itself = chat.replies if is_reply else chat.documents if "document" in params else chat.recaps
        (by_itself if is_reply or is_recap or "document" in params else chat.received).append(sent)
        await chat.changed()
        return _ok({"message_id": sent.message_id, "date": 1, "chat": {"id": chat.id, "type": chat.kind}, "text": text})

    async def _edit_message(self, params: Fields) -> web.Response:
        chat = self.chats.get(int(params["chat_id"]))
        found = (
            [one for one in (*chat.received, *chat.recaps) if one.message_id == int(params["message_id"])]
            if chat
            else []
        )
        if chat is None or not found:
            return _error(400, "Bad Request: message to edit not found")
        if found[0].text == params["text"]:
            return _error(400, "Bad Request: message is not modified")
        found[0].edits.append(found[0].text)
        found[0].text = params["text"]
        await chat.changed()
        about = {"message_id": found[0].message_id, "date": 1, "chat": {"id": chat.id, "type": chat.kind}}
        return _ok({**about, "text": params["text"]})

    async def _answer_press(self, params: Fields) -> web.Response:
        for chat in self.chats.values():
            chat.answered.append(str(params["callback_query_id"]))
            await chat.changed()
        return _ok(True)

    async def _get_file(self, params: Fields) -> web.Response:
        file_id = str(params["file_id"])
        if file_id in self._local:
            return _ok({"file_id": file_id, "file_unique_id": file_id, "file_path": str(self._local[file_id])})
        if file_id not in self._files and file_id not in self._lost:
            return _error(400, "Bad Request: invalid file_id")
        if file_id in self._too_big:
            return _error(400, "Bad Request: file is too big")
        return _ok({"file_id": file_id, "file_unique_id": file_id, "file_path": f"documents/{file_id}"})

    async def content(self, request: web.Request) -> web.Response:
        found = self._files.get(request.match_info["file_id"])
        if request.match_info["token"] != TOKEN or found is None:
            return _error(404, "Not Found")
        return web.Response(body=found)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["BotApi"]:
        app = web.Application()
        app.add_routes(
            [
                web.post("/bot{token}/{method}", self.method),
                web.get("/file/bot{token}/documents/{file_id}", self.content),
            ]
        )
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with aiohttp.ClientSession() as self._http:
            yield self
            self.webhook = None
            await asyncio.gather(*self._posts, return_exceptions=True)
        for held in self._held.values():
            held.set()
        await runner.cleanup()


def _value(text: str) -> Any:
    """A parameter of a form: objects and lists come as JSON."""
    return json.loads(text) if text[:1] in {"{", "["} else text


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _error(status: int, description: str, **parameters: Any) -> web.Response:
    body: Fields = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=status)
