"""The address that Telegram calls with updates, in every web process, when updates come by webhook."""

import hmac
from typing import Final

import orjson
from aiohttp import web

from server.http.bodies import whole_body
from server.limits.intake import Arriving, Intake
from server.settings.model import Settings
from server.telegram.secret import webhook_secret
from server.telegram.updates import post
from sessions.base.errors import InvalidPayload, Unauthorized
from storage.redis.client import Redis
from storage.telegram.mailbox import Mailbox

WEBHOOK_PATH: Final = "/telegram/updates"
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


class Webhook:
    def __init__(self, mailbox: Mailbox, bot_token: str, *, body_seconds: float) -> None:
        self._mailbox = mailbox
        self._secret = webhook_secret(bot_token).encode()
        self._body_seconds = body_seconds

    def definitions(self) -> list[web.RouteDef]:
        return [web.post(WEBHOOK_PATH, self.receive)]

    async def receive(self, request: web.Request) -> web.Response:
        """Answers 200 once the update is stored; without the secret 401, and the body is not read."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            raise Unauthorized("This is not Telegram")
        body = await whole_body(request, self._body_seconds, Arriving(Intake(0), ""))
        try:
            fields = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise InvalidPayload("The body is not valid JSON") from None
        await post(self._mailbox, fields)
        return web.Response()


def webhook_routes(settings: Settings, redis: Redis) -> list[web.RouteDef]:
    """The address, where updates come by webhook."""
    if settings.telegram_token is None or settings.telegram_updates != "webhook":
        return []
    token = settings.telegram_token.get_secret_value()
    return Webhook(Mailbox(redis), token, body_seconds=settings.body_timeout).definitions()
