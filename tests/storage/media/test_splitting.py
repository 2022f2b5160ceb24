"""Parts of a sound file: each word lands where it is said, whatever the container and wherever a cut is (VO7)."""

from itertools import pairwise
from pathlib import Path

import av
import pytest

from sessions.voice.recording import Container
from sessions.voice.segment import Piece, Utterance, Window, pieces, word_times
from storage.media.sound import Bounds
from storage.media.splitting import split
from tests.handlers.voice.sound import film
from tests.handlers.voice.tones import Word, recognized, script, spoken, utterances

SOURCE = "00000000-0000-4000-8000-000000000001"
NEAR = 0.3


def heard(part: Path) -> list[Utterance]:
    _, words = recognized(part.read_bytes())
    return [
        Utterance(one[0].start, one[-1].end, " ".join(w.text for w in one), "", tuple((w.text, w.start) for w in one))
        for one in utterances(words)
    ]


def said(found: list[Piece]) -> list[tuple[str, float]]:
    return [
        (word, (one.start_ms + at) / 1000)
        for one in found
        for word, at in zip(one.text.split(), one.words or (), strict=True)
    ]


@pytest.mark.parametrize("container", ["webm", "ogg", "mp4", "mp3", "wav", "flac"])
def test_VO7_each_word_is_heard_once_within_three_tenths_of_a_second(tmp_path: Path, container: str) -> None:
    words = script(13, every=1.02)  # without a pause
    spoken(tmp_path / "source", 13, words, container)
    answer = split(tmp_path / "source", Container(container).value, tmp_path, 4, 10**7, Bounds(60))
    assert len(answer) >= 4
    found: list[Piece] = []
    for number, part in enumerate(answer):
        window = Window(part["offset"], part["begin"], part["end"], word_times(found))
        found += pieces(SOURCE, number, heard(tmp_path / part["name"]), window, "")
    got = said(found)
    assert [word for word, _ in got] == [word.text for word in words]
    assert max(abs(at - word.start) for (_, at), word in zip(got, words, strict=True)) < NEAR
    assert all(one["end"] == following["begin"] for one, following in pairwise(answer))
    assert all(one["seconds"] < 4 + 4.1 for one in answer)


def test_VO7_a_short_sound_is_one_part(tmp_path: Path) -> None:
    spoken(tmp_path / "source", 3, [Word("So", 1, 1.24)], "webm")
    (part,) = split(tmp_path / "source", "webm", tmp_path, 600, 10**7, Bounds(60))
    assert (part["offset"], part["begin"], round(part["seconds"], 1)) == (0, 0, 3)


def test_VO7_the_sound_of_a_film_is_split_without_its_pictures(tmp_path: Path) -> None:
    size = len(film(tmp_path / "source", 3, [0.5, 2]))
    parts = split(tmp_path / "source", "mp4", tmp_path, 2, 10**7, Bounds(60))
    assert len(parts) == 2
    for part in parts:
        with av.open(str(tmp_path / part["name"])) as heard_alone:
            assert (len(heard_alone.streams.audio), len(heard_alone.streams.video)) == (1, 0)
        assert (tmp_path / part["name"]).stat().st_size < size
