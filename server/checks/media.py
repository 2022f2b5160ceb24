"""Whether the media store takes an object, gives it back and deletes it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from server.checks.finding import Finding, fail, ok
from server.settings.model import Settings
from sessions.base.errors import NotFound, Unavailable
from storage.media.store import MediaStore

CONTENT = b"written by the doctor"


def media_folder(url: str) -> Path | None:
    """None in a bucket."""
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


async def check_media(settings: Settings) -> Finding:
    folder = None if settings.media_url is None else media_folder(settings.media_url)
    if folder is not None and not folder.is_dir():
        advice = "mount its disk, or make it: a start would make an empty folder there"
        return fail("Media", f"{folder} is no folder", advice)
    path = f"doctor/{uuid4()}"
    doing = "written"
    try:
        media = MediaStore.open(settings.media_location, timeout=settings.media_timeout)
        await media.put(path, CONTENT)
        doing = "read"
        if await media.read(path) != CONTENT:
            return fail("Media", f"{settings.media_location} gave back something else", "is it one store for all?")
        doing = "deleted"
        await media.delete(path)
    except (NotFound, Unavailable, OSError, ValueError) as error:
        because = " ".join(str(error.__cause__ or error).split())[:600]
        advice = "make the bucket or the folder, and mend its address, its credentials and their rights"
        return fail("Media", f"nothing can be {doing} in {settings.media_location}: {because}", advice)
    return ok("Media", f"are written, read and deleted in {settings.media_location}")
