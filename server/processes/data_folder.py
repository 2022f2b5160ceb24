"""What is kept in folders can be written, or the start says so."""

import tempfile
from pathlib import Path

from server.checks.media import media_folder
from server.settings.errors import CannotStartError
from server.settings.model import Settings


def require_media_folder(settings: Settings) -> None:
    """Raises CannotStartError when media are in a folder that cannot be written."""
    folder = media_folder(settings.media_location)
    if folder is not None:
        require_folder(folder, "ROOMTONE_DATA_DIR" if settings.media_url is None else "ROOMTONE_MEDIA_URL")


def require_folder(folder: Path, setting: str = "ROOMTONE_DATA_DIR") -> None:
    """Makes a folder for this user alone. Raises CannotStartError when nothing can be written into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise CannotStartError(
            f"{folder} cannot be written: {error.strerror}. Give it to this user, or set {setting} to another one."
        ) from None
