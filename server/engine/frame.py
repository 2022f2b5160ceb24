"""A message for many clients: encoded once, shared by all recipients."""

from server.engine import packets, speedups, websocket
from server.engine.packets import Packet


class Frame:
    """One Engine.IO packet, encoded once for each kind of transport. `encoded` is the whole WebSocket frame, `size` its
    length in bytes."""

    __slots__ = ("_payload", "encoded", "size")

    def __init__(self, packet: Packet) -> None:
        """`packet` is text, its type character included (`4` + the Socket.IO packet), or a binary message's bytes."""
        if isinstance(packet, str):
            self.encoded = websocket.encode(websocket.TEXT, packet.encode())
        else:
            self.encoded = websocket.encode(websocket.BINARY, packet)
        self.size = len(self.encoded)
        self._payload: bytes | None = None

    @classmethod
    def text(cls, head: str, body: bytes, tail: bytes) -> "Frame":
        """A text packet of three parts; bytes are UTF-8, as the JSON encoder returns them."""
        return cls.raw(speedups.text_frame(head, body, tail))

    @classmethod
    def pong(cls, payload: bytes) -> "Frame":
        """A control frame that is sent in the order of the others."""
        return cls.raw(websocket.encode(websocket.PONG, payload))

    @classmethod
    def raw(cls, encoded: bytes) -> "Frame":
        frame = cls.__new__(cls)
        frame.encoded = encoded
        frame.size = len(encoded)
        frame._payload = None
        return frame

    @property
    def packet(self) -> Packet:
        """The packet as the application wrote it; for a control frame, which is not a packet, a NOOP."""
        opcode, payload = websocket.decode(self.encoded)
        if opcode == websocket.TEXT:
            return payload.decode()
        return payload if opcode == websocket.BINARY else packets.NOOP

    @property
    def payload(self) -> bytes:
        """The packet in the form of a polling payload; built for the first poller, kept for the others."""
        if self._payload is None:
            packet = self.packet
            self._payload = packet.encode() if isinstance(packet, str) else packets.binary_in_payload(packet)
        return self._payload

    def __repr__(self) -> str:
        return f"Frame({self.packet[:40]!r})"


PING = Frame(packets.PING)
NOOP = Frame(packets.NOOP)
CLOSE = Frame(packets.CLOSE)
PROBE_ANSWER = Frame(packets.PONG + "probe")


def payload(frames: list[Frame]) -> bytes:
    """The body of a poll's answer."""
    return b"\x1e".join([frame.payload for frame in frames])
