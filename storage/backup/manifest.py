"""What a backup consists of, written last: a folder without it is no backup."""

import re
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

VERSION: Final = 1
FOLDER: Final = "backups"
MEDIA: Final = "media"
MANIFEST: Final = "manifest.json"
SIGNS: Final = "secret"
_MANIFEST: Final = re.compile(rf"{FOLDER}/([0-9]{{8}}T[0-9]{{6}}Z)/{re.escape(MANIFEST)}", re.ASCII)

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class DamagedError(Exception):
    """A file of the backup is not what its manifest says."""


class Part(BaseModel):
    """A file of the backup's own folder, with the SHA-256 of its bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z]+-[0-9]{6}$")]
    size: Annotated[int, Field(ge=0)]
    sha256: Digest


class Manifest(BaseModel):
    """Times are Unix ms. `keys` are parts with records of keys, `files` with lines `<sha256> <size> <path>`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Annotated[int, Field(ge=VERSION, le=VERSION)] = VERSION
    roomtone: str
    began_at: int
    ended_at: int
    keys: tuple[Part, ...]
    files: tuple[Part, ...]
    key_count: int
    file_count: int
    bytes: int


def folder(stamp: str) -> str:
    return f"{FOLDER}/{stamp}"


def stamp_of(path: str) -> str | None:
    """The backup whose manifest is at this path."""
    match = _MANIFEST.fullmatch(path)
    return match and match[1]
