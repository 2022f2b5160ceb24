"""What a client is told when a handler raises."""

from collections.abc import Sequence

import structlog

from handlers.api.call import SocketCall
from sessions.base.errors import Blocked, InternalError, Refusal, Unauthorized, Unavailable
from sessions.base.ids import is_uuid

log = structlog.get_logger("sockets")


def refusal_of(error: BaseException, call: SocketCall, name: str, arguments: Sequence[object]) -> Refusal:
    """The refusal that a client gets for an exception of a handler; an unexpected one is logged, without details for
    the client."""
    if isinstance(error, Blocked):
        return Unauthorized(error.text)  # V32: acks have this code for them
    if isinstance(error, Refusal):
        return error
    if isinstance(error, TimeoutError):
        log.error("handler_timed_out", handler=name, session_id=_session_id(arguments))
        return Unavailable("This took too long", request_id=call.request_id)
    log.error("handler_failed", handler=name, session_id=_session_id(arguments), exc_info=error)
    return InternalError(request_id=call.request_id)


def about(arguments: Sequence[object]) -> object:
    """What the argument of an event, a JSON object or its model, says of its session."""
    if not arguments:
        return None
    about = arguments[0]
    return about.get("session_id") if isinstance(about, dict) else getattr(about, "session_id", None)


def _session_id(arguments: Sequence[object]) -> str | None:
    """The session of an event, for the log; an invalid id is not repeated there."""
    session_id = about(arguments)
    return session_id if isinstance(session_id, str) and is_uuid(session_id, "4") else None
