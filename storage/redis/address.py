"""The address of a Redis, as a URL.

redis-py parses these too, but importing it adds 0.25 s to every start.
"""

from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

DEFAULT_PORT = 6379


@dataclass(frozen=True, slots=True)
class Address:
    """redis://, rediss:// (TLS) or unix://, with credentials and a database if any."""

    host: str = "localhost"
    port: int = DEFAULT_PORT
    path: str | None = None
    username: str | None = None
    password: str | None = None
    database: int = 0
    is_secure: bool = False

    @classmethod
    def parse(cls, url: str) -> Self:
        """Raises ValueError for a URL that is no address of a Redis; the text has no part of the URL, which may contain
        a secret."""
        parts = urlsplit(url)
        if parts.scheme not in {"redis", "rediss", "unix"}:
            raise ValueError("a Redis address begins with redis://, rediss:// or unix://")
        is_unix = parts.scheme == "unix"
        number = parse_qs(parts.query).get("db", [""])[0] or ("" if is_unix else parts.path.strip("/"))
        if number and not number.isdecimal():
            raise ValueError("the database of a Redis address is a number")
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or DEFAULT_PORT,
            path=unquote(parts.path) if is_unix else None,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            database=int(number or 0),
            is_secure=parts.scheme == "rediss",
        )
