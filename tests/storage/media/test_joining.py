"""Sounds of several kinds in one file: decoded, each begins where the ones before it end."""

from pathlib import Path

import pytest

from storage.media.joining import join
from storage.media.sound import Bounds, NoSoundError
from tests.handlers.voice.sound import decoded, speak

JOINT = 0.1  # seconds


@pytest.mark.parametrize(
    ("containers", "media_type"),
    [
        (("webm", "ogg", "webm"), "audio/webm"),
        (("mp4", "mp4", "mp4"), "audio/mp4"),
        (("webm", "mp4", "mp3"), "audio/webm"),
        (("flac", "mp3", "wav"), "audio/webm"),
    ],
)
def test_VO17_each_sound_begins_where_the_ones_before_it_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, containers: tuple[str, ...], media_type: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("os.nice", lambda by: by)
    sounds, beeps, at = [], [], 0.0
    for number, (container, seconds) in enumerate(zip(containers, (3.0, 2.5, 4.0), strict=True)):
        name = f"sound-{number}"
        Path(name).write_bytes(speak(tmp_path / "spoken", seconds, [0.5, seconds - 0.5], container))
        sounds.append((name, container))
        beeps += [at + 0.5, at + seconds - 0.5]
        at += seconds
    answer = join(sounds, Path("whole"), Bounds(60), lambda percent: None)
    length, heard = decoded(Path("whole"))
    assert answer["media_type"] == media_type
    assert length == pytest.approx(9.5, abs=JOINT * 2)
    assert heard == pytest.approx(beeps, abs=JOINT)
    with pytest.raises(NoSoundError, match="longer"):
        join(sounds, Path("whole"), Bounds(9), lambda percent: None)
