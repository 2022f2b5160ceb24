"""Materials of a voice session: the type of a file, detected from its content, and the tasks in texts.

Without a language service, only a marked line is a task: one that begins with `TODO:`, `Задача:` or `- [ ]`.
"""

import re
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from sessions.base.ids import EntityId, derived_id
from sessions.base.instant import Instant
from sessions.base.text import at_most, clean_line, without_directions
from sessions.voice.recording import HEADER_BYTES, Container, container_of
from sessions.voice.session import MaterialKind

TEXT_LIMIT: Final = 10_000
"""Characters of a text; Telegram's longest message has 4,096."""
CAPTION_LIMIT: Final = 1_024
"""Characters of a file's caption; Telegram's limit."""
FILENAME_LIMIT: Final = 200
TASK_LIMIT: Final = 500
MOST_MS: Final = 1_000_000_000
"""The longest sound has fewer ms."""
Source = Literal["web", "telegram"]

_GAP: Final = r"[^\S\n]*"  # white space of one line
_MARK: Final = re.compile(
    rf"^{_GAP}(?:(?:todo|задача){_GAP}:|[-*]{_GAP}\[[^\S\n]?\]){_GAP}(\S.*)$", re.IGNORECASE | re.MULTILINE
)


class Material(BaseModel):
    """Something attached to a session. The fields about a file are null for a text; `digest` is the file's SHA-256 in
    hexadecimal.

    A file that begins like sound is a document until a worker has read it. Then it is a voice, with its length
    (`duration_ms`) and waveform (`peaks`, 0–255), or it stays a document, and `problem` says why.

    What came from a chat may be forwarded from an author, answer another material of the session, which may be deleted
    since, or be a part of an album, whose parts stand in their order.
    """

    material_id: EntityId
    kind: MaterialKind
    text: str | None
    filename: str | None
    media_type: str | None
    size: int | None
    file_url: str | None
    digest: str | None
    duration_ms: int | None
    peaks: list[int] | None
    problem: str | None
    source: Source
    by: str
    created_at: Instant
    forwarded_from: str | None = None
    reply_to: EntityId | None = None
    album: EntityId | None = None


class NewText(BaseModel):
    """A text to attach; a retry with the same `material_id` attaches nothing twice."""

    text: Annotated[
        str,
        StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=TEXT_LIMIT),
        at_most(TEXT_LIMIT),
    ]
    material_id: EntityId | None = None


class NoteChange(BaseModel):
    """Another text of an attached text."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[
        str,
        StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=TEXT_LIMIT),
        at_most(TEXT_LIMIT),
    ]


def _last_part(name: object) -> object:
    """A browser may send a path; only its last part is a name."""
    return re.split(r"[/\\]", name)[-1] if isinstance(name, str) else name


Filename = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=FILENAME_LIMIT),
    at_most(FILENAME_LIMIT),
    AfterValidator(clean_line),
    AfterValidator(without_directions),  # so that an ending is where it is shown
    BeforeValidator(_last_part),
]
Caption = Annotated[str, StringConstraints(strip_whitespace=True, max_length=CAPTION_LIMIT), at_most(CAPTION_LIMIT)]


class NewFile(BaseModel):
    """Name and caption of a file to attach; both may be left out."""

    filename: Filename = ""
    text: Caption = ""


MOST_FILE_CHUNKS: Final = 1024


class FinishFile(NewFile):
    """How many chunks the file has, its name and its caption."""

    model_config = ConfigDict(extra="forbid")

    chunks: Annotated[int, Field(strict=True, ge=1, le=MOST_FILE_CHUNKS)]


class StoredFileChunk(BaseModel):
    """The answer to a chunk: how many bytes of the file are there now."""

    material_id: EntityId
    bytes: int


class FileUpload(BaseModel):
    """What has arrived of a file that comes in chunks: who goes on with it sends the other numbers."""

    material_id: EntityId
    chunks: list[int]
    bytes: int


_PHOTOS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_SOUND_OF: Final = {
    Container.WEBM: "audio/webm",
    Container.OGG: "audio/ogg",
    Container.MP4: "audio/mp4",
    Container.MP3: "audio/mpeg",
    Container.WAV: "audio/wav",
    Container.FLAC: "audio/flac",
}
OTHER: Final = "application/octet-stream"


def kind_of(start: bytes) -> tuple[MaterialKind, str]:
    """Photo or document, and its media type, detected from the file's first bytes; the declared type is ignored.

    Documents have a generic type, so that browsers save them. A worker that has read a document that begins like sound
    (`sound_of`) makes it a voice.
    """
    for magic, media_type in _PHOTOS:
        if start.startswith(magic):
            return MaterialKind.PHOTO, media_type
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return MaterialKind.PHOTO, "image/webp"
    if start.startswith(b"%PDF-"):
        return MaterialKind.DOCUMENT, "application/pdf"
    return MaterialKind.DOCUMENT, OTHER


def sound_of(start: bytes) -> Container | None:
    """The container that a file begins like, if it can contain sound; only reading it proves it."""
    container = container_of(start[:HEADER_BYTES])
    if container is not None:
        return container
    if start[:4] == b"RIFF" and start[8:12] == b"WAVE":
        return Container.WAV
    if start[:4] == b"fLaC":
        return Container.FLAC
    if start[:3] == b"ID3" or (start[:1] == b"\xff" and start[1:2] in {b"\xfb", b"\xf3", b"\xf2"}):
        return Container.MP3
    return None


def sound_type(container: Container) -> str:
    """The media type of sound in a container."""
    return _SOUND_OF[container]


def container_named(media_type: str) -> Container:
    """The container of a media type that `sound_type` names."""
    return next(container for container, named in _SOUND_OF.items() if named == media_type)


class Task(BaseModel):
    """Something to do. `source_id` is the recording or material where it was found or said, at `at_ms` of its sound;
    `due` a day, `assignee` the id of who is to do it and `assignee_name` their name then, null when it is not known.
    `edited`: a person added it, or changed more than whether it is done. Tasks stand by `position`, then by id."""

    task_id: EntityId
    text: Annotated[str, Field(max_length=TASK_LIMIT)]
    source_id: EntityId | None
    at_ms: int | None
    done: bool
    edited: bool
    assignee: str | None
    assignee_name: str | None
    due: str | None
    position: float


def _day(text: str | None) -> str | None:
    if text is not None:
        date.fromisoformat(text)
    return text


TaskText = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=TASK_LIMIT),
    at_most(TASK_LIMIT),
    AfterValidator(lambda text: " ".join(clean_line(text).split())),
]
Day = Annotated[
    str | None,
    Field(strict=True, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    AfterValidator(_day),
]


class NewTask(BaseModel):
    """A task that a person adds; a retry with the same `task_id` adds nothing twice. `source_id` and `at_ms` are the
    second it comes from."""

    model_config = ConfigDict(extra="forbid")

    text: TaskText
    task_id: EntityId | None = None
    source_id: EntityId | None = None
    at_ms: Annotated[int | None, Field(strict=True, ge=0, le=MOST_MS)] = None


class TaskChange(BaseModel):
    """New fields; one that is left out stays as it is. `assignee` is the id of somebody with a role in the session,
    `due` a day, `after` the id of the task it is to stand after; null takes the first two away, and is the first
    place."""

    model_config = ConfigDict(extra="forbid")

    text: TaskText | None = None
    done: Annotated[bool | None, Field(strict=True)] = None
    assignee: Annotated[str | None, Field(strict=True, min_length=1, max_length=256)] = None
    due: Day = None
    after: EntityId | None = None

    @property
    def fields(self) -> dict[str, object]:
        """The fields that are to change."""
        given = self.model_dump(exclude_unset=True)
        return {name: one for name, one in given.items() if one is not None or name in {"assignee", "due", "after"}}


def marked_tasks(text: str) -> list[str]:
    """The marked tasks of a text, each once, in their order."""
    texts = (" ".join(match[1].split())[:TASK_LIMIT] for match in _MARK.finditer(text))
    return list(dict.fromkeys(task for task in texts if task))


def task_id(session_id: str, text: str) -> str:
    """The same task of a session has the same id, so searching again adds nothing."""
    return derived_id(f"{session_id}\n{text.casefold()}")
