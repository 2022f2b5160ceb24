"""What a closed connection's client is told, by the reason of the close. It decides whether the client reconnects."""

from typing import Final

from server.engine import websocket
from server.engine.session import Reason

# Over a WebSocket: 1001 and 1013 invite the client to reconnect, 1002, 1008 and 1009 do not: the code alone decides.
# Every other reason is 1001, also the application's own.
CODES: Final = {
    Reason.SERVER: websocket.NORMAL,
    Reason.CLIENT: websocket.NORMAL,
    Reason.SLOW: websocket.TRY_AGAIN_LATER,
    Reason.NO_CONNECT: websocket.POLICY,
    Reason.BAD_PACKET: websocket.PROTOCOL_ERROR,
    Reason.TOO_BIG: websocket.TOO_BIG,
}

# Over polling: these get the close packet. However else a session ended, its client should reconnect: python-socketio's
# does so only after an error, never after the close packet.
STAY_AWAY: Final = frozenset(
    (Reason.SERVER, Reason.CLIENT, Reason.NO_CONNECT, Reason.BAD_PACKET, Reason.TRANSPORT_ERROR)
)

# A slow reader would get its close frame after a megabyte that it does not read; the others do not read any more.
UNSENT: Final = frozenset((Reason.SLOW, Reason.TRANSPORT_CLOSE, Reason.TRANSPORT_ERROR))
