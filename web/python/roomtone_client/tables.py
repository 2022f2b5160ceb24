"""Made from the server's contract by `make docs`. Do not edit."""

from typing import Final, Literal

Advice = Literal["retry", "sign_in", "give_up"]
"""`retry`: come back later; `sign_in`: come back with a new token; `give_up`: the same command will never succeed."""

SERVER_ADVICE: Final[dict[str, Advice]] = {
    "invalid_payload": "give_up",
    "digest_mismatch": "retry",
    "invalid_session_id": "give_up",
    "unauthorized": "sign_in",
    "forbidden": "give_up",
    "blocked": "give_up",
    "session_not_found": "give_up",
    "not_found": "give_up",
    "method_not_allowed": "give_up",
    "invalid_transition": "give_up",
    "session_not_active": "give_up",
    "too_soon": "give_up",
    "conflict": "give_up",
    "precondition_failed": "give_up",
    "ticket_spent": "give_up",
    "request_timeout": "retry",
    "too_large": "give_up",
    "file_too_large": "give_up",
    "unsupported_media": "give_up",
    "storage_full": "give_up",
    "rate_limited": "retry",
    "internal_error": "retry",
    "unavailable": "retry",
}
"""What a client does after each refusal of the server."""

KEY_FIELD: Final[dict[str, str]] = {
    "submit_clip": "submission_id",
    "edit_session": "edit_id",
}
"""Where the key of a command goes under which a repeat changes nothing and gives the first answer."""

REPEATABLE: Final[frozenset[str]] = frozenset(
    {
        "refresh_token",
        "next_page",
        "unsubscribe_from_session",
        "wait_durable",
        "mark_clip",
        "mark_moment",
        "mark_moments",
        "report_recording",
        "keep_recording",
    }
)
"""Commands that set a value: a repeat sets it again."""
