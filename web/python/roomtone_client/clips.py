"""Clip sessions over HTTP, typed."""

from collections.abc import Mapping
from typing import Any, Protocol

from roomtone_client.contract import (
    Clip,
    ClipSession,
    ClipSessionList,
    ClipSessionView,
    ControlLink,
    Format,
)


class Requests(Protocol):
    """Sends the requests of one user."""

    async def request(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        query: Mapping[str, str | int] | None = None,
        idempotent: bool | None = None,
    ) -> Any: ...


class ClipSessions:
    """The routes under /api/clip-sessions. Every call raises RoomtoneError when refused."""

    def __init__(self, client: Requests) -> None:
        self._client = client

    async def create(self, title: str | None = None, game: str | None = None, **more: int) -> ClipSession:
        fields = {"title": title, "game": game, **more}
        body = {name: value for name, value in fields.items() if value is not None}
        answer: ClipSession = await self._call("POST", "", body)
        return answer

    async def list(self, cursor: str | None = None) -> ClipSessionList:
        query = {"cursor": cursor} if cursor is not None else None
        answer: ClipSessionList = await self._client.request("GET", "/api/clip-sessions", query=query)
        return answer

    async def get(self, session_id: str) -> ClipSessionView:
        """The session with all its clips, from all pages."""
        view: ClipSessionView = await self._call("GET", f"/{session_id}")
        while (cursor := view.get("next_cursor")) is not None:
            page = await self.get_page(session_id, cursor)
            view["clips"] += page["clips"]
            view["next_cursor"] = page["next_cursor"]
        return view

    async def get_page(self, session_id: str, cursor: str) -> ClipSessionView:
        """The page of a `next_cursor`."""
        path = f"/api/clip-sessions/{session_id}"
        answer: ClipSessionView = await self._client.request("GET", path, query={"cursor": cursor})
        return answer

    async def update(self, session_id: str, **fields: str | int) -> ClipSession:
        answer: ClipSession = await self._call("PATCH", f"/{session_id}", fields)
        return answer

    async def delete(self, session_id: str) -> None:
        await self._call("DELETE", f"/{session_id}")

    async def start(self, session_id: str) -> ClipSession:
        return await self._act(session_id, "start")

    async def pause(self, session_id: str) -> ClipSession:
        return await self._act(session_id, "pause")

    async def resume(self, session_id: str) -> ClipSession:
        return await self._act(session_id, "resume")

    async def end(self, session_id: str) -> ClipSession:
        return await self._act(session_id, "end")

    async def submit(self, session_id: str, **fields: str | int) -> Clip:
        """`note`, `tag`, `submitted_by`, `submission_id`, `tapped_at` (Unix ms), all optional."""
        idempotent = "submission_id" in fields
        path = f"/api/clip-sessions/{session_id}/clips"
        answer: Clip = await self._client.request("POST", path, body=fields, idempotent=idempotent)
        return answer

    async def mark(self, session_id: str, clip_id: str, *, clipped: bool) -> Clip:
        answer: Clip = await self._call("PATCH", f"/{session_id}/clips/{clip_id}", {"clipped": clipped})
        return answer

    async def edit_note(self, session_id: str, clip_id: str, note: str | None) -> Clip:
        answer: Clip = await self._call("PATCH", f"/{session_id}/clips/{clip_id}", {"note": note})
        return answer

    async def remove(self, session_id: str, clip_id: str) -> None:
        await self._call("DELETE", f"/{session_id}/clips/{clip_id}")

    async def export(self, session_id: str, form: Format, **options: str | int) -> Any:
        """The file: text for the text formats, without a table's byte order mark; parsed for `json`."""
        query = {"format": form, **options}
        made = await self._client.request("GET", f"/api/clip-sessions/{session_id}/export", query=query)
        return made.removeprefix("\ufeff") if isinstance(made, str) else made

    async def control_link(self, session_id: str) -> ControlLink:
        answer: ControlLink = await self._call("POST", f"/{session_id}/control-link")
        return answer

    async def take_control(self, session_id: str, ticket: str) -> None:
        await self._call("POST", f"/{session_id}/control", {"ticket": ticket})

    async def _act(self, session_id: str, action: str) -> ClipSession:
        answer: ClipSession = await self._call("POST", f"/{session_id}/{action}")
        return answer

    async def _call(self, method: str, path: str, body: object = None) -> Any:
        return await self._client.request(method, f"/api/clip-sessions{path}", body=body)
