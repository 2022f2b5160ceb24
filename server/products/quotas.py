"""What each user may keep in Redis and in the media store, by the settings."""

from server.settings.model import Settings
from storage.quota.content import ContentQuota
from storage.quota.media import MediaQuota
from storage.redis.client import Redis


def media_quota_of(redis: Redis, settings: Settings) -> MediaQuota:
    return MediaQuota(redis, owner_limit=settings.media_owner_limit, guest_limit=settings.media_guest_limit)


def content_quota_of(redis: Redis, settings: Settings) -> ContentQuota:
    return ContentQuota(
        redis,
        session_limit=settings.session_limit,
        owner_limit=settings.owner_limit,
        guest_limit=settings.guest_limit,
    )
