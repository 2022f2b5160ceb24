"""The one error of the client; its code alone decides what a program does next."""

from collections.abc import Mapping
from typing import Any, Final

from roomtone_client.tables import SERVER_ADVICE, Advice

_ADVICE: Final[dict[str, Advice]] = {
    **SERVER_ADVICE,
    # made by the client: failures between it and the server
    "offline": "retry",
    "connection_lost": "retry",
    "timeout": "retry",
    "bad_answer": "retry",
    "closed": "give_up",
}


class RoomtoneError(Exception):
    """A refusal of the server, or a missing answer.

    `code` is for programs, the text for people; `details` are further members of the answer (`retry_after` in seconds,
    `violations`, limits); `status` is the HTTP status, 0 when the answer did not come over HTTP.
    """

    def __init__(self, code: str, message: str = "", details: Mapping[str, Any] | None = None, status: int = 0) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message
        self.details: Mapping[str, Any] = details or {}
        self.status = status

    @property
    def advice(self) -> Advice:
        """What to do; an unknown code of a newer server is judged by its HTTP status."""
        known = _ADVICE.get(self.code)
        if known is not None:
            return known
        if self.status == 401:
            return "sign_in"
        return "retry" if self.status == 429 or self.status >= 500 else "give_up"

    @property
    def retry_after(self) -> float:
        """Seconds that the server asks us to wait; 0 when it gave no time."""
        seconds = self.details.get("retry_after")
        return float(seconds) if isinstance(seconds, int | float) and seconds > 0 else 0.0

    @classmethod
    def from_ack(cls, ack: Mapping[str, Any]) -> "RoomtoneError":
        """A refusing ack `{ok: false, error, message, …details}`."""
        details = {name: value for name, value in ack.items() if name not in {"ok", "error", "message"}}
        return cls(str(ack.get("error", "bad_answer")), str(ack.get("message", "")), details)

    @classmethod
    def from_body(cls, status: int, body: object) -> "RoomtoneError":
        """An HTTP error body `{error, code, …details}`; any other body is a proxy's, not ours."""
        if isinstance(body, dict) and isinstance(body.get("code"), str):
            details = {name: value for name, value in body.items() if name not in {"error", "code"}}
            return cls(body["code"], str(body.get("error", "")), details, status)
        # Our server sends 403 and 404 with a code: one without a code is from a proxy that lost the server for a
        # moment, and must not end anything for good.
        codes = {401: "unauthorized", 403: "bad_answer", 404: "bad_answer", 413: "too_large", 429: "rate_limited"}
        fallback = "unavailable" if status >= 500 else "invalid_payload"
        return cls(codes.get(status, fallback), f"the server answered {status}", status=status)
