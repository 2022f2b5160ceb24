"""A client for Roomtone: subscriptions with recovery, repeatable commands, automatic renewal of tokens."""

from roomtone_client.backoff import Backoff
from roomtone_client.client import RoomtoneClient
from roomtone_client.clips import ClipSessions
from roomtone_client.connection import State
from roomtone_client.contract import Clip, ClipSession, ClipSessionView, Segment
from roomtone_client.errors import RoomtoneError
from roomtone_client.http import shared_session
from roomtone_client.messages import Position, SessionEvent, SessionSignal, User
from roomtone_client.subscription import Subscription
from roomtone_client.tables import Advice

__all__ = [
    "Advice",
    "Backoff",
    "Clip",
    "ClipSession",
    "ClipSessionView",
    "ClipSessions",
    "Position",
    "RoomtoneClient",
    "RoomtoneError",
    "Segment",
    "SessionEvent",
    "SessionSignal",
    "State",
    "Subscription",
    "User",
    "shared_session",
]
