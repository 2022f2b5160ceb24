"""Voice sessions: the session and its states (V13–V24).

A session is open or closed; closing it again is allowed and counted (V24). Its status says what its recorder does now;
pages show it as an icon (V13). Recording into a closed session opens it again; nothing else does.
"""

from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sessions.base.ids import SessionId
from sessions.base.instant import Instant
from sessions.base.text import Title, at_most, clean_line

DEFAULT_NAME: Final = "Новая сессия"
AccessLevel = Literal["private", "public", "restricted"]


def _named(name: str) -> str:
    return name or DEFAULT_NAME


SessionName = Annotated[Title, AfterValidator(_named)]


class VoiceStatus(StrEnum):
    """The seven states of V13."""

    READY = "ready"
    RECORDING = "recording"
    CUTTING = "cutting"
    PAUSED = "paused"
    FINAL_UPLOADING = "final_uploading"
    CLOSED = "closed"
    ERROR = "error"


class MaterialKind(StrEnum):
    """The types of attachments (V7)."""

    VOICE = "voice"
    TEXT = "text"
    PHOTO = "photo"
    DOCUMENT = "document"


class VoiceSession(BaseModel):
    """A session in answers; `is_active` says that it is open. Times are Unix ms as attributes, ISO in JSON.

    `interrupted`: the recorder did not renew its lease; it was last alive at `interrupted_at`, and nobody has taken
    over. `recorder_name` is the name of the user who records or recorded last; null before, and after a close.
    `vocabulary` are words and names that are used here, and `language` (ISO 639-1, "" for any) is the one that is
    spoken: both help the transcription. `summary` is null until there is one; `summary_edited`: a person wrote it. With
    `live_listening`, whoever may read it may listen while it is recorded.
    """

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)

    session_id: SessionId
    session_name: str
    status: VoiceStatus
    interrupted: bool = False
    interrupted_at: Instant | None = None
    recorder_name: str | None = None
    is_active: bool
    done_count: Annotated[int, Field(strict=True, ge=0)]
    access_level: AccessLevel = "private"
    project: str | None = None
    vocabulary: str = ""
    language: str = ""
    summary: str | None = None
    summary_edited: bool = False
    live_listening: bool = True
    url: str
    created_at: Instant
    updated_at: Instant


class VoiceAccess(BaseModel):
    """Who may read a session, for its owner and co-owners: `allowed_users` while it is `restricted` (V32)."""

    access_level: AccessLevel
    allowed_users: tuple[str, ...]


VOCABULARY_LIMIT: Final = 600
"""Characters of words and names: OpenAI's service reads the last 224 tokens of a prompt."""
SUMMARY_LIMIT: Final = 1_000
"""Characters of a summary."""
TITLE_WORDS: Final = 60
"""Characters of a name that is made from what was said."""

Vocabulary = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=VOCABULARY_LIMIT),
    at_most(VOCABULARY_LIMIT),
    AfterValidator(clean_line),
]
Language = Annotated[str, Field(strict=True, pattern=r"^([a-z]{2})?$")]
Summary = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=SUMMARY_LIMIT),
    at_most(SUMMARY_LIMIT),
    AfterValidator(lambda text: clean_line(" ".join(text.split()))),
]
Project = Annotated[Title | None, AfterValidator(lambda value: value or None)]
UserIds = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=128)], ...], Field(max_length=200, fail_fast=True)
]


class NewVoiceSession(BaseModel):
    """A session to create (V17). With `is_stand_in`, as for a session without a name, the name is only a stand-in, such
    as the time: what is said first takes its place. `allowed_users` are ids of users who may read a `restricted`
    session (V32)."""

    session_name: SessionName = DEFAULT_NAME
    is_stand_in: Annotated[bool, Field(strict=True)] = False
    project: Project = None
    access_level: AccessLevel = "private"
    allowed_users: UserIds = ()


class VoiceSessionChange(BaseModel):
    """The fields to change; a field that is left out stays as it is. An empty name becomes the name of a new session.
    Only the owner changes who may read it (V32), and whether it is heard live. Whoever is named in `allowed_users`
    reads; when they accept their invitation, they get `allowed_role` (D17). A `summary` that a person writes is not
    replaced; an empty one is made anew with the next search for tasks (VO6)."""

    model_config = ConfigDict(extra="forbid")

    session_name: SessionName | None = None
    project: Project = None
    access_level: AccessLevel | None = None
    allowed_users: UserIds | None = None
    allowed_role: Literal["viewer", "editor"] = "viewer"
    vocabulary: Vocabulary | None = None
    language: Language | None = None
    summary: Summary | None = None
    live_listening: Annotated[bool, Field(strict=True)] | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set - {"allowed_role"}:
            raise PydanticCustomError("nothing_to_change", "Say what to change")
        if "allowed_role" in self.model_fields_set and self.allowed_users is None:
            raise PydanticCustomError("nobody_named", "A role is for those who are named in `allowed_users`")
        if any(getattr(self, name) is None for name in self.model_fields_set - {"project"}):
            raise PydanticCustomError("null", "Only the project can be null")
        return self

    @property
    def changes_access(self) -> bool:
        return bool(self.model_fields_set - {"session_name", "vocabulary", "language", "summary", "live_listening"})


def title_of(text: str) -> str:
    """A name made from what was said: its first words; "" for a text without any."""
    words: list[str] = []
    for word in text.split():
        if len(" ".join([*words, word])) > TITLE_WORDS:
            break
        words.append(word)
        if len(words) > 2 and word.endswith((".", "!", "?", "…")):
            break
    line = "".join(one for one in " ".join(words) or text.strip()[:TITLE_WORDS] if one.isprintable())
    return line.strip(" ,.;:–—-!…")
