"""Points in time: Unix milliseconds inside, ISO 8601 UTC with milliseconds and `Z` in the JSON of clips and voice."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)
DAY_MS: Final = 24 * 60 * 60 * 1000
LAST_INSTANT_MS: Final = 253_402_300_799_999
"""The last millisecond of the year 9999, the last year with four digits in ISO 8601."""


def iso_from_ms(at_ms: int) -> str:
    """`2026-01-28T15:15:00.000Z` for Unix milliseconds."""
    return (_EPOCH + at_ms * _MS).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def ms_from_iso(text: str) -> int:
    """Unix milliseconds of an ISO 8601 time with an offset or `Z`. Raises ValueError for anything else."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("The time has no offset")
    return (at - _EPOCH) // _MS


def _ms(value: object) -> object:
    return ms_from_iso(value) if isinstance(value, str) else value


Instant = Annotated[
    int,
    BeforeValidator(_ms),
    Field(strict=True, ge=0, le=LAST_INSTANT_MS),
    PlainSerializer(iso_from_ms, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""Unix ms as an attribute, `…T…sss.Z` in JSON (`model_dump(mode="json")`); both are read."""

UnixMs = Annotated[int, Field(strict=True, ge=0, le=LAST_INSTANT_MS, description="Unix milliseconds")]
"""Unix ms as an attribute and in JSON."""
