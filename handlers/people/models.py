"""Who takes part in a session, as it is sent and asked for."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from auth.text import is_user_id
from handlers.api.lazy_model import LazyModel
from sessions.base.instant import UnixMs
from sessions.base.people import (
    MOST_INVITATION_SECONDS,
    MOST_SLOW_SECONDS,
    MOST_USES,
    Link,
    Role,
)
from sessions.base.text import DisplayName


def _user_id(value: str) -> str:
    if not is_user_id(value):
        raise PydanticCustomError("user_id", "This is no id of a user")
    return value


UserId = Annotated[str, Field(strict=True, max_length=256), AfterValidator(_user_id)]


class Strict(LazyModel):
    model_config = ConfigDict(extra="forbid")


class SessionMember(LazyModel):
    """Somebody with a role, or who was removed (`banned`). `name` is null for somebody named by id alone."""

    user_id: str
    role: Role | Literal["banned"]
    name: str | None
    since: UnixMs | None


class AccessRequest(LazyModel):
    """Somebody who may only look asks for more."""

    user_id: str
    name: str | None
    at: UnixMs


class Invitation(LazyModel):
    """An invitation that works. `uses` 0 is any number; `ends_at` null has no end."""

    id: str
    role: Role
    uses: int
    used: int
    ends_at: UnixMs | None
    note: str | None
    by: str
    by_name: str | None


class InvitedPerson(LazyModel):
    """Somebody who was invited by name and has not answered yet."""

    user_id: str
    role: Role
    name: str | None
    by_name: str | None
    at: UnixMs
    ends_at: UnixMs


class ModerationStep(LazyModel):
    """What somebody who decides did (PE13). Which of the fields from `user_id` on are set depends on the `type`:
    `removed` (a person, or the guests of a network), `moment` (one that was deleted), `role`, `link`, `locked` or
    `slow_mode`. `moments` is how many it took away, tap by tap, `undone_at` (Unix ms) when it was undone. `by` is null
    for an admin of the installation."""

    id: int
    type: Literal["removed", "moment", "role", "link", "locked", "slow_mode"]
    at: UnixMs
    by: str | None
    by_name: str | None
    user_id: str | None = None
    name: str | None = None
    people: int | None = None
    network: str | None = None
    role: str | None = None
    before: str | None = None
    link: Link | None = None
    locked: bool | None = None
    seconds: int | None = None
    seconds_before: int | None = None
    segment_index: int | None = None
    offset_hms: str | None = None
    moments: int = 0
    undone_at: UnixMs | None = None


class You(LazyModel):
    """The caller: the role they have, by whatever reason, whether they may edit (in a clip session: mark moments), and
    whether they have asked for more."""

    user_id: str
    role: Role
    may_edit: bool
    asked: bool


class SessionPeople(LazyModel):
    """Who takes part in a session. `requests`, `invitations`, `invited`, `steps`, and members who are `banned`, are for
    owners and co-owners; viewers of a stream see no members at all. `slow_seconds` are the least between two moments or
    edits of one person (PE12)."""

    kind: str
    you: You
    link: Link
    locked: bool
    roles: list[Role]
    links: list[Link]
    members: list[SessionMember]
    requests: list[AccessRequest]
    invitations: list[Invitation]
    invited: list[InvitedPerson]
    slow_seconds: int
    steps: list[ModerationStep]


class SetRole(Strict):
    """Another role for somebody; null takes it away, `banned` keeps them out. `name` is how they are listed."""

    user_id: UserId
    role: Role | Literal["banned"] | None
    name: DisplayName = None


class SetLink(Strict):
    """What the link lets everybody do; whether only owners may edit for now (a jam); the least seconds between two
    moments or edits of one person, 0 for none."""

    link: Link | None = None
    locked: Annotated[bool | None, Field(strict=True)] = None
    slow_seconds: Annotated[int | None, Field(strict=True, ge=0, le=MOST_SLOW_SECONDS)] = None

    @model_validator(mode="after")
    def _changes_something(self) -> "SetLink":
        if self.link is None and self.locked is None and self.slow_seconds is None:
            raise PydanticCustomError("nothing_to_change", "Say what to change")
        return self


class AnswerRequest(Strict):
    """Whether somebody who asked may edit from now on."""

    user_id: UserId
    accept: Annotated[bool, Field(strict=True)]


class NewInvitation(Strict):
    """An invitation to make: for how many uses (0 for any number) and how long (null for no end); the note is for the
    list."""

    role: Role
    uses: Annotated[int, Field(strict=True, ge=0, le=MOST_USES)] = 1
    seconds: Annotated[int | None, Field(strict=True, ge=60, le=MOST_INVITATION_SECONDS)] = None
    note: DisplayName = None


class MadeInvitation(LazyModel):
    """The address is in this answer alone: the server keeps only its digest."""

    id: str
    url: str


class InvitationView(LazyModel):
    """What an invitation is for. `has_it`: the caller has this role or a higher one already; `url` is the session's
    page."""

    kind: str
    title: str | None
    role: Role
    by_name: str | None
    has_it: bool
    url: str


class JoinedSession(LazyModel):
    """The page of the session that the caller takes part in now."""

    url: str


class MemberChanged(LazyModel):
    """Somebody's role has changed; null is none. This user has to subscribe again. Viewers of a stream are not told who
    it is."""

    user_id: str | None
    role: Role | Literal["banned"] | None


class LinkChanged(LazyModel):
    """What the link lets everybody do; everybody has to subscribe again."""

    link: Link


class EditingLocked(LazyModel):
    """Whether only owners may edit for now."""

    locked: bool


class RequestDeclined(LazyModel):
    """The user who asked for more and does not get it."""

    user_id: str
