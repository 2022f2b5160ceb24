"""The best moments of an ended stream, for everybody while its streamer publishes them (CL22)."""

from hashlib import sha256

from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.clip.review import ClipReview
from handlers.clip.sessions import OF_OWNER
from sessions.base.errors import InvalidTransition, SessionNotFound, TooLarge
from sessions.base.ids import SessionId
from sessions.clip.best import BestChoice, BestPage, best_page
from storage.clip.read import ClipRead
from storage.clip.store import ClipStore


class BestMoments:
    """Publishing is for streamers and not for keys: it shows something to strangers."""

    def __init__(self, store: ClipStore, review: ClipReview) -> None:
        self._store = store
        self._review = review

    @route(
        "POST",
        "/api/clip-sessions/{session_id}/best",
        access=Access.OWNER,
        errors=[*OF_OWNER, InvalidTransition, TooLarge],
        cost=50,
        grows=True,
    )
    async def publish(self, call: Call, session_id: SessionId, body: BestChoice) -> Raw[BestPage]:
        """Publishes the moments that the review shows now, in place of those published before."""

        def make(read: ClipRead) -> BestPage:
            return best_page(*read.parsed(), read.parsed_review(), body)

        page = await self._review.made_of(session_id, call.user, make)
        return Raw(await self._store.publish(session_id, call.user, page))

    @route("DELETE", "/api/clip-sessions/{session_id}/best", status=204, access=Access.OWNER, errors=OF_OWNER)
    async def take_back(self, call: Call, session_id: SessionId) -> None:
        """Takes them back. Without published moments nothing changes."""
        await self._store.take_back(session_id, call.user)

    @route("GET", "/api/clip-sessions/{session_id}/best", access=Access.LINK, errors=[SessionNotFound], tagged=True)
    async def read(self, call: Call, session_id: SessionId) -> Raw[BestPage]:
        """What is published, for everybody. Reading it is no use of the session."""
        page = await self._store.best(session_id)
        call.headers = {"ETag": f'"{sha256(page).hexdigest()[:32]}"'}
        return Raw(page)
