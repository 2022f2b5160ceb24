"""What a worker does for admins, without its queue."""

from server.products.admin import KINDS, desk_of, take_downs_of, taking_down
from server.settings.model import Settings
from sessions.base.job import JobRef
from storage.admin.listing import Listing
from storage.admin.work import AdminWork
from storage.redis.client import Redis


def work_of(store: Redis) -> AdminWork:
    settings, url = Settings(), "http://127.0.0.1"
    return AdminWork(
        store,
        desk_of(store, settings),
        Listing(store, KINDS),
        KINDS,
        taking_down(store, settings, url),
        take_downs_of(store, settings, url),
        nothing,
    )


async def nothing(job: JobRef) -> None: ...
