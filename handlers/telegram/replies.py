"""The bot's messages with their buttons."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from auth.user import User
from sessions.telegram.update import Pressed, press_data
from sessions.voice.exports.document import Document
from sessions.voice.links import canonical_links
from sessions.voice.replies import (
    Happened,
    Language,
    say,
    success,
)
from storage.telegram.outbox import Burst, Message, TextFile
from storage.voice.people import Pointer
from storage.voice.store import Json

NO_PREVIEW = {"is_disabled": True}
Button = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an update leads to in its chat."""

    messages: Sequence[Message] = ()
    burst: Burst | None = None
    after: Sequence[Callable[[], Awaitable[None]]] = ()
    """What is done together with the update's leaving the mailbox; what a killed process leaves is done by a sweep."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who writes to the bot."""

    chat: int
    user: User
    language: Language
    pointer: Pointer | None = None
    """To their active session."""


@dataclass(frozen=True, slots=True)
class Replies:
    """Makes messages in somebody's language, with links in their canonical form (V25)."""

    public_url: str
    old_hosts: Collection[str] = ()

    def text(self, text: str, **params: Any) -> Message:
        return Message("sendMessage", self.params(text, **params))

    def params(self, text: str, **params: Any) -> dict[str, Any]:
        return {"text": self._canonical(text), "link_preview_options": NO_PREVIEW, **params}

    def say(self, message: str, language: Language, **values: object) -> Message:
        return self.text(say(message, language, **values))

    def success(self, happened: Happened, writer: Writer, session: Json) -> Message:
        """The four lines of V29, and the buttons for what one may want next."""
        fields = orjson.loads(session)
        session_id = fields["session_id"]
        text = success(happened, writer.language, fields["url"], fields["session_name"], fields["project"])
        if happened is Happened.DONE:
            rows = [
                [*self._open(fields["url"], writer.language), _button("transcript", writer.language, session_id)],
                [_button("new", writer.language)],
            ]
        else:
            rows = [
                [_button("done", writer.language, session_id), *self._open(fields["url"], writer.language)],
                [_button("rename", writer.language, session_id), _button("new", writer.language)],
                self._record(writer.language, session_id),
            ]
        return self.text(text, reply_markup={"inline_keyboard": [row for row in rows if row]})

    def no_active_session(self, language: Language) -> Message:
        """V28, with the way to a new session in the chat or in the Mini App."""
        rows = [[_button("new", language)], self._record(language)]
        text = say("no_active_session", language)
        return self.text(text, reply_markup={"inline_keyboard": [row for row in rows if row]})

    def choice(self, text: str, sessions: Sequence[tuple[str, str]]) -> Message:
        """A button for each session, which makes it active."""
        rows = [
            [{"text": label, "callback_data": press_data("activate", session_id)}] for label, session_id in sessions
        ]
        return self.text(text, reply_markup={"inline_keyboard": rows})

    def help(self, language: Language) -> Message:
        """V30's five lines, and what else there is (D43)."""
        return self.text(f"{say('help', language)}\n{say('help_more', language)}")

    def recap(self, text: str, url: str, session_id: str, language: Language) -> dict[str, Any]:
        """The parameters of the message about a closed session."""
        rows = [[*self._open(url, language), _button("transcript", language, session_id)], [_button("new", language)]]
        return self.params(text, reply_markup={"inline_keyboard": rows})

    def file(self, session: Document, file: TextFile, **params: Any) -> Message:
        """A file with what was said, under the session's name and link."""
        name = " ".join(session.name.split())
        about = {"caption": self._canonical(f"{name}\n{session.url}"), **params}
        return Message("sendDocument", about, file=file)

    def burst(self, writer: Writer, session: Json) -> Burst:
        """What a material adds to the acknowledgement."""
        fields = orjson.loads(session)
        before, after = say("attached", writer.language).split("{count}")
        after = f"{after}\n{' '.join(fields['session_name'].split())}\n{fields['url']}"
        return Burst(fields["session_id"], before, self._canonical(after), {"link_preview_options": NO_PREVIEW})

    def _canonical(self, text: str) -> str:
        return canonical_links(text, self.public_url, self.old_hosts)

    def _open(self, url: str, language: Language) -> list[Button]:
        return [{"text": say("button_open", language), "url": url}] if self._is_public else []

    def _record(self, language: Language, session_id: str = "") -> list[Button]:
        """Opens the Mini App: a session in it, or the active one."""
        url = f"{self.public_url}/tg_app{'/' if session_id else ''}{session_id}"
        return [{"text": say("button_record", language), "web_app": {"url": url}}] if self._is_public else []

    @property
    def _is_public(self) -> bool:
        """Telegram takes no button with an address that only this machine knows."""
        return self.public_url.startswith("https://")


def _button(button: Pressed, language: Language, session_id: str = "") -> Button:
    return {"text": say(f"button_{button}", language), "callback_data": press_data(button, session_id)}
