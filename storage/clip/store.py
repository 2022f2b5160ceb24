"""Clip sessions in Redis: each command is one script, each read one round trip.

Results are JSON in the form for clients (`Json`), made once in the script that made the change; nothing here parses it.
"""

import secrets
from dataclasses import replace
from functools import partial
from typing import Any, Final
from uuid import uuid4

import orjson
from pydantic import BaseModel

from auth.caller import PROGRAM, Caller, Server, packed
from auth.user import User
from sessions.base.errors import StorageFull
from sessions.base.ids import derived_clip_id, person_in
from sessions.clip.best import MOST_BYTES, BestPage
from sessions.clip.review import MOST_BY_HAND, Review, ReviewChange
from sessions.clip.session import (
    TRANSITIONS,
    Action,
    ClipChange,
    ClipSessionChange,
    ClipSubmission,
    MomentRef,
    NewClipSession,
)
from sessions.clip.timeline import BURST, GAP_MS, SKEW_MS
from storage.bin.bin import SessionBin
from storage.bus.feed import Position
from storage.bus.snapshot_cache import SnapshotCache
from storage.clip.kind import LIST, MOST_CLIPS
from storage.clip.press import Chatter
from storage.clip.read import ClipRead, Json
from storage.clip.rows import ClipRow, ClipRows
from storage.clip.snapshot_cache import VIEWERS_FEED, CachedClip
from storage.people.store import Joined
from storage.quota.content import ContentQuota
from storage.redis import keys
from storage.redis.client import Redis
from storage.redis.connection import Argument
from storage.redis.scripts import load
from storage.session.tickets import digest

CURSOR: Final = r"^(\d{1,10}\.\d{1,16}\.\d{10}:[0-9a-f-]{36})?$"
"""Where to continue in a session's moments: how many there were at the first page, and the position of the last one
read."""
MOST_CLIPS_OF_ONE: Final = 5_000  # so that one viewer cannot fill a session for all
AUDIENCE_TTL_MS: Final = 6_000  # three reports, of 11 µs of Redis each; a killed process's viewers are gone after 9 s
AUDIENCE_PAUSE_MS: Final = 1000  # between two signals of a session (SY21)
AUDIENCE_REPEAT_MS: Final = 10_000  # signals may be lost: an unchanged number is sent again when it is reported again

EVENT_OF: Final = {
    Action.START: "session_started",
    Action.PAUSE: "session_paused",
    Action.RESUME: "session_resumed",
    Action.END: "session_ended",
}


class ClipStore:
    def __init__(
        self,
        redis: Redis,
        *,
        public_url: str,
        log_length: int,
        max_tap_age_ms: int,
        tap_gap_ms: int = GAP_MS,
        network_moments: int = 0,
        content: ContentQuota | None = None,
        address_ms: int = 0,
        kept: SnapshotCache | None = None,
    ) -> None:
        """`network_moments`: the most that guests of one network can mark in a session, 0 for no limit (OP30).
        `address_ms`: for how long the address that somebody made or sent something from is kept (AB2). `kept`: of a
        process that serves viewers."""
        self._redis = redis
        self._public_url = public_url
        self._log_length = log_length
        tap = (max_tap_age_ms, SKEW_MS, tap_gap_ms, BURST, MOST_CLIPS_OF_ONE, MOST_CLIPS, network_moments, address_ms)
        self._tap_limits = " ".join(map(str, tap))
        self._address_ms = address_ms
        self._kept = kept
        self._content = content or ContentQuota(redis)
        self._rows = ClipRows(partial(self._run, "clip/summary"))
        self.bin = SessionBin(redis, "clip", self._run, self._content)

    async def create(self, owner: User, new: NewClipSession, address: str = "") -> Json:
        """A session in `created` (C5), with the settings of another stream of the owner's (CL21). The owner's list is
        written first: an entry without a session is ignored. Raises SessionNotFound, Forbidden, StorageFull."""
        session_id = str(uuid4())
        lead: Argument = new.lead_seconds
        settings: list[Argument] = [""] * 5
        if new.like is not None:
            like = keys.of_session(new.like), new.like, self._log_length, packed(owner), self._public_url
            last, *settings = await self._redis.run(load("clip/settings"), *like)
            lead = lead if "lead_seconds" in new.model_fields_set else last
        async with self._content.creating(owner.id, session_id) as sizes:
            await self._remember(owner.id, session_id)
            fields = (owner.id, new.title, new.game, lead, secrets.token_hex(4), *sizes)
            return await self._run("clip/create", session_id, owner, *fields, address, self._address_ms, *settings)

    async def transition(self, session_id: str, by: User, action: Action) -> Json:
        """Start, pause, resume or end. Raises SessionNotFound, Forbidden, InvalidTransition (C11)."""
        legal, to = TRANSITIONS[action]
        arguments = (",".join(sorted(legal)), to, EVENT_OF[action], str(uuid4()))
        return await self._run("clip/transition", session_id, by, *arguments)

    async def submit(
        self, session_id: str, by: User, submission: ClipSubmission, address: str = "", chatter: Chatter | None = None
    ) -> Json:
        """Stores a tap once (C12–C14), of the caller or of somebody in a chat whom their key marks for.
        Raises SessionNotFound, Forbidden, SessionNotActive, TooLarge, RateLimited, TooSoon, StorageFull."""
        submission_id = submission.submission_id or secrets.token_hex(16)
        author = by.id if chatter is None else chatter.id
        clip = await self._run(
            "clip/submit",
            session_id,
            by,
            derived_clip_id(session_id, author, submission_id),
            author,
            orjson.dumps(submission.note),
            orjson.dumps(submission.tag),
            orjson.dumps(submission.submitted_by),
            person_in(session_id, author),
            "" if submission.tapped_at is None else submission.tapped_at,
            address if chatter is None else "",
            int(by.guest),
            secrets.token_hex(16),
            self._tap_limits,
            "" if chatter is None else chatter.share,
        )
        if self._kept is not None:
            self._kept.note_author(session_id, author)
        return clip

    async def change_clip(self, session_id: str, by: User, clip_id: str, change: ClipChange, address: str = "") -> Json:
        """Marks or edits a tap (C18, CL17). Raises SessionNotFound, Forbidden, NotFound, StorageFull."""
        clipped = "" if change.clipped is None else str(int(change.clipped))
        note = orjson.dumps(change.note) if "note" in change.model_fields_set else b""
        tag = orjson.dumps(change.tag) if "tag" in change.model_fields_set else b""
        whence = (address, int(by.guest))
        return await self._run("clip/tap/change", session_id, by, clip_id, clipped, note, tag, *whence)

    async def mark_moment(self, session_id: str, by: User, moment: MomentRef, clipped: bool) -> int:
        """Marks every tap of a moment (C18); answers how many it has. Raises SessionNotFound, Forbidden, NotFound."""
        taps, _ = await self._of_moment("clip/mark", session_id, by, moment, int(clipped))
        return taps

    async def remove_moment(self, session_id: str, by: User, moment: MomentRef) -> tuple[int, int]:
        """Removes a moment; answers how many taps it had, and the step that undoes it (PE13). Raises SessionNotFound,
        Forbidden, NotFound."""
        name = orjson.dumps(by.name)
        taps, step = await self._of_moment("clip/remove_moment", session_id, by, moment, name, step="")
        return taps, int(step)

    async def _of_moment(
        self,
        name: str,
        session_id: str,
        by: User,
        moment: MomentRef,
        *arguments: Argument,
        step: Argument | None = None,
    ) -> tuple[int, Argument]:
        """Repeats a script, which handles fifty taps in each run and publishes one event for them, until the whole
        moment is done. After every run the session agrees with its events; if the repetition breaks off, the command
        can be sent again. A script that notes a step is given the one of the run before."""
        place = (moment.segment_index, moment.first_seconds, moment.last_seconds)
        taps = 0
        after: list[Argument] = ["", ""]
        steps = [] if step is None else [step]
        while True:
            taken, *rest = await self._redis.run(
                load(name), *self._call(session_id, by), *place, *after, *arguments, *steps
            )
            taps += int(taken)
            after, steps = rest[:2], rest[2:]
            if not after[-1]:
                return taps, steps[0] if steps else ""

    async def remove_clip(self, session_id: str, by: User, clip_id: str, address: str = "") -> int:
        """Removes a tap; answers the step that undoes it (PE13), 0 for an author who takes back their own (CL17).
        Raises SessionNotFound, Forbidden, NotFound."""
        name = orjson.dumps(by.name)
        return int(await self._run("clip/tap/remove", session_id, by, clip_id, name, address, int(by.guest)))

    async def update(self, session_id: str, by: User, change: ClipSessionChange) -> Json:
        """Changes the title, game, reaction lead, or whether viewers see the heat (CL20). Raises
        SessionNotFound, Forbidden."""
        shows_heat = None if change.shows_heat is None else int(change.shows_heat)
        named = {"title": change.title, "game": change.game, "lead": change.lead_seconds, "shows_heat": shows_heat}
        fields = [part for name, value in named.items() if value is not None for part in (name, value)]
        return await self._run("clip/update", session_id, by, *fields)

    async def review(self, session_id: str, by: User, change: ReviewChange) -> Json:
        """Changes what was decided beside the taps (CL12, CL13, D36); answers all of it. Raises SessionNotFound,
        Forbidden, TooLarge."""
        told = change.model_dump(mode="json", include={"video", "around", "breaks"})
        fields = [part for name, value in told.items() if value is not None for part in (name, _json(value))]
        for cut in change.cuts:
            fields += [f"cut:{cut.segment_index}:{cut.second}", "" if cut.begins is None else _json(cut)]
        for span in change.spans:
            fields += [f"span:{span.segment_index}:{span.second}", "" if span.in_seconds is None else _json(span)]
        event = change.model_dump_json()
        return _whole(await self._run("clip/review/change", session_id, by, event, MOST_BY_HAND, *fields))

    async def publish(self, session_id: str, by: User, page: BestPage) -> Json:
        """Publishes a page of the best moments in place of the last one (CL22); answers it. Raises SessionNotFound,
        Forbidden, InvalidTransition, TooLarge."""
        json = Json(page.model_dump_json().encode())
        await self._run("clip/best/publish", session_id, by, json, MOST_BYTES)
        return json

    async def take_back(self, session_id: str, by: User) -> None:
        """Takes the published page back; without one nothing changes. Raises SessionNotFound, Forbidden."""
        await self._run("clip/best/publish", session_id, by, "", MOST_BYTES)

    async def best(self, session_id: str) -> Json:
        """The published page. Raises SessionNotFound."""
        return await self._run("clip/best/read", session_id, Server.ITSELF)

    async def share(self, session_id: str, user: User, link: str = "") -> Json:
        """Makes `user`, who opened a control link, an owner too. Raises SessionNotFound, Forbidden, Conflict,
        TicketSpent when the maker of the link no longer owns the session."""
        await self._remember(user.id, session_id)
        return await self._run("clip/share", session_id, user, user.id, digest(link))

    async def note_link(self, session_id: str, by: User, link: str, seconds: int) -> None:
        """Notes who made a control link. Raises SessionNotFound, Forbidden."""
        await self._run("clip/link", session_id, by, by.id, digest(link), seconds)

    async def delete(self, session_id: str, by: User) -> None:
        """Puts the session into its owners' bins. Their lists drop it when they are read. Raises SessionNotFound,
        Forbidden."""
        await self.bin.delete(session_id, by, await self._owners(keys.header(session_id)))

    async def retire(self, session_id: str, latest: int) -> None:
        """As `SessionBin.retire`."""
        await self.bin.retire(session_id, await self._owners(keys.header(session_id)), latest)

    async def restore(self, session_id: str, by: User) -> Json:
        """Brings a session back into its owners' lists. Raises SessionNotFound, NotFound, Forbidden."""
        for owner in await self._owners(f"{keys.header(session_id)}:binned"):
            await self._remember(owner, session_id)
        return Json(await self.bin.restore(session_id, by))

    async def bring_back(self, session_id: str) -> None:
        """Brings a session that an admin has taken down back into its owners' lists. Raises SessionNotFound,
        NotFound."""
        for owner in await self._owners(f"{keys.header(session_id)}:binned"):
            await self._remember(owner, session_id)
        await self.bin.bring_back(session_id)

    async def _owners(self, header: str) -> list[str]:
        owners = await self._redis.call(header, "HGET", header, "owners")
        return [] if owners is None else [str(owner) for owner in orjson.loads(owners)]

    async def read(self, session_id: str, by: User, cursor: str = "") -> ClipRead:
        """The session as `by` may see it, from `cursor` on. Raises SessionNotFound, Forbidden."""
        return (await self._read(session_id, by, cursor, ""))[0]

    async def view(self, session_id: str, by: User) -> ClipRead:
        """As `read`, for a new subscriber: from the kept snapshot, if it is the same for this user. Raises
        SessionNotFound, Forbidden."""
        if self._kept is None:
            return await self.read(session_id, by)
        program = PROGRAM.get()
        kept = self._kept.snapshot(session_id, by.id, by.ids, program)
        if isinstance(kept, CachedClip):
            return kept.at(self._kept.now())
        reading = self._kept.begin(session_id, VIEWERS_FEED)
        if reading is None or by.is_admin:  # what an admin opens is no use of the session (K30)
            return await self.read(session_id, by)
        read, told = await self._read(session_id, by, "", 1)
        cached = CachedClip(session_id, read, told)
        if cached.is_about(by):
            self._kept.keep(reading, cached, program)
        return read

    async def _read(self, session_id: str, by: User, cursor: str, tells: Argument) -> tuple[ClipRead, list[Any]]:
        place = cursor.split(".") if cursor else ("", "", "")
        reply = await self._redis.run(load("clip/read"), *self._call(session_id, by), *place, tells)
        epoch, seq, now, role, session, segments, clips, viewers, more, may_mark, told, review, heat = reply
        position = Position(epoch.decode(), seq)
        next_cursor = b".".join(more).decode() or None
        view = (session, segments, clips, int(viewers), next_cursor, bool(may_mark), _whole(review), heat)
        return ClipRead(position, int(now), role.decode(), *view), told

    async def read_whole(self, session_id: str, by: User) -> ClipRead:
        """All pages as one snapshot, true at the position of the first page except for changes made while reading.
        Raises SessionNotFound, Forbidden."""
        first = page = await self.read(session_id, by)
        while page.next_cursor is not None:
            page = await self.read(session_id, by, page.next_cursor)
            first.clips.extend(page.clips)
        return replace(first, next_cursor=None)

    async def row(self, session_id: str, by: User) -> ClipRow:
        """A row of the streamer's list. Raises SessionNotFound, Forbidden."""
        return await self._rows.row(session_id, by)

    async def audience(self, session_id: str, process_id: str, viewers: int) -> bool:
        """Reports this process's viewers; all subscribers receive the sum. Answers whether the sum was sent: if not,
        because the last one was sent less than a second ago, report again. Raises SessionNotFound."""
        session_keys = keys.of_session(session_id)
        count = (process_id, viewers, AUDIENCE_TTL_MS, AUDIENCE_PAUSE_MS, AUDIENCE_REPEAT_MS)
        first = (session_id, self._log_length, packed(Server.ITSELF))
        return bool(await self._redis.run(load("clip/audience"), session_keys, *first, *count))

    async def ids_of(self, user_id: str, before: int, count: int) -> list[tuple[str, int]]:
        """Ids of the sessions that a user owns and when each was added to the user's list (Unix µs, no two equal),
        newest first, before a time."""
        key = keys.user(user_id, LIST)
        upper = f"({before}" if before else "+inf"
        ids = await self._redis.call(
            key, "ZRANGE", key, upper, "-inf", "BYSCORE", "REV", "LIMIT", 0, count, "WITHSCORES"
        )
        return [(ids[i].decode(), int(float(ids[i + 1]))) for i in range(0, len(ids), 2)]

    async def note_joined(self, user: User, joined: Joined) -> None:
        """Puts a session into the list of a user who accepted an invitation; a viewer of it is not shown it."""
        await self._remember(user.id, joined.session_id)

    async def forget(self, user_id: str, session_id: str) -> None:
        """Removes a session from a user's list, for an entry whose session does not exist."""
        key = keys.user(user_id, LIST)
        await self._redis.call(key, "ZREM", key, session_id)

    async def _remember(self, user_id: str, session_id: str) -> None:
        await self._redis.run(load("session/list_add"), [keys.user(user_id, LIST)], session_id)

    async def _run(self, name: str, session_id: str, by: Caller, *arguments: Argument) -> Json:
        run = partial(self._redis.run, load(name), *self._call(session_id, by), *arguments)
        try:
            return Json(await run())
        except StorageFull as full:
            return Json(await self._content.grow(full, session_id, run))

    def _call(self, session_id: str, by: Caller) -> tuple[tuple[str, ...], *tuple[Argument, ...]]:
        """The keys and the first arguments that all clip scripts share."""
        return keys.of_session(session_id), session_id, self._log_length, packed(by), self._public_url


def _json(value: Any) -> str:
    return value.model_dump_json() if isinstance(value, BaseModel) else orjson.dumps(value).decode()


def _whole(review: Json) -> Json:
    """What was decided, with what holds where nothing was."""
    return review if review == b"null" else Json(Review.model_validate_json(review).model_dump_json().encode())
