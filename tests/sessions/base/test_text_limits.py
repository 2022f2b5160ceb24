"""What a document calls `maxLength` is counted before white space is removed."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from handlers.account.accounts import RequestedName
from sessions.base.text import (
    GAME_LIMIT,
    NAME_LIMIT,
    NOTE_LIMIT,
    REMARK_LIMIT,
    TITLE_LIMIT,
    DisplayName,
    Game,
    Note,
    Remark,
    Title,
)
from sessions.voice.material import CAPTION_LIMIT, Caption

LIMITS = {
    "note": (Note, NOTE_LIMIT),
    "name": (DisplayName, NAME_LIMIT),
    "remark": (Remark, REMARK_LIMIT),
    "title": (Title, TITLE_LIMIT),
    "game": (Game, GAME_LIMIT),
    "caption": (Caption, CAPTION_LIMIT),
    "guest": (RequestedName, 64),
}


@pytest.mark.parametrize("name", LIMITS)
def test_C15_OP23_white_space_beyond_the_limit_is_refused_and_within_it_removed(name: str) -> None:
    type_, limit = LIMITS[name]
    adapter: TypeAdapter[Any] = TypeAdapter(type_)
    assert adapter.json_schema()["maxLength" if "maxLength" in adapter.json_schema() else "anyOf"]
    assert adapter.validate_python("ж" * limit) == "ж" * limit
    assert adapter.validate_python(f" {'ж' * (limit - 1)}").strip() == "ж" * (limit - 1)
    for longer in (" " + "ж" * limit, "ж" * limit + "\n", " " * (limit + 1), "ж" * (limit + 1)):
        with pytest.raises(ValidationError, match=str(limit)):
            adapter.validate_python(longer)
