"""The contract, declared once: each route and event is a method with typed models for its input and answer.

    class Clips:
        @route("POST", "/api/clip-sessions", status=201, access=Access.SIGNED_IN, errors=[RateLimited])
        async def create(self, call: Call, body: NewClipSession) -> Raw[ClipSession]: ...

        @event("submit_clip", access=Access.READER, errors=[SessionNotFound, SessionNotActive])
        async def submit(self, call: SocketCall, payload: SubmitClip) -> Raw[OneClip]: ...

Validation, answers, the OpenAPI and AsyncAPI documents, the types of both clients and the permission matrix are made
from these declarations. Parameters are recognized by name: `body`, `query` and `payload` are models, `upload` is a body
that is not JSON, every other one is in the path.
"""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar, get_args, get_origin, get_type_hints

from pydantic import BaseModel, TypeAdapter

from auth.script_keys import Scope
from handlers.api.lazy_model import LazyModel
from sessions.base.errors import InvalidPayload, Refusal
from sessions.base.ids import SessionId

Model = TypeVar("Model", bound=BaseModel)
Method = TypeVar("Method", bound=Callable[..., Awaitable[Any]])
Validate = Callable[[Any], BaseModel]


class Access(StrEnum):
    """Who may call an endpoint. ANYONE: the token is not read. VISITOR and LINK need no token; a token that is sent
    must be valid and identifies the caller. KEY: the handler finds a script's key. The others need a token."""

    ANYONE = "anyone"
    VISITOR = "anyone, signed in or not"
    LINK = "anyone with the link"
    KEY = "who has a key that may mark"
    SIGNED_IN = "signed in"
    MAKER = "signed in, with the permission VOICEBOT_SESSIONS.UPDATE"
    READER = "who may read the session"
    EDITOR = "who may read and change the session"
    CO_OWNER = "owner or co-owner of the session"
    OWNER = "owner of the session"
    SUBSCRIBER = "subscriber of the session"
    ADMIN = "admin"

    @property
    def needs_token(self) -> bool:
        return self not in {Access.ANYONE, Access.VISITOR, Access.LINK, Access.KEY}

    @property
    def reads_token(self) -> bool:
        return self not in {Access.ANYONE, Access.KEY}


@dataclass(frozen=True, slots=True)
class Raw(Generic[Model]):
    """An answer that is already JSON in the shape of `Model`: the store made it, and it is not parsed again."""

    json: bytes


@dataclass(frozen=True, slots=True)
class File:
    """An answer that is not JSON."""

    content: bytes
    media_type: str
    filename: str | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """Bytes that are read in parts (`read(start, end)`), so that a player can seek: answered with Range (RFC 9110, 14).

    `etag` identifies exactly these bytes. `filename` is the name under which a browser saves them; with `shown`, it
    shows them instead.
    """

    size: int
    media_type: str
    etag: str
    read: Callable[[int, int], Awaitable[bytes]]
    filename: str | None = None
    shown: bool = False


@dataclass(frozen=True, slots=True)
class StreamedAnswer:
    """An answer that is made while it is sent: it may be of any size, and is not in memory as a whole. With `is_paid`,
    its bytes count in its caller's rate, as those of other answers do."""

    parts: AsyncIterator[bytes]
    media_type: str
    filename: str
    is_paid: bool = False


class Upload(Protocol):
    """A body that is not JSON. Nothing is read before the handler asks for it."""

    @property
    def headers(self) -> Mapping[str, str]: ...
    async def read(self, limit: int) -> bytes:
        """The whole body. Raises FileTooLarge when it has more than `limit` bytes."""
        ...

    def parts(self, limit: int) -> AsyncIterator[bytes]:
        """The whole body, in parts as they arrive. Raises FileTooLarge when it has more than `limit` bytes."""
        ...


@dataclass(frozen=True)
class Endpoint:
    """What a method declares about itself."""

    name: str
    method: Callable[..., Awaitable[Any]]
    access: Access
    errors: tuple[type[Refusal], ...]
    cost: float = field(default=1, kw_only=True)  # what a call costs of its user's rate, without its size
    grows: bool = field(default=False, kw_only=True)  # stores something new: refused when there is no room left
    scope: Scope | None = field(default=None, kw_only=True)  # what a script's key needs; without one, none is taken

    @cached_property
    def hints(self) -> dict[str, Any]:
        return get_type_hints(self.method, include_extras=True)

    @cached_property
    def parameters(self) -> list[str]:
        return list(inspect.signature(self.method).parameters)[2:]

    @cached_property
    def answer(self) -> type[BaseModel] | type[File] | type[Media] | type[StreamedAnswer] | None:
        hint = self.hints["return"]
        if get_origin(hint) is Raw:
            return get_args(hint)[0]  # type: ignore[no-any-return]
        return None if hint is type(None) else hint

    @cached_property
    def summary(self) -> str:
        return (inspect.getdoc(self.method) or self.name).partition("\n")[0]

    @cached_property
    def description(self) -> str:
        return inspect.getdoc(self.method) or ""

    @cached_property
    def models(self) -> dict[str, type[BaseModel]]:
        """The models of `body`, `query` and `payload`, as far as they exist."""
        return {name: self.hints[name] for name in self.parameters if name in {"body", "query", "payload"}}

    @cached_property
    def json_validator(self) -> Callable[..., BaseModel]:
        """An event's `payload` from JSON, with the keyword `extra`."""
        return self.models["payload"].__pydantic_validator__.validate_json

    @cached_property
    def validators(self) -> dict[str, Validate]:
        """Validates values with these models, and refuses unknown fields (D21); raises pydantic's ValidationError."""
        models = self.models.items()
        return {name: _forbids_unknown(model.__pydantic_validator__.validate_python) for name, model in models}


def _forbids_unknown(validate: Callable[..., BaseModel]) -> Validate:
    """A function of ours: `partial` takes 0.1 µs more, for every event."""

    def validated(value: object) -> BaseModel:
        return validate(value, extra="forbid")

    return validated


@dataclass(frozen=True)
class Route(Endpoint):
    """An HTTP route. `path` has its parameters in braces.

    `known` is the status where a repeat changed nothing, `tagged` says that the answer has an ETag, `media` names the
    types of a file.
    """

    verb: str
    path: str
    status: int
    known: int | None = None
    tagged: bool = False
    media: tuple[str, ...] = ("*/*",)

    @cached_property
    def path_parameters(self) -> dict[str, TypeAdapter[Any]]:
        named = (name for name in self.parameters if name not in self.models and name != "upload")
        return {name: TypeAdapter(self.hints[name]) for name in named}


@dataclass(frozen=True)
class SocketEvent(Endpoint):
    """A Socket.IO event from the client. `once_by` is the payload's idempotency key: a repeat changes nothing and gets
    the first answer. `repeatable`: a repeat is harmless without a key, because it sets the same values again.
    `one_script`: its handler usually waits for one script and for nothing else, and up to the end of a second wait it
    uses nothing that needs a task of its own, such as `asyncio.timeout`: it goes on without one when Redis replies."""

    once_by: str | None = None
    repeatable: bool = False
    one_script: bool = False


class EmptyPayload(LazyModel):
    """An empty object."""


class SessionRef(LazyModel):
    """A session. Other fields are refused, except those of V19: the token alone says who the user is."""

    session_id: SessionId


def route(
    verb: str,
    path: str,
    *,
    access: Access,
    status: int = 200,
    errors: Sequence[type[Refusal]] = (),
    cost: float = 1,
    grows: bool = False,
    known: int | None = None,
    tagged: bool = False,
    media: Sequence[str] = ("*/*",),
    scope: Scope | None = None,
) -> Callable[[Method], Method]:
    def declare(method: Method) -> Method:
        name = f"{verb} {path}"
        _declare(
            method,
            Route(
                name,
                method,
                access,
                tuple(errors),
                verb,
                path,
                status,
                known,
                tagged,
                tuple(media),
                cost=cost,
                grows=grows,
                scope=scope,
            ),
        )
        return method

    return declare


def event(
    name: str,
    *,
    access: Access,
    errors: Sequence[type[Refusal]] = (),
    once_by: str | None = None,
    repeatable: bool = False,
    one_script: bool = False,
    cost: float = 1,
    grows: bool = False,
    scope: Scope | None = None,
) -> Callable[[Method], Method]:
    def declare(method: Method) -> Method:
        told = SocketEvent(
            name, method, access, tuple(errors), once_by, repeatable, one_script, cost=cost, grows=grows, scope=scope
        )
        _declare(method, told)
        return method

    return declare


def _declare(method: Callable[..., Awaitable[Any]], endpoint: Endpoint) -> None:
    method.__dict__.setdefault("endpoints", []).append(endpoint)


def endpoints_of(handlers: type) -> list[Endpoint]:
    """The declarations of a class of handlers, in the order of the source."""
    members = vars(handlers).values()
    return [endpoint for member in members for endpoint in getattr(member, "endpoints", [])]


def is_limited(endpoint: Endpoint) -> bool:
    """Whether calls count against the rate of their user, or of their address without a user. Endpoints that everybody
    calls first do not: many people behind one address would share its rate. Making guests has its own limit."""
    return endpoint.access not in {Access.ANYONE, Access.VISITOR}


def violations(errors: Iterable[Any]) -> InvalidPayload:
    """The refusal for pydantic's errors: every violation with its path, never the value that was sent."""
    violated = [{"path": ".".join(map(str, error["loc"])), "message": _plain(error["msg"])} for error in errors]
    shown = "; ".join(f"{one['path']}: {one['message']}" if one["path"] else one["message"] for one in violated[:3])
    return InvalidPayload(shown, violations=violated[:50])


def _plain(message: str) -> str:
    """Pydantic's message without its prefix for our own checks."""
    return message.removeprefix("Value error, ")
