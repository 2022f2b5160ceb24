"""What a chat says: lines of Twitch's IRC, and the command that marks a moment (D40). Nothing is guessed from what
people write: only who sends the command marks (C4)."""

import re
import unicodedata
from typing import Final, NamedTuple

from sessions.base.text import NAME_LIMIT, NOTE_LIMIT

_LINE: Final = re.compile(r"(?:@(?P<tags>\S+) )?:(?P<nick>[^!\s]+)!\S+ PRIVMSG #(?P<channel>\S+) :(?P<text>.*)")
_ESCAPES: Final = {r"\s": " ", r"\:": ";", r"\\": "\\", r"\r": "", r"\n": ""}
_REFUSED: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


class ChatMessage(NamedTuple):
    """`id` is the chat's own, '' without one."""

    author: str
    id: str
    text: str


def lines_of(text: str) -> list[str]:
    """The lines of IRC in a message of the chat. Only CRLF ends one: other ends of lines stand in what people write."""
    return text.split("\r\n")


def verb_of(line: str) -> str:
    """What a line is: PRIVMSG, PING, RECONNECT, …; '' for none."""
    words = line.split(" ", 3)
    for sign in "@:":
        if words[0].startswith(sign):
            words = words[1:] or [""]
    return words[0]


def read_message(line: str) -> ChatMessage | None:
    """What somebody said in a channel; None for every other line of IRC."""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    tags = dict(one.partition("=")[::2] for one in (found["tags"] or "").split(";"))
    author = re.sub(r"\\.", lambda escape: _ESCAPES.get(escape[0], ""), tags.get("display-name", "")).strip()
    return ChatMessage(_line(author or found["nick"])[:NAME_LIMIT], tags.get("id", "")[:64], found["text"])


def note_of(message: ChatMessage, command: str) -> str | None:
    """The words behind the command, cut to a note; None for a message that is no command."""
    word, _, words = _line(message.text).partition(" ")
    return words.strip()[:NOTE_LIMIT] if word.casefold() == command.casefold() else None


def _line(text: str) -> str:
    return "".join(one for one in text if unicodedata.category(one) not in _REFUSED).strip()
