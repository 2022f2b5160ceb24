"""Search in everything that the caller may read: names, what was said, notes and tasks.

A worker finds the candidates in the lists of the caller; each is read here by the script that says whether the caller
may read it, and only then counted.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal

import orjson
from pydantic import Field, StringConstraints

from auth.user import User
from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.api.lazy_model import LazyModel
from handlers.voice.lifecycle import Lifecycle
from handlers.voice.models import VoiceRow
from handlers.voice.sessions import row_of
from sessions.base.errors import RateLimited, Unavailable
from sessions.base.ids import EntityId
from sessions.voice.search import QUERY_LIMIT, Query, Where
from storage.session.rate_limiter import RateLimiter
from storage.voice.people import VoicePeople
from storage.voice.search.questions import Question, Questions
from storage.voice.store import VoiceSummary

PLACES: Final = 3  # of each session
PLACES_OF_ONE: Final = 200  # when one session is asked for
A_MINUTE: Final = 120  # questions of one user: somebody who types asks twice a second


class SearchQuery(LazyModel):
    """What to look for: every word has to be in the session, in any form; words between quotes stand together. Filters:
    `where` in a session, `who` said it, a `project` (an empty text for sessions without one), made from `since` to
    `until`, Unix ms, or one session, with all of its places. `cursor` is `next_cursor` of the answer before."""

    q: Annotated[str, StringConstraints(max_length=QUERY_LIMIT)]
    where: Literal["", "speech", "note", "task", "name"] = ""
    who: Annotated[str, StringConstraints(max_length=128)] = ""
    project: Annotated[str, StringConstraints(max_length=128)] | None = None
    since: Annotated[int, Field(ge=0, le=10**15)] = 0
    until: Annotated[int, Field(ge=0, le=10**15)] = 0
    session_id: Annotated[str, StringConstraints(pattern=r"^([0-9a-f-]{36})?$")] = ""
    cursor: Annotated[str, StringConstraints(pattern=r"^(\d{1,16}\.[0-9a-f-]{36})?$")] = ""


class VoicePlace(LazyModel):
    """A place: a segment of `speech` at `at_ms` of its source, whose sound is at `audio_url`, a `note` or a `task`.
    `who` said it, if somebody has named them. `text` has plain and found parts in turn, the first plain."""

    where: Where
    source_id: EntityId
    audio_url: str | None
    at_ms: Annotated[int, Field(ge=0)]
    who: str
    text: list[str]


class FoundVoiceSession(LazyModel):
    """A session that has every word; `name` as the text of a place, `place_count` of its places fit the filters, the
    first of which are here."""

    session: VoiceRow
    name: list[str]
    place_count: int
    places: list[VoicePlace]


class PlaceCount(LazyModel):
    """How many places."""

    name: str
    count: int


class VoiceFound(LazyModel):
    """The newest sessions first. The counts are of the places in these sessions, of each kind without regard to its own
    filter. `is_whole` is false while the index is being made, so something may be missing."""

    items: list[FoundVoiceSession]
    places: int
    where: list[PlaceCount]
    who: list[PlaceCount]
    projects: list[PlaceCount]
    is_whole: bool
    next_cursor: str | None


class VoiceSearch:
    def __init__(self, questions: Questions, lifecycle: Lifecycle, people: VoicePeople, limits: RateLimiter) -> None:
        self._questions = questions
        self._lifecycle = lifecycle
        self._people = people
        self._limits = limits

    @route("GET", "/voicebot/search", access=Access.SIGNED_IN, errors=[RateLimited, Unavailable])
    async def search(self, call: Call, query: SearchQuery) -> Raw[VoiceFound]:
        """Looks in everything that the user may read; at most 50 sessions at a time."""
        return Raw(await self.found(call.user, query))

    async def found(self, user: User, query: SearchQuery) -> bytes:
        """The answer as JSON. Raises RateLimited, Unavailable."""
        await self._limits.consume("search", user.id, most=A_MINUTE, seconds=60)
        sought = Query.parse(query.q)
        at, _, after = query.cursor.partition(".")
        answer: dict[str, Any] = {"sessions": [], "more": False, "whole": True}
        if sought.terms:
            question = Question(
                query.q,
                self._people.lists(user),
                query.project,
                query.where,
                query.who,
                query.since,
                query.until,
                (int(at), after) if query.cursor else None,
                query.session_id,
                PLACES_OF_ONE if query.session_id else PLACES,
            )
            answer = await self._questions.ask(question)
        sessions = answer["sessions"]
        # From here on only what the caller may read at this instant.
        rows = await asyncio.gather(*(self._lifecycle.readable(one["session_id"], user) for one in sessions))
        readable = [(one, row) for one, row in zip(sessions, rows, strict=True) if row is not None]
        last = sessions[-1] if answer["more"] else None
        items = [_item(one, row, sought, query) for one, row in readable]
        return b'{"items":[%b],%b,"is_whole":%b,"next_cursor":%b}' % (
            b",".join(item for item in items if item),
            orjson.dumps(_counts(readable, query))[1:-1],
            orjson.dumps(answer["whole"]),
            orjson.dumps(last and f"{last['created_at']}.{last['session_id']}"),
        )


def _fitting(counts: Iterable[tuple[str, str, int]], where: str, who: str) -> Iterable[tuple[str, str, int]]:
    return (one for one in counts if where in ("", one[0]) and who in ("", one[1]))


def _item(one: dict[str, Any], row: VoiceSummary, sought: Query, query: SearchQuery) -> bytes:
    """b"" when no place of the session fits the filters."""
    count = sum(count for _, _, count in _fitting(one["counts"], query.where, query.who))
    if not count:
        return b""
    name = sought.parts(orjson.loads(row.session)["session_name"])
    return b'{"session":%b,"name":%b,"place_count":%d,"places":%b}' % (
        row_of(row),
        orjson.dumps(name),
        count,
        orjson.dumps([_place(place, one["session_id"]) for place in one["places"]]),
    )


def _place(place: dict[str, Any], session_id: str) -> dict[str, Any]:
    kind, _, source_id = place.pop("source").partition("/")
    sound = f"/voicebot/sessions/{session_id}/{kind}/{source_id}/{'audio' if kind == 'recordings' else 'file'}"
    return {**place, "source_id": source_id, "audio_url": sound if place["where"] == "speech" else None}


def _counts(readable: list[tuple[dict[str, Any], VoiceSummary]], query: SearchQuery) -> dict[str, object]:
    where, who, projects = Counter[str](), Counter[str](), Counter[str]()
    for one, row in readable:
        for place, _, count in _fitting(one["counts"], "", query.who):
            where[place] += count
        for _, name, count in _fitting(one["counts"], query.where, ""):
            if name:
                who[name] += count
        projects[row.project] += sum(count for _, _, count in _fitting(one["counts"], query.where, query.who))
    return {
        "places": projects.total(),
        "where": _listed(where),
        "who": _listed(who),
        "projects": _listed(+projects),
    }


def _listed(counts: Counter[str]) -> list[dict[str, object]]:
    return [{"name": name, "count": count} for name, count in counts.most_common(50)]
