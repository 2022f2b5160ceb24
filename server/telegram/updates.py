"""An update on its way into its chat's mailbox, by webhook or by polling."""

from typing import Any

import orjson
import structlog

from sessions.base.errors import TooLarge
from sessions.telegram.update import kept_of, read_update
from storage.telegram.mailbox import Mailbox

log = structlog.get_logger("telegram")


async def post(mailbox: Mailbox, fields: Any) -> None:
    """Stores an update of use. Raises Unavailable: Telegram must send it again."""
    update = read_update(fields)
    if update is None or update.chat is None:
        return
    kept = kept_of(update, fields)
    if kept is None:
        return
    try:
        await mailbox.post(update.chat.id, update.update_id, orjson.dumps(kept))
    except TooLarge:
        log.warning("mailbox_full", chat=update.chat.id)
