"""Long-polling as a transport: ready while a poll is held, and a send answers it."""

import asyncio

from aiohttp import web

from server.engine import frame
from server.engine.frame import Frame
from server.engine.session import Session


class Polling:
    """The polling transport of one session. At most one poll is held; the session refuses a second."""

    __slots__ = ("_request", "_room", "_session", "_waiter", "ready")

    name = "polling"
    direct = None

    def __init__(self, session: Session) -> None:
        self.ready = False
        self._session = session
        self._waiter: asyncio.Future[bytes] | None = None
        self._request: web.Request | None = None
        self._room: asyncio.Future[None] | None = None

    async def hold(self, request: web.Request) -> bytes:
        """Waits for the body of this poll's answer."""
        waiter: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiter, self._request, self.ready = waiter, request, True
        try:
            return await waiter
        finally:
            if self._waiter is waiter:
                self._forget()

    @property
    def gone(self) -> bool:
        """Whether the client has dropped the held poll."""
        return self._request is not None and self._request.transport is None

    def send(self, frames: list[Frame]) -> None:
        if self.gone:
            self.abort()  # nobody reads the answer, but the code that waits for it must end
        waiter = self._waiter
        self._forget()
        if waiter is None or waiter.done():
            raise ConnectionResetError("the poll is gone")
        waiter.set_result(frame.payload(frames))

    def buffered(self) -> int:
        return 0

    def bound(self, limit: int) -> None:
        """Each POST is bounded when it comes."""

    def pause_reading(self) -> None:
        """The next POST is not answered before `resume_reading`."""
        if self._room is None:
            self._room = asyncio.get_running_loop().create_future()

    def resume_reading(self) -> None:
        room, self._room = self._room, None
        if room is not None and not room.done():
            room.set_result(None)

    async def room(self) -> None:
        """Waits until the application has handled what was posted."""
        if self._room is not None:
            await asyncio.shield(self._room)

    def abort(self) -> None:
        self.resume_reading()
        waiter = self._waiter
        self._forget()
        if waiter is not None and not waiter.done():
            waiter.set_exception(ConnectionResetError("the session has ended"))

    def _forget(self) -> None:
        self._waiter = self._request = None
        self.ready = False
        self._session.poll_answered()
