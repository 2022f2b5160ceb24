"""A new session for somebody in Telegram, by /start or by their first material."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.telegram.replies import Writer
from handlers.voice.access import require_voice_create
from handlers.voice.lifecycle import Lifecycle
from sessions.voice.replies import say
from sessions.voice.session import NewVoiceSession
from storage.session.rate_limiter import RateLimiter
from storage.telegram.mailbox import Claimed
from storage.voice.store import Json


@dataclass(frozen=True, slots=True)
class NewSessions:
    """`create_limit`: sessions of one person in a minute, 0 for any number; `require_room` raises StorageFull."""

    lifecycle: Lifecycle
    limits: RateLimiter
    create_limit: int
    require_room: Callable[[], None]

    async def create(self, writer: Writer, claimed: Claimed) -> Json:
        """Creates the session with the id that was drawn for this update, and makes it active. Raises Forbidden,
        RateLimited, StorageFull."""
        require_voice_create(writer.user, None)
        self.require_room()
        if claimed.attempt == 1:
            await self.limits.consume("create", writer.user.id, most=self.create_limit, seconds=60)
        name = say("new_session_name", writer.language)
        return await self.lifecycle.create(writer.user, NewVoiceSession(session_name=name), claimed.session_id)
