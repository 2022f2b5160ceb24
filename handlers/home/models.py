"""What a home page is told."""

from handlers.api.lazy_model import LazyModel
from handlers.live.kinds import RowFacts, RowKind
from handlers.people.models import AccessRequest
from sessions.base.ids import SessionId
from sessions.base.instant import UnixMs
from sessions.base.people import Role


class Offer(LazyModel):
    """An invitation that waits for an answer."""

    role: Role
    by_name: str | None
    at: UnixMs
    ends_at: UnixMs


class HomeRow(LazyModel):
    """A session of this user, one that was shared with them, or one that they are invited to.

    `state` is a clip session's status, a voice session's pictogram, `playing` or `stopped` for a jam and for the
    listening history, whose title is the book that was heard last; its row changes when listening begins and ends. Who
    is only invited has no role and sees neither state nor facts. `listed` is true for what the user made, joined or
    asked for; otherwise it was shared with them without being asked. `requests` are the oldest ones, for owners and
    co-owners. `changed_at` may be 10 seconds behind the edits of a jam."""

    id: SessionId
    kind: RowKind
    title: str | None
    created_at: UnixMs
    changed_at: UnixMs
    state: str | None
    facts: RowFacts | None
    role: Role | None
    listed: bool
    by_name: str | None
    requests: list[AccessRequest]
    invitation: Offer | None


class HomeView(LazyModel):
    """All rows, in no order; at most 1,000, those whose sessions changed last."""

    rows: list[HomeRow]


class RowChanged(LazyModel):
    """A row that is new or says something else."""

    row: HomeRow


class RowRemoved(LazyModel):
    """A session that this user has no part in any more."""

    id: SessionId


class Home(LazyModel):
    """The user's own home: `id` is what to subscribe to."""

    id: SessionId
    rows: int


class KnownUser(LazyModel):
    """Somebody who may be invited by name."""

    user_id: str
    name: str | None


class KnownPeople(LazyModel):
    """Who took part in a session of the user's within 90 days, and people of their projects."""

    people: list[KnownUser]
