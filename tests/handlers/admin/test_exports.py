"""Everything as a file, and back into another installation (K28)."""

import base64
import csv
import io
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from sessions.base.errors import StorageFull
from storage.admin.export import Importer
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.redis import keys
from storage.redis.client import Redis
from tests.handlers.admin.people import People
from tests.handlers.admin.test_sessions import DAY, unused_for
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import browsing
from tests.users import known_as

ROOT: dict[str, Any] = {"sub": "root", "roles": ["admin"]}


@pytest.fixture
async def elsewhere(own_redis: RedisProcess) -> AsyncIterator[People]:
    """Another installation."""
    with tempfile.TemporaryDirectory(prefix="rt") as folder:
        server = await ServerProcess(own_redis.url, Path(folder)).start()
        async with browsing(server) as browser:
            yield People(browser)
        await server.stop()


async def exported(people: People, query: str = "") -> bytes:
    answer = await people.browser.ask("GET", f"/admin/export?{query}", **people.browser.signed_in(**ROOT))
    assert answer.status == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.body


async def imported(people: People, content: bytes, query: str = "") -> dict[str, Any]:
    answer = await people.browser.ask(
        "POST", f"/admin/import?{query}", data=content, **people.browser.signed_in(**ROOT)
    )
    return {"status": answer.status, **answer.json}


async def test_K28_sessions_go_to_another_installation_with_everything_in_them(
    people: People, elsewhere: People, admin_server: ServerProcess, store: Redis
) -> None:
    jam = await people.jam(name="Ночь", tempo=97, tracks=[])
    child = await people.remix(jam)
    clip, voice = await people.clip(title="Stream"), await people.voice(name="Notes")
    await people.ask("POST", f"/api/clip-sessions/{clip}/start")
    await people.ask("POST", f"/api/clip-sessions/{clip}/clips", {"note": "Смотри"}, sub="ben")
    await people.ask("POST", f"/voicebot/sessions/{voice}/materials", {"text": "- [ ] buy milk"})
    media = MediaStore.open(f"file://{admin_server.data_dir}/media")
    sound = bytes(range(256)) * 3000  # more than one part
    await media.put(f"voice/{voice}/{clip}/sound.webm", sound)
    await people.ask("PUT", "/api/listening")
    await people.ask("POST", f"/api/sessions/{jam}/history", {"name": "Left behind with its version"})

    content = await exported(people, "media=true")
    lines = [orjson.loads(line) for line in content.splitlines()]
    assert lines[0] == {"format": "roomtone-export", "version": 1}
    assert lines[-1] == {"end": True, "sessions": 5}
    assert b"Left behind" not in content
    done = await imported(elsewhere, content)
    assert done == {"status": 200, "imported": 5, "skipped": 0, "files": 1}

    for path in (f"/api/sessions/{jam}", f"/api/clip-sessions/{clip}", f"/voicebot/sessions/{voice}"):
        here, there = await people.ask("GET", path), await elsewhere.ask("GET", path)
        assert _same(here) == _same(there)
    there = await elsewhere.ask("GET", f"/api/sessions/{child}", sub="ben")
    assert (there["remixedFrom"], there["remixedFromName"]) == (jam, "Ночь")
    listed = await elsewhere.ask("GET", "/api/clip-sessions")
    assert [one["id"] for one in listed["items"]] == [clip]
    folder = elsewhere.browser.server.data_dir
    assert await MediaStore.open(f"file://{folder}/media").read(f"voice/{voice}/{clip}/sound.webm") == sound
    before = await people.admin("GET", "/admin/metrics")
    after = await elsewhere.admin("GET", "/admin/metrics")
    jams, here = before["kinds"]["jam"], after["kinds"]["jam"]
    for told in (jams, here):  # reads and writes are what each installation has counted by now
        told["costs"] = told["costs"]["storageMonthly"]
    assert jams == here
    assert before["remixTreeDepth"] == after["remixTreeDepth"] == 1


def _same(session: Any) -> Any:
    """What does not depend on the installation and on the time."""
    if isinstance(session, dict):
        ours = ("now", "url", "viewer_url", "control_url", "lastAccessedAt", "shareUrl")
        return {name: _same(value) for name, value in session.items() if name not in ours}
    return [_same(one) for one in session] if isinstance(session, list) else session


async def test_K28_what_exists_is_refused_or_skipped_by_choice(people: People, store: Redis) -> None:
    jam = await people.jam(name="Night")
    content = await exported(people)
    again = await imported(people, content)
    assert (again["status"], again["code"], again["session_id"]) == (409, "conflict", jam)
    assert await imported(people, content, "existing=skip") == {"status": 200, "imported": 0, "skipped": 1, "files": 0}
    await people.ask("DELETE", f"/api/sessions/{jam}")  # it lies in the bin: its id is taken
    assert (await imported(people, content))["status"] == 409
    key = keys.header(jam)
    await store.call(key, "DEL", f"{key}:binned")
    assert (await imported(people, content))["imported"] == 1
    assert (await people.ask("GET", f"/api/sessions/{jam}"))["name"] == "Night"


async def test_K28_K20_orphans_alone_as_lines_or_as_one_array(people: People, store: Redis) -> None:
    old = await people.jam()
    await people.jam()
    await unused_for(store, 90 * DAY + 1000, old)
    lines = [orjson.loads(line) for line in (await exported(people, "filter=orphaned")).splitlines()]
    assert [line["session"] for line in lines if "header" in line] == [old]
    array = orjson.loads(await exported(people, "filter=orphaned&format=json"))
    assert array == lines
    page = await people.admin("GET", "/admin/sessions?filter=orphaned")
    assert [one["id"] for one in page["items"]] == [old]  # an export revives nothing


async def test_K28_orphans_can_be_read_as_a_table_and_as_plain_sessions(people: People, store: Redis) -> None:
    old, clip = await people.jam(name="=1+1"), await people.clip(title="Night")
    await people.jam()
    await unused_for(store, 90 * DAY, old)
    await unused_for(store, 91 * DAY, clip, kind="clip")
    page = await people.admin("GET", "/admin/sessions?filter=orphaned&sort=accessed&order=asc")
    plain = orjson.loads(await exported(people, "filter=orphaned&format=sessions"))
    by_id = {one["id"]: one for one in plain}
    assert by_id == {one["id"]: one for one in page["items"]}
    rows = {
        row["id"]: row
        for row in csv.DictReader(io.StringIO((await exported(people, "filter=orphaned&format=csv")).decode()))
    }
    assert {id_: (row["kind"], row["name"], row["status"]) for id_, row in rows.items()} == {
        old: ("jam", "'=1+1", "orphan"),
        clip: ("clip", "Night", "orphan"),
    }
    assert rows[clip]["lastAccessedAt"].endswith("Z")


async def with_files(people: People, store: Redis, media: MediaStore) -> tuple[str, str]:
    """Anna's jam with a recording of 5,000 bytes and their voice session with a file of 700."""
    jam, voice = await people.jam(), await people.voice()
    samples, materials = f"{keys.header(jam)}:samples", f"{keys.header(voice)}:materials"
    about = {"session": jam, "size": 5000, "by": None, "seconds": 1, "at": 0}
    await store.call(samples, "HSET", samples, ID, orjson.dumps(about))
    await media.put(f"samples/{jam}/{ID}", bytes(5000))
    await store.call(materials, "HSET", materials, ID, orjson.dumps({"id": ID, "size": 700}))
    await media.put(f"voice/{voice}/materials/{ID}", bytes(700))
    return jam, voice


async def test_K28_OP26_imported_files_count_for_their_owner_like_uploads(
    people: People, elsewhere: People, admin_server: ServerProcess, store: Redis, own_redis: RedisProcess
) -> None:
    await with_files(people, store, MediaStore.open(f"file://{admin_server.data_dir}/media"))
    content = await exported(people, "media=true")
    assert (await imported(elsewhere, content))["files"] == 2
    redis = await Redis.connect(own_redis.url)
    shares = MediaQuota(redis, owner_limit=0, guest_limit=0)
    assert (await shares.of(known_as("anna"))).used == 5700
    await imported(elsewhere, content, "existing=skip")
    await shares.settle_all(known_as("anna"))  # a later count finds the same
    assert (await shares.of(known_as("anna"))).used == 5700
    await redis.close()


DUNE = "/api/listening/books/dune"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


async def with_a_picture(people: People) -> None:
    """Anna's listening history: a book with a picture and a bookmark."""
    await people.ask("PUT", "/api/listening")
    await people.ask("POST", "/api/listening/books", {"id": "dune", "name": "dune.mp3"})
    put = await people.browser.ask("PUT", f"{DUNE}/artwork", data=PNG, **people.browser.signed_in("anna"))
    assert put.status == 200, put.body
    await people.ask("PUT", f"{DUNE}/bookmarks/a", {"position_ms": 7})


async def test_K28_OP26_pictures_and_bookmarks_of_books_go_along_and_count_for_their_listener(
    people: People, elsewhere: People, own_redis: RedisProcess
) -> None:
    await with_a_picture(people)
    content = await exported(people, "media=true")
    assert await imported(elsewhere, content) == {"status": 200, "imported": 1, "skipped": 0, "files": 1}
    picture = await elsewhere.browser.ask("GET", f"{DUNE}/artwork", **elsewhere.browser.signed_in("anna"))
    assert (picture.status, picture.body, picture.headers["Content-Type"]) == (200, PNG, "image/png")
    marks = f"{DUNE}/bookmarks"
    assert await elsewhere.ask("GET", marks) == await people.ask("GET", marks)
    redis = await Redis.connect(own_redis.url)
    assert (await MediaQuota(redis, owner_limit=0, guest_limit=0).of(known_as("anna"))).used == len(PNG)
    await redis.close()


@pytest.mark.parametrize("put_in", [b"\x89PNG\r\n\x1a\nanother", b"<script>", PNG + bytes(40_000)])
async def test_K28_a_picture_that_no_book_has_is_refused(people: People, elsewhere: People, put_in: bytes) -> None:
    await with_a_picture(people)
    lines = [orjson.loads(line) for line in (await exported(people, "media=true")).splitlines()]
    for line in lines:
        if "file" in line:
            line["data"] = base64.b64encode(put_in).decode()
    done = await imported(elsewhere, b"\n".join(map(orjson.dumps, lines)))
    assert (done["status"], done["code"]) == (400, "invalid_payload")
    assert (await elsewhere.admin("GET", "/admin/metrics"))["sessions"]["total"] == 0
    assert not list(elsewhere.browser.server.data_dir.rglob("media/listening/*/*"))


async def test_K28_OP24_an_import_stops_when_there_is_no_room_for_more_files(
    people: People, admin_server: ServerProcess, store: Redis, tmp_path: Path
) -> None:
    jam, voice = await with_files(people, store, MediaStore.open(f"file://{admin_server.data_dir}/media"))
    content = await exported(people, "media=true")
    await store.call("k", "FLUSHDB")
    folder = tmp_path / "media"
    media = MediaStore.open(f"file://{folder}")

    def require_room(*, media: bool = False) -> None:
        if media and any(folder.rglob(ID)):
            raise StorageFull

    async def parts() -> AsyncIterator[bytes]:
        yield content

    shares = MediaQuota(store, owner_limit=0, guest_limit=0)
    imports = Importer(store, media, shares, require_room, skip=False)
    with pytest.raises(StorageFull):
        await imports.take(parts())
    assert (imports.done.imported, imports.done.files) == (1, 1)  # what came before stays, and is counted
    exist = [bool(await store.call(home, "EXISTS", home)) for home in map(keys.header, (jam, voice))]
    assert sorted(exist) == [False, True]
    assert (await shares.of(known_as("anna"))).used == (5000 if exist[0] else 700)


HEAD = b'{"format":"roomtone-export","version":1}\n'
ID = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b'{"format":"roomtone-export","version":2}',
        HEAD + b"{}",
        HEAD + b'{"session":"x","header":{}}',
        HEAD + orjson.dumps({"session": ID, "kind": "jam", "header": {"kind": "clip", "created_at": "1"}}),
        HEAD + orjson.dumps({"session": ID, "kind": "admin", "header": {"kind": "admin", "created_at": "1"}}),
        HEAD + orjson.dumps({"session": ID, "key": "log:main", "type": "hash", "first": True, "rows": ["a", "b"]}),
        HEAD + orjson.dumps({"session": ID, "key": "state", "type": "hash", "first": True, "rows": [1, 2]}),
        HEAD
        + orjson.dumps(
            {"session": ID, "file": "../etc/x", "data": base64.b64encode(b"x").decode(), "first": True, "last": True}
        ),
    ],
)
async def test_K28_what_is_no_export_is_refused_and_makes_no_session(
    people: People, store: Redis, content: bytes
) -> None:
    done = await imported(people, content)
    assert (done["status"], done["code"]) == (400, "invalid_payload")
    assert (await people.admin("GET", "/admin/metrics"))["sessions"]["total"] == 0
