"""What the product says in Socket.IO packets: the event that a client sends, and everything that a client receives.

The packets themselves are read and written by the engine (`server/engine/events.py`, `socketpacket.py`).
"""

import json
from typing import Any, Final, NoReturn

import orjson

from server.engine import BadPacketError, Frame
from server.engine.events import event_frame, is_event, object_ack_frame, plain_event_parts
from server.http.responses import json_of
from sessions.base.errors import InvalidPayload, Refusal

TOKEN_EXPIRED: Final = event_frame("token_expired", b"{}")


def decode_event(packet: str) -> tuple[str, list[Any] | InvalidPayload]:
    """Decodes an EVENT packet of the default namespace: `2[<ack id>][…]`.

    Returns the ack id ("" for none) and the event: a list that begins with its name.

    What is not JSON but has an ack id can be answered: then the second value is the refusal. Raises BadPacketError for
    everything else that is not an event.
    """
    ack_id, values = plain_event_parts(packet)
    try:
        data = loads(values)
    except ValueError as error:
        if not ack_id:
            raise BadPacketError("an event is JSON") from error
        return ack_id, InvalidPayload("The event is not valid JSON")
    if not is_event(data):
        raise BadPacketError("an event is a list that begins with its name")
    return ack_id, data


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
        return object_ack_frame(ack_id, "", orjson.dumps(refused))
    body = json_of(answer)
    return object_ack_frame(ack_id, '{"ok":true' if body == b"{}" else '{"ok":true,', body[1:])


def loads(text: str | bytes) -> Any:
    """The value. Lone surrogates, which orjson refuses, are accepted, so that a violation can name their field.

    Raises ValueError for invalid JSON, for NaN and Infinity, and for nesting deeper than orjson's 1024.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if error.msg.startswith("depth limit"):  # Python 3.13 accepts a depth that nothing else can handle
            raise
        try:
            return json.loads(text, parse_constant=_refuse)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def dumps(value: Any, **_: Any) -> str:
    """For python-socketio, which passes options of the standard library's encoder."""
    return orjson.dumps(value).decode()


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
