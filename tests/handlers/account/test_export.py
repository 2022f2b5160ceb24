"""Everything of somebody as a zip, from a running server, and back into another one."""

import io
import json
import zipfile
from typing import Any
from uuid import uuid4

from storage.admin.export import Importer
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.redis.client import Redis
from tests.handlers.account.test_deletion import pair as pair
from tests.handlers.account.test_logins import as_, guest
from tests.processes import RedisProcess
from tests.server.client import Browser


async def exported(browser: Browser, token: str) -> dict[str, bytes]:
    answer = await browser.ask("GET", "/api/auth/me/export", **as_(token) | {"Accept": "application/zip"})
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


async def test_AC25_everything_of_theirs_is_in_the_zip_and_nothing_secret_or_of_others(
    pair: tuple[Browser, Browser], redis_server: RedisProcess
) -> None:
    here, there = pair
    mira, theo = await guest(here, "Mira"), await guest(here, "Theo")

    async def ask(who: dict[str, Any], verb: str, path: str, **body: Any) -> Any:
        answer = await here.ask(verb, path, json=body, **as_(who["token"]))
        assert answer.status < 300, answer.json
        return answer.json

    mine = (await ask(mira, "POST", "/api/clip-sessions", title="Mine"))["id"]
    theirs = (await ask(theo, "POST", "/api/clip-sessions", title="Theirs"))["id"]
    jam = (await ask(mira, "POST", "/api/sessions", name="Jam"))["id"]
    for owner, session_id in ((mira, mine), (theo, theirs)):
        await ask(owner, "POST", f"/api/clip-sessions/{session_id}/start")
    await ask(mira, "POST", f"/api/clip-sessions/{theirs}/clips", note="sent elsewhere")
    await ask(theo, "POST", f"/api/clip-sessions/{theirs}/clips", note="a secret of Theo")
    key = (await ask(mira, "POST", "/api/keys", name="Desk", scopes=["read"], in_address=False))["key"]
    recovery = (await ask(mira, "POST", "/api/auth/recovery_key"))["key"]
    files = await exported(there, mira["token"])
    lines = [json.loads(line) for line in files["sessions.ndjson"].splitlines()]
    assert {one["session"] for one in lines if "header" in one} == {mine, jam}
    assert lines[-1] == {"end": True, "sessions": 2}
    assert json.loads(files["profile.json"])["name"] == "Mira"
    assert [json.loads(one)["note"] for one in files["sent.ndjson"].splitlines()] == ["sent elsewhere"]
    assert [one["name"] for one in json.loads(files["keys.json"])] == ["Desk"]
    everything = b"".join(files.values())
    for secret in (key, recovery, recovery.replace("-", ""), mira["token"], "a secret of Theo"):
        assert secret.encode() not in everything


async def test_AC25_the_sessions_of_a_zip_can_be_imported_and_files_come_whole(
    pair: tuple[Browser, Browser], own_redis: RedisProcess, tmp_path: Any
) -> None:
    here, _ = pair
    name = f"ann-{uuid4()}"
    ann = here.signed_in(name, permissions=["VOICEBOT_SESSIONS.READ_OWN", "VOICEBOT_SESSIONS.UPDATE"])
    made = await here.ask("POST", "/voicebot/create_session", json={"session_name": "Call"}, **ann)
    voice = made.json["session_id"]
    media = MediaStore.open((here.server.data_dir / "media").as_uri())
    content = bytes(range(256)) * 5000
    await media.put(f"voice/{voice}/materials/{uuid4()}-a.bin", content)
    files = await exported(here, ann["Authorization"].removeprefix("Bearer "))
    (path,) = [one for one in files if one.startswith("media/")]
    assert files[path] == content

    async def parts() -> Any:
        yield files["sessions.ndjson"]

    def room(*, media: bool = False) -> None: ...

    store, redis = MediaStore.open(tmp_path.as_uri()), await Redis.connect(own_redis.url)
    importer = Importer(redis, store, MediaQuota(redis, owner_limit=0, guest_limit=0), room, skip=False)
    done = await importer.take(parts())
    await redis.close()
    assert (done.imported, done.skipped) == (1, 0)


async def test_AC25_who_was_signed_out_or_asks_too_often_gets_none(pair: tuple[Browser, Browser]) -> None:
    here, _ = pair
    mira = await guest(here, "Mira")
    for _ in range(6):
        await exported(here, mira["token"])
    answer = await here.ask("GET", "/api/auth/me/export", **as_(mira["token"]))
    assert (answer.status, answer.json["code"]) == (429, "rate_limited")
