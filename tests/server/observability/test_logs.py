import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
import structlog

from server.observability.logs import LogFormat, configure_logs

TOKEN = jwt.encode({"sub": "u1"}, "x" * 32, "HS256")


class Lines:
    """What was logged since the test began."""

    def __init__(self) -> None:
        self._stream = io.StringIO()

    def configure(self, level: str = "info", format_: LogFormat = "json") -> None:
        configure_logs(level, format_, self._stream)

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield Lines()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def test_a_line_is_json_with_what_is_bound_to_the_request(lines: Lines) -> None:
    lines.configure()
    structlog.contextvars.bind_contextvars(request_id="r1", session_id="s1")
    structlog.get_logger("clips").info("clip_submitted", note="Геральт 🔥", count=3)
    [line] = lines.all()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "clip_submitted",
        "level": "info",
        "logger": "clips",
        "request_id": "r1",
        "session_id": "s1",
        "note": "Геральт 🔥",
        "count": 3,
    }


def test_what_is_less_important_than_the_level_is_not_written(lines: Lines) -> None:
    lines.configure("warning")
    for log in (structlog.get_logger("ours"), logging.getLogger("theirs")):
        log.info("quiet")
        log.warning("loud")
    assert [line["event"] for line in lines.all()] == ["loud", "loud"]


def test_lines_of_libraries_and_warnings_take_the_same_way(lines: Lines) -> None:
    lines.configure()
    logging.getLogger("aiohttp.server").error("Error handling %s", "request")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    first, second = lines.all()
    assert (first["event"], first["logger"], first["level"]) == ("Error handling request", "aiohttp.server", "error")
    assert "DeprecationWarning: old" in second["event"]


@pytest.mark.parametrize("format_", ["json", "text"])
def test_D41_no_secret_reaches_a_line(lines: Lines, format_: LogFormat) -> None:
    lines.configure("info", format_)
    log = structlog.get_logger("http")
    log.info("by_name", token="hunter2", Authorization="Bearer hunter2", cookie="a=hunter2", ticket="hunter2")
    log.info(
        "nested", headers={"Cookie": "hunter2", "Host": "rooms"}, list=[{"secret": "hunter2"}, {"a": ["hunter2"]}][:1]
    )
    log.info("by_look", value=f"got {TOKEN} here", header="authorization: Bearer hunter2hunter2")
    for path in ("/i", "/api/invitations"):
        log.info("in_paths", path=f"{path}/{'0' * 32}{'-hunter2-' * 4}hunter2")
    log.info("in_addresses", path="/api/hooks/moment/rtk_0ahunter2", value="rtk_0ahunter2")
    log.info("in_urls", url="https://rooms/tg_auth?token=hunter2&x=1", fragment="/clips/1#ticket=hunter2")
    log.info("in_urls", redis="redis://user:hunter2@redis:6379/0", bot="https://api.telegram.org/bot123:hunter2/getMe")
    log.info("in_cookies", header="a=1; roomtone_token=hunter2; b=2")
    logging.getLogger("aiohttp.server").warning("cannot read %s", "roomtone_token=hunter2")
    assert "hunter2" not in lines.text
    assert TOKEN not in lines.text
    assert lines.text.count("[redacted]") >= 12
    assert "rooms" in lines.text


@pytest.mark.parametrize("format_", ["json", "text"])
def test_a_traceback_has_no_values_of_variables_and_no_secrets(lines: Lines, format_: LogFormat) -> None:
    lines.configure("info", format_)
    address = "redis://:hunter2@redis"
    for log in (structlog.get_logger("ours"), logging.getLogger("theirs")):
        try:
            raise ValueError(f"cannot reach {address}")
        except ValueError as error:
            log.exception("broke")
            log.error(error)
    assert lines.text.count("Traceback (most recent call last)") == 2
    assert lines.text.count("ValueError: cannot reach redis://[redacted]@redis") == 2
    assert "hunter2" not in lines.text


@pytest.mark.parametrize("format_", ["json", "text"])
def test_whatever_a_client_sent_can_be_logged(lines: Lines, format_: LogFormat) -> None:
    lines.configure("info", format_)
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    values: list[Any] = [deep, "\ud800", "\0", b"\xff", {1: {2: object()}}, float("nan"), 10**400, {"a", "b"}, ("я",)]
    for value in values:
        structlog.get_logger("http").info("received", value=value)
    assert lines.text.count("received") == len(values)
    lines.text.encode()
