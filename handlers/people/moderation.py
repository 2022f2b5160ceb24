"""What moderators do against abuse (PE11–PE13): parse, ask the store, answer."""

from typing import Annotated

from pydantic import Field

from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.api.lazy_model import LazyModel
from handlers.people.models import Strict, UserId
from handlers.people.people import OF_SESSION, Named
from sessions.base.errors import Conflict, NotFound, TooLarge
from sessions.base.ids import SessionId
from sessions.base.text import DisplayName
from storage.people.moderation import ModerationStore

StepId = Annotated[int, Field(ge=1, le=2**31)]
NetworkId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class Removal(Strict):
    """Whom to keep out; `content` takes away what they sent too, in a clip session. `name` is how they are listed."""

    user_id: UserId
    name: DisplayName = None
    content: Annotated[bool, Field(strict=True)] = True


class Removed(LazyModel):
    """The step, by which it is undone, and how many moments it took away, tap by tap."""

    step: int
    moments: int


class Undone(LazyModel):
    """How many moments came back, tap by tap."""

    moments: int


class SessionSender(LazyModel):
    """Somebody who marked moments. `network` is the same for people of one network, and tells nothing else of them."""

    user_id: str
    name: str | None
    moments: int
    network: str | None


class SessionNetwork(LazyModel):
    """A network that several people came from; `kept_out` when its guests cannot mark moments."""

    network: str
    people: int
    moments: int
    kept_out: bool


class SessionSenders(LazyModel):
    """Those who sent most first, at most fifty of each."""

    people: list[SessionSender]
    networks: list[SessionNetwork]


class SlowModeChanged(LazyModel):
    """The seconds between two moments or edits of one person; 0 is none."""

    seconds: int


class Moderation:
    def __init__(self, store: ModerationStore, named: Named) -> None:
        self._store = store
        self._named = named

    @route(
        "POST",
        "/api/people/{session_id}/removals",
        status=201,
        access=Access.CO_OWNER,
        errors=[*OF_SESSION, Conflict, TooLarge],
        cost=5,
    )
    async def remove(self, call: Call, session_id: SessionId, body: Removal) -> Removed:
        """Keeps a person out, in a clip session with everything they sent. It can be undone while it is among the last
        steps."""
        user_id = self._named(body.user_id)
        step, moments = await self._store.remove(session_id, call.user, user_id, body.name, content=body.content)
        return Removed(step=step, moments=moments)

    @route(
        "POST",
        "/api/people/{session_id}/networks/{network}/removal",
        status=201,
        access=Access.CO_OWNER,
        errors=[*OF_SESSION, NotFound, TooLarge],
        cost=5,
    )
    async def remove_network(self, call: Call, session_id: SessionId, network: NetworkId) -> Removed:
        """Keeps the guests of a network out of a clip session, with everything that people without a role sent from
        there: for somebody who comes again and again as a new guest."""
        step, moments = await self._store.remove_network(session_id, call.user, network)
        return Removed(step=step, moments=moments)

    @route(
        "POST",
        "/api/people/{session_id}/steps/{step}/undo",
        access=Access.CO_OWNER,
        errors=[*OF_SESSION, NotFound, Conflict, TooLarge],
        cost=5,
    )
    async def undo(self, call: Call, session_id: SessionId, step: StepId) -> Undone:
        """Undoes a step of the list: a removed person may come back with what they sent, a deleted moment is there
        again, slow mode is as it was."""
        return Undone(moments=await self._store.undo(session_id, call.user, step))

    @route("GET", "/api/people/{session_id}/senders", access=Access.CO_OWNER, errors=OF_SESSION, cost=2)
    async def senders(self, call: Call, session_id: SessionId) -> SessionSenders:
        """The people who sent most moments of a clip session, and networks that several people came from."""
        people, networks = await self._store.senders(session_id, call.user)
        return SessionSenders(
            people=[
                SessionSender(user_id=one.user_id, name=one.name, moments=one.moments, network=one.network)
                for one in people
            ],
            networks=[
                SessionNetwork(network=one.network, people=one.people, moments=one.moments, kept_out=one.kept_out)
                for one in networks
            ],
        )
