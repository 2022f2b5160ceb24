"""What people send to the bot becomes materials of a voice session (V7, V8, V26)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import orjson
from pydantic import ValidationError

from handlers.telegram.new_sessions import NewSessions
from handlers.telegram.replies import Answer, Replies, Writer
from handlers.voice.lifecycle import Lifecycle
from handlers.voice.sessions import Jobs
from sessions.base.errors import (
    FileTooLarge,
    Forbidden,
    InvalidPayload,
    NotFound,
    SessionNotActive,
    SessionNotFound,
)
from sessions.telegram.relation import album_of, forwarded_from
from sessions.telegram.update import (
    FileContent,
    TelegramMessage,
    TextContent,
    command_of,
    content_of,
)
from sessions.voice.links import session_url
from sessions.voice.material import TEXT_LIMIT, NewFile
from sessions.voice.replies import Happened, Language
from storage.telegram.mailbox import Claimed, Mailbox
from storage.voice.materials import Materials
from storage.voice.store import Json, Place, VoiceStore

MEGABYTE = 1_048_576


class TelegramFiles(Protocol):
    """The files of messages."""

    def parts(self, file_id: str, limit: int) -> AsyncIterator[bytes]:
        """A file as it arrives. Raises FileTooLarge, NotFound for one that Telegram does not have any more,
        Unavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message with its content, and the session and the material of the one that it answers."""

    content: TextContent | FileContent
    message: TelegramMessage
    replied: tuple[str, str] | None

    def relation(self, session_id: str) -> dict[str, str]:
        """What its material has to do with others of the session; the fields that it has."""
        message, replied = self.message, self.replied
        found = {
            "forwarded_from": forwarded_from(message.forward_origin),
            "reply_to": replied[1] if replied is not None and replied[0] == session_id else None,
            "album": album_of(message.chat.id, message.media_group_id),
        }
        return {name: one for name, one in found.items() if one is not None}


@dataclass(frozen=True, slots=True)
class BotMaterials:
    """`file_limit` is bytes, Telegram's or the server's, whichever is lower; `require_room` raises StorageFull."""

    store: VoiceStore
    lifecycle: Lifecycle
    materials: Materials
    mailbox: Mailbox
    jobs: Jobs
    files: TelegramFiles
    replies: Replies
    new_sessions: NewSessions
    require_room: Callable[[], None]
    file_limit: int

    async def attach(self, writer: Writer, message: TelegramMessage, claimed: Claimed) -> Answer:
        """Attaches the content of a message to the active open session, or to a new one (V7)."""
        content = content_of(message)
        if content is None:
            return self._nothing_kept(writer, message)
        near = claimed.target or (writer.pointer.session_id if writer.pointer is not None else claimed.session_id)
        active, place, replied, known_as = await asyncio.gather(
            self.lifecycle.active_at(writer.pointer, writer.user),
            self.store.place(near, claimed.material_id),
            self._replied(writer.chat, message.reply_to_message),
            self.mailbox.material_of(writer.chat, message.message_id),
        )
        if known_as is not None and known_as[1] != claimed.material_id:
            return Answer()  # its edit came first, and has made it
        incoming = Incoming(content, message, replied)
        active_id: str | None = None if active is None else orjson.loads(active)["session_id"]
        if isinstance(content, FileContent) and (content.size or 0) > self.file_limit:
            return self._too_large(writer, active_id)
        created: Json | None = None
        session_id = claimed.target
        if not session_id:
            if active_id is None:
                created = await self.new_sessions.create(writer, claimed)
            session_id = active_id or claimed.session_id
        known = place if session_id == near else None
        try:
            jobs = await self._store(writer, session_id, incoming, claimed, known)
        except SessionNotActive:  # it was closed in between
            created = await self.new_sessions.create(writer, claimed)
            session_id = claimed.session_id
            jobs = await self._store(writer, session_id, incoming, claimed, None)
        except FileTooLarge:
            return self._too_large(writer, session_id)
        except (NotFound, InvalidPayload):  # asking again would not help, and what comes after it would wait
            return self.refused(writer.language, session_id)
        session = created or (active if session_id == active_id else None)
        session = session or (await self.store.summary(session_id, writer.user)).session
        if session_id == claimed.session_id and created is None:  # an earlier attempt made it and could not say so
            created = session
        said = [] if created is None else [self.replies.success(Happened.CREATED, writer, created)]
        noted = partial(self.mailbox.note_material, writer.chat, message.message_id, session_id, claimed.material_id)
        return Answer(said, self.replies.burst(writer, session), [noted, *jobs])

    async def edit(self, writer: Writer, message: TelegramMessage, claimed: Claimed) -> Answer:
        """An edited message: its material gets the new text. One that is none of ours is a new material."""
        content = content_of(message)
        known = await self.mailbox.material_of(writer.chat, message.message_id)
        if known is None:
            is_command = command_of(message.text or "") is not None
            return Answer() if is_command or content is None else await self.attach(writer, message, claimed)
        text = "" if content is None else content.text if isinstance(content, TextContent) else content.caption
        try:
            await self.store.change_text(known[0], writer.user, known[1], text[:TEXT_LIMIT])
        except (SessionNotFound, Forbidden, NotFound):
            return Answer()  # it was deleted, or is no longer theirs: the edit changes nothing here
        return Answer()

    async def _store(
        self,
        writer: Writer,
        session_id: str,
        incoming: Incoming,
        claimed: Claimed,
        place: Place | None,
    ) -> list[Callable[[], Awaitable[None]]]:
        """Stores the content, in the session that every later attempt takes, too. Answers what queues its jobs."""
        user, material_id, content = writer.user, claimed.material_id, incoming.content
        relation = incoming.relation(session_id)
        if isinstance(content, TextContent):
            await self.mailbox.choose(claimed, session_id)
            await self.materials.attach_text(
                session_id, user, material_id, content.text, "telegram", must_be_open=True, relation=relation
            )
            return []
        place = place or await self.store.place(session_id, material_id)
        if place.material is not None:
            return []  # an earlier attempt has stored it
        self.require_room()
        async with self.mailbox.holding(claimed):
            attached = await self.materials.attach_file(
                session_id,
                user,
                material_id,
                _new_file(content),
                self.files.parts(content.file_id, self.file_limit),
                "telegram",
                must_be_open=True,
                place=place,
                expected=content.size or 0,
                message=f"{writer.chat}|{incoming.message.message_id}",
                relation=relation,
                also=partial(self.mailbox.choose, claimed, session_id),
            )
        return [partial(self.jobs.add, job, place.owner) for job in attached.jobs]

    async def _replied(self, chat: int, message: TelegramMessage | None) -> tuple[str, str] | None:
        """The session and the material of the message that is answered."""
        return None if message is None else await self.mailbox.material_of(chat, message.message_id)

    def refused(self, language: Language, session_id: str | None) -> Answer:
        """Telegram does not give a file: the session's page takes it, or that of the active session."""
        return Answer([self.replies.say("file_refused", language, url=self._page(session_id))])

    def _nothing_kept(self, writer: Writer, message: TelegramMessage) -> Answer:
        return Answer([self.replies.say("kind_not_kept", writer.language)] if message.is_not_kept else [])

    def _too_large(self, writer: Writer, session_id: str | None) -> Answer:
        limit = self.file_limit // MEGABYTE
        return Answer([self.replies.say("file_too_large", writer.language, limit=limit, url=self._page(session_id))])

    def _page(self, session_id: str | None) -> str:
        public_url = self.replies.public_url
        return session_url(public_url, session_id) if session_id else f"{public_url}/session"


def _new_file(content: FileContent) -> NewFile:
    """A name that our rules refuse is left out. A caption may be as long as Telegram lets it be."""
    try:
        filename = NewFile(filename=content.filename).filename
    except ValidationError:
        filename = ""
    return NewFile.model_construct(filename=filename, text=content.caption[:TEXT_LIMIT].strip())
