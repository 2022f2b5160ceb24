"""What a project has in common for all of its voice sessions: words and names that are used, and the language."""

from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from sessions.voice.session import VOCABULARY_LIMIT, Language, Vocabulary

WORD_LENGTH: Final = 128
"""As long as a project in a token may be."""

ProjectName = Annotated[str, Field(max_length=WORD_LENGTH, pattern=r"^[^\x00-\x1f]+$")]


class ProjectWords(BaseModel):
    """Both help the transcription in every session of the project; "" for none."""

    vocabulary: str
    language: str


class ProjectWordsChange(BaseModel):
    """The fields to change; a field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    vocabulary: Vocabulary | None = None
    language: Language | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.vocabulary is None and self.language is None:
            raise PydanticCustomError("nothing_to_change", "Say what to change")
        return self


def prompt_of(project: str, session: str) -> str:
    """Words of a project, then those of a session: the end of both that a prompt takes, from a whole word on."""
    both = ", ".join(words for words in (project, session) if words)
    return both if len(both) <= VOCABULARY_LIMIT else both[-VOCABULARY_LIMIT - 1 :].partition(" ")[2]
