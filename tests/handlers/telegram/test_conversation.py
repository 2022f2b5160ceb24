"""Every command in every state, in both ways in which updates come."""

from tests.handlers.telegram.conversation import converse
from tests.handlers.telegram.servers import BOTH_WAYS, World


@BOTH_WAYS
async def test_V2_V3_V4_V5_V6_V7_V30_all_commands_work_by_polling_and_by_webhook(world: World) -> None:
    await converse(world.api, world.api.chat(), world.web.url)
