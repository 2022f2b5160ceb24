"""Clip sessions over HTTP, typed."""

from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict, cast

if TYPE_CHECKING:
    from roomtone_client.client import RoomtoneClient

Status = Literal["created", "active", "paused", "ended"]
Tag = Literal["epic", "funny", "rip", "clutch", "win"]
ExportFormat = Literal["text", "csv", "json", "youtube", "edl", "links"]


class ClipSession(TypedDict):
    """Times are ISO 8601, UTC, with milliseconds."""

    id: str
    title: str
    game: str
    status: Status
    created_at: str
    updated_at: str
    viewer_url: str
    control_url: str
    lead_seconds: int
    moments: NotRequired[int]
    heat: NotRequired[list[int]]


class Segment(TypedDict):
    """A stretch of the stream between two breaks; `index` counts from 1, `end_time` is null while it is open."""

    id: str
    session_id: str
    index: int
    start_time: str
    end_time: str | None
    created_at: str


class Clip(TypedDict):
    """A moment; `offset_seconds` counts from the start of its segment."""

    id: str
    session_id: str
    segment_id: str
    segment_index: int
    offset_seconds: int
    offset_hms: str
    raw_offset_seconds: int
    note: str | None
    tag: Tag | None
    submitted_by: str | None
    clipped: bool
    created_at: str
    tapped_at: str | None


class ClipView(TypedDict):
    """A session as its role may see it: an owner every clip, a viewer her own. `now` is Unix ms."""

    session: ClipSession
    segments: list[Segment]
    clips: list[Clip]
    role: Literal["owner", "viewer"]
    viewers: int
    now: int


class ClipPage(TypedDict):
    items: list[ClipSession]
    next_cursor: str | None


class ControlLink(TypedDict):
    """A one-time link that makes another device a second owner. `expires_at` as the server sends it."""

    url: str
    expires_at: Any


class ClipSessions:
    """The routes under /api/clip-sessions. Every call raises RoomtoneError when refused."""

    def __init__(self, client: "RoomtoneClient") -> None:
        self._client = client

    async def create(self, title: str | None = None, game: str | None = None, **more: int) -> ClipSession:
        fields = {"title": title, "game": game, **more}
        body = {name: value for name, value in fields.items() if value is not None}
        return cast("ClipSession", await self._call("POST", "", body))

    async def list(self, cursor: str | None = None) -> ClipPage:
        query = {"cursor": cursor} if cursor is not None else None
        return cast("ClipPage", await self._client.request("GET", "/api/clip-sessions", query=query))

    async def get(self, session_id: str) -> ClipView:
        return cast("ClipView", await self._call("GET", f"/{session_id}"))

    async def update(self, session_id: str, **fields: str | int) -> ClipSession:
        return cast("ClipSession", await self._call("PATCH", f"/{session_id}", fields))

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
        return cast("Clip", await self._client.request("POST", path, body=fields, idempotent=idempotent))

    async def mark(self, session_id: str, clip_id: str, *, clipped: bool) -> Clip:
        return cast("Clip", await self._call("PATCH", f"/{session_id}/clips/{clip_id}", {"clipped": clipped}))

    async def edit_note(self, session_id: str, clip_id: str, note: str | None) -> Clip:
        return cast("Clip", await self._call("PATCH", f"/{session_id}/clips/{clip_id}", {"note": note}))

    async def remove(self, session_id: str, clip_id: str) -> None:
        await self._call("DELETE", f"/{session_id}/clips/{clip_id}")

    async def export(self, session_id: str, form: ExportFormat, **options: str | int) -> Any:
        """The file: text for the text formats, parsed for `json`."""
        query = {"format": form, **options}
        return await self._client.request("GET", f"/api/clip-sessions/{session_id}/export", query=query)

    async def control_link(self, session_id: str) -> ControlLink:
        return cast("ControlLink", await self._call("POST", f"/{session_id}/control-link"))

    async def take_control(self, session_id: str, ticket: str) -> None:
        await self._call("POST", f"/{session_id}/control", {"ticket": ticket})

    async def _act(self, session_id: str, action: str) -> ClipSession:
        return cast("ClipSession", await self._call("POST", f"/{session_id}/{action}"))

    async def _call(self, method: str, path: str, body: object = None) -> Any:
        return await self._client.request(method, f"/api/clip-sessions{path}", body=body)
