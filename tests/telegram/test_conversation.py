"""By long polling; tests/telegram/test_webhook.py has the same conversation by webhook."""

from tests.processes import ServerProcess
from tests.telegram.bot_api import BotApi, Chat
from tests.telegram.conversation import converse


async def test_V2_V3_V4_V5_V6_V7_V30_by_polling_all_commands_work(
    api: BotApi, chat: Chat, web_server: ServerProcess
) -> None:
    await converse(api, chat, web_server.url)
