"""The published best moments over HTTP (CL22)."""

from typing import Any

from tests.processes import ServerProcess
from tests.server.client import Answer, browsing

NOBODY = "00000000-0000-4000-8000-000000000000"


def told(answer: Answer) -> tuple[int, dict[str, Any]]:
    """The whole answer but for the id of the request."""
    return answer.status, {name: value for name, value in answer.json.items() if name != "request_id"}


async def test_CL22_a_stranger_reads_what_is_published_and_otherwise_learns_nothing(server: ServerProcess) -> None:
    async with browsing(server) as browser:
        mine, other = browser.signed_in("streamer"), browser.signed_in("viewer")
        made = (await browser.ask("POST", "/api/clip-sessions", json={"title": "Evening"}, **mine)).json
        path = f"/api/clip-sessions/{made['id']}"
        for action in ("start", "end"):
            if action == "end":
                tap = {"note": "a secret", "submitted_by": "Ann", "tag": "rip"}
                assert (await browser.ask("POST", f"{path}/clips", json=tap, **other)).status == 201
            assert (await browser.ask("POST", f"{path}/{action}", **mine)).status == 200
        unknown = told(await browser.ask("GET", f"/api/clip-sessions/{NOBODY}/best"))
        assert (unknown[0], unknown[1]["code"]) == (404, "session_not_found")
        assert told(await browser.ask("GET", f"{path}/best")) == unknown

        assert (await browser.ask("POST", f"{path}/best", json={}, **other)).status == 403
        assert (await browser.ask("POST", f"{path}/best", json={"per": "tap"}, **mine)).status == 400
        assert (await browser.ask("POST", f"{path}/best", json={}, **mine)).status == 200
        assert (await browser.ask("PATCH", f"/api/people/{made['id']}", json={"link": "nobody"}, **mine)).status < 300
        page = await browser.ask("GET", f"{path}/best")
        (moment,) = page.json["moments"]
        assert (page.json["title"], moment["tag"], moment["note"]) == ("Evening", "rip", None)
        assert b"Ann" not in page.body
        known = await browser.ask("GET", f"{path}/best", If_None_Match=page.headers["ETag"])
        assert (known.status, known.body) == (304, b"")

        assert (await browser.ask("DELETE", path, **mine)).status == 204
        assert told(await browser.ask("GET", f"{path}/best")) == unknown
        restored = await browser.ask("POST", f"/api/deleted/clip-sessions/{made['id']}/restore", **mine)
        assert restored.status == 200
        assert (await browser.ask("GET", f"{path}/best")).body == page.body
        assert (await browser.ask("DELETE", f"{path}/best", **mine)).status == 204
        assert told(await browser.ask("GET", f"{path}/best")) == unknown
