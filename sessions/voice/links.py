"""Ids in links, commands and free text (V4, V33), and the one form in which links are shown (V25)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from sessions.base.ids import is_uuid

_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_OLD: Final = r"[0-9a-f]{24}"
# An id must stand alone: a part of a longer word or number is not an id.
_ALONE: Final = r"(?<![\w-]){}(?![\w-])"
_IN_LINK: Final = re.compile(rf"/session/({_UUID}|{_OLD})(?![\w-])", re.IGNORECASE | re.ASCII)
_BARE: Final = re.compile(_ALONE.format(f"({_UUID})"), re.IGNORECASE | re.ASCII)
_LINK: Final = re.compile(rf"https?://([^\s/?#]+)/session/({_UUID}|{_OLD})(?![\w-])", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Known:
    """A session id in canonical form."""

    session_id: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A text that names something which cannot be a session: an id of the old system, or no id."""


def find_session(text: str) -> Known | Unknown | None:
    """The session that a text names: the first `/session/<id>` in it, otherwise the first bare UUID; None if there is
    neither.

    An id of 24 hexadecimal digits in a link is a session id of the old system: it gives Unknown, so that the answer is
    "not found".
    """
    match = _IN_LINK.search(text) or _BARE.search(text)
    if match is None:
        return None
    return Known(match[1].lower()) if is_uuid(match[1], "4") else Unknown()


def command_target(argument: str, reply_text: str | None = None) -> Known | Unknown | None:
    """The session of `/session`: its argument, otherwise an id in the message that it replies to, otherwise none (V3,
    V4).

    An argument without an id gives Unknown: the user meant something by it.
    """
    if argument.strip():
        return find_session(argument) or Unknown()
    return None if reply_text is None else find_session(reply_text)


def session_url(public_url: str, session_id: str) -> str:
    """The canonical link of a session (V25)."""
    return f"{public_url.rstrip('/')}/session/{session_id}"


def canonical_links(text: str, public_url: str, old_hosts: Collection[str]) -> str:
    """The text with every link to one of our sessions, under any of our hosts, in canonical form (V25).

    Links to other hosts stay as they are.
    """
    ours = {urlsplit(public_url).netloc.lower(), *(host.lower() for host in old_hosts)}

    def canonical(match: re.Match[str]) -> str:
        return session_url(public_url, match[2].lower()) if match[1].lower() in ours else match[0]

    return _LINK.sub(canonical, text)
