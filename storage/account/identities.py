"""What is kept of identities beside their tokens: names, generations, recovery keys, and who was joined with whom.

A hash for each identity in its own bucket, made when there is something to keep: most guests have none. Its fields:
`name`, `guest`, `telegram`, `generation` (tokens of an older one were signed out), `key` (digest of the recovery key),
`key_by` and `key_at` (the device that made it, and when), `aliases` (ids that were joined with this one, JSON),
`joined_to` (who this one was joined with), `joins` (how often it was joined), `history` (whose listening history is
theirs), `deleted_until` (nobody is it before), `deleting` (what is left of its deletion, storage/deletion).
"""

import asyncio
import hmac
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import orjson

from auth.user import User
from sessions.base.errors import Conflict, TicketSpent, Unauthorized
from sessions.base.instant import DAY_MS
from storage.account.session_notices import sessions_of, tell_sessions
from storage.home.store import HomeStore
from storage.identity.aliases import MOST_ALIASES, alias_path, ids_of
from storage.identity.refusal_log import tell
from storage.listening.merge import HistoryMerge
from storage.listening.store import history_of
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.scripts import load
from storage.script_keys.store import ScriptKeys
from storage.session.kinds import KINDS
from storage.session.tickets import digest
from storage.telegram.homes import followers

# Crockford's alphabet: no I, L, O, U. 24 characters are 120 random bits, far beyond guessing, so that a plain SHA-256
# protects a stolen copy of Redis as well as a slow hash would, and nobody can keep the server busy with hashing.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY_LENGTH: Final = 24
KEY_TRUSTED_MS: Final = 30 * DAY_MS  # a recovery key that is older stays when another device signs out (D45)
GONE_MS: Final = DAY_MS
"""For so long nobody is an identity whose account was deleted: what an identity provider or Telegram still says of it
would else make it again while it is deleted."""
_MISREAD: Final = str.maketrans("OIL", "011")
_LISTS: Final = tuple(name for kind in KINDS.values() for name in kind.lists)
_POINTERS: Final = tuple(name for kind in KINDS.values() for name in kind.pointers)
_FIELDS: Final = (
    "name",
    "guest",
    "telegram",
    "generation",
    "key",
    "aliases",
    "joined_to",
    "history",
    "joins",
    "deleted_until",
)
_SEEN_KEPT: Final = 4096


@dataclass(frozen=True, slots=True)
class Identity:
    """What is kept of an identity."""

    name: str | None
    guest: bool | None
    telegram: int | None
    generation: int
    key: str | None
    aliases: frozenset[str]
    joined_to: str | None
    history: str | None
    joins: int
    deleted_until: int

    @property
    def is_gone(self) -> bool:
        """Whether its account was deleted, and nobody may be it yet."""
        return self.deleted_until > time.time() * 1000

    @property
    def is_new(self) -> bool:
        """Whether nobody was joined with it, and it with nobody."""
        return self.joined_to is None and not self.aliases


@dataclass(frozen=True, slots=True)
class Seen:
    """What is kept of somebody: of the identity itself and of its keeper, and the ids on the way to that one."""

    own: Identity
    keeper: Identity
    path: tuple[str, ...]


class Identities:
    def __init__(self, redis: Redis, *, name_seconds: int, log_length: int = 1000) -> None:
        """`name_seconds`: how long the name of a guest is kept who has nothing else; `log_length`: events that the log
        of a listening history keeps."""
        self._redis = redis
        self._name_ms = name_seconds * 1000
        self._homes = HomeStore(redis)
        self._script_keys = ScriptKeys(redis)
        self._histories = HistoryMerge(redis, log_length=log_length)
        self._complete: OrderedDict[str, Seen] = OrderedDict()

    async def read(self, user_id: str) -> Identity:
        key = keys.user(user_id, "identity")
        name, guest, telegram, generation, digest_, aliases, joined_to, history, joins, gone = await self._redis.call(
            key, "HMGET", key, *_FIELDS
        )
        return Identity(
            name=None if name is None else name.decode(),
            guest=None if guest is None else guest == b"1",
            telegram=None if not telegram else int(telegram),
            generation=int(generation or 0),
            key=None if digest_ is None else digest_.decode(),
            aliases=frozenset(orjson.loads(aliases or b"[]")),
            joined_to=None if joined_to is None else joined_to.decode(),
            history=None if history is None else history.decode(),
            joins=int(joins or 0),
            deleted_until=int(gone or 0),
        )

    async def current(self, user: User) -> User:
        """Who a user is by now, with the name, the ids and the generation that a new token takes.

        Raises Unauthorized when the generation of this one was signed out, or the account was deleted. A join that
        broke off half-way is completed.
        """
        seen = await self.see(user.id)
        _require(user, seen)
        await self._completed(seen)
        return _now(user, seen)

    async def resolve(self, user: User) -> User:
        """The same, without completing anything: for each request of a token that is older than a join."""
        seen = await self.see(user.id)
        _require(user, seen)
        return _now(user, seen)

    async def see(self, user_id: str) -> Seen:
        """What is kept of somebody; of a joined identity in one look, when it was complete before."""
        before = self._complete.get(user_id)
        guess = () if before is None else before.path[1:]
        own, *guessed = await asyncio.gather(self.read(user_id), *map(self.read, guess))
        if own.joined_to is None:
            return Seen(own, own, (user_id,))
        if [one.joined_to for one in (own, *guessed)] == [*guess, None]:
            return Seen(own, guessed[-1], (user_id, *guess))
        path = await alias_path(self._redis, user_id)
        return Seen(own, await self.read(path[-1]), tuple(path))

    async def _completed(self, seen: Seen) -> None:
        """Completes a join that broke off half-way."""
        keeper_id, missing = seen.path[-1], _missing(seen)
        if missing:
            await self._keep(keeper_id, sorted(missing))
        others = seen.keeper.aliases | missing
        if len(seen.path) > 1 or others:
            await self._move(keeper_id, others, seen.keeper.history)

    async def everyone(self, user_id: str) -> tuple[str, frozenset[str]]:
        """The identity that this one was joined with, or itself, and all its ids; changes nothing."""
        keeper_id, *others = await ids_of(self._redis, user_id, None)
        return keeper_id, frozenset((keeper_id, *others))

    async def known(self, user: User, seen: Seen | None = None) -> User:
        """Who somebody is by now whom something else than a token has shown to be `user`, such as Telegram: with the
        generation that a token of today has. `seen` when it was read just now. A join is completed once in this
        process: what a token of before brings later is moved when that token is renewed (`current`)."""
        seen = seen or await self.see(user.id)
        _require(replace(user, generation=None), seen)
        if self._complete.get(user.id) != seen:
            await self._completed(seen)
        self._complete[user.id] = seen
        self._complete.move_to_end(user.id)
        if len(self._complete) > _SEEN_KEPT:
            self._complete.popitem(last=False)
        return _now(replace(user, generation=seen.own.generation), seen)

    async def subs_of(self, telegram_user_id: int) -> list[str]:
        """Who somebody in Telegram is on the web: whose tokens have named this Telegram account."""
        return await followers(self._redis, telegram_user_id)

    async def rename(self, user: User, name: str) -> None:
        """The name that every token of theirs has from the next renewal on."""
        await self._set(user.id, "name", name)

    async def keep_account(self, user: User) -> None:
        """Notes that a guest has an account at the identity provider from now on."""
        await self._set(user.id, "name", user.name, "guest", int(user.guest))

    async def sign_out_others(self, user: User) -> tuple[User, bool]:
        """Ends every token of the user, whatever device has it, but the ones of the answer's generation. Answers
        whether a recovery key is void too, which another device has made lately (D45)."""
        since, generations, is_void = round(time.time() * 1000) - KEY_TRUSTED_MS, {}, False
        for user_id in user.ids:
            key = keys.user(user_id, "identity")
            generation, void = await self._redis.run(load("account/sign_out"), [key], user.device, since)
            generations[user_id] = int(generation)
            if void:
                place = keys.recovery(void.decode())
                await self._redis.call(place, "DEL", place)
                is_void = True
        await tell(self._redis, "generation", generations)
        await self._script_keys.end_all(user.ids, "signed_out")
        return replace(user, generation=generations[user.id]), is_void

    async def delete(self, users: Sequence[str], about: bytes, *, by: User | None) -> None:
        """Ends the identities of a person, the first one first, which decides; `about` says what is left to do. From
        then on nobody is one of them for a day, and every process knows within a second. Twice is harmless. Raises
        Unauthorized when `by`, whose they are, was signed out meanwhile."""
        generations, ends = {}, {}
        for user_id in users:
            own = [keys.user(user_id, "identity"), keys.user_index(user_id, "account", "deleting")]
            of_token = by.generation if by is not None and user_id == by.id else None
            told = (user_id, "" if of_token is None else of_token, about if user_id == users[0] else b"", GONE_MS)
            generation, void, until = await self._redis.run(load("account/delete"), own, *told)
            generations[user_id], ends[user_id] = int(generation), int(until)
            if void:
                await self._redis.call(keys.recovery(void.decode()), "DEL", keys.recovery(void.decode()))
        await tell(self._redis, "generation", generations)
        await tell(self._redis, "deleted", ends)
        await self._script_keys.end_all(users, "deleted")

    async def changed_since(self, place: str, count: int) -> tuple[str, list[tuple[str, str, int]]]:
        """What was told (storage/identity/refusal_log.py) after a place in the list ('-' is its start): ids, what of
        them, and a number; and the next place."""
        log = keys.signed_out()
        rows = await self._redis.call(log, "XRANGE", log, place if place == "-" else f"({place}", "+", "COUNT", count)
        changes = [(fields[1].decode(), fields[2].decode(), int(fields[3])) for _, fields in rows]
        return (rows[-1][0].decode() if rows else place), changes

    # --- recovery keys ---------------------------------------------------------------------------------------------

    async def new_key(self, user: User) -> str:
        """A new recovery key, of which Redis keeps the digest; the one before is void. Raises Unauthorized when the
        device was signed out."""
        key = "".join(secrets.choice(ALPHABET) for _ in range(KEY_LENGTH))
        own = digest(key)
        place = keys.recovery(own)
        await self._redis.call(place, "SET", place, user.id)  # first: an entry that nothing names opens nothing
        facts = ("name", user.name, "guest", int(user.guest), "telegram", user.telegram_user_id or "")
        made = ("" if user.generation is None else user.generation, own, user.device, round(time.time() * 1000))
        identity = keys.user(user.id, "identity")
        before = (await self._redis.run(load("account/new_key"), [identity], *made, *facts)).decode()
        if before:
            await self._redis.call(keys.recovery(before), "DEL", keys.recovery(before))
        return "-".join(re.findall(".{4}", key))

    async def by_key(self, text: str) -> User:
        """Whom a recovery key signs in. It may be typed in any case, with or without dashes. Raises TicketSpent when it
        is none, or a newer one has made it void."""
        key = re.sub(r"[\s-]", "", text).upper().translate(_MISREAD)
        if len(key) != KEY_LENGTH or not set(key) <= set(ALPHABET):
            raise TicketSpent("This is no recovery key")
        own = digest(key)
        place = keys.recovery(own)
        user_id = await self._redis.call(place, "GET", place)
        identity = None if user_id is None else await self.read(user_id.decode())
        if user_id is None or identity is None or not hmac.compare_digest(identity.key or "", own):
            raise TicketSpent("This recovery key is no longer valid")
        empty: frozenset[str] = frozenset()
        return await self.current(
            User(
                id=user_id.decode(),
                name=identity.name or "",
                guest=identity.guest is not False,
                telegram_user_id=identity.telegram,
                permissions=empty,
                projects=empty,
                roles=empty,
                expires_at=0,
                generation=identity.generation,
            )
        )

    # --- joining ---------------------------------------------------------------------------------------------------

    async def join(self, giver: User, keeper: User) -> User:
        """Gives everything of `giver` to `keeper`; answers the keeper with what they are then. Both keep their ids: the
        keeper has the giver's as aliases. Doing it twice is harmless. Raises Conflict when the giver was joined with
        somebody else, or the keeper with too many."""
        here = await self.read(keeper.id)
        if len(here.aliases | set(giver.ids)) > MOST_ALIASES:
            raise Conflict(f"{MOST_ALIASES} joined identities is the limit")
        # First: a key that was made for one of them must not reach what the other one has.
        await self._script_keys.end_all({*giver.ids, *keeper.ids}, "joined")
        theirs = await sessions_of(self._redis, giver.ids)  # before their rows move to the keeper's home
        await self._give(giver.id, keeper.id)
        facts = ("name", keeper.name, "guest", int(keeper.guest), "telegram", keeper.telegram_user_id or "")
        await self._keep(keeper.id, list(giver.ids), *facts, most=MOST_ALIASES)
        await self._outdate({*giver.ids, *keeper.ids})
        await self._inherit_history(giver, keeper)
        await self._move(keeper.id, giver.ids, (await self.read(keeper.id)).history)
        await tell_sessions(self._redis, theirs)
        return await self.current(keeper)

    # --- steps of a join -------------------------------------------------------------------------------------------

    async def _give(self, giver_id: str, keeper_id: str) -> None:
        key = keys.user(giver_id, "identity")
        await self._redis.run(load("account/join"), [key], "giver", orjson.dumps([keeper_id]), MOST_ALIASES)

    async def _keep(self, keeper_id: str, others: list[str], *facts: str | int, most: int = 2 * MOST_ALIASES) -> None:
        """A join that broke off is completed beyond what people may join themselves."""
        key = keys.user(keeper_id, "identity")
        await self._redis.run(load("account/join"), [key], "keeper", orjson.dumps(others), most, *facts)

    async def _outdate(self, user_ids: set[str]) -> None:
        """The tokens of these identities do not say any more who somebody is."""
        joins = {}
        for user_id in user_ids:
            key = keys.user(user_id, "identity")
            joins[user_id] = int(await self._redis.call(key, "HINCRBY", key, "joins", 1))
        await tell(self._redis, "joins", joins)

    async def _inherit_history(self, giver: User, keeper: User) -> None:
        """The giver's listening history is the keeper's from now on, when the keeper has none: nothing moves then."""
        of = giver.history or giver.id
        if await self._has_history(of) and not await self._has_history(keeper.history or keeper.id):
            await self._set(keeper.id, "history", of)

    async def _has_history(self, user_id: str) -> bool:
        header = keys.header(history_of(user_id))
        return bool(await self._redis.call(header, "EXISTS", header))

    async def _move(self, keeper_id: str, others: frozenset[str] | tuple[str, ...], history: str | None) -> None:
        """Puts what is in the others' lists, homes and listening histories into the keeper's, first there and then not
        here: each step may be done again."""
        for other in others:
            for name in _LISTS:
                there, here = keys.user(other, name), keys.user(keeper_id, name)
                while rows := await self._redis.call(there, "ZRANGE", there, 0, 499, "WITHSCORES"):
                    flat = [part for i in range(0, len(rows), 2) for part in (rows[i + 1], rows[i])]
                    await self._redis.call(here, "ZADD", here, "NX", *flat)
                    await self._redis.call(there, "ZREM", there, *rows[::2])
            await self._homes.adopt(other, keeper_id)
            for name in _POINTERS:
                there, here = keys.user(other, name), keys.user(keeper_id, name)
                active = await self._redis.call(there, "GET", there)
                if active is not None:
                    await self._redis.call(here, "SET", here, active, "NX")
                    await self._redis.call(there, "DEL", there)
        own = history or keeper_id
        for other in {keeper_id, *others} - {own}:
            await self._histories.merge(other, own)

    async def _set(self, user_id: str, *fields: str | int) -> bytes:
        key = keys.user(user_id, "identity")
        before: bytes = await self._redis.run(load("account/set"), [key], self._name_ms, *fields)
        return before


def _require(user: User, seen: Seen) -> None:
    """Raises Unauthorized for a token that was signed out, and for a deleted account."""
    if seen.own.is_gone or seen.keeper.is_gone:
        raise Unauthorized("This account was deleted")
    if user.generation is not None and user.generation < seen.own.generation:
        raise Unauthorized("This device was signed out")


def _missing(seen: Seen) -> set[str]:
    """Ids that the keeper does not know yet: a join broke off half-way."""
    return set(seen.path[:-1]) - seen.keeper.aliases


def _now(user: User, seen: Seen) -> User:
    """The user as they are by now."""
    found, keeper_id = seen.keeper, seen.path[-1]
    return replace(
        user,
        id=keeper_id,
        name=user.name if found.name is None else found.name,
        guest=user.guest if found.guest is None else found.guest,
        telegram_user_id=user.telegram_user_id if found.telegram is None else found.telegram,
        aliases=(found.aliases | _missing(seen)) - {keeper_id},
        generation=None if user.generation is None else found.generation,
        history=found.history,
        joins=found.joins,
    )
