"""Checks of the machine: the data folder, the media folder, the front-end build, the limits of the process."""

import resource
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from server.checks.finding import Finding, fail, ok, warn
from server.checks.media import media_folder
from server.services.identity import SECRET_FILE
from server.settings.folders import ENV_FILE
from server.settings.model import Settings

LITTLE_SPACE: Final = 1 << 30  # bytes; rewriting an append-only file needs room for a second one
FEW_FILES: Final = 4096  # descriptors: one for each connection


def check_machine(settings: Settings, *, env_file: Path = ENV_FILE, dist: Path) -> Iterator[Finding]:
    yield from _folder("Data folder", settings.data_dir, settings.disk_floor)
    yield from _privacy(settings.data_dir, env_file)
    media = settings.data_dir / "media" if settings.media_url is None else media_folder(settings.media_url)
    if media is not None and (
        settings.media_url is None or media.is_dir()
    ):  # else `check_media` says that it is missing
        yield from _folder("Media", media, settings.disk_floor)
    yield _build(dist)
    yield _descriptors(resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _folder(subject: str, folder: Path, floor: int) -> Iterator[Finding]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"probe")
            probe.flush()
    except OSError as error:
        yield fail(
            subject, f"{folder} cannot be written: {error.strerror}", "give it to this user, or choose another folder"
        )
        return
    free = shutil.disk_usage(folder).free
    if free < floor:
        text = f"{free >> 20} MiB are free on the disk of {folder}, and ROOMTONE_DISK_FLOOR is {floor >> 20} MiB"
        yield fail(subject, f"{text}: new content is refused", "make room, or set ROOMTONE_DISK_FLOOR to less")
    elif free < LITTLE_SPACE:
        yield warn(
            subject, f"{free >> 20} MiB are free on the disk of {folder}", "make room: a full disk refuses every change"
        )
    else:
        yield ok(subject, f"{folder} can be written, {free >> 30} GiB are free")


def _privacy(data_dir: Path, env_file: Path) -> Iterator[Finding]:
    """Files with secrets or with users' sessions must be readable for their owner only."""
    for path in (data_dir / SECRET_FILE, data_dir / "redis", env_file):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            mode = "700" if path.is_dir() else "600"
            yield warn("Privacy", f"other users of this machine can read {path}", f"chmod {mode} {path}")


def _build(dist: Path) -> Finding:
    if (dist / "index.html").is_file():
        return ok("Pages", "are built")
    return fail("Pages", f"are not built ({dist} has no index.html)", "make setup, or install the wheel again")


def _descriptors(soft_limit: int) -> Finding:
    if soft_limit != resource.RLIM_INFINITY and soft_limit < FEW_FILES:
        advice = f"ulimit -n {1 << 16}, or LimitNOFILE={1 << 16} in the service"
        return warn("Limits", f"at most {soft_limit} files may be open, and each connection is one", advice)
    return ok("Limits", f"{'any number of' if soft_limit == resource.RLIM_INFINITY else soft_limit} open files")
