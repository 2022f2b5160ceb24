"""Everything that a user or an address made, for admins against abuse (AB1, AB2).

What a user owns is in the indexes of owners. From which address a session was made, and in which clip sessions somebody
marked moments, is in sets that expire (storage/session/parts/trace.lua). What somebody changed in another's jam is not
kept by person.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from auth.guests import GUEST_ID_PREFIX
from storage.account.identities import Identities
from storage.admin.blocks import Way
from storage.admin.desk import DESK_ID
from storage.admin.listing import ListedSession, Listing, Place, Row
from storage.admin.listing import Way as Index
from storage.admin.metrics import bucket_groups
from storage.home.store import id_of as home_of
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.session.kinds import DELETABLE

MOST_FOUND: Final = 5000
MOST_NAMED: Final = 50
"""Users of an address, and addresses of a user, that are named."""
PAGE: Final = 500

What = Literal["made", "sent", "from"]


@dataclass(frozen=True, slots=True)
class Traced:
    """A session or an address, and when it was noted last, Unix ms."""

    value: str
    at: int


@dataclass(slots=True)
class AbuseResult:
    """`made` and `sent` are sessions in the order of their ids; `is_whole` says whether these are all. `users` are the
    ids of a user, `sent_at` when they were noted last as senders to each of `sent`, `owners` whose sessions an address
    made, `addresses` which a user came from. `spared` of the sessions that an address made belong to somebody who has
    signed in: they are not in `made`."""

    made: list[Row] = field(default_factory=list)
    sent: list[Row] = field(default_factory=list)
    sent_at: dict[str, int] = field(default_factory=dict)
    is_whole: bool = True
    users: tuple[str, ...] = ()
    owners: Counter[str] = field(default_factory=Counter)
    addresses: list[Traced] = field(default_factory=list)
    spared: int = 0

    @property
    def kinds(self) -> dict[str, int]:
        return dict(Counter(row.kind for row in self.made))

    @property
    def takeable(self) -> list[Row]:
        """What can be taken down; a listening history is its listener's alone (I3)."""
        return [row for row in self.made if row.kind in DELETABLE]

    def up_to(self, until: int) -> "AbuseResult":
        """Without the sessions that were made later, Unix ms."""
        made, sent = ([row for row in rows if row.created_at <= until] for rows in (self.made, self.sent))
        return replace(self, made=made, sent=sent)

    @property
    def to_take_down(self) -> int:
        return len(self.takeable) + len(self.sent)


class AbuseSearch:
    def __init__(self, redis: Redis, listing: Listing, identities: Identities, *, address_ms: int) -> None:
        self._redis = redis
        self._listing = listing
        self._identities = identities
        self._address_ms = address_ms

    async def of(self, way: Way, value: str) -> AbuseResult:
        """Raises Unavailable."""
        return await (self.of_user(value) if way == "user" else self.of_address(value))

    async def now(self) -> int:
        """The time by which sessions are made, Unix ms."""
        key = keys.header(DESK_ID)
        seconds, micros = await self._redis.call(key, "TIME")
        return int(seconds) * 1000 + int(micros) // 1000

    async def ids_of(self, user_id: str) -> tuple[str, ...]:
        """All ids of a user, the first one first."""
        first, ids = await self._identities.everyone(user_id)
        return (first, *sorted(ids - {first}))

    async def telegram_of(self, users: Iterable[str]) -> list[int]:
        """The Telegram accounts that their tokens have named."""
        homes = [keys.header(home_of(one)) for one in users]
        found = await asyncio.gather(*(self._redis.call(home, "HGET", home, "telegram") for home in homes))
        return [int(number) for number in found if number]

    async def of_user(self, user_id: str) -> AbuseResult:
        """With the identities that were joined with theirs. Raises Unavailable."""
        users = await self.ids_of(user_id)
        result = AbuseResult(users=users)
        entries: dict[str, ListedSession] = {}
        for one in users:
            entries |= await self._owned(one)
        own, sent, addresses = await asyncio.gather(
            self._rows(entries), self._traced("sent", users), self._traced("from", users)
        )
        result.made = own
        result.sent = [row for row in await self._known(sent) if set(users).isdisjoint(row.owners)]
        result.sent_at = {one.value: one.at for one in sent}
        result.addresses = addresses[:MOST_NAMED]
        result.is_whole = max(len(entries), len(sent)) < MOST_FOUND
        return result

    async def of_address(self, address: str) -> AbuseResult:
        """Raises Unavailable."""
        made, sent = await asyncio.gather(self._traced("made", [address]), self._traced("sent", [address]))
        result = AbuseResult(is_whole=max(len(made), len(sent)) < MOST_FOUND)
        rows = await self._known(made)
        result.owners = Counter(owner for row in rows for owner in row.owners)
        accounts = await self._accounts(result.owners)
        result.made = [row for row in rows if accounts.isdisjoint(row.owners)]
        result.spared = len(rows) - len(result.made)
        own = {row.id for row in result.made}
        result.sent = [row for row in await self._known(sent) if row.id not in own]
        result.sent_at = {one.value: one.at for one in sent}
        return result

    async def _owned(self, user_id: str) -> dict[str, ListedSession]:
        entries: dict[str, ListedSession] = {}
        after: Place | None = None
        while len(entries) < MOST_FOUND:
            part = await self._listing.entries(Index("owner", low=f"{user_id}\t"), PAGE, after)
            entries |= {one.id: one for one in part}
            if len(part) < PAGE:
                break
            after = part[-1].place
        return dict(list(entries.items())[:MOST_FOUND])

    async def _traced(self, what: What, of: Sequence[str]) -> list[Traced]:
        """The newest first, each once."""
        newest: dict[str, int] = {}
        for who in of:
            for group in bucket_groups(self._redis):
                answers = await asyncio.gather(*(self._part(buckets, what, who) for buckets in group))
                for flat in answers:
                    for value, at in zip(flat[::2], flat[1::2], strict=True):
                        newest[value.decode()] = max(int(at), newest.get(value.decode(), 0))
        order = sorted(newest.items(), key=lambda one: (-one[1], one[0]))
        return [Traced(value, at) for value, at in order[:MOST_FOUND]]

    async def _part(self, buckets: Sequence[int], what: What, who: str) -> list[bytes]:
        runs = [keys.run_of(number) for number in buckets]
        entries: list[bytes] = await self._redis.run(load("session/traces"), runs, what, who, self._address_ms)
        return entries

    async def _known(self, traced: Iterable[Traced]) -> list[Row]:
        """The sessions that there still are."""
        homes = [(one.value, keys.header(one.value)) for one in traced]
        kinds = await asyncio.gather(*(self._redis.call(home, "HGET", home, "kind") for _, home in homes))
        known = ((id_, kind) for (id_, _), kind in zip(homes, kinds, strict=True) if kind is not None)
        return await self._rows({id_: ListedSession(kind.decode(), Place("0", id_)) for id_, kind in known})

    async def _rows(self, entries: dict[str, ListedSession]) -> list[Row]:
        rows = await self._listing.rows([entries[id_] for id_ in sorted(entries)])
        return [row for row in rows if row is not None]

    async def _accounts(self, users: Iterable[str]) -> set[str]:
        """Those who have signed in: they are no guests, or no longer."""
        asked = list(users)
        are = await asyncio.gather(*map(self._has_account, asked))
        return {one for one, is_account in zip(asked, are, strict=True) if is_account}

    async def _has_account(self, user_id: str) -> bool:
        if user_id.startswith(GUEST_ID_PREFIX):
            user_id, _ = await self._identities.everyone(user_id)
        return not user_id.startswith(GUEST_ID_PREFIX) or (await self._identities.read(user_id)).guest is False
