"""The example of docs/extending.md, added to a copy of the project by its own files and its line in the list: it works
in a real server and worker, in a browser and through both clients."""

import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect
from roomtone_client import RoomtoneClient, RoomtoneError

from storage.redis.client import Redis
from tests.examples.installation import (
    EXAMPLE,
    LINE,
    LIST,
    CopysListener,
    installed,
    run,
)
from tests.handlers.admin.people import People
from tests.message_check import take_problems
from tests.polling import until
from tests.processes import ROOT, RedisProcess, ServerProcess, WorkerProcess
from tests.server.client import browsing
from tests.web.conftest import browser, chromium

__all__ = ["browser", "chromium"]

PAGE = (ROOT / "docs/extending.md").read_text()


@pytest.fixture(scope="module")
async def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the project with the example."""
    return await installed(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
async def redis_of_polls(copy: Path) -> AsyncIterator[RedisProcess]:
    with tempfile.TemporaryDirectory(prefix="rt") as short:
        redis = RedisProcess(Path(short))
        redis.listener = partial(CopysListener, copy)  # this process does not know the example
        await redis.start()
        yield redis
        await redis.stop()


@pytest.fixture(scope="module")
async def polls(
    copy: Path, redis_of_polls: RedisProcess, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[ServerProcess]:
    async with polling(copy, redis_of_polls.url, tmp_path_factory.mktemp("data")) as server:
        yield server


@asynccontextmanager
async def polling(root: Path, redis_url: str, data: Path) -> AsyncIterator[ServerProcess]:
    """A server and a worker of the copy."""
    server, worker = ServerProcess(redis_url, data), WorkerProcess(redis_url, data)
    server.folder = worker.folder = root
    await server.start()
    await worker.start()
    yield server
    await worker.stop()
    await server.stop()


@pytest.mark.timeout(600)
async def test_a_vote_reaches_everybody_and_a_job_finds_the_winner(polls: ServerProcess) -> None:
    async with RoomtoneClient(polls.url) as maker, RoomtoneClient(polls.url) as voter:
        poll = await maker.request("POST", "/api/polls", body={"question": "Tea?", "options": ["Yes", "No"]})
        about = {"session_id": poll["id"]}
        subscription = await maker.subscribe(poll["id"])
        assert (subscription.role, subscription.snapshot["counts"]) == ("owner", [0, 0])
        await voter.command("vote", {**about, "option": 0})
        await voter.command("vote", {**about, "option": 1})
        maker.cut()  # what follows is recovered
        await voter.command("vote", {**about, "option": 1})
        with pytest.raises(RoomtoneError, match="forbidden"):
            await voter.command("close_poll", about)
        await maker.command("close_poll", about)
        await subscription.wait_for(lambda subscription: len(subscription.events) == 4)
        assert [event["type"] for event in subscription.events] == ["voted", "voted", "closed", "counted"]
        assert subscription.recoveries == 0
        with pytest.raises(RoomtoneError, match="session_not_active"):
            await voter.command("vote", {**about, "option": 0})
        async with RoomtoneClient(polls.url) as late:
            fresh = (await late.subscribe(poll["id"])).snapshot
        assert (fresh["counts"], fresh["winner"], fresh["is_open"]) == ([0, 1], 1, False)


@pytest.mark.timeout(600)
async def test_people_home_admins_and_the_bin_know_polls_by_their_own_files(polls: ServerProcess) -> None:
    async with browsing(polls) as browser:
        people = People(browser)
        made = await people.ask("POST", "/api/polls", {"question": "Tea?", "options": ["Yes", "No"]}, sub="ines")
        id_, path = made["id"], f"/api/people/{made['id']}"

        invitation = await people.ask("POST", f"{path}/invitations", {"role": "co-owner"}, sub="ines")
        token = invitation["url"].rpartition("/")[2]
        look = await people.ask("GET", f"/api/invitations/{token}", sub="theo")
        assert (look["kind"], look["title"], look["url"]) == ("poll", "Tea?", f"/polls/{id_}")
        await people.ask("POST", f"/api/invitations/{token}", sub="theo")
        told = await people.ask("PATCH", path, {"link": "nobody"}, sub="theo")
        assert {one["user_id"]: one["role"] for one in told["members"]} == {"ines": "owner", "theo": "co-owner"}
        assert (told["roles"], told["links"]) == (["owner", "co-owner", "viewer"], ["nobody", "view"])
        assert await people.refused("GET", path, sub="bo", roles=[]) == (403, "forbidden")

        async def is_at_home() -> bool:
            rows = (await people.ask("GET", "/api/home", sub="theo"))["rows"]
            return [(one["kind"], one["title"], one["facts"]) for one in rows] == [("poll", "Tea?", {"winner": None})]

        await until(is_at_home)
        listed = (await people.admin("GET", "/admin/sessions?kind=poll"))["items"]
        assert (id_, "Tea?", ["ines"]) in [(one["id"], one["name"], one["owners"]) for one in listed]
        lines = (await browser.ask("GET", "/admin/export?kind=poll", **browser.signed_in("root", roles=["admin"]))).body
        assert f'"session":"{id_}","kind":"poll"'.encode() in lines

        await people.admin("DELETE", f"/admin/sessions/{id_}")
        assert [one["id"] for one in (await people.admin("GET", "/admin/deleted"))["items"]] == [id_]
        await people.admin("POST", f"/admin/sessions/{id_}/restore")
        await people.ask("DELETE", f"/api/polls/{id_}", sub="ines")
        (binned,) = (await people.ask("GET", "/api/deleted/polls", sub="ines"))["items"]
        assert (binned["session_id"], binned["title"]) == (id_, "Tea?")
        await people.ask("POST", f"/api/deleted/polls/{id_}/restore", sub="ines")
        await until(is_at_home)


@pytest.mark.timeout(600)
async def test_the_page_shows_the_votes_of_others_and_votes(polls: ServerProcess, browser: Browser) -> None:
    async with RoomtoneClient(polls.url) as maker:
        poll = await maker.request("POST", "/api/polls", body={"question": "Tea?", "options": ["Yes", "No"]})
        subscription = await maker.subscribe(poll["id"])
        page = await (await browser.new_context()).new_page()
        answer = await page.goto(f"{polls.url}/polls/{poll['id']}")
        assert answer is not None
        assert answer.status == 200
        await expect(page.get_by_role("heading", name="Tea?")).to_be_visible()
        await maker.command("vote", {"session_id": poll["id"], "option": 1})
        await expect(page.get_by_role("button", name="No: 1")).to_be_visible()
        await page.get_by_role("button", name="Yes: 0").click()
        await subscription.wait_for(lambda subscription: len(subscription.events) == 2)
        await expect(page.get_by_role("button", name="Yes: 1")).to_be_visible()
        await maker.command("close_poll", {"session_id": poll["id"]})
        await expect(page.get_by_text("The winner is Yes")).to_be_visible()


@pytest.mark.timeout(600)
async def test_the_home_page_knows_the_poll_by_its_own_file(polls: ServerProcess, browser: Browser) -> None:
    async with RoomtoneClient(polls.url) as maker:
        poll = await maker.request("POST", "/api/polls", body={"question": "Tea?", "options": ["Yes", "No"]})
    page = await (await browser.new_context()).new_page()
    await page.goto(f"{polls.url}/polls/{poll['id']}")
    await expect(page.get_by_role("heading", name="Tea?")).to_be_visible()
    await page.goto(polls.url)
    opened = page.get_by_role("list", name="Recent").get_by_role("link")
    await expect(opened).to_contain_text("Tea? Polls · ")
    await expect(opened).to_have_attribute("href", f"/polls/{poll['id']}")


@pytest.mark.timeout(600)
async def test_the_browsers_client_knows_its_types_and_receives_it(polls: ServerProcess) -> None:
    command = ("node_modules/.bin/vitest", "run", "--config", "vitest.live.config.ts", "src/poll")
    await run(polls.folder / "web", *command, ROOMTONE_URLS=polls.url)


@pytest.mark.timeout(600)
async def test_what_it_publishes_is_compared_with_its_own_models(redis_of_polls: RedisProcess) -> None:
    redis = await Redis.connect(redis_of_polls.url)
    channel = "rt:{b1}:session:none:feed:votes"
    event = b'e epoch 1 {"seq":1,"at":1,"type":"voted","session_id":"none","by":null,"data":{"poll":{}}}'
    await redis.call(channel, "SPUBLISH", channel, event)
    await redis.close()
    found: list[str] = []

    async def is_found() -> bool:
        found.extend(take_problems())
        return bool(found)

    await until(is_found)
    assert len(found) == 1
    assert "poll.question" in found[0]


def test_the_guide_shows_the_files_that_run() -> None:
    shown = re.findall(r"^`([^`]+)`:\n\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert dict(shown) == {
        str(file.relative_to(EXAMPLE)): file.read_text() for file in files() if ".live." not in file.name
    }


def test_the_guide_shows_the_line_of_the_list_and_counts_the_places() -> None:
    assert f"+{LINE}" in PAGE
    own = [file for file in files() if ".live." not in file.name]
    assert f"{len(own)} files of its own, and one line in `{LIST}`" in PAGE


def files() -> list[Path]:
    return sorted(path for path in EXAMPLE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
