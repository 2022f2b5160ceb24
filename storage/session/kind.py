"""What shared storage asks of a kind of session: each declares it as plain data, in `storage/<kind>/kind.py`."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from storage.redis.client import Redis

if TYPE_CHECKING:
    from storage.media.store import MediaStore
    from storage.quota.media import MediaQuota


class Facts(BaseModel):
    """The base of what a row of the home page says of a session of one kind; `row` of `<kind>/kind.lua` writes it."""

    model_config = ConfigDict(defer_build=True)


@dataclass(frozen=True, slots=True)
class Importing:
    """What the import of a session works with."""

    redis: Redis
    shares: "MediaQuota"


class Carried:
    """The import of sessions of a kind, one after the other: their parts, then their files, then their header."""

    def __init__(self, parts: Importing) -> None:
        self._redis, self._shares = parts.redis, parts.shares

    async def check(self, session_id: str, path: str, file: Path, *, is_whole: bool) -> None:
        """What has arrived of a file. Raises ValueError for what the session does not have."""

    async def begin(self, session_id: str) -> Mapping[str, str]:
        """Before the session exists; answers the fields of its header that do not come with it."""
        return {}

    async def enter(self, session_id: str, header: Mapping[str, str], *, has_files: bool) -> None:
        """The session exists: it comes into its owners' lists, and its files count as theirs."""


async def _none(redis: Redis, media: "MediaStore", session_id: str) -> AsyncIterator[str]:
    return
    yield


async def _nothing(redis: Redis, session_id: str, user_id: str) -> AsyncIterator[bytes]:
    return
    yield


async def _held(redis: Redis, thing: str, held: int) -> int:
    return held


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of session that admins list, count and export."""

    keys: Mapping[str, str]
    """The keys beside its header that are exported, and their types in Redis."""
    keys_of: Mapping[str, str] = field(default_factory=dict)
    """Those with an id behind the name."""
    ids: tuple[str, str] | None = None
    """The key that has these ids, and its type."""
    name: tuple[str, str] = ("", "name")
    """Where it has its name: a field of the header, or of a hash beside it, and then as JSON."""
    shown: tuple[str, ...] = ()
    """The hashes beside its header that have what people made, as admins see them."""
    shown_of: tuple[str, str] | None = None
    """A list of ids beside its header, and the hash of each."""
    is_deletable: bool = True
    """Admins may move it to their bin, and people may report it (`hands` of its product)."""
    is_remixed: bool = False
    """Its header names the session that it was made of, in `remixed_from`, and `:children` has those made of it."""
    has_jobs: bool = False
    """Its bucket has the indexes `jobs`, of runs that are not over, and `failed`."""
    job_records: str = ""
    """The hash beside its header with a record of each job; without one only the index knows of it."""
    facts: type[Facts] | None = None
    """What its row on the home page says."""
    lists: tuple[str, ...] = ()
    """Lists in the bucket of a user: of their sessions, and of what they have in the bin."""
    pointers: tuple[str, ...] = ()
    """Texts in the bucket of a user that a join leaves with the identity that has one."""
    telegram_list: str = ""
    """A list in the bucket of a person in Telegram: of the sessions that are theirs by `chat` in `<kind>/kind.lua`."""
    most_sent: int = 0
    """How many things people may have sent to one session: what was taken away comes back up to that."""
    sent: tuple[str, str] | None = None
    """The set beside its header of everybody who has sent something, and the script that takes their name from it."""
    named_in: tuple[str, ...] = ()
    """Hashes beside its header whose JSON names people, each name behind the id of its person."""
    names: tuple[tuple[str, str], ...] = ()
    """Fields of its header: an id, and the name of whose it is."""
    sent_by: Callable[[Redis, str, str], AsyncIterator[bytes]] = _nothing
    """What a user has sent to a session, each as JSON."""
    folder: str = ""
    """The folder of its files in the media store."""
    files: Callable[[Redis, "MediaStore", str], AsyncIterator[str]] = _none
    """The paths of a session's files."""
    held: Callable[[Redis, str, int], Any] = _held
    """How many bytes the files of a thing take, from what Redis says: its name behind the kind, and the bytes known."""
    carried: type[Carried] = Carried
    webhook_events: tuple[str, ...] = ()
    """The types of events that its scripts note for webhooks."""
