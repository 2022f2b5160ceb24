"""If-Match and If-None-Match: lists, weak tags and `*`, on a jam and on what is read in parts."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from handlers.api.entity_tags import EntityTags
from tests.processes import ServerProcess
from tests.server.client import Browser, browsing


@pytest.fixture
async def browser(server: ServerProcess) -> AsyncIterator[Browser]:
    async with browsing(server) as one:
        yield one


@pytest.mark.parametrize(
    ("header", "strongly", "weakly"),
    [
        ('"a"', True, True),
        ('"b"', False, False),
        ('"b", "a"', True, True),
        ('"b",W/"a"', False, True),
        ('W/"a"', False, True),
        ("*", True, True),
        (" * ", True, True),
        (', "b" ,, "a" ,', True, True),
        ("a", False, False),
        ('"a', False, False),
        ('"a" "b"', False, False),
        ('"a", *', False, False),
        ('w/"a"', False, False),
        ("", False, False),
    ],
)
def test_OP16_a_list_of_tags_is_read_as_it_is_written(header: str, strongly: bool, weakly: bool) -> None:
    tags = EntityTags.read(header)
    assert tags is not None
    assert (tags.match('"a"'), tags.match_weakly('"a"'), tags.match_weakly('W/"a"')) == (strongly, weakly, weakly)


def test_OP16_no_header_is_no_condition() -> None:
    assert EntityTags.read(None) is None


async def a_jam(browser: Browser) -> tuple[str, str]:
    path = f"/api/sessions/{(await browser.ask('POST', '/api/sessions', json={})).json['id']}"
    return path, (await browser.ask("GET", path)).headers["ETag"]


@pytest.mark.parametrize(
    ("condition", "status"),
    [("{}", 304), ("W/{}", 304), ('"x", {}', 304), ("*", 304), ('"x"', 200), ('W/"x", "y"', 200), ("nonsense", 200)],
)
async def test_OP16_a_jam_that_is_known_is_not_sent_again(condition: str, status: int, browser: Browser) -> None:
    path, etag = await a_jam(browser)
    headers: dict[str, Any] = {"If_None_Match": condition.format(etag)}
    answer = await browser.ask("GET", path, **headers)
    assert (answer.status, bool(answer.body)) == (status, status == 200)
    assert answer.headers["ETag"] == etag


@pytest.mark.parametrize(
    ("condition", "status"),
    [("{}", 200), ('"x", {}', 200), ("*", 200), ("W/{}", 412), ('"x"', 412), ("nonsense", 412), ("", 412)],
)
async def test_OP16_S12_a_put_is_carried_out_when_one_of_the_tags_is_current(
    condition: str, status: int, browser: Browser
) -> None:
    path, etag = await a_jam(browser)
    headers: dict[str, Any] = {"If_Match": condition.format(etag)}
    body = {"state": {"tracks": [], "tempo": 100, "swing": 0, "version": 1}}
    answer = await browser.ask("PUT", path, json=body, **headers)
    assert answer.status == status
    assert (await browser.ask("GET", path)).json["state"]["tempo"] == (100 if status == 200 else 120)
