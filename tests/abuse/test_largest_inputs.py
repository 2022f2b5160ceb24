"""Every kind of call with its largest valid input: no step of the loop over 50 ms, no script over 10 ms.

Time is CPU time of the thread that does it, so that a busy machine lengthens little. A step is no longer than all that
the loop does for its call, nor than the longest step that the server has seen; each script measures itself. `-s` prints
all of them, with the name of the longest script.
"""

import os
from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import uuid4

import orjson
import pytest

from sessions.clip.session import Action, NewClipSession
from sessions.voice.material import MOST_FILE_CHUNKS
from storage.clip.kind import MOST_CLIPS
from storage.jam.store import CHECKPOINTS_KEPT
from storage.redis import keys
from storage.voice.files.uploads import AT_ONCE
from storage.voice.tasks.store import MOST_TASKS
from tests.abuse.largest_inputs import (
    full_edit,
    full_state,
    full_track,
    track_id,
)
from tests.abuse.measurement import (
    PERMISSIONS,
    REPEATS,
    CallMeasurement,
    measuring,
)
from tests.handlers.voice.people import digest
from tests.server.client import joined
from tests.storage.sessions import a_clip, a_store, fill, parsed
from tests.users import a_user

VIEWERS: Final = 50
CLIPS_EACH: Final = 20
LISTED: Final = 60
TEXTS: Final = 60  # with ten thousand characters each
FILE: Final = 20_000_000
CHUNK: Final = 8_388_608
USERS: Final = [f"{n:03}".ljust(128, "u") for n in range(200)]
LISTED_TAPS: Final = 1_000


@pytest.fixture(scope="module")
async def measured(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[CallMeasurement]:
    async with measuring(tmp_path_factory.mktemp("largest")) as one:
        yield one


EMPTY: Final = {"tracks": [], "tempo": 60, "swing": 0, "version": 1}


async def a_full_jam(here: CallMeasurement) -> None:
    made = await here.ask("POST", "/api/sessions", json={"state": full_state(61), "name": "n" * 100})
    path = f"/api/sessions/{made.json['id']}"
    for n in range(REPEATS):
        await here.ask("PUT", path, "PUT an empty jam over a full one", json={"state": EMPTY})
        await here.ask("PUT", path, "PUT a full jam over an empty one", json={"state": full_state(70 + n)})
    await here.ask("GET", path, "GET a full jam")
    for n in range(CHECKPOINTS_KEPT):  # as many full versions as are kept
        await here.browser.ask("PUT", path, json={"state": full_state(70 + n % 2)}, **here.me)
    for _ in range(REPEATS):
        for verb, what in (("POST", "remix"), ("POST", "publish"), ("GET", "history")):
            answer = await here.ask(verb, f"{path}/{what}")
        version = answer.json["items"][0]["id"]
        await here.ask("GET", f"{path}/history/{version}", "GET a version")
        await here.ask("POST", f"{path}/history/{version}/restore", json={})
    await here.ask("PUT", path, "PUT a full jam over an empty one", json={"state": full_state(90)})
    session = {"session_id": made.json["id"]}
    async with joined(here.browser.server, "owner") as client:
        await here.send(client, "subscribe_on_session", session)
        locks = full_edit()
        for n in range(REPEATS):
            await here.send(client, "edit_session", {**session, "edit_id": f"paths-{n}", "set": locks})
        place = {"order": "a" * 256, "color": 3}
        tracks = {f"tracks/{track_id(n)}": {**full_track(n), **place} for n in range(10)}
        await here.send(client, "edit_session", {**session, "edit_id": "tracks", "set": tracks})
        presence = {"cursor": "x" * 2000}
        await here.send(client, "update_presence", {**session, "presence": presence})


async def a_long_stream(here: CallMeasurement) -> None:
    made = await here.ask("POST", "/api/clip-sessions", json={"title": "t" * 100, "game": "g" * 100})
    path, session = f"/api/clip-sessions/{made.json['id']}", {"session_id": made.json["id"]}
    await here.ask("POST", f"{path}/start")
    for viewer in range(VIEWERS):
        async with joined(here.browser.server, f"viewer-{viewer}") as client:
            for n in range(CLIPS_EACH):
                tap = {"submission_id": f"{viewer}-{n}", "note": "я" * 100, "submitted_by": "ю" * 32}
                if not (await client.ask("submit_clip", {**session, **tap}))["ok"]:
                    break
    async with joined(here.browser.server, "another-viewer") as client:
        for n in range(REPEATS):
            tap = {"submission_id": f"last-{n}", "note": "я" * 100, "submitted_by": "ю" * 32}
            await here.send(client, "submit_clip", {**session, **tap})
    await here.ask("POST", f"{path}/end")
    for _ in range(REPEATS):
        await here.ask("GET", path, "GET a long stream")
        await here.ask("GET", "/api/clip-sessions")
        for form in ("csv", "json", "links", "youtube", "edl"):
            await here.ask("GET", f"{path}/export?format={form}", f"GET export as {form}")
        await here.ask("GET", f"{path}/export/preview?format=json", "GET export/preview")
    for _ in range(REPEATS):
        async with joined(here.browser.server, "owner") as client:
            await here.send(client, "subscribe_on_session", session)


async def a_crowds_streams(here: CallMeasurement) -> None:
    """A stream of 50,000 taps, and a list of 60 large streams. What fills them is not measured."""
    owner = a_user("owner")
    clips = a_store(here.redis)
    ids: list[str] = []
    for n in range(LISTED):
        new = NewClipSession(title=f"Stream {n}")
        ids.append(str(parsed(await clips.create(owner, new))["id"]))
        await clips.transition(ids[-1], owner, Action.START)
        await a_clip(clips, ids[-1], note="я" * 100, submitted_by="ю" * 32)
        await fill(here.redis, ids[-1], MOST_CLIPS - 1 if n == 0 else LISTED_TAPS)
        await clips.transition(ids[-1], owner, Action.END)
    for time in ("first", "second"):
        await here.ask("GET", "/api/clip-sessions", f"GET a list of large streams for the {time} time")
    for _ in range(REPEATS):
        await here.ask("GET", f"/api/clip-sessions/{ids[0]}", "GET a page of 50,000 taps")
    for form in 2 * ("json", "csv"):
        await here.ask("GET", f"/api/clip-sessions/{ids[0]}/export?format={form}", f"GET 50,000 taps as {form}")


async def a_full_voice_session(here: CallMeasurement) -> None:
    made = await here.ask("POST", "/voicebot/create_session", json={"session_name": "я" * 100})
    session_id = made.json["session_id"]
    path, session = f"/voicebot/sessions/{session_id}", {"session_id": session_id}
    for _ in range(TEXTS):
        await here.ask("POST", f"{path}/materials", json={"text": "TODO: я\n" * 1_200})
    for _ in range(REPEATS):
        await here.ask("PATCH", path, "PATCH a voice session", json={"session_name": "ю" * 100, "allowed_users": USERS})
        file = f"{path}/materials/{uuid4()}/file?filename={'f' * 200}&text={'t' * 1_000}"
        await here.ask("PUT", file, "PUT a file of 20 MB", data=b"%PDF" + bytes(FILE))
        chunk = b"\x1a\x45\xdf\xa3" + os.urandom(CHUNK - 4)
        sent: dict[str, Any] = {"data": chunk, "Content_Digest": digest(chunk), "Content_Type": "audio/webm"}
        recording = f"{path}/recordings/{uuid4()}"
        await here.ask("PUT", f"{recording}/chunks/0", "PUT a chunk of 8 MB", **sent)
        await here.ask("POST", f"{recording}/finish", json={"chunks": 1})
        await here.ask("GET", recording, "GET a recording")
        await here.ask("GET", path, "GET a voice session")
        await here.ask("GET", "/voicebot/sessions")
        async with joined(here.browser.server, "owner", permissions=PERMISSIONS) as client:
            await here.send(client, "subscribe_on_session", session)
            for event in ("create_tasks_from_chunks", "post_process_session", "session_done"):
                await here.send(client, event, session)
            status = {"status": "recording", "recording_id": str(uuid4()), "takes_over": True}
            await here.send(client, "report_recording", {**session, **status})
            await here.send(client, "signal_peer", {**session, "data": {"x": "y" * 400}})


async def full_tasks(here: CallMeasurement) -> None:
    """As many tasks as a session holds, each of the longest text."""
    session_id = (await here.ask("POST", "/voicebot/create_session", json={})).json["session_id"]
    path = f"/voicebot/sessions/{session_id}/tasks"
    first = (await here.ask("POST", path, json={"text": "Ю" * 500})).json
    key = f"{keys.header(session_id)}:tasks"
    stored: list[str | bytes] = []
    for n in range(MOST_TASKS - 1 - REPEATS):
        task = {**first, "task_id": str(uuid4()), "text": f"{n} ".ljust(500, "Ю"), "position": 2 + n}
        stored += [task["task_id"], orjson.dumps(task)]
    await here.redis.call(key, "HSET", key, *stored)
    await here.forget_commands()
    for n in range(REPEATS):
        await here.ask("POST", path, "POST the last task", json={"text": f"last {n} ".ljust(500, "Я")})
        await here.ask("PATCH", f"{path}/{first['task_id']}", "PATCH a task of many", json={"done": n % 2 == 0})
        after = {"after": stored[2 * n]}
        await here.ask("PATCH", f"{path}/{first['task_id']}", "PATCH the place of a task of many", json=after)
    close = [orjson.loads(stored[2 * n + 1]) for n in (0, 1)]
    close[1]["position"] = close[0]["position"] + 2**-51
    for _ in range(REPEATS):
        both = [part for one in close for part in (one["task_id"], orjson.dumps(one))]
        await here.redis.call(key, "HSET", key, *both)
        await here.forget_commands()
        for place in (None, close[0]["task_id"]):
            what = "PATCH a place where there is none" if place else "PATCH the first place"
            await here.ask("PATCH", f"{path}/{first['task_id']}", what, json={"after": place})


async def full_uploads(here: CallMeasurement) -> None:
    """Eight files on their way in as many chunks as a file may have."""
    session_id = (await here.ask("POST", "/voicebot/create_session", json={})).json["session_id"]
    for upload in range(AT_ONCE):
        path = f"/voicebot/sessions/{session_id}/materials/{uuid4()}"
        for number in range(2 if upload else MOST_FILE_CHUNKS):
            sent: dict[str, Any] = {
                "data": b"x",
                "Content_Digest": digest(b"x"),
                "Content_Type": "application/octet-stream",
            }
            await here.ask("PUT", f"{path}/chunks/{number}", "PUT a chunk of a file", **sent)
        if not upload:
            for _ in range(REPEATS):
                await here.ask("GET", f"{path}/chunks", "GET the chunks of a file")
            full = path
    await here.ask("POST", f"{full}/finish", "POST the end of 1,024 chunks", json={"chunks": MOST_FILE_CHUNKS})


async def a_guest(here: CallMeasurement) -> None:
    for _ in range(REPEATS):
        await here.ask("POST", "/api/auth/guest", json={"name": "я" * 32})
        await here.ask("PATCH", "/api/auth/me", json={"name": "ю" * 32})
        await here.ask("GET", "/api/auth/me")
        await here.ask("POST", "/api/auth/refresh", json={})


@pytest.mark.long
async def test_OP21_no_call_at_its_largest_keeps_the_others_waiting(measured: CallMeasurement) -> None:
    await a_full_jam(measured)
    await a_long_stream(measured)
    await a_crowds_streams(measured)
    await a_full_voice_session(measured)
    await full_tasks(measured)
    await full_uploads(measured)
    await a_guest(measured)
    measured.require()
