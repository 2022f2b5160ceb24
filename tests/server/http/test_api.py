"""HTTP on a real server: every refusal's status, body and headers; the cookie; origins; proxies; pages."""

import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from server.documents.contract import CONTRACT
from sessions.base.errors import REFUSALS, Refusal
from tests.processes import RedisProcess, ServerProcess, free_port
from tests.server.client import Browser

NOBODY = "00000000-0000-4000-8000-000000000000"
SOME = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
BODY_LIMIT = 1_048_576  # D8


@pytest.fixture
async def browser(server: ServerProcess) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Browser(server, session)


@pytest.fixture(scope="module")
async def proxied(redis_server: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """A server behind a proxy that it trusts, on https, with a small limit."""
    settings: dict[str, Any] = {
        "ROOMTONE_TRUSTED_PROXIES": "127.0.0.0/8,10.0.0.0/8",
        "ROOMTONE_CREATE_LIMIT": "2",
        "ROOMTONE_PUBLIC_URL": "https://room.example",
        "ROOMTONE_ALLOWED_ORIGINS": "https://friend.example",
    }
    data_dir = tmp_path_factory.mktemp("proxied")
    server = await ServerProcess(redis_server.url, data_dir, free_port(), **settings).start()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Browser(server, session)
    await server.stop()


def every_refusal(kind: type[Refusal] = Refusal) -> set[type[Refusal]]:
    return {one for sub in kind.__subclasses__() for one in {sub, *every_refusal(sub)}}


def test_every_refusal_has_a_code_of_its_own_and_a_status() -> None:
    assert set(REFUSALS) == set(every_refusal())
    assert all(400 <= refusal.status < 600 for refusal in REFUSALS)
    assert len({refusal.code for refusal in REFUSALS}) == len(REFUSALS)


# --- errors ----------------------------------------------------------------------------------------------------------

SESSIONS = "/api/clip-sessions"
JSON = {"Content_Type": "application/json"}
FORM = {"Content_Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("verb", "path", "asked", "status", "code"),
    [
        ("POST", SESSIONS, {"data": b"{", "Content_Type": "application/json"}, 400, "invalid_payload"),
        ("POST", SESSIONS, {"data": b"[1]", "Content_Type": "application/json"}, 400, "invalid_payload"),
        ("POST", SESSIONS, {"data": b'{"title":NaN}', "Content_Type": "application/json"}, 400, "invalid_payload"),
        ("POST", SESSIONS, {"data": b"\xff\xfe{}", "Content_Type": "application/json"}, 400, "invalid_payload"),
        ("POST", SESSIONS, {"data": b"[" * 100_000, "Content_Type": "application/json"}, 400, "invalid_payload"),
        ("POST", SESSIONS, {"json": {"title": "x" * 101}}, 400, "invalid_payload"),
        ("POST", SESSIONS, {"json": {"title": "a\x00b"}}, 400, "invalid_payload"),
        ("POST", SESSIONS, {"data": b'{"title":"\\ud800"}', **JSON}, 400, "invalid_payload"),
        ("POST", SESSIONS, {"json": {"lead_seconds": 61}}, 400, "invalid_payload"),
        ("POST", SESSIONS, {"json": {"lead_seconds": True}}, 400, "invalid_payload"),
        ("GET", f"{SESSIONS}?cursor=x", {}, 400, "invalid_payload"),
        ("GET", f"{SESSIONS}/not-a-uuid", {}, 400, "invalid_session_id"),
        ("GET", f"{SESSIONS}/%00", {}, 400, "invalid_session_id"),
        ("GET", f"{SESSIONS}/{NOBODY}", {}, 404, "session_not_found"),
        ("GET", "/api/nothing", {}, 404, "not_found"),
        ("PUT", "/api/nothing", {}, 404, "not_found"),
        ("GET", f"{SESSIONS}/{NOBODY}/clips", {}, 405, "method_not_allowed"),
        ("PUT", SESSIONS, {}, 405, "method_not_allowed"),
        ("GET", "/api/sessions", {}, 405, "method_not_allowed"),
        ("POST", f"{SESSIONS}/{NOBODY}/explode", {}, 404, "not_found"),
        ("POST", SESSIONS, {"data": b"x" * (BODY_LIMIT + 1), "Content_Type": "application/json"}, 413, "too_large"),
        ("POST", SESSIONS, {"data": b"title=x", "Content_Type": "text/plain"}, 415, "unsupported_media"),
        ("POST", SESSIONS, {"data": b"title=x", **FORM}, 415, "unsupported_media"),
        ("POST", f"{SESSIONS}/{NOBODY}/control", {"json": {"ticket": "x"}}, 410, "ticket_spent"),
    ],
)  # fmt: skip
async def test_OP6_a_bad_request_gets_its_status_and_its_code(
    verb: str, path: str, asked: dict[str, Any], status: int, code: str, browser: Browser
) -> None:
    answer = await browser.ask(verb, path, **asked, **browser.signed_in())
    assert (answer.status, answer.json["code"]) == (status, code)
    assert answer.json["error"]
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]
    if status == 405:
        assert answer.headers["Allow"]


async def test_OP6_every_violation_is_named_and_nothing_that_was_sent_is_repeated(browser: Browser) -> None:
    body = {"title": "x" * 200, "game": "secret\nword", "lead_seconds": -1}
    answer = await browser.ask("POST", SESSIONS, json=body, **browser.signed_in())
    assert sorted(one["path"] for one in answer.json["violations"]) == ["game", "lead_seconds", "title"]
    assert b"secret" not in answer.body
    assert b"Value error" not in answer.body  # the library's own prefix of a reason


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1In0.", "é"])
async def test_AC1_AC11_a_bad_token_is_401_and_none_too(token: str, browser: Browser) -> None:
    headers: dict[str, Any] = {"Authorization": f"Bearer {token}"}
    for sent in (headers, {}, {"Cookie": f"roomtone_token={token.encode('ascii', 'ignore').decode()}"}):
        answer = await browser.ask("GET", SESSIONS, **sent)
        assert (answer.status, answer.json["code"]) == (401, "unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert not token or token not in answer.json["error"]


async def test_AC11_who_is_signed_in_may_be_nobody_and_a_token_that_is_not_good_is_still_refused(
    browser: Browser,
) -> None:
    nobody = await browser.ask("GET", "/api/auth/me")
    assert (nobody.status, nobody.json) == (200, {"user": None, "expires_at": None, "has_recovery_key": False})
    bad: tuple[dict[str, Any], ...] = ({"Authorization": "Bearer x"}, {"Cookie": "roomtone_token=x"})
    assert [(await browser.ask("GET", "/api/auth/me", **sent)).status for sent in bad] == [401, 401]


async def test_OP6_too_many_creations_are_429_with_the_seconds_to_wait(proxied: Browser) -> None:
    for _ in range(2):
        made = await proxied.ask("POST", SESSIONS, json={}, X_Forwarded_For="192.0.2.77", **proxied.signed_in())
        assert made.status == 201
    refused = await proxied.ask("POST", SESSIONS, json={}, X_Forwarded_For="192.0.2.77", **proxied.signed_in())
    assert (refused.status, refused.json["code"]) == (429, "rate_limited")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.json["retry_after"] == int(refused.headers["Retry-After"])


async def test_OP7_every_answer_has_a_request_id_and_an_error_says_it(browser: Browser) -> None:
    good = await browser.ask("GET", "/healthz", X_Request_Id="chosen-by-me")
    bad = await browser.ask("GET", "/api/nothing")
    assert re.fullmatch(r"[0-9a-f]{12}", good.headers["X-Request-Id"])
    assert bad.json["request_id"] == bad.headers["X-Request-Id"] != good.headers["X-Request-Id"]


# --- the cookie and origins ------------------------------------------------------------------------------------------


async def test_AC2_AC7_a_guests_cookie_is_for_the_server_alone(browser: Browser, proxied: Browser) -> None:
    for client, is_secure in ((browser, False), (proxied, True)):
        answer = await client.ask("POST", "/api/auth/guest", json={"name": "Лена 🔥"})
        assert answer.status == 201
        assert answer.headers["Cache-Control"] == "no-store"
        cookie = answer.cookies["roomtone_token"]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
        assert bool(cookie["secure"]) is is_secure
        assert int(cookie["max-age"]) == 30 * 24 * 3600
        assert cookie.value == answer.json["token"]
        me = await client.ask("GET", "/api/auth/me", Cookie=f"a=b; roomtone_token={cookie.value}; c=d")
        assert me.json["user"]["name"] == "Лена 🔥"
        assert me.json["user"] == answer.json["user"]


async def test_AC6_renaming_and_renewing_keep_the_subject_and_logging_out_clears(browser: Browser) -> None:
    guest = (await browser.ask("POST", "/api/auth/guest", json={})).json
    renamed = await browser.ask(
        "PATCH", "/api/auth/me", json={"name": "Mira"}, Authorization=f"Bearer {guest['token']}"
    )
    renewed = await browser.ask("POST", "/api/auth/refresh", Authorization=f"Bearer {renamed.json['token']}")
    assert renamed.json["user"]["id"] == renewed.json["user"]["id"] == guest["user"]["id"]
    assert renewed.json["user"]["name"] == "Mira"
    out = await browser.ask("POST", "/api/auth/logout")
    assert out.status == 204
    assert out.cookies["roomtone_token"].value == ""
    assert out.cookies["roomtone_token"]["max-age"] == "0"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"Origin": "{own}"}, 201),
        ({"Sec_Fetch_Site": "same-origin"}, 201),
        ({"Sec_Fetch_Site": "none"}, 201),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "{own}.evil.example"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
    ],
)
async def test_AC7_the_cookie_serves_our_own_pages_only(headers: dict[str, str], status: int, browser: Browser) -> None:
    sent: dict[str, Any] = {name: value.format(own=browser.server.url) for name, value in headers.items()}
    assert (await browser.ask("POST", SESSIONS, json={}, **sent, **browser.cookie())).status == status
    read = await browser.ask("GET", SESSIONS, **sent, **browser.cookie())
    assert read.status == (200 if status == 201 else 403)
    # A token in the header was put there by a program that knows it: no page of another site can do that.
    assert (await browser.ask("POST", SESSIONS, json={}, **sent, **browser.signed_in())).status == 201


async def test_AC7_nobody_is_made_a_guest_by_another_sites_page(browser: Browser) -> None:
    answer = await browser.ask("POST", "/api/auth/guest", json={}, Origin="https://evil.example")
    assert answer.status == 403
    assert "Set-Cookie" not in answer.headers


async def test_AC7_a_site_on_the_list_may_use_the_cookie(proxied: Browser) -> None:
    for origin, status in (
        ("https://friend.example", 200),
        ("https://room.example", 200),
        ("https://foe.example", 403),
    ):
        assert (await proxied.ask("GET", SESSIONS, Origin=origin, **proxied.cookie())).status == status


# --- proxies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("forged", "real"),
    [
        ("203.0.113.1, {}", "198.51.100.1"),
        ("{}, 10.1.2.3", "198.51.100.2"),
        ("not an address, {}, 10.9.9.9, 127.0.0.1", "198.51.100.3"),
        ("203.0.113.1, [{}]:4711", "2001:db8::7"),
    ],
)
async def test_OP8_behind_trusted_proxies_the_nearest_stranger_counts(forged: str, real: str, proxied: Browser) -> None:
    statuses = []
    for number in range(3):
        hops = forged.replace("203.0.113.1", f"203.0.113.{number}").format(real)
        headers = proxied.signed_in() | {"X-Forwarded-For": hops}
        statuses.append((await proxied.ask("POST", SESSIONS, json={}, **headers)).status)
    assert statuses == [201, 201, 429]


async def test_OP8_a_proxy_that_writes_a_line_of_its_own_is_not_overruled_by_the_clients(proxied: Browser) -> None:
    statuses = []
    for number in range(3):
        headers = proxied.signed_in() | {"X-Forwarded-For": [f"203.0.113.{number}", "198.51.100.4"]}
        statuses.append((await proxied.ask("POST", SESSIONS, json={}, **headers)).status)
    assert statuses == [201, 201, 429]


async def test_OP8_without_trusted_proxies_the_header_is_ignored(own_redis: RedisProcess, tmp_path: Any) -> None:
    server = await ServerProcess(own_redis.url, tmp_path, ROOMTONE_CREATE_LIMIT="1").start()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        direct = Browser(server, session)
        statuses = [
            (await direct.ask("POST", SESSIONS, json={}, X_Forwarded_For=f"192.0.2.{n}", **direct.signed_in())).status
            for n in range(2)
        ]
    await server.stop()
    assert statuses == [201, 429]


@pytest.mark.parametrize("hops", ["\x80\xff", "x" * 5000, ",,,", "::1%eth0", "1.2.3.4.5", "[", "unknown"])
async def test_OP8_a_header_that_names_nobody_harms_nothing(hops: str, proxied: Browser) -> None:
    headers: dict[str, Any] = {"X-Forwarded-For": hops}
    answer = await proxied.ask("GET", "/api/auth/me", **headers, **proxied.signed_in())
    assert answer.status == 200


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/clips", 200),
        (f"/clips/{NOBODY}", 200),
        (f"/c/{NOBODY}", 200),
        ("/nothing/here", 404),
        ("/" + "a" * 5000, 404),
        ("/%00", 404),
        ("/..%2f..%2fpyproject.toml", 404),
        ("/%2e%2e/server/app.py", 404),
        ("/.env", 404),
        ("/index.html", 404),
    ],
)
async def test_OP9_every_page_is_the_shell_with_a_policy_without_inline_script(
    path: str, status: int, browser: Browser
) -> None:
    answer = await browser.ask("GET", path)
    assert answer.status == status
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert b'<script type="module"' in answer.body
    assert not re.search(rb"<script(?![^>]*src=)[^>]*>", answer.body)
    assert b"project" not in answer.body
    assert "Python" not in answer.headers.get("Server", "")


LISTENING = {"/listen", "/listen/sessions", "/listen/statistics"}


async def test_LI6_only_the_pages_of_listening_take_pictures_and_sound_from_elsewhere(browser: Browser) -> None:
    """The page's policy lets in what it needs, and no other page's does."""
    policies = {}
    paths = {re.sub(r"\{\w+\}", SOME, page.path) for page in CONTRACT.pages}
    for path in [*paths, "/listen/nowhere", "/api/listening/sessions"]:
        answer = await browser.ask("GET", path, Accept="text/html")
        parts = (part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
        policies[path] = dict(parts)
        del policies[path]["frame-ancestors"]  # Telegram frames one page (AC22)
    assert policies.keys() > LISTENING
    ordinary = policies["/"]
    assert (ordinary["media-src"], ordinary["default-src"]) == ("'self' blob:", "'self'")
    wide = {key: f"{ordinary[key]} https:" for key in ("img-src", "media-src")}
    for path, policy in policies.items():
        assert policy == (ordinary | wide if path in LISTENING else ordinary), path


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (f"/s/{SOME.upper()}", f"/s/{SOME}"),
        (f"/s/{NOBODY}/", f"/s/{NOBODY}"),
        (f"/s/{SOME.upper()}/remix//", f"/s/{SOME}/remix"),
        (f"/clips/{SOME.upper()}/?a=B&c", f"/clips/{SOME}?a=B&c"),
        (f"/c/{NOBODY}/", f"/c/{NOBODY}"),
        (f"/session/{SOME.upper()}", f"/session/{SOME}"),
        ("/clips/", "/clips"),
    ],
)
async def test_K2_S4_a_page_has_one_address(path: str, address: str, browser: Browser) -> None:
    answer = await browser.ask("GET", path)
    assert (answer.status, answer.headers["Location"]) == (308, address)
    assert (await browser.ask("GET", address)).status == 200


@pytest.mark.parametrize("path", ["//evil.example/s/", "/%2f%2fevil.example/", "/nothing/", f"/x/{SOME.upper()}"])
async def test_K2_what_is_no_page_leads_nowhere(path: str, browser: Browser) -> None:
    answer = await browser.ask("GET", path)
    assert (answer.status, answer.headers.get("Location")) == (404, None)


async def test_what_a_page_loads_never_changes_under_its_name(browser: Browser) -> None:
    shell = (await browser.ask("GET", "/")).body.decode()
    assets = re.findall(r"/assets/[^\"]+", shell)
    assert assets
    for asset in assets:
        answer = await browser.ask("GET", asset)
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]
    missing = await browser.ask("GET", "/assets/nothing.js")
    assert missing.status == 404


async def test_a_page_is_read_and_never_written(browser: Browser) -> None:
    answer = await browser.ask("POST", "/clips")
    assert answer.status == 405
    assert "GET" in answer.headers["Allow"]
    assert (await browser.ask("HEAD", "/clips")).status == 200
