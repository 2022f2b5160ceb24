"""What each user may keep in Redis and in the media store, by the settings."""

from server.settings.model import Settings
from storage.quota.content import ContentShares
from storage.quota.media import MediaShares
from storage.redis.client import Redis


def shares_of(redis: Redis, settings: Settings) -> MediaShares:
    return MediaShares(redis, owner_limit=settings.media_owner_limit, guest_limit=settings.media_guest_limit)


def content_of(redis: Redis, settings: Settings) -> ContentShares:
    return ContentShares(
        redis,
        session_limit=settings.session_limit,
        owner_limit=settings.owner_limit,
        guest_limit=settings.guest_limit,
    )
