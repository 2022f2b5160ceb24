"""What the Bot API sends us, as far as the bot needs it, and what it means.

The models name the fields that are read and ignore all others: Telegram adds fields at any time.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, ValidationError

from sessions.voice.links import find_session
from sessions.voice.material import TEXT_LIMIT
from sessions.voice.replies import WORDS

_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+(.*))?", re.DOTALL)
_IDS: Final = Field(strict=True, ge=-(2**53), le=2**53)
Id = Annotated[int, _IDS]


class TelegramUser(BaseModel):
    """Who wrote."""

    id: Annotated[int, Field(strict=True, gt=0, le=2**53 - 1)]
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    username: str = ""
    language_code: str | None = None

    @property
    def full_name(self) -> str:
        """First and last name, or else the user name."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or self.username


class TelegramChat(BaseModel):
    """Where it was written."""

    id: Id
    type: str


class TelegramFile(BaseModel):
    """A file that is not downloaded yet."""

    file_id: Annotated[str, Field(min_length=1, max_length=256)]
    file_size: int | None = None
    file_name: str = ""


class TelegramLocation(BaseModel):
    """A place on the map."""

    latitude: float
    longitude: float


class TelegramVenue(BaseModel):
    """A place with a name."""

    location: TelegramLocation
    title: str
    address: str = ""


class TelegramContact(BaseModel):
    """Somebody's phone number."""

    phone_number: str
    first_name: str = ""
    last_name: str = ""


class TelegramEntity(BaseModel):
    """A part of a text; a link can be behind other words."""

    type: str
    url: str | None = None


class TelegramMessage(BaseModel):
    """A message, with at most one of the kinds of content. `photo` has one picture in several sizes."""

    message_id: Id
    chat: TelegramChat
    sender: Annotated[TelegramUser | None, Field(alias="from")] = None
    text: str | None = None
    caption: str | None = None
    entities: list[TelegramEntity] = []
    caption_entities: list[TelegramEntity] = []
    reply_to_message: "TelegramMessage | None" = None
    voice: TelegramFile | None = None
    audio: TelegramFile | None = None
    video: TelegramFile | None = None
    video_note: TelegramFile | None = None
    animation: TelegramFile | None = None
    document: TelegramFile | None = None
    sticker: TelegramFile | None = None
    photo: list[TelegramFile] = []
    venue: TelegramVenue | None = None
    location: TelegramLocation | None = None
    contact: TelegramContact | None = None
    forward_origin: object = None
    media_group_id: object = None
    # Kinds that are not kept. Whatever else has no content is a note of Telegram's own, such as a pinned message.
    poll: object = None
    dice: object = None
    game: object = None
    story: object = None
    checklist: object = None
    paid_media: object = None

    @property
    def is_not_kept(self) -> bool:
        """Whether a person sent something that the bot cannot keep."""
        kinds = (self.poll, self.dice, self.game, self.story, self.checklist, self.paid_media)
        return any(kind is not None for kind in kinds)

    @property
    def readable(self) -> str:
        """The text or caption, and the addresses behind its words."""
        links = (entity.url for entity in (*self.entities, *self.caption_entities) if entity.url)
        return "\n".join((self.text or self.caption or "", *links))


class TelegramPress(BaseModel):
    """A pressed button under one of the bot's messages."""

    id: Annotated[str, Field(min_length=1, max_length=64)]
    sender: Annotated[TelegramUser, Field(alias="from")]
    message: TelegramMessage | None = None
    data: Annotated[str, Field(max_length=64)] = ""


class TelegramUpdate(BaseModel):
    """One thing that happened. An update of any other kind has none of these fields."""

    update_id: Id
    message: TelegramMessage | None = None
    edited_message: TelegramMessage | None = None
    callback_query: TelegramPress | None = None

    @property
    def chat(self) -> TelegramChat | None:
        """The chat whose turn it is."""
        at = self.message or self.edited_message
        if at is not None:
            return at.chat
        # A press is its sender's: in a private chat both have the same id.
        return TelegramChat(id=self.callback_query.sender.id, type="private") if self.callback_query else None


def read_update(fields: object) -> TelegramUpdate | None:
    """The update in parsed JSON; None for what is none or is of no use."""
    try:
        update = TelegramUpdate.model_validate(fields)
    except ValidationError:
        return None
    return None if update.chat is None else update


def kept_of(update: TelegramUpdate, fields: dict[str, Any]) -> dict[str, Any] | None:
    """What is kept of an update until it is handled. Of a group, nothing but a command that names a bot (D22)."""
    chat, message = update.chat, update.message
    if chat is not None and chat.type == "private":
        is_bot = message is not None and message.sender is not None and message.sender.is_bot
        return None if is_bot else fields
    command = command_of(message.text) if message is not None and message.text else None
    if message is None or command is None or not command.bot:
        return None
    language = message.sender.language_code if message.sender is not None else None
    who = {"id": message.sender.id, "language_code": language} if message.sender is not None else None
    return {
        "update_id": update.update_id,
        "message": {
            "message_id": message.message_id,
            "chat": {"id": message.chat.id, "type": message.chat.type},
            "from": who,
            "text": f"/{command.name}@{command.bot}",
        },
    }


@dataclass(frozen=True, slots=True)
class Command:
    """A command; `bot` is the name that it is addressed to, empty without one."""

    name: str
    bot: str
    argument: str


def command_of(text: str) -> Command | None:
    """The command that a message begins with."""
    match = _COMMAND.fullmatch(text.strip())
    return None if match is None else Command(match[1].lower(), match[2] or "", (match[3] or "").strip())


@dataclass(frozen=True, slots=True)
class TextContent:
    """Content without a file."""

    text: str


@dataclass(frozen=True, slots=True)
class FileContent:
    """Content with a file. `size` is None when Telegram does not say it."""

    file_id: str
    size: int | None
    filename: str
    caption: str


_FILES: Final = (
    ("voice", "voice.ogg"),
    ("audio", "audio.mp3"),
    ("video", "video.mp4"),
    ("video_note", "video-note.mp4"),
    ("animation", "animation.mp4"),  # before `document`: Telegram sends it as both
    ("document", "file"),
    ("sticker", "sticker.webp"),
)


def content_of(message: TelegramMessage) -> TextContent | FileContent | None:
    """What a message adds to a session; None for a kind that is not kept."""
    caption = message.caption or ""
    for field, name in _FILES:
        file: TelegramFile | None = getattr(message, field)
        if file is not None:
            return FileContent(file.file_id, file.file_size, file.file_name or name, caption)
    if message.photo:
        largest = max(message.photo, key=lambda one: one.file_size or 0)
        return FileContent(largest.file_id, largest.file_size, "photo.jpg", caption)
    text = message.text or _described(message)
    return TextContent(text[:TEXT_LIMIT]) if text and text.strip() else None


def _described(message: TelegramMessage) -> str | None:
    venue, contact = message.venue, message.contact
    if venue is not None:
        return "\n".join(part for part in (venue.title, venue.address, _map(venue.location)) if part)
    if message.location is not None:
        return _map(message.location)
    if contact is not None:
        return " ".join(part for part in (contact.first_name, contact.last_name, contact.phone_number) if part)
    return None


def _map(at: TelegramLocation) -> str:
    """A place as text, with a link to a map."""
    place = f"{at.latitude:.6f}, {at.longitude:.6f}"
    return f"{place}\nhttps://www.openstreetmap.org/?mlat={at.latitude:.6f}&mlon={at.longitude:.6f}#map=16"


Pressed = Literal["done", "rename", "transcript", "new", "activate"]
_BUTTONS: Final[dict[str, Pressed]] = {"d": "done", "r": "rename", "t": "transcript", "n": "new", "a": "activate"}


def press_data(button: Pressed, session_id: str = "") -> str:
    """What a button carries: at most 64 bytes, of which the id takes 36."""
    return f"{button[0]}:{session_id}"


def pressed(data: str) -> tuple[Pressed, str] | None:
    """The button and the session that it names."""
    letter, _, session_id = data.partition(":")
    return (_BUTTONS[letter], session_id) if letter in _BUTTONS else None


def is_rename_question(message: TelegramMessage | None) -> bool:
    """Whether this is the bot's question for a session's new name, which a reply answers."""
    if message is None or message.sender is None or not message.sender.is_bot or find_session(message.readable) is None:
        return False
    return (message.text or "").partition("\n")[0] in WORDS["rename_ask"].values()
