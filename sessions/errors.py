"""Every refusal Roomtone can give, in one tree.

    Refusal                     code                   HTTP   come back?
    ├── InvalidPayload          invalid_payload        400    no, mend the request
    ├── DigestMismatch          digest_mismatch        400    yes, the bytes were damaged on their way
    ├── InvalidSessionId        invalid_session_id     400    no
    ├── Unauthorized            unauthorized           401    after signing in again
    ├── Forbidden               forbidden              403    no
    ├── SessionNotFound         session_not_found      404    no
    ├── NotFound                not_found              404    no
    ├── MethodNotAllowed        method_not_allowed     405    no
    ├── InvalidTransition       invalid_transition     409    no, the state has moved on
    ├── SessionNotActive        session_not_active     409    no
    ├── RequestTimeout          request_timeout        408    yes, over a better network
    ├── Conflict                conflict               409    after reading again
    ├── PreconditionFailed      precondition_failed    412    after reading again
    ├── TicketSpent             ticket_spent           410    with a new ticket
    ├── TooLarge                too_large              413    no
    ├── FileTooLarge            file_too_large         413    in smaller parts
    ├── UnsupportedMedia        unsupported_media      415    no
    ├── RateLimited             rate_limited           429    after `retry_after` seconds
    ├── InternalError           internal_error         500    yes, with backoff
    └── Unavailable             unavailable            503    yes, with backoff

A refusal changes nothing. Its code is for programs, its message for people; `details` are extra members of the
answer (a limit, the list of violations). The table of HTTP statuses lives with the answers, not here.
"""

from typing import Any, ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A command that was understood and is not carried out."""

    code: ClassVar[str]
    message: ClassVar[str]

    def __init__(self, message: str | None = None, **details: Any) -> None:
        self.text = message or self.message
        self.details = details
        super().__init__(self.text)


class InvalidPayload(Refusal):
    code = "invalid_payload"
    message = "The request does not have the expected form"


class DigestMismatch(Refusal):
    code = "digest_mismatch"
    message = "The bytes do not have the digest that was sent with them"


class InvalidSessionId(Refusal):
    code = "invalid_session_id"
    message = "The session id is not a UUID v4"


class Unauthorized(Refusal):
    code = "unauthorized"
    message = "Sign in first"


class Forbidden(Refusal):
    code = "forbidden"
    message = "You cannot do this here"


class SessionNotFound(Refusal):
    code = "session_not_found"
    message = "Session not found"


class NotFound(Refusal):
    code = "not_found"
    message = "Not found"


class MethodNotAllowed(Refusal):
    code = "method_not_allowed"
    message = "This address has no such method"


class InvalidTransition(Refusal):
    code = "invalid_transition"
    message = "The session is not in a state that allows this"


class SessionNotActive(Refusal):
    code = "session_not_active"
    message = "The session does not accept moments now"


class Conflict(Refusal):
    code = "conflict"
    message = "Someone changed this first"


class PreconditionFailed(Refusal):
    code = "precondition_failed"
    message = "The session has changed since you read it"


class TicketSpent(Refusal):
    code = "ticket_spent"
    message = "This link was used or is too old"


class RequestTimeout(Refusal):
    code = "request_timeout"
    message = "The request did not come in time"


class TooLarge(Refusal):
    code = "too_large"
    message = "The request is too large"


class FileTooLarge(Refusal):
    code = "file_too_large"
    message = "The file is too large"


class UnsupportedMedia(Refusal):
    code = "unsupported_media"
    message = "This kind of content is not accepted here"


class RateLimited(Refusal):
    code = "rate_limited"
    message = "Too many requests"

    def __init__(self, retry_after: float, message: str | None = None) -> None:
        super().__init__(message, retry_after=retry_after)
        self.retry_after = retry_after


class InternalError(Refusal):
    code = "internal_error"
    message = "Something broke on our side"


class Unavailable(Refusal):
    code = "unavailable"
    message = "The store cannot be reached"
