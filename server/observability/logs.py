"""Structured logs on standard error: one line for each event, text for people or JSON for a collector, without secrets.

A line has the id of its request (`request_ids.py`), and everything bound by structlog's context variables.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, Final, Literal, TextIO

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from server.http.request_ids import add_request_id

LogFormat = Literal["json", "text"]

REDACTED: Final = "[redacted]"
_DEEPEST: Final = 8  # a client's value may be nested deeper than a line should be
_SECRET_KEYS: Final = frozenset(
    {"authorization", "cookie", "set-cookie", "password", "roomtone_token", "secret", "ticket", "token"}
)
# Each pattern reads a text only once: a lookbehind keeps it from starting again within a run of letters, possessive
# quantifiers (`++`) from trying shorter forms of a run. Clients' values are logged, and may be long.
_SECRET_TEXT: Final = (
    # a JSON Web Token, anywhere: its header always begins with {"
    (re.compile(r"(?<![\w-])((?>[\w-]*?\b(?=eyJ)))eyJ[\w-]{5,}+\.[\w-]++\.[\w-]*+"), rf"\1{REDACTED}"),
    (re.compile(r"(?i)\b(bearer|basic)\s++[\w.~+/=-]{8,}+"), rf"\1 {REDACTED}"),
    (re.compile(r"(?i)\b(token|ticket|secret|password)=[^&\s#'\"]++"), rf"\1={REDACTED}"),
    (re.compile(r"(?i)\b(roomtone_token)=[^;\s'\"]++"), rf"\1={REDACTED}"),
    (re.compile(r"(?<![a-z+])([a-z+]++://)[^/\s@'\"]*+@"), rf"\1{REDACTED}@"),  # credentials in an address
    # an invitation's secret is in the path
    (re.compile(r"(/(?:i|invitations)/[0-9a-f]{32})[\w-]{43}"), rf"\1{REDACTED}"),
    (re.compile(r"(?<![\w-])rtk_\w++"), REDACTED),  # a script's key, also in an address
    (re.compile(r"(/bot)\d++:[\w-]++"), rf"\1{REDACTED}"),  # the Bot API's token is in the path
)
_LONGEST: Final = 32_768  # characters of a text in a line; a longer one is cut, with a mark


def configure_logs(level: str = "info", format_: LogFormat = "text", stream: TextIO | None = None) -> None:
    """Sets up structlog and the standard library's logging, whose lines get the same format; may be called again."""
    stream = sys.stderr if stream is None else stream
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        add_request_id,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(format_, stream)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Removes secrets from a log line: by the name of a field, and by the pattern in any text."""
    return {key: _clean(value, key) for key, value in event.items()}


def _clean(value: Any, key: str = "", depth: int = 0) -> Any:
    if key.lower() in _SECRET_KEYS:
        return REDACTED
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, BaseException):
        return _clean_text(str(value))
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        if depth == _DEEPEST:
            return "…"
        if isinstance(value, Mapping):
            return {str(inner): _clean(item, str(inner), depth + 1) for inner, item in value.items()}
        return [_clean(item, "", depth + 1) for item in value]
    return value


def _clean_text(text: str) -> str:
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}… ({len(text) - _LONGEST} more)"
    for pattern, replacement in _SECRET_TEXT:
        text = pattern.sub(replacement, text)
    # A lone surrogate has no UTF-8 form: the line would be lost.
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _renderer(format_: LogFormat, stream: TextIO) -> Processor:
    if format_ == "json":
        return structlog.processors.JSONRenderer(serializer=_json)
    # The plain traceback: other formats show the values of variables.
    return structlog.dev.ConsoleRenderer(
        colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
    )


def _json(event: EventDict, **_: Any) -> str:
    try:
        return orjson.dumps(event, default=repr).decode()
    except TypeError:  # integers beyond 64 bits
        return json.dumps(event, default=repr, ensure_ascii=False)
