"""Accounts, across all products: what is deleted with one."""

from collections.abc import Mapping

from server.services.identity import identities_of
from server.settings.model import Settings
from storage.admin.listing import Listing
from storage.deletion.deletion import AccountDeletion, Forgetting
from storage.people.store import PeopleStore
from storage.redis.client import Redis
from storage.session.kinds import KINDS


def deletion_of(
    settings: Settings, redis: Redis, forgetting: Mapping[str, Forgetting] | None = None
) -> AccountDeletion:
    """`forgetting` by kind, where the work is done."""
    people = PeopleStore(redis, public_url=settings.public_origin(), log_length=settings.log_length)
    return AccountDeletion(redis, identities_of(settings, redis), Listing(redis, tuple(KINDS)), people, forgetting)
