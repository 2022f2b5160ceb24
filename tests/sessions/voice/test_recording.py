"""Containers told by their first bytes, and fragments cut out of chunks (V12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.voice.recording import Container, container_of, file_name, fragments

WEBM = b"\x1a\x45\xdf\xa3"
OGG = b"OggS\x00\x02"
MP4 = b"\x00\x00\x00\x18ftypiso5"


@pytest.mark.parametrize(
    ("start", "container"),
    [
        (WEBM + bytes(8), Container.WEBM),
        (OGG + bytes(6), Container.OGG),
        (b"OggS\x00\x00" + bytes(6), None),  # a page in the middle of a stream
        (b"OggS", None),
        (MP4, Container.MP4),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_V12_a_container_is_told_by_its_first_bytes(start: bytes, container: Container | None) -> None:
    assert container_of(start) is container


def test_V12_a_fragment_begins_with_each_header() -> None:
    assert fragments([WEBM, b"a", b"b", WEBM, WEBM, b"c"]) == [range(3), range(3, 4), range(4, 6)]
    assert fragments([]) == []
    assert fragments([b"a", b"b"]) == []


@given(st.lists(st.booleans(), max_size=50))
def test_V12_every_chunk_from_the_first_header_on_is_in_one_fragment(headers: list[bool]) -> None:
    starts = [WEBM if header else b"x" for header in headers]
    found = [number for span in fragments(starts) for number in span]
    first = headers.index(True) if True in headers else len(headers)
    assert found == list(range(first, len(headers)))


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("я" * 200 + ".pdf", "яя.pdf"),
        ("😀" * 100, "😀😀"),
        ("語" * 90 + " 07.44", "語.44"),
        ("я." * 100, "я"),
        ("x" * 200, "x"),
    ],
)
def test_VF5_a_name_of_any_script_fits_into_a_file_system(name: str, ending: str) -> None:
    made = file_name(name)
    assert 190 < len(made.encode()) <= 200
    assert made.endswith(ending)
    assert file_name(made) == made
