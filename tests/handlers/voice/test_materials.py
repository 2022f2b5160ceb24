"""Files of a session over HTTP: their types, detected from the content, their limits, their downloads (V7, V26,
V32)."""

import stat
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from roomtone_client import Subscription

from auth.access import READ_ALL, READ_OWN
from storage.redis import keys
from storage.redis.client import Redis
from tests.handlers.voice.people import Answer, Person
from tests.handlers.voice.servers import Connect, MakePerson
from tests.handlers.voice.sound import film, moving_picture, speak
from tests.handlers.voice.test_jobs import reached
from tests.polling import PATIENCE
from tests.processes import WorkerProcess

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
LIMIT = 65_536  # of the server of these tests


async def attach(
    who: Person,
    session_id: str,
    body: bytes,
    material_id: str | None = None,
    media_type: str = "application/octet-stream",
    **query: str,
) -> Answer:
    path = f"/voicebot/sessions/{session_id}/materials/{material_id or uuid4()}/file"
    asked = "&".join(f"{name}={quote(value)}" for name, value in query.items())
    return await who.call("PUT", f"{path}?{asked}", body, Content_Type=media_type)


async def told(watching: Subscription, kind: str) -> dict[str, Any]:
    """What the first event of this type says."""
    await watching.wait_for(lambda one: any(event["type"] == kind for event in one.events), timeout=PATIENCE)
    return next(dict(event["data"]) for event in watching.events if event["type"] == kind)


async def test_V7_V26_a_file_is_attached_once_to_the_named_session_and_given_back(
    person: MakePerson, connect: Connect, voice_data: Path
) -> None:
    ann = person(uuid4().hex)
    named, active = await ann.create(), await ann.create()
    session_id, material_id = named["session_id"], str(uuid4())
    watching = await connect(ann).subscribe(session_id)
    first = await attach(ann, session_id, PNG, material_id, "image/png", filename="C:\\pics\\plan.png", text="План")
    again = await attach(ann, session_id, PNG + b"other bytes", material_id, "image/png")
    assert [first.status, again.status] == [201, 200]
    assert first.body == again.body
    expected = {"kind": "photo", "media_type": "image/png", "size": len(PNG), "filename": "plan.png", "text": "План"}
    assert {name: first.body[name] for name in expected} == expected
    assert (await ann.view(session_id))["materials"] == [first.body]
    assert (await ann.view(active["session_id"]))["materials"] == []
    await watching.wait_for(lambda one: one.events)
    assert [event["type"] for event in watching.events] == ["material_added"]
    file = await ann.call("GET", first.body["file_url"])
    assert (file.status, file.body, file.headers["Content-Type"]) == (200, PNG, "image/png")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    part = await ann.call("GET", first.body["file_url"], Range="bytes=1-3")
    assert (part.status, part.body) == (206, b"PNG")
    stored = list((voice_data / "media" / "voice" / session_id / "materials").iterdir())
    assert [stat.S_IMODE(one.stat().st_mode) for one in stored] == [0o600]
    assert [one.read_bytes() for one in stored] == [PNG]


@pytest.mark.parametrize(
    ("body", "declared", "filename"),
    [
        (b"<!doctype html><script>alert(1)</script>", "image/png", 'x".html'),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml", "картина.svg"),
        (b"a program, shown as a picture: exe.jpg", "image/jpeg", "\u202egpj.exe"),
        (b"%PDF-1.7 page", "application/pdf", "план.pdf"),
        (b"\x1a\x45\xdf\xa3 begins like sound and is none", "audio/webm", "a.webm"),
        (b"plain words", "text/html", ""),
    ],
)
async def test_V7_what_is_no_picture_and_no_sound_is_a_document_that_a_browser_only_saves(
    person: MakePerson, body: bytes, declared: str, filename: str
) -> None:
    ann = person(uuid4().hex)
    material = (
        await attach(ann, (await ann.create())["session_id"], body, media_type=declared, filename=filename)
    ).body
    assert material["kind"] == "document"
    file = await ann.call("GET", material["file_url"])
    assert file.body == body
    assert file.headers["Content-Type"] in {"application/octet-stream", "application/pdf"}
    disposition = file.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="')
    name = filename.removeprefix("\u202e")
    assert (material["filename"] or "") == name
    assert disposition.endswith(f"filename*=UTF-8''{quote(name or material['material_id'], safe='')}")
    assert disposition.count('"') == 2
    assert disposition.isascii()


@pytest.mark.parametrize("declared", ["audio/x-anything", "video/mp4", "text/html"])
@pytest.mark.parametrize(
    ("container", "media_type"),
    [
        ("webm", "audio/webm"),
        ("ogg", "audio/ogg"),
        ("mp4", "audio/mp4"),
        ("mp3", "audio/mpeg"),
        ("wav", "audio/wav"),
        ("flac", "audio/flac"),
    ],
)
async def test_V7_MD2_a_voice_is_known_by_its_content_whatever_type_is_claimed(
    person: MakePerson, connect: Connect, worker: WorkerProcess, container: str, media_type: str, declared: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    watching = await connect(ann).subscribe(session_id)
    sound = speak(tmp_path / "voice", 0.3, [0.1], container)
    stored = (await attach(ann, session_id, sound, media_type=declared, filename="a.voice")).body
    assert (stored["kind"], stored["media_type"]) == ("document", "application/octet-stream")
    material = (await told(watching, "material_changed"))["material"]
    assert (material["kind"], material["media_type"], material["problem"]) == ("voice", media_type, None)
    assert abs(material["duration_ms"] - 300) < 60
    assert max(material["peaks"]) > 40
    assert {name: material[name] for name in ("digest", "by", "filename", "created_at")} == {
        name: stored[name] for name in ("digest", "by", "filename", "created_at")
    }
    assert (await ann.view(session_id))["materials"] == [material]
    file = await ann.call("GET", material["file_url"])
    assert (file.body, file.headers["Content-Type"]) == (sound, media_type)


async def test_V7_MD2_a_film_gives_its_sound(
    person: MakePerson, connect: Connect, worker: WorkerProcess, tmp_path: Path
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    watching = await connect(ann).subscribe(session_id)
    await attach(ann, session_id, film(tmp_path / "film", 1, [0.3]), media_type="video/mp4")
    material = (await told(watching, "material_changed"))["material"]
    assert (material["kind"], material["media_type"], material["problem"]) == ("voice", "audio/mp4", None)
    assert abs(material["duration_ms"] - 1000) < 60
    assert max(material["peaks"]) > 40


async def test_V7_MD2_a_silent_film_stays_a_document_and_so_does_what_only_begins_like_sound(
    person: MakePerson, connect: Connect, worker: WorkerProcess, tmp_path: Path
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    watching = await connect(ann).subscribe(session_id)
    silent = (await attach(ann, session_id, moving_picture(tmp_path / "film"), media_type="audio/webm")).body
    broken = (await attach(ann, session_id, b"\x1a\x45\xdf\xa3" + bytes(600), media_type="audio/webm")).body
    for material in (silent, broken):
        await reached(watching, f"probe.{material['material_id']}", "done")
    shown = {one["material_id"]: one for one in (await ann.view(session_id))["materials"]}
    assert shown[silent["material_id"]] == silent
    assert shown[broken["material_id"]]["kind"] == "document"
    assert shown[broken["material_id"]]["problem"].startswith("It is no sound that can be played")


async def test_a_file_over_the_limit_is_refused_with_the_limit_and_leaves_nothing(
    person: MakePerson, voice_data: Path
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    refused = await attach(ann, session_id, b"x" * (LIMIT + 1))
    assert (refused.status, refused.body["code"], refused.body["limit"]) == (413, "file_too_large", LIMIT)
    assert (await attach(ann, session_id, b"x" * LIMIT)).status == 201
    empty = await attach(ann, session_id, b"")
    assert (empty.status, empty.body["code"]) == (400, "invalid_payload")
    for query in ({"filename": "a\nb"}, {"filename": "x" * 201}, {"text": "x" * 1_025}):
        refused = await attach(ann, session_id, PNG, **query)
        assert (refused.status, refused.body["code"]) == (400, "invalid_payload")
    assert len((await ann.view(session_id))["materials"]) == 1
    assert len(list((voice_data / "media" / "voice" / session_id / "materials").iterdir())) == 1


async def test_OP26_a_file_that_a_full_session_refuses_leaves_nothing(
    person: MakePerson, redis: Redis, voice_data: Path
) -> None:
    ann = person(uuid4().hex)
    session_id = (await ann.create())["session_id"]
    header = keys.header(session_id)
    await redis.call(header, "HSET", header, "bytes", 10**12)  # more than any session may have
    refused = await attach(ann, session_id, PNG)
    assert refused.body["code"] == "storage_full"
    folder = voice_data / "media" / "voice" / session_id / "materials"
    assert not folder.exists() or list(folder.iterdir()) == []


async def test_V32_files_follow_the_session_s_access(person: MakePerson) -> None:
    owner = uuid4().hex
    session_id = (await person(owner).create())["session_id"]
    material = (await attach(person(owner), session_id, PNG)).body
    stranger = person(uuid4().hex)
    for answer in (await stranger.call("GET", material["file_url"]), await attach(stranger, session_id, PNG)):
        assert (answer.status, answer.body["code"]) == (403, "forbidden")
    reader = person(uuid4().hex, permissions=[READ_ALL])
    assert (await reader.call("GET", material["file_url"])).body == PNG
    assert (await attach(reader, session_id, PNG)).status == 403
    assert (await attach(person(owner, permissions=[READ_OWN]), session_id, PNG)).status == 403
    assert (await attach(person(owner), str(uuid4()), PNG)).body["code"] == "session_not_found"
    for missing in (str(uuid4()), "nonsense"):
        path = f"/voicebot/sessions/{session_id}/materials/{missing}/file"
        assert (await person(owner).call("GET", path)).status in {400, 404}
    text = (await person(owner).call("POST", f"/voicebot/sessions/{session_id}/materials", {"text": "words"})).body
    without = await person(owner).call("GET", f"/voicebot/sessions/{session_id}/materials/{text['material_id']}/file")
    assert (without.status, without.body["code"]) == (404, "not_found")
