"""Against abuse (AB1–AB6): what a user or an address made, blocking it, taking it down and bringing it back."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Literal

import orjson
from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from auth.network import WIDEST, counted, network, parsed
from auth.pseudonyms import TELEGRAM_ID_PREFIX
from auth.user import User
from handlers.admin.desk import AdminTask, Jobs
from handlers.admin.listing import AdminSession
from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.api.lazy_model import LazyModel
from handlers.people.models import Strict, UserId
from handlers.people.people import Named
from sessions.base.errors import (
    Conflict,
    InvalidPayload,
    NotFound,
    TooLarge,
)
from sessions.base.ids import EntityId, SessionId
from sessions.base.instant import DAY_MS, UnixMs
from sessions.base.text import Remark
from storage.admin.abuse import MOST_NAMED, AbuseResult, AbuseSearch
from storage.admin.blocks import BlockDesk, BlockList, NewBlock, Way, block_id
from storage.admin.desk import Desk
from storage.admin.take_down import TakeDowns


def _address(text: str) -> str:
    if parsed(text.partition("/")[0]) is None or network(text) is None:
        raise PydanticCustomError("address", "This is no address")
    return counted(text)


def _network(text: str) -> str:
    block = network(text.strip())
    if block is None:
        raise PydanticCustomError("network", "This is no address or network")
    if block.prefixlen < WIDEST[block.version]:
        widest = f"/{WIDEST[block.version]}"
        raise PydanticCustomError("network", "A network larger than {widest} cannot be blocked", {"widest": widest})
    return str(block.network_address) if block.num_addresses == 1 else str(block)


Address = Annotated[str, Field(strict=True, min_length=2, max_length=64), AfterValidator(_address)]
NetworkText = Annotated[str, Field(strict=True, min_length=2, max_length=64), AfterValidator(_network)]


class AbuseOf(Strict):
    """A user by their id, or an address: one of both."""

    user: UserId | None = None
    address: Address | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "AbuseOf":
        if (self.user is None) == (self.address is None):
            raise PydanticCustomError("one", "Name a user or an address")
        return self

    @property
    def way(self) -> Way:
        return "network" if self.user is None else "user"


class AbuseQuery(AbuseOf):
    """A page of what was found."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=36, pattern=r"^([0-9a-f-]{36})?$")] = ""


class BlockWanted(Strict):
    """A user, or the guests of a network; `days` 0 is for ever."""

    user: UserId | None = None
    network: NetworkText | None = None
    reason: Remark = ""
    days: Annotated[int, Field(strict=True, ge=0, le=3650)] = 0

    @model_validator(mode="after")
    def _is_one(self) -> "BlockWanted":
        if (self.user is None) == (self.network is None):
            raise PydanticCustomError("one", "Name a user or a network")
        return self


class TakeDownWanted(AbuseOf):
    """`confirm` repeats `to_take_down` of what was found. With `block`, the user or the guests of the address are
    blocked in the same step, for `days`, 0 for ever."""

    confirm: Annotated[int, Field(strict=True, ge=0, le=2**31)]
    block: Annotated[bool, Field(strict=True)]
    reason: Remark = ""
    days: Annotated[int, Field(strict=True, ge=0, le=3650)] = 0


class AdminBlock(LazyModel):
    """A user with all their ids (`users`), or the guests of a network. `until` in Unix ms, 0 for ever."""

    id: str
    way: Literal["user", "network"]
    value: str
    users: list[str]
    reason: str
    by: str
    by_name: str
    at: UnixMs
    until: UnixMs


class AdminBlockChange(LazyModel):
    """A block that began or changed, or was lifted."""

    block: AdminBlock
    is_lifted: bool


class BlocksQuery(Strict):
    """`before` is `next_before` of the page before."""

    limit: Annotated[int, Field(ge=1, le=500)] = 500
    before: EntityId | None = None


class BlockPage(LazyModel):
    """Those that have not ended, the newest first. `next_before` leads on, null at the end."""

    items: list[AdminBlock]
    next_before: str | None


class FoundSession(LazyModel):
    """A session that they made, or a session of somebody else's that they sent something to."""

    session: AdminSession
    how: Literal["made", "sent"]


class FoundUser(LazyModel):
    """Somebody whose sessions were made from an address, and how many."""

    id: str
    sessions: int


class FoundAddress(LazyModel):
    """An address that a user came from, and when they last did, Unix ms."""

    address: str
    at: UnixMs


class AbuseFound(LazyModel):
    """What a user or an address made, a page in the order of ids, and counts of everything. `kinds` counts what they
    made, `sent` others' clip sessions with moments of theirs. `to_take_down` is what a take-down would take. `spared`
    of the sessions made from an address belong to people who have signed in. At most 5,000 of each are found:
    `is_whole` says whether these are all. Addresses, and in whose sessions somebody marked moments, are kept for
    `address_days`. What they changed in others' jams and voice sessions is not kept by person."""

    user: str | None
    address: str | None
    users: list[str]
    kinds: dict[str, int]
    sent: int
    spared: int
    to_take_down: int
    is_whole: bool
    owners: list[FoundUser]
    addresses: list[FoundAddress]
    address_days: int
    block: AdminBlock | None
    items: list[FoundSession]
    next_cursor: SessionId | None


class AdminAbuse:
    def __init__(
        self,
        finding: AbuseSearch,
        desk: Desk,
        listed: BlockList,
        take_downs: TakeDowns,
        jobs: Jobs,
        *,
        address_days: int,
        clock: Callable[[], int],
        named: Named,
    ) -> None:
        self._finding = finding
        self._desk = desk
        self._blocks = BlockDesk(desk)
        self._listed = listed
        self._take_downs = take_downs
        self._jobs = jobs
        self._address_days = address_days
        self._clock = clock
        self._named = named

    @route("GET", "/admin/abuse", access=Access.ADMIN, cost=50)
    async def find(self, call: Call, query: AbuseQuery) -> AbuseFound:
        """What a user or an address made, with counts; nothing is changed (AB1)."""
        value = self._value(query.user, query.address)
        await self._desk.note(call.user, "find", way=query.way, value=value)
        result = await self._finding.of(query.way, value)
        made = [(row, "made") for row in result.made]
        rows = sorted([*made, *((row, "sent") for row in result.sent)], key=lambda one: one[0].id)
        page = [one for one in rows if one[0].id > query.cursor][: query.limit]
        now = self._clock()
        return AbuseFound(
            user=query.user,
            address=query.address,
            users=list(result.users),
            kinds=result.kinds,
            sent=len(result.sent),
            spared=result.spared,
            to_take_down=result.to_take_down,
            is_whole=result.is_whole,
            owners=[FoundUser(id=id_, sessions=count) for id_, count in result.owners.most_common(MOST_NAMED)],
            addresses=[FoundAddress(address=one.value, at=one.at) for one in result.addresses],
            address_days=self._address_days,
            block=self._block_of(query.way, value, result, await self._blocked()),
            items=[FoundSession(session=AdminSession.of(row, now), how=how) for row, how in page],
            next_cursor=page[-1][0].id if page and page[-1] != rows[-1] else None,
        )

    @route("POST", "/admin/abuse/take-down", status=202, access=Access.ADMIN, errors=[Conflict, TooLarge], cost=50)
    async def take_down(self, call: Call, body: TakeDownWanted) -> Raw[AdminTask]:
        """Begins to move everything that was found to the bin of admins, where it stays for 30 days, and blocks who
        made it, in one step. Refused unless the confirmation repeats the number. Sessions that are made later stay
        (AB5)."""
        until = await self._finding.now()
        value = self._value(body.user, body.address)
        result = await self._finding.of(body.way, value)
        count = result.up_to(until).to_take_down
        if count != body.confirm:
            raise Conflict(f"There are {count} of them now", count=count)
        about: dict[str, str | int] = {
            "way": body.way, "value": value, "reason": body.reason, "block": body.block, "until": until,
        }  # fmt: skip
        new = NewBlock(body.way, value, await self._everyone(result.users), body.reason, body.days * DAY_MS)
        block = self._checked(call.user, new).as_arguments(call.user) if body.block else ()
        json, job = await self._desk.begin(call.user, "take_down", total=body.confirm, about=about, block=block)
        await self._jobs.add(job)
        return Raw(json)

    @route("POST", "/admin/tasks/{task_id}/bring-back", status=202, access=Access.ADMIN, errors=[NotFound, Conflict])
    async def bring_back(self, call: Call, task_id: EntityId) -> Raw[AdminTask]:
        """Begins to bring back what a take-down, or a bulk deletion of orphans, has taken, as far as it is still in the
        bin. The block of a take-down stays (AB6, K28)."""
        task = await self._desk.task(task_id)
        if task["name"] not in {"take_down", "delete_orphans"} or task["state"] == "running":
            raise Conflict("Only a take-down or a bulk deletion that has ended can be brought back")
        total = await self._take_downs.count(task_id)
        json, job = await self._desk.begin(call.user, "bring_back", total=total, about={"of": task_id})
        await self._jobs.add(job)
        return Raw(json)

    # --- blocks ----------------------------------------------------------------------------------------------------

    @route("GET", "/admin/blocks", access=Access.ADMIN)
    async def blocks(self, call: Call, query: BlocksQuery) -> Raw[BlockPage]:
        """Who is blocked."""
        return Raw(await asyncio.to_thread(_page_of, await self._listed.rows(), self._clock(), query))

    @route("POST", "/admin/blocks", status=201, access=Access.ADMIN, errors=[TooLarge])
    async def block(self, call: Call, body: BlockWanted) -> Raw[AdminBlock]:
        """Blocks a user with all their identities, or the guests of a network: every process refuses them within a
        second, and ends their connections (AB3, AB4). A block of the same takes the place of the one before."""
        way: Way = "network" if body.user is None else "user"
        value = self._value(body.user, body.network)
        users = await self._everyone(await self._finding.ids_of(value)) if way == "user" else ()
        new = NewBlock(way, value, users, body.reason, body.days * DAY_MS)
        return Raw(await self._blocks.block(call.user, self._checked(call.user, new)))

    @route("DELETE", "/admin/blocks/{block_id}", access=Access.ADMIN, errors=[NotFound])
    async def lift(self, call: Call, block_id: EntityId) -> Raw[AdminBlock]:
        """Lifts a block; answers what it was."""
        return Raw(await self._blocks.lift(call.user, block_id))

    async def _everyone(self, users: Sequence[str]) -> tuple[str, ...]:
        """The ids of a user, with those of the Telegram account that their tokens name: a block counts in the chat too
        (D34)."""
        ids = list(users)
        for number in await self._finding.telegram_of(users):
            ids += await self._finding.ids_of(self._named(f"{TELEGRAM_ID_PREFIX}{number}"))
        return tuple(dict.fromkeys(ids))

    def _value(self, user: str | None, network: str | None) -> str:
        return self._named(user) if user else network or ""

    def _checked(self, by: User, new: NewBlock) -> NewBlock:
        if not set(new.users).isdisjoint(by.ids):
            raise InvalidPayload("You cannot block yourself")
        return new

    async def _blocked(self) -> list[AdminBlock]:
        now = self._clock()
        rows = [AdminBlock.model_validate(one) for one in await self._listed.rows()]
        return [one for one in rows if one.until == 0 or one.until > now]

    def _block_of(self, way: Way, value: str, result: AbuseResult, blocks: Iterable[AdminBlock]) -> AdminBlock | None:
        wanted = block_id(way, value)
        users = set(result.users)
        return next((one for one in blocks if one.id == wanted or not users.isdisjoint(one.users)), None)


# In a thread, in pages and without a model for each: all of 5,000 kept the loop for 76 ms.
def _page_of(rows: Sequence[dict[str, Any]], now: int, query: BlocksQuery) -> bytes:
    left = [one for one in rows if one["until"] == 0 or one["until"] > now]
    left.sort(key=lambda one: (-one["at"], one["id"]))
    first = next((place for place, one in enumerate(left, 1) if one["id"] == query.before), 0)
    page = left[first : first + query.limit]
    more = page[-1]["id"] if first + len(page) < len(left) else None
    return orjson.dumps({"items": page, "next_before": more})
