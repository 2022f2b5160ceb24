"""A stream's best moments as a page for everybody, which its streamer publishes and takes back (CL22)."""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from sessions.base.errors import InvalidTransition
from sessions.base.instant import UnixMs
from sessions.clip.exports.export import ExportLine, ExportOptions, InVideo, Selection, Show, select
from sessions.clip.exports.vod_links import link
from sessions.clip.review import Review
from sessions.clip.session import Clip, ClipSession, Segment, Status, Tag

MOST_MOMENTS: Final = 50
MOST_BYTES: Final = 16_000
"""Of the page as JSON. Fifty moments with a note and a link take 8 KB; only addresses of 2,000 letters take more."""


class BestChoice(BaseModel):
    """Which moments are published: the filter of the review, as in an export (CL14). With `notes`, viewers' notes are
    titles too."""

    model_config = ConfigDict(frozen=True)

    show: Show = Show.BEST
    people: Annotated[int, Field(strict=True, ge=1, le=50_000)] = 1
    most: Annotated[int, Field(strict=True, ge=1, le=1000)] = 10
    find: Annotated[str, Field(strict=True, max_length=100)] = ""
    notes: Annotated[bool, Field(strict=True)] = False


class BestMoment(BaseModel):
    """A moment in a part of the video, counted from 1: where its clip begins and how long it is, in seconds."""

    part: int
    video_seconds: int
    length_seconds: int
    note: str | None
    tag: Tag | None
    url: str | None
    """Into the video, where the streamer gave its address."""


class BestPage(BaseModel):
    """What everybody may read of a stream, in the order of the video; `left_out` is how many moments found no room."""

    title: str
    game: str
    started_at: UnixMs | None
    moments: list[BestMoment]
    left_out: int


def best_page(
    session: ClipSession, segments: Sequence[Segment], clips: Sequence[Clip], review: Review, choice: BestChoice
) -> BestPage:
    """The page of what the review shows with this choice; where there is no room, the hottest come first. No name of
    a viewer is in it. Raises InvalidTransition until the session has ended, and when no moment is in the video."""
    if session.status is not Status.ENDED:
        raise InvalidTransition("Moments are published when the session has ended.", status=session.status.value)
    options = ExportOptions(show=choice.show, people=choice.people, most=choice.most, find=choice.find)
    selection = select(session, segments, clips, review, options)
    placed = selection.in_video()
    if not placed:
        raise InvalidTransition("None of these moments is in the video.", status=session.status.value)
    moments = [_moment(selection, entry, place, choice) for entry, place in placed]
    page = BestPage(
        title=selection.session.title,
        game=selection.session.game,
        started_at=segments[0].start_time if segments else None,
        moments=[],
        left_out=len(moments),
    )
    room, kept = MOST_BYTES - len(page.model_dump_json().encode()), set[int]()
    for at in sorted(range(len(moments)), key=lambda at: -placed[at][0].heat):
        size = len(moments[at].model_dump_json().encode()) + 1
        if len(kept) < MOST_MOMENTS and size <= room:
            kept.add(at)
            room -= size
    chosen = [moment for at, moment in enumerate(moments) if at in kept]
    return page.model_copy(update={"moments": chosen, "left_out": len(moments) - len(chosen)})


def _moment(selection: Selection, entry: ExportLine, place: InVideo, choice: BestChoice) -> BestMoment:
    """A note is the streamer's own when they edited it: it names the moment then."""
    address, seconds = selection.address_of(place), place.in_ms // 1000
    is_named = choice.notes or any(clip.note_edited for clip in entry.clips)
    return BestMoment(
        part=place.part + 1,
        video_seconds=seconds,
        length_seconds=max(1, (place.out_ms - place.in_ms) // 1000),
        note=entry.note if is_named else None,
        tag=entry.tag,
        url=link(address, seconds) if address else None,
    )
