"""Jams as they are read, and their states in the form of the scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from sessions.jam.edit import is_track
from sessions.jam.state import Flat, Json, default_of, track_fields
from storage.bus.feed import Position
from storage.redis.connection import Argument, pairs


@dataclass(frozen=True, slots=True)
class Jam:
    """The result of one read of a jam. Times in Unix ms; `accessed_at` is from before this read."""

    id: str
    position: Position
    now: int
    flat: Flat
    created_at: int
    updated_at: int
    accessed_at: int
    edited_seq: int
    owner: str | None
    is_public: bool
    immutable: bool
    published_from: str | None
    remixed_from: str | None
    remixed_from_name: str | None
    is_linked: bool
    depth: int | None
    remix_count: int
    size: int
    transport: bytes
    header: Mapping[str, bytes]

    @property
    def etag(self) -> str:
        """The ETag: changes with every edit and with nothing else."""
        return f'"{self.position.epoch}.{self.edited_seq}"'


class EditResult(NamedTuple):
    """`seq` of the edit's event, or of the last event when the edit changed nothing; `edited_seq` of the last edit that
    changed something."""

    seq: int
    dropped: list[str]
    at: int
    edited_seq: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A state that is kept: when it was last edited (Unix ms), by whom, and its name if it has one."""

    id: str
    at: int
    by: str | None
    flat: Flat
    name: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a new jam: its owner, what it is a copy of, and the address that it is made from."""

    owner: str | None = None
    remixed_from: str | None = None
    remixed_from_name: str | None = None
    published_from: str | None = None
    depth: int | None = None
    """How many remixes lie between it and the jam that is none; fixed when it is made (K25)."""
    address: str = ""


class Parent(NamedTuple):
    """A remix's parent: its current name, given only to users who may read it."""

    is_readable: bool
    name: str | None


def setting(path: str, value: Json) -> tuple[Argument, ...]:
    """One path in the form that jam/edit.lua takes."""
    if not is_track(path):
        encoded = orjson.dumps(value)
        return "s", path, b"" if value is None or value == default_of(path) else encoded, encoded
    if value is None:
        return "-", path, "", "null"
    fields = {f"{path}/{field}": orjson.dumps(item) for field, item in track_fields(value).items()}
    return "+", path, array({path: b"true", **fields}), orjson.dumps(value)


def array(fields: Mapping[str, bytes]) -> bytes:
    return orjson.dumps([part for name, value in fields.items() for part in (name, value.decode())])


def checkpoint_of(names: Mapping[str, str], id_: bytes, entry: list[bytes]) -> Checkpoint:
    fields = pairs(entry)
    state = orjson.loads(fields["state"])
    # cjson encodes an empty Lua table as an object.
    flat = {state[i]: orjson.loads(state[i + 1]) for i in range(0, len(state), 2)} if state else {}
    version = id_.decode()
    return Checkpoint(version, int(fields["at"]), orjson.loads(fields["by"]), flat, names.get(version))


def jam_of(
    session_id: str,
    position: Position,
    now: int,
    header: dict[str, bytes],
    state: dict[str, bytes],
    remixes: int,
    transport: bytes,
) -> Jam:
    def text(name: str) -> str | None:
        return header[name].decode() if name in header else None

    return Jam(
        id=session_id,
        position=position,
        now=now,
        flat={path: orjson.loads(value) for path, value in state.items()},
        created_at=int(header["created_at"]),
        updated_at=int(header["updated_at"]),
        accessed_at=int(header["accessed_at"]),
        edited_seq=int(header["edited_seq"]),
        owner=text("owner"),
        is_public=header.get("public") != b"0",
        immutable="immutable" in header,
        published_from=text("published_from"),
        remixed_from=text("remixed_from"),
        remixed_from_name=text("remixed_from_name"),
        is_linked="linked" in header,
        depth=int(header["depth"]) if "depth" in header else None if "remixed_from" in header else 0,
        remix_count=remixes,
        size=int(header["size"]),
        transport=transport,
        header=header,
    )
