"""The example of docs/extending.md, added to a copy of the project by its own files and its line in the list: it works
in a real server and worker, in a browser and through both clients."""

import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

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
from tests.users import known_as
from tests.web.conftest import browser, chromium

__all__ = ["browser", "chromium"]

MAKE_A_POLL = """async () => {
  const body = JSON.stringify({ question: "Tea?", options: ["Yes", "No"] });
  return (await fetch("/api/polls", { method: "POST", headers: { "Content-Type": "application/json" }, body })).json();
}"""
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


@asynccontextmanager
async def asked(polls: ServerProcess) -> AsyncIterator[tuple[People, str]]:
    """People of a server, and the poll that Ines has made."""
    async with browsing(polls) as browser:
        people = People(browser)
        made = await people.ask("POST", "/api/polls", {"question": "Tea?", "options": ["Yes", "No"]}, sub="ines")
        yield people, made["id"]


async def rows(people: People, sub: str) -> list[tuple[str, str, Any]]:
    """What their home page says of their polls."""
    home = await people.ask("GET", "/api/home", sub=sub)
    return [(row["id"], row["title"], row["facts"]) for row in home["rows"] if row["kind"] == "poll"]


@pytest.mark.timeout(600)
async def test_a_poll_has_members_invitations_and_a_link(polls: ServerProcess) -> None:
    async with asked(polls) as (people, id_):
        path = f"/api/people/{id_}"
        invitation = await people.ask("POST", f"{path}/invitations", {"role": "co-owner"}, sub="ines")
        token = invitation["url"].rpartition("/")[2]
        look = await people.ask("GET", f"/api/invitations/{token}", sub="theo")
        assert (look["kind"], look["title"], look["url"]) == ("poll", "Tea?", f"/polls/{id_}")
        await people.ask("POST", f"/api/invitations/{token}", sub="theo")
        told = await people.ask("PATCH", path, {"link": "nobody"}, sub="theo")
        assert {one["user_id"]: one["role"] for one in told["members"]} == {
            known_as("ines"): "owner",
            known_as("theo"): "co-owner",
        }
        assert (told["roles"], told["links"]) == (["owner", "co-owner", "viewer"], ["nobody", "view"])
        assert await people.refused("GET", path, sub="bo", roles=[]) == (403, "forbidden")

        async def is_at_home() -> bool:
            return (id_, "Tea?", {"winner": None}) in await rows(people, "theo")

        await until(is_at_home)


@pytest.mark.timeout(600)
async def test_a_poll_is_a_row_on_its_owners_home_page_until_it_is_deleted(polls: ServerProcess) -> None:
    async with asked(polls) as (people, id_):

        async def is_at_home() -> bool:
            return (id_, "Tea?", {"winner": None}) in await rows(people, "ines")

        async def is_gone() -> bool:
            return not await is_at_home()

        await until(is_at_home)
        await people.ask("DELETE", f"/api/polls/{id_}", sub="ines")
        await until(is_gone)


@pytest.mark.timeout(600)
async def test_admins_list_delete_and_restore_polls(polls: ServerProcess) -> None:
    async with asked(polls) as (people, id_):
        listed = (await people.admin("GET", "/admin/sessions?kind=poll"))["items"]
        assert (id_, "Tea?", [known_as("ines")]) in [(one["id"], one["name"], one["owners"]) for one in listed]
        await people.admin("DELETE", f"/admin/sessions/{id_}")
        assert [one["id"] for one in (await people.admin("GET", "/admin/deleted"))["items"]] == [id_]
        await people.admin("POST", f"/admin/sessions/{id_}/restore")
        assert (await people.admin("GET", "/admin/deleted"))["items"] == []


@pytest.mark.timeout(600)
async def test_an_export_has_the_polls(polls: ServerProcess) -> None:
    async with asked(polls) as (people, id_):
        admin = people.browser.signed_in("root", roles=["admin"])
        lines = (await people.browser.ask("GET", "/admin/export?kind=poll", **admin)).body
        assert f'"session":"{id_}","kind":"poll"'.encode() in lines


@pytest.mark.timeout(600)
async def test_a_deleted_poll_is_in_its_owners_bin_and_comes_back(polls: ServerProcess) -> None:
    async with asked(polls) as (people, id_):
        await people.ask("DELETE", f"/api/polls/{id_}", sub="ines")
        binned = (await people.ask("GET", "/api/deleted/polls", sub="ines"))["items"]
        assert (id_, "Tea?") in [(one["session_id"], one["title"]) for one in binned]
        await people.ask("POST", f"/api/deleted/polls/{id_}/restore", sub="ines")
        binned = (await people.ask("GET", "/api/deleted/polls", sub="ines"))["items"]
        assert id_ not in [one["session_id"] for one in binned]
        members = (await people.ask("GET", f"/api/people/{id_}", sub="ines"))["members"]
        assert [(one["user_id"], one["role"]) for one in members] == [(known_as("ines"), "owner")]


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
async def test_the_home_page_and_the_bin_delete_and_restore_a_poll(polls: ServerProcess, browser: Browser) -> None:
    page = await (await browser.new_context(locale="en-GB")).new_page()
    await page.goto(polls.url)
    account = page.get_by_role("button", name=re.compile("^Account"))
    await expect(account).to_be_visible()  # signed in as a guest
    poll = await page.evaluate(MAKE_A_POLL)
    await page.goto(f"{polls.url}/polls/{poll['id']}")
    await page.get_by_role("button", name="People").click()
    await expect(page.locator("rt-people").get_by_role("radio", name="View")).to_be_checked()
    await page.goto(polls.url)
    row = page.locator(f'.room-link[href="/polls/{poll["id"]}"]')
    await expect(row).to_contain_text("Tea?")
    await page.get_by_role("button", name="More for Tea?").click()
    await page.get_by_role("menuitem", name="Delete…").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete poll").click()
    await expect(page.locator(".toast")).to_contain_text("Poll deleted.")
    await expect(row).to_have_count(0)
    await account.click()
    await page.get_by_role("button", name="Deleted").click()
    await page.get_by_role("dialog").get_by_role("button", name="Restore: Tea?").click()
    await page.keyboard.press("Escape")
    await expect(row).to_be_visible()


@pytest.mark.timeout(600)
async def test_its_own_file_answers_what_shared_pages_ask_of_every_kind(copy: Path) -> None:
    await run(copy / "web", "node_modules/.bin/vitest", "run", "src/kinds")


@pytest.mark.timeout(600)
async def test_its_scripts_name_what_they_take_and_refuse_before_they_write(copy: Path) -> None:
    tests = ("tests/storage/redis/test_lua_names.py", "tests/storage/redis/test_lua.py")
    await run(copy, sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-k", "poll", *tests)


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
