"""Ids: which are valid, which bucket they belong to, and ids that are the same at every retry.

A session's id is a random UUID v4, so that it cannot be guessed (S1). An id that the server derives from a client's
submission is a UUID of version 8 ("custom"), so that nobody takes it for a random one.
"""

import hashlib
import re
import zlib
from typing import Annotated, Final

from pydantic import AfterValidator, Field, JsonValue
from pydantic_core import PydanticCustomError

from sessions.base.errors import InvalidSessionId

BUCKETS: Final = 256

_UUID: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-([0-9])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII
)


def is_uuid(text: str, versions: str) -> bool:
    """Whether `text` is a UUID with hyphens whose version digit is one of `versions`."""
    match = _UUID.fullmatch(text)
    return match is not None and match[1] in versions


def parse_session_id(value: object) -> str:
    """The id in canonical form, in lower case. Raises InvalidSessionId for everything that is not a UUID v4 (S1)."""
    if not isinstance(value, str) or not is_uuid(value, "4"):
        raise InvalidSessionId
    return value.lower()


def bucket(id_: str) -> int:
    """The bucket, 0–255, whose hash tag all keys of `id_` carry. It must never change: stored keys depend on it."""
    return zlib.crc32(id_.encode()) % BUCKETS


def derived_clip_id(session_id: str, user_id: str, submission_id: str) -> str:
    """The id of the clip that this user's submission makes: a retry gets the same id, another user never does.

    The first two parts cannot contain a line break (OpaqueId), so no two triples give the same text.
    """
    return derived_id(f"{session_id}\n{submission_id}\n{user_id}")


def person_in(session_id: str, user_id: str) -> str:
    """Who somebody is among the people of one session, in eight hexadecimal digits: nothing leads back to the id, and
    in another session it is another. Of 2,000 people two share it in one session of two thousand."""
    return hashlib.sha256(f"{session_id}\n{user_id}".encode()).hexdigest()[:8]


def derived_id(text: str) -> str:
    """An id derived from a text; the same text always gives the same id."""
    return _uuid_of(text, 0x80)


def derived_session_id(text: str) -> str:
    """The same in the form of a session id, for a session of which each user has one."""
    return _uuid_of(text, 0x40)


def _uuid_of(text: str, version: int) -> str:
    digest = bytearray(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16])
    digest[6] = version | digest[6] & 0x0F
    digest[8] = 0x80 | digest[8] & 0x3F
    hexes = digest.hex()
    return "-".join((hexes[:8], hexes[8:12], hexes[12:16], hexes[16:20], hexes[20:]))


def _session_id(value: str) -> str:
    try:
        return parse_session_id(value)
    except InvalidSessionId as refusal:
        raise PydanticCustomError("invalid_session_id", "The session id is not a UUID v4") from refusal


def _entity_id(value: str) -> str:
    if not is_uuid(value, "48"):
        raise PydanticCustomError("invalid_id", "The id is not a UUID")
    return value.lower()


def _schema(versions: str) -> dict[str, JsonValue]:
    """How a document describes such an id; upper case is accepted and answered in lower case."""
    hexes = "[0-9a-fA-F]"
    variant = "[89abAB]"
    pattern = f"^{hexes}{{8}}-{hexes}{{4}}-[{versions}]{hexes}{{3}}-{variant}{hexes}{{3}}-{hexes}{{12}}$"
    return {"format": "uuid", "pattern": pattern}


SessionId = Annotated[str, AfterValidator(_session_id), Field(strict=True, json_schema_extra=_schema("4"))]
"""A field of a payload; its error has the type `invalid_session_id`, so that the answer can carry that code."""

EntityId = Annotated[str, AfterValidator(_entity_id), Field(strict=True, json_schema_extra=_schema("48"))]
"""The id of something inside a session (a clip, a segment): random (version 4) or derived (version 8)."""
