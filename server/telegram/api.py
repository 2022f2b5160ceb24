"""The Bot API through aiogram: one call, one file, one batch of updates. Every failure becomes one of four results."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteWebhook,
    EditMessageText,
    GetFile,
    GetMe,
    SendDocument,
    SendMessage,
    SetMyCommands,
    SetWebhook,
    TelegramMethod,
)
from aiogram.types import BotCommand, BufferedInputFile

from sessions.base.errors import FileTooLarge, NotFound, Unavailable

CALL_SECONDS: Final = 10
POLL_SECONDS: Final = 25
FILE_SECONDS: Final = 300
READ_BYTES: Final = 65_536
_GONE: Final = frozenset({400, 403, 404, 410})
ALLOWED: Final = ["message", "edited_message", "callback_query"]
"""The kinds of updates that Telegram is asked for."""


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """`getUpdates`, as it comes: the mailbox keeps the JSON."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = 100
    timeout: int = POLL_SECONDS
    allowed_updates: list[str] = ALLOWED


METHODS: Final[Mapping[str, type[TelegramMethod[Any]]]] = {
    "sendMessage": SendMessage,
    "sendDocument": SendDocument,
    "editMessageText": EditMessageText,
    "answerCallbackQuery": AnswerCallbackQuery,
}


class BlockedError(Exception):
    """The person has blocked the bot, or there is no such chat any more."""


class RefusedError(Exception):
    """Telegram does not take this call, however often it is made."""


class LaterError(Exception):
    """Telegram asks to wait (`seconds`), or cannot be reached now (None)."""

    def __init__(self, seconds: float | None, reason: str) -> None:
        self.seconds = seconds
        super().__init__(reason)


class TelegramApi:
    """`api` is the address of the Bot API; `files` the folder of a self-hosted one that runs with --local."""

    def __init__(self, token: str, api: str, files: Path | None = None) -> None:
        self._session = AiohttpSession(api=TelegramAPIServer.from_base(api, is_local=files is not None))
        self._bot = Bot(token, session=self._session)
        self._files = files

    async def close(self) -> None:
        await self._bot.session.close()

    async def call(self, method: str, params: dict[str, Any], file: tuple[str, bytes] | None = None) -> int | None:
        """Makes a call, of a document with its name and content; the id of the message that it made. Raises
        BlockedError, RefusedError, LaterError."""
        sent = {} if file is None else {"document": BufferedInputFile(file[1], file[0])}
        answer = await self._ask(METHODS[method](**params, **sent))
        return getattr(answer, "message_id", None)

    async def updates(self, offset: int | None) -> list[dict[str, Any]]:
        """The next updates, when there are some or after POLL_SECONDS. Raises as `call`."""
        # The answer may take as long as Telegram was told to wait.
        updates: list[dict[str, Any]] = await self._ask(
            RawUpdates(offset=offset, timeout=POLL_SECONDS), CALL_SECONDS + POLL_SECONDS
        )
        return updates

    async def username(self) -> str:
        """Raises as `call`."""
        return (await self._ask(GetMe())).username or ""

    async def use_webhook(self, url: str, secret: str) -> None:
        """Tells Telegram to call an address. Raises as `call`."""
        await self._ask(SetWebhook(url=url, secret_token=secret, allowed_updates=ALLOWED))

    async def use_polling(self) -> None:
        """What waits for a webhook stays. Raises as `call`."""
        await self._ask(DeleteWebhook(drop_pending_updates=False))

    async def set_commands(self, commands: Mapping[str, str], language: str | None) -> None:
        """The menu of commands, for one language or for all others. Raises as `call`."""
        listed = [BotCommand(command=name, description=about) for name, about in commands.items()]
        await self._ask(SetMyCommands(commands=listed, language_code=language))

    async def parts(self, file_id: str, limit: int) -> AsyncIterator[bytes]:
        """A file as it arrives. Raises FileTooLarge, NotFound, Unavailable."""
        try:
            path = (await self._ask(GetFile(file_id=file_id))).file_path
        except RefusedError as error:
            if "too big" in str(error).lower():
                raise FileTooLarge(limit=limit) from None
            raise NotFound("Telegram does not have this file any more") from None
        except (BlockedError, LaterError) as error:
            raise Unavailable("Telegram cannot be reached") from error
        if path is None:
            raise NotFound("Telegram does not have this file any more")
        size = 0
        async for part in self._read(path):
            size += len(part)
            if size > limit:
                raise FileTooLarge(limit=limit)
            yield part

    async def _read(self, path: str) -> AsyncIterator[bytes]:
        if self._files is not None and Path(path).is_absolute():
            async for part in _local(self._files, Path(path)):
                yield part
            return
        url = self._session.api.file_url(self._bot.token, path)
        try:
            async for part in self._session.stream_content(url, timeout=FILE_SECONDS, chunk_size=READ_BYTES):
                yield part
        except (aiohttp.ClientError, TimeoutError) as error:
            if isinstance(error, aiohttp.ClientResponseError) and error.status in _GONE:
                raise NotFound("Telegram does not have this file any more") from None
            # Without the cause: its text has the address, and the address has the token.
            raise Unavailable(f"Telegram's file cannot be read: {type(error).__name__}") from None

    async def _ask(self, method: TelegramMethod[Any], seconds: int = CALL_SECONDS) -> Any:
        try:
            return await self._bot(method, request_timeout=seconds)
        except TelegramRetryAfter as error:
            raise LaterError(error.retry_after, "Telegram asks to wait") from None
        except TelegramForbiddenError as error:
            raise BlockedError(error.message) from None
        except (TelegramNetworkError, TelegramServerError, ClientDecodeError, TelegramConflictError) as error:
            raise LaterError(None, type(error).__name__) from None
        except TelegramUnauthorizedError:
            raise LaterError(None, "Telegram does not know this token: is ROOMTONE_TELEGRAM_TOKEN right?") from None
        except TelegramAPIError as error:
            raise RefusedError(error.message) from None


async def _local(folder: Path, path: Path) -> AsyncIterator[bytes]:
    """A file that a self-hosted Bot API server has put into its folder. Raises NotFound."""
    real, inside = await asyncio.to_thread(lambda: (path.resolve(), folder.resolve()))
    if not real.is_relative_to(inside):
        raise NotFound("This file is not in the folder of the Bot API server")
    try:
        file = await asyncio.to_thread(real.open, "rb")
    except OSError:
        raise NotFound("Telegram does not have this file any more") from None
    with file:
        while part := await asyncio.to_thread(file.read, READ_BYTES):
            yield part
