"""Media: objects that are written once and read whole or in part, in a folder or in an S3-compatible store.

The path identifies the object (`voice/<session>/<recording>/…`); its media type and size are stored with the session,
because a folder has no attributes.
"""

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from sessions.base.errors import NotFound
from storage.unavailable import unavailable

if TYPE_CHECKING:
    from obstore.store import BackoffConfig

PART_BYTES: Final = 5 * 1024 * 1024  # of a large upload to a bucket: S3 takes no smaller ones
PARTS: Final = 2  # parts of an upload that are in memory and sent at once
BACKOFF: "Final[BackoffConfig]" = {"init_backoff": timedelta(seconds=0.1), "max_backoff": timedelta(seconds=1)}
READ_BYTES: Final = 1024 * 1024
"""How much of an object is read at once: it bounds the memory, however long the audio is."""


class MediaStore:
    """The objects under one address. Every method raises Unavailable when the store cannot be reached."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def open(cls, url: str, *, timeout: float = 20) -> "MediaStore":
        """`file:///folder`, made when there is none, or `s3://bucket/prefix` with credentials from the environment.

        A bucket that does not answer within `timeout` seconds counts as unreachable, after another try.
        """
        if url.startswith("file://"):
            return cls(LocalStore(url.removeprefix("file://"), mkdir=True))
        limit = timedelta(seconds=timeout)
        # obstore reads this variable only when it is given no options.
        allow_http = os.environ.get("AWS_ALLOW_HTTP", "").lower() in {"1", "true"}
        return cls(
            from_url(
                url,
                client_options={"connect_timeout": limit / 2, "timeout": limit, "allow_http": allow_http},
                retry_config={"max_retries": 2, "retry_timeout": limit, "backoff": BACKOFF},
            )
        )

    @property
    def folder(self) -> Path | None:
        """Where the objects are files; None in a bucket."""
        prefix = self._store.prefix if isinstance(self._store, LocalStore) else None
        return None if prefix is None else Path(prefix)

    async def changed(self, prefix: str) -> list[tuple[str, float]]:
        """The objects of a folder, and when each was stored (Unix seconds)."""
        try:
            return [
                (one["path"], one["last_modified"].timestamp())
                async for objects in obstore.list(self._store, prefix=prefix)
                for one in objects
            ]
        except (OSError, BaseError) as error:
            raise unavailable("The media store cannot be reached", error) from error

    async def put(self, path: str, content: bytes | Path) -> None:
        """Stores bytes, or a file's content. A reader gets all of it or nothing."""
        try:
            await obstore.put_async(self._store, path, content, chunk_size=PART_BYTES, max_concurrency=PARTS)
        except (OSError, BaseError) as error:
            raise unavailable("The media store cannot be reached", error) from error

    async def put_stream(self, path: str, content: AsyncIterator[bytes]) -> None:
        """Stores bytes as they arrive, with a few MiB in memory. An exception of `content` is raised, and nothing is
        stored."""
        try:
            await obstore.put_async(self._store, path, content, chunk_size=PART_BYTES, max_concurrency=PARTS)
        except (OSError, BaseError) as error:
            raise unavailable("The media store cannot be reached", error) from error

    async def move(self, path: str, to: str) -> None:
        """Moves an object to another path."""
        try:
            await obstore.rename_async(self._store, path, to)
        except FileNotFoundError:
            raise NotFound("The file is gone") from None
        except (OSError, BaseError) as error:
            raise unavailable("The media store cannot be reached", error) from error

    async def download(self, path: str, target: Path) -> int:
        """Copies an object into a local file, a MiB at a time. Answers its size. Raises NotFound."""
        size = 0
        try:
            stored = await obstore.get_async(self._store, path)
            with target.open("wb") as file:
                async for part in stored.stream(min_chunk_size=READ_BYTES):
                    size += file.write(part)
        except FileNotFoundError:
            raise NotFound("The file is gone") from None
        except (OSError, BaseError) as error:
            raise unavailable("The media store cannot be reached", error) from error
        return size

    async def size(self, path: str) -> int:
        """Raises NotFound."""
        try:
            return int((await obstore.head_async(self._store, path))["size"])
        except FileNotFoundError:
            raise NotFound("The file is gone") from None
        except (OSError, BaseError) as error:
            raise unavailable("The media store cannot be reached", error) from error

    async def read(self, path: str, start: int = 0, end: int | None = None) -> bytes:
        """The bytes from `start` up to `end`, without `end` all of them. Raises NotFound."""
        try:
            if end is not None:
                return bytes(await obstore.get_range_async(self._store, path, start=start, end=end))
            return bytes(await (await obstore.get_async(self._store, path)).bytes_async())
        except FileNotFoundError:
            raise NotFound("The file is gone") from None
        except (OSError, BaseError) as error:
            raise unavailable("The media store cannot be reached", error) from error

    async def paths(self, folder: str = "") -> AsyncIterator[str]:
        """The paths of all objects below a folder, without one of all that there are."""
        try:
            async for objects in obstore.list(self._store, prefix=folder and folder + "/"):
                for one in objects:
                    yield one["path"]
        except FileNotFoundError:
            return
        except (OSError, BaseError) as error:
            raise unavailable("The media store cannot be reached", error) from error

    async def delete_all(self, prefix: str) -> None:
        """Deletes every object whose path begins with `prefix`; a folder's name ends in `/`."""
        folder, _, start = prefix.rpartition("/")
        try:
            async for objects in obstore.list(self._store, prefix=folder + "/"):
                for one in objects:
                    if one["path"].removeprefix(folder + "/").startswith(start):
                        await self.delete(one["path"])
        except FileNotFoundError:
            return
        except (OSError, BaseError) as error:
            raise unavailable("The media store cannot be reached", error) from error

    async def delete(self, path: str) -> None:
        """Deletes an object; a missing one is no error."""
        try:
            await obstore.delete_async(self._store, path)
        except FileNotFoundError:
            return
        except (OSError, BaseError) as error:
            raise unavailable("The media store cannot be reached", error) from error
