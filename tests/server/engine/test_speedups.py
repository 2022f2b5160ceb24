"""The C extension: built where there is a compiler, the same as its twin in Python, and within its memory."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.engine import build_speedups, pure, speedups
from tests.effort import examples
from tests.server.engine.harness import WebSocket

LIMIT = 70_000

texts = st.one_of(
    st.text(max_size=300),
    st.text(st.characters(max_codepoint=127), max_size=300),
    st.sampled_from(("x", "é", "\U0001f525")).flatmap(lambda one: st.integers(0, 70_000).map(one.__mul__)),
)


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """Whole frames, and what is nearly one: bytes changed, cut off, more than one, any mask, any bytes."""
    if draw(st.booleans()):
        return draw(st.binary(max_size=300))
    payload = draw(st.one_of(texts.map(str.encode), st.binary(max_size=300)))
    data = bytearray(WebSocket.frame(pure.TEXT, payload))
    for _ in range(draw(st.integers(0, 2))):
        data[draw(st.integers(0, min(len(data), 12) - 1))] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.one_of(st.just(len(data)), st.integers(0, len(data))))])


def test_EN24_the_extension_is_built_where_there_is_a_compiler() -> None:
    can_build = shutil.which("cc") and Path(sysconfig.get_path("include"), "Python.h").exists()
    assert speedups.is_compiled() or not can_build


def test_EN24_without_a_compiler_it_says_so_and_python_does_the_work(tmp_path: Path) -> None:
    folder = tmp_path / "server" / "engine"
    folder.mkdir(parents=True)
    for name in ("_lane.c", "_frames.c", "_frames.h", "build_speedups.py", "pure.py", "masks.py", "speedups.py"):
        shutil.copy(Path("server/engine", name), folder)
    environment = {**os.environ, "CC": "no-such-compiler"}
    told = subprocess.run(
        [sys.executable, "-m", "server.engine.build_speedups"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "no-such-compiler" in told.stdout
    asks = "from server.engine import speedups; print(speedups.is_compiled(), speedups.text_frame('4', b'2', b''))"
    found = subprocess.run(
        [sys.executable, "-c", asks], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout == "False b'\\x81\\x0242'\n"
    assert not list(folder.glob("*.so"))


def test_EN24_a_source_that_does_not_compile_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "_lane.c"
    source.write_text("int broken(")
    monkeypatch.setattr(build_speedups, "SOURCES", (source,))
    monkeypatch.setattr(build_speedups, "LIBRARY", source.with_suffix(".so"))
    assert build_speedups.build()
    assert list(tmp_path.iterdir()) == [source]


@settings(max_examples=examples(400))
@given(messages(), st.integers(0, LIMIT))
@example(WebSocket.frame(pure.TEXT, b"x" * 65_535), LIMIT)
@example(WebSocket.frame(pure.TEXT, b"\xed\xa0\x80"), LIMIT)  # half of a surrogate pair
@example(b"\x81\xfe\x00\x01\x00\x00\x00", LIMIT)
def test_EN24_both_read_the_same_messages(data: bytes, limit: int) -> None:
    assert speedups.whole_text(data, limit) == pure.whole_text(data, limit)


@given(texts, st.binary(max_size=300), st.sampled_from((0, 1, 125, 126, 65_535, 65_536)))
def test_EN24_both_write_the_same_frames(head: str, body: bytes, more: int) -> None:
    tail = b"x" * more
    frame = speedups.text_frame(head, body, tail)
    assert frame == pure.text_frame(head, body, tail)


@pytest.mark.parametrize(
    "call",
    [
        lambda: speedups.whole_text("text", 1),  # type: ignore[arg-type]
        lambda: speedups.whole_text(b"", "1"),  # type: ignore[arg-type]
        lambda: speedups.text_frame("a", "b", b"c"),  # type: ignore[arg-type]
        lambda: speedups.text_frame("\ud800", b"", b""),
    ],
)
def test_EN24_what_is_of_another_type_is_an_error(call: "object") -> None:
    with pytest.raises((TypeError, UnicodeEncodeError)):
        call()  # type: ignore[operator]


SWEEP = """
from server.engine import speedups
from tests.server.engine.harness import WebSocket

for size in (*range(0, 300), 65_534, 65_535, 65_536, 70_000):
    for text in ("x" * size, "\\u00e9" * size, "\\U0001f525" * size):
        frame = WebSocket.frame(1, text.encode())
        for data in (frame, frame[:-1], frame + b"x"):
            speedups.whole_text(data, 200_000)
        speedups.text_frame(text, text.encode(), b"x" * size)
    for cut in range(0, 12):
        speedups.whole_text(WebSocket.frame(1, b"\\xff" * size)[:cut], 200_000)
"""


def test_EN24_the_extension_writes_only_what_it_has_allocated() -> None:
    """Python's own allocator looks behind and before each block when it frees it."""
    subprocess.run([sys.executable, "-c", SWEEP], env={**os.environ, "PYTHONMALLOC": "debug"}, check=True, timeout=120)
