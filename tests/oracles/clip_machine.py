"""A clip session as a value: every command is a pure function from one state to the next, or a refusal.

The store runs the same commands as atomic scripts; tests run both and compare the states. The caller supplies the time
and the new ids. A refused command raises and leaves the old value unchanged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sessions.base.errors import InvalidTransition, NotFound
from sessions.base.ids import person_in
from sessions.clip.session import (
    TRANSITIONS,
    Action,
    Clip,
    ClipChange,
    ClipSession,
    ClipSessionChange,
    ClipSubmission,
    MomentRef,
    NewClipSession,
    Segment,
    Status,
    chronological,
)
from tests.oracles.clip_tap import check_gap, clip_offset, locate_tap, offset_hms, use_arrival


def clip_links(public_url: str, session_id: str) -> tuple[str, str]:
    """The viewers' and the control room's address (C5); neither carries a secret."""
    base = public_url.rstrip("/")
    return f"{base}/c/{session_id}", f"{base}/clips/{session_id}"


@dataclass(frozen=True, slots=True)
class ClipMachine:
    """A session, its segments by index and its clips in order of creation.

    `authors` has the author of each clip, `paid_until` the time until which each author's arrivals are covered (Unix
    ms).
    """

    session: ClipSession
    segments: tuple[Segment, ...] = ()
    clips: tuple[Clip, ...] = ()
    authors: Mapping[str, str] = field(default_factory=dict)
    paid_until: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def create(cls, new: NewClipSession, session_id: str, now_ms: int, public_url: str = "") -> "ClipMachine":
        """A session in `created` (C5)."""
        viewer_url, control_url = clip_links(public_url, session_id)
        session = ClipSession(
            id=session_id,
            title=new.title,
            game=new.game,
            status=Status.CREATED,
            created_at=now_ms,
            updated_at=now_ms,
            viewer_url=viewer_url,
            control_url=control_url,
            lead_seconds=new.lead_seconds,
        )
        return cls(session)

    def listed(self) -> list[Clip]:
        """The clips as they are shown (C14)."""
        return chronological(self.clips)

    def act(self, action: Action, now_ms: int, segment_id: str) -> "ClipMachine":
        """Start, pause, resume or end; `segment_id` names the segment that the action may open.

        Raises InvalidTransition with `status` and `action` (C11).
        """
        transition = TRANSITIONS[action]
        if self.session.status not in transition.legal_from:
            raise InvalidTransition(status=self.session.status.value, action=action.value)
        segments = tuple(
            segment if segment.end_time is not None else segment.model_copy(update={"end_time": now_ms})
            for segment in self.segments
        )
        if transition.to is Status.ACTIVE:
            opened = Segment(
                id=segment_id,
                session_id=self.session.id,
                index=len(segments) + 1,
                start_time=now_ms,
                end_time=None,
                created_at=now_ms,
            )
            segments = (*segments, opened)
        session = self.session.model_copy(update={"status": transition.to, "updated_at": now_ms})
        return replace(self, session=session, segments=segments)

    def submit(
        self,
        submission: ClipSubmission,
        clip_id: str,
        now_ms: int,
        max_age_ms: int,
        *,
        by: str = "",
        gap_ms: int = 0,
    ) -> "ClipMachine":
        """Store a tap (C12–C14). The same `clip_id` again changes nothing, whatever the state is by then.

        Raises SessionNotActive (C2, C16), RateLimited, TooSoon (D16).
        """
        if any(clip.id == clip_id for clip in self.clips):
            return self
        tap = locate_tap(self.session.status, self.segments, now_ms, submission.tapped_at, max_age_ms)
        own = [clip.tapped_at for clip in self.clips if self.authors[clip.id] == by]
        check_gap(tap.at_ms, own, gap_ms, late=submission.tapped_at is not None)
        paid_until = use_arrival(self.paid_until.get(by, 0), now_ms, gap_ms) if gap_ms else 0
        offset = clip_offset(tap.at_ms, tap.segment.start_time, self.session.lead_seconds * 1000)
        clip = Clip(
            id=clip_id,
            session_id=self.session.id,
            segment_id=tap.segment.id,
            segment_index=tap.segment.index,
            offset_seconds=offset.seconds,
            offset_hms=offset_hms(offset.seconds),
            raw_offset_seconds=offset.raw_seconds,
            note=submission.note,
            tag=submission.tag,
            submitted_by=submission.submitted_by,
            person=person_in(self.session.id, by),
            clipped=False,
            created_at=now_ms,
            tapped_at=tap.at_ms,
        )
        return replace(
            self,
            clips=(*self.clips, clip),
            authors={**self.authors, clip_id: by},
            paid_until={**self.paid_until, by: paid_until},
        )

    def clip(self, clip_id: str) -> Clip:
        """One clip. Raises NotFound."""
        found = next((clip for clip in self.clips if clip.id == clip_id), None)
        if found is None:
            raise NotFound("This moment does not exist")
        return found

    def change_clip(self, clip_id: str, change: ClipChange) -> "ClipMachine":
        """Mark as clipped or not, edit the note (C18). Raises NotFound."""
        old = self.clip(clip_id)
        update = {name: getattr(change, name) for name in change.model_fields_set}
        if update.get("clipped", False) is None:
            del update["clipped"]
        if update.get("note", old.note) != old.note:
            update["note_edited"] = True
        new = old.model_copy(update=update)
        return replace(self, clips=tuple(new if clip is old else clip for clip in self.clips))

    def mark_moment(self, moment: MomentRef, clipped: bool) -> "ClipMachine":
        """Mark every tap of a moment as clipped or not (C18). Raises NotFound."""
        ids = self._taps(moment)
        marked = (clip.model_copy(update={"clipped": clipped}) if clip.id in ids else clip for clip in self.clips)
        return replace(self, clips=tuple(marked))

    def remove_moment(self, moment: MomentRef) -> "ClipMachine":
        """Remove an abusive moment with all its taps. Raises NotFound."""
        ids = self._taps(moment)
        return replace(self, clips=tuple(clip for clip in self.clips if clip.id not in ids))

    def _taps(self, moment: MomentRef) -> set[str]:
        taps = {
            clip.id
            for clip in self.clips
            if clip.segment_index == moment.segment_index
            and moment.first_seconds <= clip.offset_seconds <= moment.last_seconds
        }
        if not taps:
            raise NotFound("This moment does not exist")
        return taps

    def remove_clip(self, clip_id: str) -> "ClipMachine":
        """Remove an abusive moment. Raises NotFound."""
        gone = self.clip(clip_id)
        return replace(self, clips=tuple(clip for clip in self.clips if clip is not gone))

    def change_session(self, change: ClipSessionChange, now_ms: int) -> "ClipMachine":
        """Change the title, the game or the lead. A new lead applies to taps from now on; stored ones stay."""
        update = {name: value for name, value in change.model_dump().items() if value is not None}
        return replace(self, session=self.session.model_copy(update={**update, "updated_at": now_ms}))
