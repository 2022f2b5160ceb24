"""Users report sessions to admins (AB7, AB8)."""

from typing import Any

import orjson
import pytest

from storage.admin.desk import DESK_ID
from storage.admin.reports import MOST_REPORTS
from storage.redis import keys
from storage.redis.client import Redis
from tests.handlers.admin.people import People
from tests.users import known_as

MISSING = "00000000-0000-4000-8000-000000000000"


async def report(people: People, session_id: str, sub: str = "ben", **body: Any) -> tuple[int, bytes]:
    signed_in = people.browser.signed_in(sub)
    answer = await people.browser.ask(
        "POST", f"/api/reports/{session_id}", json={"reason": "spam", **body}, **signed_in
    )
    return answer.status, answer.body


async def test_AB7_a_report_reaches_admins_once_for_each_user_and_session(people: People) -> None:
    jam, clip = await people.jam(), await people.clip()
    assert await report(people, jam, text="A link to a scam") == (204, b"")
    assert await report(people, jam, text="Two links", reason="other") == (204, b"")
    assert await report(people, jam, sub="cleo") == (204, b"")
    assert await report(people, clip) == (204, b"")
    found = await people.admin("GET", "/admin/reports")
    told = {(one["session_id"], one["by"]): (one["reason"], one["text"]) for one in found["items"]}
    assert told == {
        (clip, known_as("ben")): ("spam", ""),
        (jam, known_as("cleo")): ("spam", ""),
        (jam, known_as("ben")): ("other", "A link to a scam\nTwo links"),
    }
    assert (found["open"], found["next_before"]) == (3, None)
    first = await people.admin("GET", "/admin/reports?limit=2")
    rest = await people.admin("GET", f"/admin/reports?limit=2&before={first['next_before']}")
    assert [*first["items"], *rest["items"]] == found["items"]


async def test_AB7_nobody_learns_from_a_report_whether_a_session_exists(people: People) -> None:
    voice = await people.voice()  # restricted: a stranger may not open it
    desk = (await people.admin("PUT", "/admin/desk"))["session_id"]
    answers = {await report(people, one) for one in (voice, MISSING, desk)}
    assert answers == {(204, b"")}
    assert (await people.admin("GET", "/admin/reports"))["items"] == []


async def test_AB7_reports_are_limited_by_user(people: People) -> None:
    jam = await people.jam()
    answers = [(await report(people, jam if place % 2 else MISSING))[0] for place in range(11)]
    assert answers == [204] * 10 + [429]
    assert (await report(people, jam, sub="cleo"))[0] == 204


@pytest.mark.parametrize(
    "body", [{"reason": "boredom"}, {"text": "x" * 501}, {"text": "two\nlines"}, {"more": 1}, {"reason": None}]
)
async def test_AB7_a_report_without_sense_is_refused(people: People, body: dict[str, Any]) -> None:
    jam = await people.jam()
    assert (await report(people, jam, **body))[0] == 400
    assert (await people.admin("GET", "/admin/reports"))["items"] == []


async def test_AB8_an_admin_closes_a_report_once_and_the_log_has_it(people: People) -> None:
    jam = await people.jam()
    await report(people, jam)
    (found,) = (await people.admin("GET", "/admin/reports"))["items"]
    path = f"/admin/reports/{found['id']}/close"
    assert await people.refused("POST", path, {"outcome": "ignored"}) == (400, "invalid_payload")
    closed = await people.admin("POST", path, {"outcome": "dismissed"})
    assert (closed["state"], closed["closed_by"]) == ("dismissed", known_as("root"))
    assert closed["closed_at"] >= closed["at"] == found["at"]
    assert await people.refused("POST", path, {"outcome": "acted"}) == (409, "conflict")
    assert await people.refused("POST", f"/admin/reports/{MISSING}/close", {"outcome": "acted"}) == (404, "not_found")
    assert (await people.admin("GET", "/admin/reports"))["items"] == []
    assert (await people.admin("GET", "/admin/reports?state=all"))["items"] == [closed]
    (line,) = (await people.admin("GET", "/admin/audit"))["items"]
    assert line["entry"]["about"] == {"report": found["id"], "outcome": "dismissed"}
    await report(people, jam, text="Again")  # a new report of the same session is open
    assert (await people.admin("GET", "/admin/reports"))["open"] == 1


async def test_AB8_the_oldest_reports_go(people: People, store: Redis) -> None:
    jam = await people.jam()
    await report(people, jam)
    (old,) = (await people.admin("GET", "/admin/reports"))["items"]
    ids = f"{keys.header(DESK_ID)}:report_ids"
    await store.call(ids, "ZADD", ids, 1, old["id"])
    await report(people, jam, sub="cleo")
    assert [one["by"] for one in (await people.admin("GET", "/admin/reports"))["items"]] == [known_as("cleo")]


async def test_AB8_in_a_full_list_closed_reports_make_room_before_open_ones(people: People, store: Redis) -> None:
    jam = await people.jam()
    await report(people, jam)
    (first,) = (await people.admin("GET", "/admin/reports"))["items"]
    made = [{**first, "id": f"{number:08x}-0000-4000-8000-000000000000"} for number in range(MOST_REPORTS - 1)]
    home = keys.header(DESK_ID)
    fields = [part for one in made for part in (one["id"], orjson.dumps(one))]
    await store.call(home, "HSET", f"{home}:reports", *fields)
    scores = [part for one in made for part in (first["at"] + 1, one["id"])]
    await store.call(home, "ZADD", f"{home}:report_ids", *scores)
    newest = made[-1]["id"]
    await people.admin("POST", f"/admin/reports/{newest}/close", {"outcome": "dismissed"})

    async def kept() -> set[str]:
        ids = {one.decode() for one in await store.call(home, "ZRANGE", f"{home}:report_ids", 0, -1)}
        assert ids == {one.decode() for one in await store.call(home, "HKEYS", f"{home}:reports")}
        return ids

    await report(people, jam, sub="cleo")
    ids = await kept()
    assert (len(ids), newest in ids, first["id"] in ids) == (MOST_REPORTS, False, True)
    await report(people, jam, sub="dan")  # all are open now: the oldest goes
    ids = await kept()
    assert (len(ids), first["id"] in ids) == (MOST_REPORTS, False)
    await report(people, jam, sub="dan", text="Once more")  # takes the place of their own
    assert await kept() == ids
