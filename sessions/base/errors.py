"""Every refusal Roomtone can give, in one tree.

    Refusal                     come back?
    ├── InvalidPayload          no, correct the request
    ├── DigestMismatch          yes, the bytes were damaged in transit
    ├── InvalidSessionId        no
    ├── Unauthorized            after signing in again
    ├── Forbidden               no
    ├── Blocked                 no
    ├── SessionNotFound         no
    ├── NotFound                no
    ├── MethodNotAllowed        no
    ├── InvalidTransition       no, the state has changed
    ├── SessionNotActive        no
    ├── RequestTimeout          yes, with a faster connection
    ├── TooSoon                 no, another tap is too close
    ├── Conflict                after reading again
    ├── PreconditionFailed      after reading again
    ├── TicketSpent             with a new ticket
    ├── TooLarge                no
    ├── FileTooLarge            in smaller parts
    ├── UnsupportedMedia        no
    ├── StorageFull             after something was deleted
    ├── RateLimited             after `retry_after` seconds
    ├── InternalError           yes, with backoff
    └── Unavailable             yes, with backoff

A refusal changes nothing. Its code is for programs, its message for people; `details` are extra members of the
answer (a limit, the list of violations). Its HTTP status, and whether a client should come back, are declared with it;
both clients' tables are made from these classes.
"""

from typing import Any, ClassVar, Literal

_UNITS = (("GB", 10**9), ("MB", 10**6), ("kB", 10**3))
_OWNERS = {
    "server": "The storage of this server",
    "session": "The storage of this session",
    "owner": "The storage of the session's owner",
    "content": "The space for sessions of this session's owner",
    "reservation": "The space that is reserved for this session",
}

Advice = Literal["retry", "sign_in", "give_up"]
"""`retry`: try again later; `sign_in`: come back with a new token; `give_up`: the same request will never succeed."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A command that was understood but not carried out."""

    code: ClassVar[str]
    message: ClassVar[str]
    status: ClassVar[int]
    advice: ClassVar[Advice] = "give_up"

    def __init__(self, message: str | None = None, **details: Any) -> None:
        self.text = message or self.message
        self.details = details
        super().__init__(self.text)


class InvalidPayload(Refusal):
    code = "invalid_payload"
    message = "The request does not have the expected form"
    status = 400


class DigestMismatch(Refusal):
    code = "digest_mismatch"
    message = "The body does not match the digest that was sent with it"
    status = 400
    advice = "retry"


class InvalidSessionId(Refusal):
    code = "invalid_session_id"
    message = "The session id is not a UUID v4"
    status = 400


class Unauthorized(Refusal):
    code = "unauthorized"
    message = "Sign in first"
    status = 401
    advice = "sign_in"


class Forbidden(Refusal):
    code = "forbidden"
    message = "You cannot do this here"
    status = 403


class Blocked(Refusal):
    """An admin has blocked the caller, or the guests of the caller's network; `until` in Unix ms, None for ever."""

    code = "blocked"
    message = "The admins of this server have blocked you"
    status = 403


class SessionNotFound(Refusal):
    code = "session_not_found"
    message = "Session not found"
    status = 404


class NotFound(Refusal):
    code = "not_found"
    message = "Not found"
    status = 404


class MethodNotAllowed(Refusal):
    code = "method_not_allowed"
    message = "This address has no such method"
    status = 405


class InvalidTransition(Refusal):
    code = "invalid_transition"
    message = "The session is not in a state that allows this"
    status = 409


class SessionNotActive(Refusal):
    code = "session_not_active"
    message = "The session does not accept moments now"
    status = 409


class TooSoon(Refusal):
    code = "too_soon"
    message = "You already have a moment close to this one"
    status = 409


class Conflict(Refusal):
    code = "conflict"
    message = "Someone changed this first"
    status = 409


class PreconditionFailed(Refusal):
    code = "precondition_failed"
    message = "The session has changed since you read it"
    status = 412


class TicketSpent(Refusal):
    code = "ticket_spent"
    message = "This link was used or is too old"
    status = 410


class RequestTimeout(Refusal):
    code = "request_timeout"
    message = "The request took too long to arrive"
    status = 408
    advice = "retry"


class TooLarge(Refusal):
    """`of`, where it is given, says what is used up: of a stream's moments the share of the author, the network or the
    session; of a jam its named versions."""

    code = "too_large"
    message = "The request is too large"
    status = 413


class FileTooLarge(Refusal):
    code = "file_too_large"
    message = "The file is too large"
    status = 413


class UnsupportedMedia(Refusal):
    code = "unsupported_media"
    message = "This kind of content is not accepted here"
    status = 415


class StorageFull(Refusal):
    """`used` and `limit` are bytes; `of` says whose budget it is."""

    code = "storage_full"
    message = "There is no room left"
    status = 507

    def __init__(self, message: str | None = None, *, used: int = 0, limit: int = 0, of: str = "server") -> None:
        super().__init__(message or self._sentence(used, limit, of), used=int(used), limit=int(limit), of=of)

    @staticmethod
    def _sentence(used: int, limit: int, of: str) -> str:
        """What was used of what, as people read it."""
        unit, size = next((one for one in _UNITS if limit >= one[1]), ("bytes", 1))
        return (
            f"{_OWNERS[of]} is full: {round(int(used) / size, 1):g} of {round(int(limit) / size, 1):g} {unit} are used"
        )


class RateLimited(Refusal):
    code = "rate_limited"
    message = "Too many requests"
    status = 429
    advice = "retry"

    def __init__(self, retry_after: float, message: str | None = None) -> None:
        super().__init__(message, retry_after=retry_after)
        self.retry_after = retry_after


class InternalError(Refusal):
    code = "internal_error"
    message = "Something broke on our side"
    status = 500
    advice = "retry"


class Unavailable(Refusal):
    code = "unavailable"
    message = "The store cannot be reached"
    status = 503
    advice = "retry"


REFUSALS: tuple[type[Refusal], ...] = tuple(Refusal.__subclasses__())
"""Every refusal there is."""
