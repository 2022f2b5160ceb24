"""Times: Unix ms inside, ISO 8601 with milliseconds and Z outside."""

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from sessions.base.instant import (
    LAST_INSTANT_MS,
    Instant,
    iso_from_ms,
    ms_from_iso,
)


class _Row(BaseModel):
    at: Instant


@given(st.integers(0, LAST_INSTANT_MS))
def test_C21_a_time_reads_back_to_the_millisecond(at_ms: int) -> None:
    text = iso_from_ms(at_ms)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text)
    assert ms_from_iso(text) == at_ms
    assert datetime.fromisoformat(text).timestamp() == pytest.approx(at_ms / 1000, abs=1e-4)
    assert _Row.model_validate_json(_Row(at=at_ms).model_dump_json()).at == at_ms


def test_C21_times_sort_as_text_because_all_have_the_same_form() -> None:
    assert iso_from_ms(0) == "1970-01-01T00:00:00.000Z"
    assert iso_from_ms(1_769_613_300_007) == "2026-01-28T15:15:00.007Z"
    assert iso_from_ms(LAST_INSTANT_MS) == "9999-12-31T23:59:59.999Z"


@pytest.mark.parametrize("bad", [-1, LAST_INSTANT_MS + 1, 1.5, True, None, "yesterday", "2026-01-28T15:15:00"])
def test_C21_other_times_are_refused(bad: object) -> None:
    with pytest.raises(ValidationError):
        _Row.model_validate({"at": bad})
