"""A moment in the frames of an editor: what FCPXML, Premiere's XML and OpenTimelineIO share."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sessions.clip.exports.export import ExportLine, Selection
from sessions.clip.exports.timecode import FrameRate, frame_at_ms
from sessions.clip.session import TAG_LABELS

UNNAMED: Final = "Moment"


@dataclass(frozen=True, slots=True)
class ClipFrames:
    """A clip of the video: its first frame, the frame after its last, and that of its peak, counted from the video's
    beginning."""

    name: str
    about: str
    first: int
    end: int
    peak: int

    @property
    def length(self) -> int:
        return self.end - self.first


def clip_frames(selection: Selection, rate: FrameRate) -> Iterator[ClipFrames]:
    """The clips in the order of the video, each at least a frame long and with its peak inside."""
    for entry, place in selection.placed():
        first = frame_at_ms(place.in_ms, rate)
        end = max(first + 1, frame_at_ms(place.out_ms, rate))
        peak = min(max(first, frame_at_ms(place.peak_ms, rate)), end - 1)
        yield ClipFrames(entry.words or UNNAMED, _about(entry), first, end, peak)


def _about(entry: ExportLine) -> str:
    people = "1 person" if entry.people == 1 else f"{entry.people} people"
    tag = f" · {TAG_LABELS[entry.tag]}" if entry.tag else ""
    return f"{people} · heat {entry.heat}{tag}"


def video_frames(selection: Selection, rate: FrameRate, clips: list[ClipFrames]) -> int:
    """How many frames the video has at least."""
    return max([frame_at_ms(selection.length_ms, rate), 1, *(clip.end for clip in clips)])
