"""Our own Engine.IO v4 and Socket.IO v5 server."""

from server.engine.connection import EngineConnection
from server.engine.frame import Frame
from server.engine.packets import BadPacketError
from server.engine.server import EngineServer
from server.engine.session import Reason

__all__ = ["BadPacketError", "EngineConnection", "EngineServer", "Frame", "Reason"]
