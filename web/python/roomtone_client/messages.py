"""The messages between client and server, typed by the contract.

The `type` of an event or a signal gives the form of its `data`:

    if event["type"] == "clip_submitted":
        clip = event["data"]["clip"]  # a Clip
"""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from roomtone_client.contract import AnyEvent as SessionEvent
from roomtone_client.contract import AnySignal as SessionSignal
from roomtone_client.contract import FeedPosition as Position
from roomtone_client.contract import Person as User

__all__ = ["Position", "SessionEvent", "SessionSignal", "SubscribeAck", "User"]


class SubscribeAck(TypedDict):
    """The answer to `subscribe_on_session`: a snapshot, or the events since the requested position."""

    role: str
    position: Position
    now: NotRequired[int]
    snapshot: NotRequired[Any]
    events: NotRequired[Sequence[SessionEvent] | None]
