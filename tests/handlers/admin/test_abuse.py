"""Against abuse: what a user or an address made is found, blocked, taken down and brought back (AB rules)."""

from typing import Any

import pytest

from server.products.admin import take_downs_of
from server.settings.model import Settings
from storage.account.identities import Identities
from storage.admin.work import AdminWork
from storage.people.moderation import ModerationStore
from storage.redis import keys
from storage.redis.client import Redis
from tests.handlers.admin.people import People
from tests.handlers.admin.test_tasks import job_of
from tests.polling import until
from tests.processes import ServerProcess
from tests.server.client import browsing, connected
from tests.users import a_telegram_number, a_user, is_pseudonym, known_as

SETTINGS = Settings()
HERE = "127.0.0.1"
URL = "http://127.0.0.1"


async def guest(people: People, name: str = "Troll") -> dict[str, Any]:
    made = await people.browser.ask("POST", "/api/auth/guest", json={"name": name})
    assert made.status == 201, made.body
    found: dict[str, Any] = made.json
    return found


async def by(people: People, who: dict[str, Any], verb: str, path: str, json: Any = None) -> Any:
    """What a guest's call answers."""
    return await people.browser.ask(verb, path, json=json, Authorization=f"Bearer {who['token']}")


async def clip_with_moment(people: People, who: dict[str, Any]) -> str:
    """A stream of Ben's in which somebody marked a moment."""
    clip = await people.clip("ben", "Ben's stream")
    await people.ask("POST", f"/api/clip-sessions/{clip}/start", sub="ben")
    marked = await by(people, who, "POST", f"/api/clip-sessions/{clip}/clips", {"note": "spam", "submission_id": "n1"})
    assert marked.status < 300, marked.body
    return clip


async def found_of(people: People, **of: str) -> Any:
    (name, value), *_ = of.items()
    return await people.admin("GET", f"/admin/abuse?{name}={value}")


async def test_AB1_everything_that_a_user_made_is_found_with_counts_and_in_pages(people: People) -> None:
    jams = [await people.jam("anna", f"Jam {number}") for number in range(3)]
    clip, voice, other = await people.clip("anna"), await people.voice("anna"), await people.jam("annabel")
    found = await found_of(people, user="anna")
    assert found["kinds"] == {"jam": 3, "clip": 1, "voice": 1}
    assert (found["to_take_down"], found["sent"], found["is_whole"], found["users"]) == (5, 0, True, [known_as("anna")])
    assert {one["session"]["id"] for one in found["items"]} == {*jams, clip, voice}
    assert other not in {one["session"]["id"] for one in found["items"]}
    assert [one["address"] for one in found["addresses"]] == [HERE]

    pages: list[str] = []
    part: dict[str, Any] = {"next_cursor": ""}
    while part["next_cursor"] is not None:
        part = await people.admin("GET", f"/admin/abuse?user=anna&limit=2&cursor={part['next_cursor']}")
        pages += [one["session"]["id"] for one in part["items"]]
    assert pages == sorted([*jams, clip, voice])
    line = (await people.admin("GET", "/admin/audit"))["items"][0]
    assert (line["entry"]["action"], line["entry"]["about"]) == ("find", {"way": "user", "value": known_as("anna")})


async def test_AB1_what_a_user_sent_to_others_is_found_and_their_own_is_not_told_twice(people: People) -> None:
    troll = await guest(people)
    clip = await clip_with_moment(people, troll)
    found = await found_of(people, user=troll["user"]["id"])
    assert (found["kinds"], found["sent"], found["to_take_down"]) == ({}, 1, 1)
    assert [(one["session"]["id"], one["how"]) for one in found["items"]] == [(clip, "sent")]


async def test_AB2_what_an_address_made_is_found_while_it_is_kept(people: People, store: Redis) -> None:
    troll = await guest(people)
    made = await by(people, troll, "POST", "/api/sessions", {"name": "Spam"})
    anonymous = (await people.browser.ask("POST", "/api/sessions", json={})).json["id"]
    await people.jam("anna")  # from the same address, by somebody who has signed in
    found = await found_of(people, address=HERE)
    assert {one["session"]["id"] for one in found["items"]} == {made.json["id"], anonymous}
    assert (found["kinds"], found["spared"], found["to_take_down"]) == ({"jam": 2}, 1, 2)
    assert {one["id"]: one["sessions"] for one in found["owners"]} == {troll["user"]["id"]: 1, known_as("anna"): 1}

    # It is kept for seven days, and no longer than that.
    header = keys.header(anonymous)
    key = f"{header.partition('session:')[0]}trace:made:{HERE}"
    assert 0 < int(await store.call(key, "PTTL", key)) <= SETTINGS.address_ms
    seconds, _ = await store.call(key, "TIME")
    await store.call(key, "ZADD", key, int(seconds) * 1000 - SETTINGS.address_ms - 1, anonymous)
    found = await found_of(people, address=HERE)
    assert anonymous not in {one["session"]["id"] for one in found["items"]}
    assert await store.call(key, "ZSCORE", key, anonymous) is None
    assert (await found_of(people, address="192.0.2.77"))["items"] == []


@pytest.mark.parametrize(
    "query",
    ["", "user=anna&address=192.0.2.1", "address=nowhere", "user=a%20b", "user=anna&limit=201", "user=anna&more=1"],
)
async def test_AB1_a_search_without_sense_is_refused(people: People, query: str) -> None:
    assert await people.refused("GET", f"/admin/abuse?{query}") == (400, "invalid_payload")


async def test_AB3_a_blocked_user_is_refused_everywhere_until_it_is_lifted(
    people: People, admin_server: ServerProcess
) -> None:
    troll = await guest(people)
    path = "/admin/blocks"
    async with connected(admin_server.url) as client:
        socket = await client.join({"token": troll["token"]})
        made = await people.admin("POST", path, {"user": troll["user"]["id"], "reason": "spam", "days": 2})
        assert (made["way"], made["users"], made["by"]) == ("user", [troll["user"]["id"]], known_as("root"))
        await socket.event("token_expired")  # the connection ends
    await until(lambda: is_refused(people, troll))
    assert [one["id"] for one in (await people.admin("GET", path))["items"]] == [made["id"]]
    assert (await found_of(people, user=troll["user"]["id"]))["block"]["id"] == made["id"]
    assert (await guest(people))["token"]  # another guest of the address comes in

    lifted = await people.admin("DELETE", f"{path}/{made['id']}")
    assert lifted == made
    await until(lambda: is_welcome(people, troll))
    assert await people.refused("DELETE", f"{path}/{made['id']}") == (404, "not_found")
    actions = [one["entry"]["action"] for one in (await people.admin("GET", "/admin/audit"))["items"]]
    assert actions == ["lift_block", "find", "block"]


async def test_D34_AB3_a_block_is_of_the_telegram_account_too_that_their_tokens_name(
    people: People, admin_server: ServerProcess
) -> None:
    number = a_telegram_number()
    async with browsing(admin_server) as browser:
        claims = browser.signed_in(f"web-{number}", telegram_user_id=number)
        assert (await browser.ask("PUT", "/api/home", **claims)).status == 200
    made = await people.admin("POST", "/admin/blocks", {"user": f"web-{number}"})
    assert made["users"][0] == known_as(f"web-{number}")
    assert len(made["users"]) == 2
    assert is_pseudonym(made["users"][1])


async def test_AB3_blocks_come_in_pages(people: People) -> None:
    made = {(await people.admin("POST", "/admin/blocks", {"user": f"troll-{n}"}))["id"] for n in range(3)}
    first = await people.admin("GET", "/admin/blocks?limit=2")
    rest = await people.admin("GET", f"/admin/blocks?limit=2&before={first['next_before']}")
    assert (len(first["items"]), len(rest["items"]), rest["next_before"]) == (2, 1, None)
    assert {one["id"] for one in [*first["items"], *rest["items"]]} == made
    assert (await people.admin("GET", "/admin/blocks"))["next_before"] is None


async def is_refused(people: People, who: dict[str, Any]) -> bool:
    answer = await by(people, who, "GET", "/api/auth/me")
    return (answer.status, answer.json.get("code")) == (403, "blocked")


async def is_welcome(people: People, who: dict[str, Any]) -> bool:
    return bool((await by(people, who, "GET", "/api/auth/me")).status == 200)


async def test_AB4_a_blocked_network_refuses_its_guests_and_nobody_else(people: People) -> None:
    known = await guest(people)
    made = await people.admin("POST", "/admin/blocks", {"network": "127.0.0.0/24", "reason": "a crowd of bots"})
    try:
        await until(lambda: is_refused(people, known))
        newcomer = await people.browser.ask("POST", "/api/auth/guest", json={})
        assert (newcomer.status, newcomer.json["code"]) == (403, "blocked")
        unknown = await people.browser.ask("POST", "/api/sessions", json={})  # without a token
        assert (unknown.status, unknown.json["code"]) == (403, "blocked")
        jam = await people.jam("anna")  # who has signed in
        assert (await people.browser.ask("GET", f"/api/sessions/{jam}")).status == 200  # reading takes no sign-in
    finally:
        await people.admin("DELETE", f"/admin/blocks/{made['id']}")
    await until(lambda: is_welcome(people, known))


async def test_AB3_a_block_that_has_ended_refuses_nobody(people: People, store: Redis) -> None:
    troll = await guest(people)
    made = await people.admin("POST", "/admin/blocks", {"user": troll["user"]["id"], "days": 1})
    await until(lambda: is_refused(people, troll))
    key = f"{keys.header((await people.admin('PUT', '/admin/desk'))['session_id'])}:blocks"
    ended = (await store.call(key, "HGET", key, made["id"])).replace(str(made["until"]).encode(), b"1")
    await store.call(key, "HSET", key, made["id"], ended)
    assert (await people.admin("GET", "/admin/blocks"))["items"] == []
    await people.admin("POST", "/admin/blocks", {"user": "somebody-else"})  # processes read the list again
    await until(lambda: is_welcome(people, troll))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"user": "anna", "network": "192.0.2.1"},
        {"network": "10.0.0.0/8"},
        {"network": "2001:db8::/16"},
        {"network": "here"},
        {"user": "root"},
        {"user": "anna", "days": -1},
        {"user": "anna", "reason": "x" * 501},
        {"user": "anna", "more": 1},
    ],
)
async def test_AB3_a_block_without_sense_is_refused(people: People, body: dict[str, Any]) -> None:
    assert await people.refused("POST", "/admin/blocks", body) == (400, "invalid_payload")
    assert (await people.admin("GET", "/admin/blocks"))["items"] == []


async def test_AB5_AB6_everything_is_taken_down_in_one_step_and_brought_back(
    people: People, store: Redis, work: AdminWork
) -> None:
    troll = await guest(people)
    user = troll["user"]["id"]
    made = (await by(people, troll, "POST", "/api/sessions", {"name": "Spam"})).json["id"]
    stream = (await by(people, troll, "POST", "/api/clip-sessions", {"title": "Spam"})).json["id"]
    others = await clip_with_moment(people, troll)
    kept = await people.jam("anna")
    found = await found_of(people, user=user)
    assert found["to_take_down"] == 3

    wanted = {"user": user, "block": True, "reason": "spam"}
    assert await people.refused("POST", "/admin/abuse/take-down", {**wanted, "confirm": 2}) == (409, "conflict")
    assert (await people.admin("GET", "/admin/blocks"))["items"] == []  # a refusal changes nothing
    task = await people.admin("POST", "/admin/abuse/take-down", {**wanted, "confirm": 3})
    assert (task["name"], task["total"], task["state"]) == ("take_down", 3, "running")
    (block,) = (await people.admin("GET", "/admin/blocks"))["items"]  # in the same step
    assert (block["value"], block["reason"]) == (user, "spam")
    early = await people.refused("POST", f"/admin/tasks/{task['id']}/bring-back")
    assert early == (409, "conflict")
    await work.perform(job_of(task))
    (task,) = (await people.admin("GET", "/admin/tasks"))["items"]
    assert (task["state"], task["done"], task["skipped"]) == ("done", 3, 0)
    assert {one["id"] for one in (await people.admin("GET", "/admin/deleted"))["items"]} == {made, stream}
    assert (await people.ask("GET", f"/api/clip-sessions/{others}", sub="ben"))["clips"] == []
    assert (await found_of(people, user="anna"))["to_take_down"] == 1
    actions = [one["entry"]["action"] for one in (await people.admin("GET", "/admin/audit"))["items"]]
    assert actions == ["find", "take_down", "find"]

    await work.perform(job_of(task))  # a run that comes twice does nothing more
    back = await people.admin("POST", f"/admin/tasks/{task['id']}/bring-back")
    assert (back["name"], back["total"]) == ("bring_back", 3)
    await work.perform(job_of(back))
    (back, _) = (await people.admin("GET", "/admin/tasks"))["items"]
    assert (back["state"], back["done"], back["skipped"]) == ("done", 3, 0)
    assert (await people.admin("GET", "/admin/deleted"))["items"] == []
    clips = (await people.ask("GET", f"/api/clip-sessions/{others}", sub="ben"))["clips"]
    assert [one["note"] for one in clips] == ["spam"]
    assert {made, stream, kept} <= {one["id"] for one in (await people.admin("GET", "/admin/sessions"))["items"]}


async def test_AB5_a_take_down_that_died_goes_on_and_takes_nothing_twice(
    people: People, store: Redis, work: AdminWork
) -> None:
    troll = await guest(people)
    for number in range(3):
        await by(people, troll, "POST", "/api/sessions", {"name": f"Spam {number}"})
    others = [await clip_with_moment(people, troll) for _ in range(2)]
    task = await people.admin(
        "POST", "/admin/abuse/take-down", {"user": troll["user"]["id"], "block": False, "confirm": 5}
    )
    take_downs = take_downs_of(store, SETTINGS, URL)
    through: list[bool] = []

    async def dies(is_done: bool) -> None:
        through.append(is_done)
        if len(through) == 4:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await take_downs.take_down(task, dies)
    await work.perform(job_of(task))
    (task,) = (await people.admin("GET", "/admin/tasks"))["items"]
    assert (task["state"], task["skipped"]) == ("done", 0)
    assert len((await people.admin("GET", "/admin/deleted"))["items"]) == 3
    for clip in others:
        read = await people.ask("GET", f"/api/people/{clip}", sub="ben")
        assert [one["type"] for one in read["steps"]] == ["removed"]
    assert await take_downs.count(task["id"]) == 5


@pytest.mark.parametrize("runs", [1, 2, 3])
async def test_AB5_AB6_a_take_down_that_died_at_others_moments_goes_on_with_its_step_and_is_brought_back(
    people: People, store: Redis, work: AdminWork, monkeypatch: pytest.MonkeyPatch, runs: int
) -> None:
    """Its process dies before the first script of a removal, after it, or at the end, before that is counted."""
    troll = await guest(people)
    others = [await clip_with_moment(people, troll) for _ in range(2)]
    task = await people.admin(
        "POST", "/admin/abuse/take-down", {"user": troll["user"]["id"], "block": False, "confirm": 2}
    )
    take_downs = take_downs_of(store, SETTINGS, URL)
    run, done = ModerationStore._run, 0

    async def dies(self: ModerationStore, *arguments: Any) -> Any:
        nonlocal done
        done += 1
        if done == runs:
            raise ConnectionError
        return await run(self, *arguments)

    async def through(_: bool) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(ModerationStore, "_run", dies)
        with pytest.raises(ConnectionError):
            await take_downs.take_down(task, through)
    assert done == min(runs, 2)
    await work.perform(job_of(task))
    for clip in others:
        assert (await people.ask("GET", f"/api/clip-sessions/{clip}", sub="ben"))["clips"] == []
        read = await people.ask("GET", f"/api/people/{clip}", sub="ben")
        assert [(one["type"], one["moments"]) for one in read["steps"]] == [("removed", 1)]
    assert await take_downs.count(task["id"]) == 2
    back = await people.admin("POST", f"/admin/tasks/{task['id']}/bring-back")
    await work.perform(job_of(back))
    for clip in others:
        clips = (await people.ask("GET", f"/api/clip-sessions/{clip}", sub="ben"))["clips"]
        assert [one["note"] for one in clips] == ["spam"]


async def test_AB5_AC21_a_person_with_several_ids_is_one_step_of_a_streams_moderators(
    people: People, store: Redis, work: AdminWork
) -> None:
    troll = await guest(people)
    stream = await clip_with_moment(people, troll)
    await Identities(store, name_seconds=60).join(a_user(troll["user"]["id"]), a_user(known_as("mallory")))
    wanted = {"user": "mallory", "block": False, "confirm": 1}
    task = await people.admin("POST", "/admin/abuse/take-down", wanted)
    await work.perform(job_of(task))
    (step,) = (await people.ask("GET", f"/api/people/{stream}", sub="ben"))["steps"]
    assert (step["type"], step["user_id"], step["moments"]) == ("removed", known_as("mallory"), 1)

    back = await people.admin("POST", f"/admin/tasks/{task['id']}/bring-back")
    assert back["total"] == 1
    await work.perform(job_of(back))
    assert len((await people.ask("GET", f"/api/clip-sessions/{stream}", sub="ben"))["clips"]) == 1
    members = (await people.ask("GET", f"/api/people/{stream}", sub="ben"))["members"]
    assert [one["role"] for one in members] == ["owner"]  # nobody is kept out any more


async def test_AB5_what_is_made_after_the_confirmation_stays(people: People, work: AdminWork) -> None:
    troll = await guest(people)
    before = (await by(people, troll, "POST", "/api/sessions", {"name": "Spam"})).json["id"]
    wanted = {"user": troll["user"]["id"], "block": False, "confirm": 1}
    task = await people.admin("POST", "/admin/abuse/take-down", wanted)
    after = (await by(people, troll, "POST", "/api/sessions", {"name": "Made later"})).json["id"]
    await work.perform(job_of(task))
    (task,) = (await people.admin("GET", "/admin/tasks"))["items"]
    assert (task["state"], task["done"], task["skipped"]) == ("done", 1, 0)
    assert [one["id"] for one in (await people.admin("GET", "/admin/deleted"))["items"]] == [before]
    assert [one["id"] for one in (await people.admin("GET", "/admin/sessions"))["items"]] == [after]


async def test_AB5_moments_that_are_marked_after_the_confirmation_stay(people: People, work: AdminWork) -> None:
    troll = await guest(people)
    marked_before = await clip_with_moment(people, troll)
    marked_later = await people.clip("ben", "Another stream")
    await people.ask("POST", f"/api/clip-sessions/{marked_later}/start", sub="ben")
    wanted = {"user": troll["user"]["id"], "block": False, "confirm": 1}
    task = await people.admin("POST", "/admin/abuse/take-down", wanted)
    for stream in (marked_before, marked_later):
        again = {"note": "later", "submission_id": "n2"}
        assert (await by(people, troll, "POST", f"/api/clip-sessions/{stream}/clips", again)).status < 300
    await work.perform(job_of(task))
    (task,) = (await people.admin("GET", "/admin/tasks"))["items"]
    assert (task["state"], task["done"], task["skipped"]) == ("done", 1, 0)
    for stream, steps in ((marked_before, ["removed"]), (marked_later, [])):
        clips = (await people.ask("GET", f"/api/clip-sessions/{stream}", sub="ben"))["clips"]
        assert [one["note"] for one in clips] == ["later"]
        assert [one["type"] for one in (await people.ask("GET", f"/api/people/{stream}", sub="ben"))["steps"]] == steps


async def test_AB5_the_guests_of_an_address_are_taken_down_and_who_signed_in_is_spared(
    people: People, work: AdminWork
) -> None:
    guests = [await guest(people) for _ in range(2)]
    for one in guests:
        await by(people, one, "POST", "/api/sessions", {"name": "Spam"})
    others = await clip_with_moment(people, guests[0])
    kept = await people.jam("anna")
    found = await found_of(people, address=HERE)
    assert (found["to_take_down"], found["sent"]) == (3, 1)
    wanted = {"address": HERE, "block": False, "confirm": 3}
    task = await people.admin("POST", "/admin/abuse/take-down", wanted)
    await work.perform(job_of(task))
    left = {one["id"] for one in (await people.admin("GET", "/admin/sessions"))["items"]}
    assert left == {kept, others}
    assert (await people.ask("GET", f"/api/clip-sessions/{others}", sub="ben"))["clips"] == []
