"""What a message has to do with others: whose words it forwards, and the album that it is a part of."""

from collections.abc import Mapping
from typing import Any, Final

from sessions.base.ids import derived_id
from sessions.base.text import without_directions

AUTHOR_LIMIT: Final = 160
"""Characters of an author's name. In Telegram two names of a person have 64 each, and a chat's title 128."""


def forwarded_from(origin: object) -> str | None:
    """The name of the author in a message's `forward_origin`; None for a message that is not forwarded, and for an
    author without a name."""
    if not isinstance(origin, Mapping):
        return None
    user, chat = _fields(origin, "sender_user"), _fields(origin, "sender_chat") or _fields(origin, "chat")
    person = " ".join(filter(None, (_text(user, "first_name"), _text(user, "last_name")))) or _text(user, "username")
    place, signature = _text(chat, "title") or _text(chat, "username"), _text(origin, "author_signature")
    name = person or _text(origin, "sender_user_name") or (f"{place} ({signature})" if signature else place)
    line = "".join(one if one.isprintable() else " " for one in without_directions(name))
    return " ".join(line.split())[:AUTHOR_LIMIT].strip() or None


def album_of(chat: int, media_group_id: object) -> str | None:
    """The id of the album that a message is a part of."""
    return derived_id(f"{chat}\n{media_group_id}") if isinstance(media_group_id, str) and media_group_id else None


def _fields(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = of.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(of: Mapping[str, Any], name: str) -> str:
    found = of.get(name)
    return found if isinstance(found, str) else ""
