"""Uploads that a killed process left behind: bytes under `incoming/` that nobody will give a name any more."""

import asyncio
import time
from pathlib import Path
from typing import Final

from storage.media.store import MediaStore

INCOMING: Final = "incoming/"
LIFE_SECONDS: Final = 86_400.0  # the slowest upload that `ROOMTONE_BODY_TIMEOUT` allows has ended long before


async def delete_abandoned_uploads(media: MediaStore, *, life_seconds: float = LIFE_SECONDS) -> int:
    """Deletes uploads that began longer ago than `life_seconds`. Answers how many; two workers may do it at once.

    Raises Unavailable. The parts of an upload to a bucket are no objects: bucket_uploads.py ends those."""
    latest = time.time() - life_seconds
    if (folder := media.folder) is not None:
        return await asyncio.to_thread(_delete_files, folder / INCOMING, latest)
    deleted = 0
    for path, changed in await media.changed(INCOMING):
        if changed <= latest:
            await media.delete(path)
            deleted += 1
    return deleted


def _delete_files(folder: Path, latest: float) -> int:
    """In a folder, a file that is not whole yet has a name of its own, which the store does not list."""
    old = [path for path in folder.glob("*") if path.is_file() and path.stat().st_mtime <= latest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
