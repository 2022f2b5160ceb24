"""The Socket.IO packets of the product: how a client's event is decoded, and every packet that is sent to a client.

The engine decodes what this module does not: other namespaces, attachments, CONNECT (`server/engine/socketpacket.py`).
"""

import json
from typing import Any, Final, NoReturn

import orjson

from server.engine import BadPacketError, Frame
from server.engine.websocket import TEXT
from server.http.responses import json_of
from sessions.errors import InvalidPayload, Refusal

TOKEN_EXPIRED: Final = Frame('42["token_expired",{}]')


def decode_event(packet: str) -> tuple[str, list[Any] | InvalidPayload]:
    """Decodes an EVENT packet of the default namespace: `2[<ack id>][…]`.

    Returns the ack id ("" for none) and the event: a list that begins with its name.

    What is not JSON but has an ack id can be answered: then the second value is the refusal. Raises BadPacketError for
    everything else that is not an event.
    """
    start = packet.find("[")
    ack_id = packet[1:start]
    if start < 0 or (ack_id and not (ack_id.isdecimal() and ack_id.isascii() and len(ack_id) < 17)):
        raise BadPacketError("an event is a list")
    try:
        data = loads(packet[start:])
    except ValueError as error:
        if not ack_id:
            raise BadPacketError("an event is JSON") from error
        return ack_id, InvalidPayload("The event is not valid JSON")
    if not isinstance(data, list) or not data or not isinstance(data[0], str):
        raise BadPacketError("an event is a list that begins with its name")
    return ack_id, data


def event_frame(json: bytes) -> Frame:
    return Frame(f'42["session_event",{json.decode()}]')


def signal_frame(json: bytes) -> Frame:
    return Frame(f'42["session_signal",{json.decode()}]')


def resync_frame(session_id: str, reason: str) -> Frame:
    return Frame(f'42["resync",{{"session_id":"{session_id}","reason":"{reason}"}}]')


def ack_frame(ack_id: str, answer: object) -> Frame:
    """The ack with `{ok: true, …}` for an answer, `{ok: false, error, message, …}` for a refusal."""
    if isinstance(answer, Refusal):
        refused = {"ok": False, "error": answer.code, "message": answer.text, **answer.details}
        return Frame.of(TEXT, b"43%b[%b]" % (ack_id.encode(), orjson.dumps(refused)))
    body = json_of(answer)
    if body == b"{}":
        return Frame.of(TEXT, b'43%b[{"ok":true}]' % ack_id.encode())
    return Frame.of(TEXT, b'43%b[{"ok":true,%b]' % (ack_id.encode(), body[1:]))


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
