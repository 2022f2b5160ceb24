"""The bot's commands and buttons (V2–V8, V28–V30): an update of one chat leads to answers in that chat.

An update can be handled again after a crash. What it makes has ids that were drawn at the first attempt, and its
answers are queued when it is done, so that nothing is made or said twice.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import orjson
from pydantic import TypeAdapter, ValidationError

from auth.user import User
from handlers.telegram.admission import Admission
from handlers.telegram.lists import BotLists
from handlers.telegram.materials import BotMaterials
from handlers.telegram.new_sessions import NewSessions
from handlers.telegram.replies import Answer, Replies, Writer
from handlers.telegram.text_files import TextFiles
from handlers.voice.access import VOICE_ACCESS
from handlers.voice.lifecycle import Lifecycle
from handlers.voice.sessions import Jobs
from sessions.base.errors import (
    Forbidden,
    InvalidSessionId,
    RateLimited,
    SessionNotFound,
    StorageFull,
    TooLarge,
)
from sessions.base.ids import parse_session_id
from sessions.base.text import TITLE_LIMIT
from sessions.telegram.update import (
    Command,
    FileContent,
    TelegramMessage,
    TelegramPress,
    TelegramUpdate,
    TelegramUser,
    command_of,
    content_of,
    is_rename_question,
    pressed,
    read_update,
)
from sessions.voice.links import (
    Known,
    command_target,
    find_session,
    session_url,
)
from sessions.voice.replies import Happened, language_of, say
from sessions.voice.session import SessionName, VoiceSessionChange
from storage.account.identities import Identities, Seen
from storage.bus.feeds import Feeds
from storage.telegram.mailbox import Claimed, Mailbox
from storage.telegram.outbox import Message, TextFile
from storage.voice.people import Pointer
from storage.voice.store import Json, VoiceStore

LoginLink = Callable[[User], Awaitable[str]]
_NAME: Final[TypeAdapter[str]] = TypeAdapter(SessionName)


@dataclass(frozen=True, slots=True)
class Looked:
    """What is kept of whom a private chat belongs to, which session is active, and who they are on the web."""

    seen: Seen
    pointer: Pointer | None
    subs: list[str]


@dataclass(frozen=True, slots=True)
class Bot:
    """`login_link` makes a one-time link that signs somebody in; without it, people sign in elsewhere."""

    store: VoiceStore
    lifecycle: Lifecycle
    feeds: Feeds
    mailbox: Mailbox
    jobs: Jobs
    replies: Replies
    new_sessions: NewSessions
    materials: BotMaterials
    lists: BotLists
    texts: TextFiles
    admission: Admission
    identities: Identities
    login_link: LoginLink | None
    username: str

    async def look(self, chat: int) -> Looked:
        """What an update of this private chat needs: it is read beside the claim, by the chat's id alone."""
        user = self.admission.account(chat)
        subs = self.identities.subs_of(chat)
        return Looked(*await asyncio.gather(self.identities.see(user.id), self.lifecycle.pointer(user), subs))

    async def handle(self, claimed: Claimed, looked: Looked | None = None) -> Answer:
        """What an update leads to. Raises Unavailable and what nobody expected: it is tried again."""
        update = read_update(orjson.loads(claimed.update))
        sender = _sender(update)
        if update is None or sender is None:
            return Answer()
        message = update.message or update.edited_message
        if message is not None and message.chat.type != "private":
            return self._in_group(message, sender)
        writer = await self._writer(claimed.chat, sender, looked)
        if writer is None:
            return await self._not_invited(claimed.chat, sender)
        noting = self.mailbox.note_person(writer.chat, writer.language)
        answer, _ = await asyncio.gather(self._answer(writer, update, claimed), noting)
        return answer

    async def _answer(self, writer: Writer, update: TelegramUpdate, claimed: Claimed) -> Answer:
        press = update.callback_query
        try:
            if press is not None:
                return await self._press(writer, press, claimed)
            if update.edited_message is not None:
                return await self.materials.edit(writer, update.edited_message, claimed)
            return await self._message(writer, update.message, claimed) if update.message else Answer()
        except (SessionNotFound, Forbidden):
            return self._say("not_available", writer)
        except RateLimited:
            return self._say("too_often", writer)
        except TooLarge:
            return self._say("session_full", writer)
        except StorageFull:
            return self._say("storage_full", writer, url=f"{self.replies.public_url}/session")

    def gave_up(self, claimed: Claimed) -> Answer:
        """What is said when an update could not be handled in many attempts."""
        update = read_update(orjson.loads(claimed.update))
        sender = _sender(update)
        if update is None or sender is None or update.chat is None or update.chat.type != "private":
            return Answer()
        language = language_of(sender.language_code)
        if update.message is not None and isinstance(content_of(update.message), FileContent):
            return self.materials.refused(language, claimed.target)
        return Answer([self.replies.say("failed", language)])

    # --- who writes ------------------------------------------------------------------------------------------------

    async def _writer(self, chat: int, sender: TelegramUser, looked: Looked | None) -> Writer | None:
        user = self.admission.user(sender)
        if user is None:
            return None
        if looked is None or chat != sender.id:
            looked = await self.look(sender.id)
        user = await self.texts.people.known(user, looked.seen, looked.subs)
        if user is None:
            return None
        pointer = looked.pointer if user.telegram_user_id == sender.id else await self.lifecycle.pointer(user)
        return Writer(chat, user, language_of(sender.language_code), pointer)

    async def _not_invited(self, chat: int, sender: TelegramUser) -> Answer:
        """Said once a day: a stranger's messages cost no answers."""
        if not await self.mailbox.first_today(chat, "not_invited"):
            return Answer()
        return Answer([self.replies.say("not_invited", language_of(sender.language_code), id=sender.id)])

    def _in_group(self, message: TelegramMessage, sender: TelegramUser) -> Answer:
        command = command_of(message.text or "")
        if command is None or command.bot.lower() != self.username.lower():
            return Answer()
        url = f"https://t.me/{self.username}"
        return Answer([self.replies.say("in_group", language_of(sender.language_code), url=url)])

    # --- commands --------------------------------------------------------------------------------------------------

    async def _message(self, writer: Writer, message: TelegramMessage, claimed: Claimed) -> Answer:
        command = command_of(message.text) if message.text else None
        if command is not None:
            return await self._command(writer, command, message, claimed)
        if message.text and is_rename_question(message.reply_to_message):
            return await self._rename(writer, message.text, message.reply_to_message)
        return await self.materials.attach(writer, message, claimed)

    async def _command(self, writer: Writer, command: Command, message: TelegramMessage, claimed: Claimed) -> Answer:
        match command.name:
            case "start":
                return await self._start(writer, claimed)
            case "session":
                replied = message.reply_to_message
                return await self._session(writer, command.argument, replied.readable if replied else None)
            case "done":
                return await self._done(writer, claimed)
            case "login":
                return await self._login(writer)
            case "name":
                return await self._name(writer, command.argument)
            case "sessions":
                return await self.lists.sessions(writer)
            case "search":
                return await self.lists.found(writer, command.argument)
            case "replies":
                return await self._replies(writer, command.argument)
            case _:
                return Answer([self.replies.help(writer.language)])

    async def _start(self, writer: Writer, claimed: Claimed) -> Answer:
        """V2: always a new session; the others stay as they are."""
        return self._success(Happened.CREATED, writer, await self.new_sessions.create(writer, claimed))

    async def _session(self, writer: Writer, argument: str, reply: str | None) -> Answer:
        """V3, V4."""
        target = command_target(argument, reply)
        if target is None:
            active = await self.lifecycle.active_at(writer.pointer, writer.user)
            if active is None:
                return Answer([self.replies.no_active_session(writer.language)])
            return self._success(Happened.ACTIVE, writer, active)
        if not isinstance(target, Known):
            return self._say("not_available", writer)
        session = await self.lifecycle.activate(writer.user, target.session_id)
        return self._success(Happened.ACTIVATED, writer, session)

    async def _done(self, writer: Writer, claimed: Claimed) -> Answer:
        """V5: closes the active session, or says that there is none."""
        if claimed.target:
            return await self._close(writer, claimed.target, claimed)
        active = await self.lifecycle.active_at(writer.pointer, writer.user)
        if active is None:
            return Answer([self.replies.no_active_session(writer.language)])
        return await self._close(writer, orjson.loads(active)["session_id"], claimed)

    async def _close(self, writer: Writer, session_id: str, claimed: Claimed) -> Answer:
        """Closes a session by its id, once for one update (V24)."""
        if claimed.target:  # an earlier attempt may have closed it
            session = (await self.store.summary(session_id, writer.user)).session
            if not orjson.loads(session)["is_active"]:
                return self._success(Happened.DONE, writer, session)
        else:
            await self.mailbox.choose(claimed, session_id)
        closed = await self.lifecycle.close(writer.user, session_id)
        await self.jobs.add(closed.job)
        return self._success(Happened.DONE, writer, closed.session)

    async def _login(self, writer: Writer) -> Answer:
        """V6: whatever session is active."""
        if self.login_link is None:
            return self._say("no_login", writer, url=self.replies.public_url)
        return self._say("login", writer, url=await self.login_link(writer.user))

    async def _name(self, writer: Writer, name: str) -> Answer:
        """Another name of the active session; without one, the question for it."""
        active = await self.lifecycle.active_at(writer.pointer, writer.user)
        if active is None:
            return Answer([self.replies.no_active_session(writer.language)])
        session_id = parse_session_id(orjson.loads(active)["session_id"])
        return await self._renamed(writer, session_id, name) if name else await self._ask_name(writer, session_id)

    async def _replies(self, writer: Writer, choice: str) -> Answer:
        """Whether voice messages of this chat are answered with what was said in them (TG5); without a choice, says
        it."""
        if choice in {"on", "off"}:
            await self.mailbox.choose_replies(writer.chat, wanted=choice == "on")
        are_wanted = await self.mailbox.wants_replies(writer.chat)
        return self._say("replies_on" if are_wanted else "replies_off", writer)

    async def _ask_name(self, writer: Writer, session_id: str) -> Answer:
        header = await self.feeds.header_for(session_id, writer.user)
        VOICE_ACCESS.require(writer.user, header, "update")
        question = f"{say('rename_ask', writer.language)}\n{session_url(self.replies.public_url, session_id)}"
        return Answer([self.replies.text(question, reply_markup={"force_reply": True})])

    # --- buttons ---------------------------------------------------------------------------------------------------

    async def _press(self, writer: Writer, press: TelegramPress, claimed: Claimed) -> Answer:
        """A button under one of the bot's messages. Telegram shows a clock on it until the press is answered."""
        answered = Message("answerCallbackQuery", {"callback_query_id": press.id})
        action = pressed(press.data)
        try:
            said = Answer() if action is None else await self._pressed(writer, *action, claimed)
        except (SessionNotFound, Forbidden, InvalidSessionId):
            said = self._say("not_available", writer)
        except RateLimited:
            said = self._say("too_often", writer)
        return Answer([answered, *said.messages])

    async def _pressed(self, writer: Writer, button: str, named: str, claimed: Claimed) -> Answer:
        if button == "new":
            return await self._start(writer, claimed)
        session_id = parse_session_id(named)
        if button == "done":
            return await self._close(writer, session_id, claimed)
        if button == "rename":
            return await self._ask_name(writer, session_id)
        if button == "activate":
            session = await self.lifecycle.activate(writer.user, session_id)
            return self._success(Happened.ACTIVATED, writer, session)
        return Answer([await self.texts.said(writer.user, TextFile(session_id, "", writer.language))])

    async def _rename(self, writer: Writer, name: str, question: TelegramMessage | None) -> Answer:
        """The answer to the question for a new name."""
        target = find_session(question.readable) if question is not None else None
        if not isinstance(target, Known):
            return self._say("not_available", writer)
        return await self._renamed(writer, target.session_id, name)

    async def _renamed(self, writer: Writer, session_id: str, name: str) -> Answer:
        try:
            valid = _NAME.validate_python(name)
        except ValidationError:
            return self._say("name_not_valid", writer, limit=TITLE_LIMIT)
        change = VoiceSessionChange(session_name=valid)
        session, _ = await self.store.update(session_id, writer.user, change)
        return self._success(Happened.RENAMED, writer, session)

    # --- what they share -------------------------------------------------------------------------------------------

    def _success(self, happened: Happened, writer: Writer, session: Json) -> Answer:
        return Answer([self.replies.success(happened, writer, session)])

    def _say(self, name: str, writer: Writer, **values: object) -> Answer:
        return Answer([self.replies.say(name, writer.language, **values)])


def _sender(update: TelegramUpdate | None) -> TelegramUser | None:
    if update is None:
        return None
    at = update.callback_query or update.message or update.edited_message
    return None if at is None else at.sender
