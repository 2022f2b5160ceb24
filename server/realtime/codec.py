"""What the product says in Socket.IO packets. The packets themselves are read and written by the engine
(`server/engine/events.py`, `socketpacket.py`)."""

from typing import Final

import orjson

from server.engine import Frame
from server.engine.events import ack_frame, event_frame
from server.http.responses import json_of
from sessions.base.errors import Refusal

TOKEN_EXPIRED: Final = event_frame("token_expired", b"{}")


def session_event_frame(json: bytes) -> Frame:
    return event_frame("session_event", json)


def signal_frame(json: bytes) -> Frame:
    return event_frame("session_signal", json)


def resync_frame(session_id: str, reason: str) -> Frame:
    return event_frame("resync", f'{{"session_id":"{session_id}","reason":"{reason}"}}'.encode())


def answer_frame(ack_id: str, answer: object) -> Frame:
    """The ack with `{ok: true, …}` for an answer, `{ok: false, error, message, …}` for a refusal."""
    if isinstance(answer, Refusal):
        refused = {"ok": False, "error": answer.code, "message": answer.text, **answer.details}
        return ack_frame(ack_id, "", orjson.dumps(refused))
    body = json_of(answer)
    return ack_frame(ack_id, '{"ok":true' if body == b"{}" else '{"ok":true,', body[1:])
