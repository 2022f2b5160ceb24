"""A user's own listening history over HTTP and sockets (I1–I19): parse, ask the store, answer."""

from collections.abc import Callable, Mapping
from typing import Final, NoReturn

import orjson

from auth.user import User
from handlers.api.call import Call, SocketCall
from handlers.api.contract import (
    Access,
    Raw,
    event,
    route,
)
from handlers.listening.access import LISTENING_ACCESS
from handlers.listening.models import (
    Batch,
    BatchAnswer,
    Deleted,
    EntryPage,
    HistoryQuery,
    Listening,
    OneEntry,
    Tracked,
)
from sessions.base.errors import (
    InvalidPayload,
    NotFound,
    SessionNotFound,
    TooLarge,
)
from sessions.listening.session import (
    MAIN_PLAYER,
    Entry,
    EntryId,
    PlayerReport,
)
from storage.listening.artwork import ListeningArtwork
from storage.listening.store import (
    FEED,
    HistoryRead,
    ListeningStore,
    skew_of,
)

NOT_MAIN: Final = b'{"result":"other_owner","entry":null}'


class Histories:
    """Players report what they play; their user reads it."""

    has_presence = False
    is_hidden = True

    def __init__(self, store: ListeningStore, artwork: ListeningArtwork, clock: Callable[[], int]) -> None:
        self._store = store
        self._artwork = artwork
        self._clock = clock

    @route("PUT", "/api/listening", access=Access.SIGNED_IN)
    async def open(self, call: Call) -> Listening:
        """The id of the user's own history, which is made with the first call."""
        entries, books = await self._store.open(call.user)
        return Listening(id=self._store.id_of(call.user), entries=entries, books=books)

    @route("DELETE", "/api/listening", access=Access.SIGNED_IN)
    async def delete_everything(self, call: Call) -> Deleted:
        """Deletes all entries and books for good, with their pictures."""
        deleted = await self._clear(call, books=True)
        await self._artwork.delete_all(call.user)
        return deleted

    # --- what players report ----------------------------------------------------------------------------------------

    @event("track_playback", access=Access.SIGNED_IN, errors=[TooLarge])
    async def track(self, call: SocketCall, payload: PlayerReport) -> Raw[Tracked]:
        """What a player does (I4–I15): every five seconds while it plays, and at once when it stops.

        When the connection ends, the player's entry ends with its last heartbeat."""
        user, connection, player_id = call.user, call.connection, payload.player_id
        if payload.owner_id != MAIN_PLAYER:
            return Raw(NOT_MAIN)

        async def lost() -> None:
            await self._store.lost(user, player_id, connection.id)

        connection.when_closed(f"listening {player_id}", lost)
        return await self._tracked(user, payload, connection.id)

    @route("POST", "/api/listening/playback", access=Access.SIGNED_IN, errors=[TooLarge])
    async def track_over_http(self, call: Call, body: PlayerReport) -> Raw[Tracked]:
        """The same for players without a socket."""
        if body.owner_id != MAIN_PLAYER:
            return Raw(NOT_MAIN)
        return await self._tracked(call.user, body, "")

    async def _tracked(self, user: User, report: PlayerReport, connection_id: str) -> Raw[Tracked]:
        result, entry = await self._store.track(user, report, connection_id)
        return Raw(b'{"result":"%b","entry":%b}' % (result.encode(), entry))

    @route("POST", "/api/listening/sessions/batch", access=Access.SIGNED_IN, cost=5)
    async def batch(self, call: Call, body: Batch) -> Raw[BatchAnswer]:
        """Stretches that waited on a device that was offline, in any order, with a result for each."""
        skew = skew_of(body.sent_at, self._clock())
        own = [item for item in body.items if item.owner_id == MAIN_PLAYER]
        answers = iter(await self._store.batch(call.user, own, skew, body.player_id or "", body.device))
        results = []
        for item in body.items:
            is_own = item.owner_id == MAIN_PLAYER
            result, reason, entry_id = next(answers) if is_own else ("other_owner", "", "")
            results.append(
                {
                    "client_id": item.client_id,
                    "result": result,
                    "reason": reason or None,
                    "entry_id": entry_id or None,
                }
            )
        return Raw(orjson.dumps({"skew_ms": skew, "items": results}))

    # --- the history ------------------------------------------------------------------------------------------------

    @route("GET", "/api/listening/sessions", access=Access.SIGNED_IN)
    async def list(self, call: Call, query: HistoryQuery) -> Raw[EntryPage]:
        """The entries, the latest first (I16); of some books when they are searched or named."""
        book_ids = [] if query.book_id is None else [query.book_id]
        if query.q:
            wanted = query.q.casefold()
            books = [book for book in await self._store.all_books(call.user) if wanted in book.searched]
            book_ids = [book.id for book in books if query.book_id in {None, book.id}]
            if not book_ids:
                return Raw(b'{"items":[],"next_cursor":null}')
        rows, cursor = await self._store.page(call.user, query.cursor, query.limit, book_ids)
        return Raw(b'{"items":[%b],"next_cursor":%b}' % (b",".join(rows), orjson.dumps(cursor)))

    @route(
        "DELETE",
        "/api/listening/sessions/{entry_id}",
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound],
    )
    async def delete(self, call: Call, entry_id: EntryId) -> Raw[Entry]:
        """Deletes an entry; it can be brought back for a day."""
        return Raw(await self._store.remove(call.user, entry_id))

    @route(
        "POST",
        "/api/listening/sessions/{entry_id}/restore",
        access=Access.SIGNED_IN,
        errors=[SessionNotFound, NotFound, TooLarge],
    )
    async def restore(self, call: Call, entry_id: EntryId) -> Raw[OneEntry]:
        """Brings back an entry that was deleted. It may have become part of another one meanwhile."""
        return Raw(b'{"entry":%b}' % await self._store.restore(call.user, entry_id))

    @route("DELETE", "/api/listening/sessions", access=Access.SIGNED_IN)
    async def delete_all(self, call: Call) -> Deleted:
        """Deletes all entries for good; the library stays."""
        return await self._clear(call, books=False)

    async def _clear(self, call: Call, *, books: bool) -> Deleted:
        try:
            return Deleted(entries=await self._store.clear(call.user, books=books))
        except SessionNotFound:
            return Deleted(entries=0)

    # --- subscriptions ----------------------------------------------------------------------------------------------

    def feed_for(self, user: User, header: Mapping[str, bytes]) -> tuple[str, str]:
        LISTENING_ACCESS.require(user, header, "read")
        return "listener", FEED

    async def snapshot(self, user: User, session_id: str) -> HistoryRead:
        return await self._store.read(user, session_id)

    async def page(self, user: User, session_id: str, cursor: str) -> NoReturn:
        raise InvalidPayload("The snapshot is one page: read older entries over HTTP")
