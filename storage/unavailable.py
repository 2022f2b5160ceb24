"""Why something that we store in is away: logged once a minute for each cause, however many calls meet it."""

import time
from typing import Final

import structlog

from sessions.base.errors import Unavailable

log = structlog.get_logger("storage")

PAUSE: Final = 60.0  # seconds between two lines about one cause
MOST_CAUSES: Final = 100  # that are remembered; beyond it all are forgotten, and may be logged again

_logged: dict[str, float] = {}


def unavailable(message: str | None, cause: object) -> Unavailable:
    """The refusal, whose cause is in the log. Errors of one kind, such as all that begin with OOM, are one cause."""
    text = str(cause)
    key = f"{message} {type(cause).__name__} {text.split(' ', 1)[0]}"
    now = time.monotonic()
    if now - _logged.get(key, -PAUSE) >= PAUSE:
        if len(_logged) >= MOST_CAUSES:
            _logged.clear()
        _logged[key] = now
        log.warning("unavailable", what=message or Unavailable.message, cause=" ".join(text.split())[:300])
    return Unavailable(message)
