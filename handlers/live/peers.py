"""Signaling messages between browsers that set up a direct connection: relayed, never stored, and only between users
who may read the session."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import orjson
from pydantic import BaseModel, ConfigDict, Field

from handlers.api.call import SocketCall
from handlers.api.contract import Access, EmptyPayload, event
from handlers.api.free_json import free_json
from handlers.api.lazy_model import LazyModel
from handlers.live.subscriptions import Kind
from sessions.base.errors import Forbidden, SessionNotFound, TooLarge
from sessions.base.ids import SessionId
from sessions.base.text import OpaqueId
from storage.bus.feeds import Feeds

MOST_TO_ONE: Final = 16_384  # bytes; the SDP of one audio track has about 2,000
MOST_TO_ALL: Final = 512
RECORDERS_OWN: Final = frozenset({"live", "listeners", "offer"})
"""What listeners rely on: that there is something to listen to, how many listen, and the SDP offer."""


class PeerSignal(LazyModel):
    """A signaling message to set up a direct connection: `to` is the connection that a signal came from; without it
    every subscriber receives the message. At most 16 KiB of JSON to one, 512 bytes to all."""

    session_id: SessionId
    to: OpaqueId | None = None
    data: Annotated[dict[str, Any], Field(max_length=MOST_TO_ONE // 4)]


class FromPeer(LazyModel):
    """A signaling message of another browser; `from` is the connection to answer to."""

    model_config = ConfigDict(extra="allow")

    from_: str = Field(alias="from")


PEER_SIGNALS: Final[dict[str, type[BaseModel]]] = {"peer": FromPeer}


class Peers:
    def __init__(self, feeds: Feeds, kinds: Mapping[str, Kind]) -> None:
        self._feeds = feeds
        self._kinds = kinds

    @event("signal_peer", access=Access.SUBSCRIBER, errors=[Forbidden, SessionNotFound, TooLarge])
    async def signal_peer(self, call: SocketCall, payload: PeerSignal) -> EmptyPayload:
        """Relays a signaling message to one subscriber, or to all, as the signal `peer`; `data.from` is where to
        answer."""
        session_id = payload.session_id
        feed = call.connection.feed_of(session_id)
        if feed is None:
            raise Forbidden("Subscribe first")
        header = await self._feeds.header(session_id)
        kind = self._kinds[header["kind"].decode()]
        if not kind.has_presence:
            raise Forbidden("This kind of session has no direct connections")
        if not RECORDERS_OWN.isdisjoint(payload.data) and not call.user.is_one(header.get("recorder")):
            raise Forbidden("Only the recorder can say this")
        limit = MOST_TO_ALL if payload.to is None else MOST_TO_ONE
        data = free_json({**payload.data, "from": call.connection.id}, limit)
        json = b'{"session_id":"%b","type":"peer","by":%b,"data":%b}' % (
            session_id.encode(),
            orjson.dumps(call.user.id),
            data,
        )
        await self._feeds.signal_of(call.user, "peers", header["kind"].decode(), session_id, feed, json, to=payload.to)
        return EmptyPayload()
