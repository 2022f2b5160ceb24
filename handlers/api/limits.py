"""The limits of this server, for pages that warn before a refusal (OP25)."""

from handlers.api.call import Call
from handlers.api.contract import Access, route
from handlers.api.lazy_model import LazyModel
from sessions.base.text import NAME_LIMIT, NOTE_LIMIT, TITLE_LIMIT


class ServerLimits(LazyModel):
    """What a client may send. Sizes are bytes, lengths are characters; a limit of 0 is none. Links of voice sessions
    may have one of the `old_hosts`. After `retention_days` without use streams and voice sessions go to their owners'
    bins (D42)."""

    body_bytes: int
    message_bytes: int
    chunk_bytes: int
    recording_bytes: int
    material_bytes: int
    file_bytes: int
    session_bytes: int
    owner_bytes: int
    guest_bytes: int
    media_owner_bytes: int
    media_guest_bytes: int
    media_seconds: int
    note_length: int = NOTE_LIMIT
    title_length: int = TITLE_LIMIT
    display_name_length: int = NAME_LIMIT
    clip_gap_seconds: int
    clip_max_tap_age_seconds: int
    jam_tracks: int
    jam_edit_paths: int
    jam_name_length: int
    jam_track_name_length: int
    old_hosts: list[str]
    retention_days: int
    uploads_at_once: int
    events_a_second: float
    sessions_a_minute: int


class LimitsToldToPages:
    def __init__(self, limits: ServerLimits) -> None:
        self._limits = limits

    @route("GET", "/api/limits", access=Access.ANYONE)
    async def limits(self, call: Call) -> ServerLimits:
        """The limits of this server; its operator can change them."""
        return self._limits
