"""The sound of a jam: rendered in a real browser, and checked sample by sample."""

import asyncio
import base64
import io
import math
import mimetypes
import struct
import wave
from array import array
from collections.abc import AsyncIterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route

from sessions.jam.state import JamBounds
from sessions.jam.validation import read_state
from tests.processes import ROOT

Samples = Sequence[float]
RATE = 44_100
STEP = 0.125  # seconds, at 120 beats a minute
HEADROOM_DB = -3.0
CEILING_DB = -1.0
ORIGIN = "http://harness.test/"


@pytest.fixture(scope="module")
async def page(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    """A page that renders jams with the product's own voices, mixer and exporters."""
    built = tmp_path_factory.mktemp("harness")
    command = [
        "npx",
        "vite",
        "build",
        "--config",
        "tests/vite.config.ts",
        "--outDir",
        str(built),
        "--logLevel",
        "error",
    ]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT / "web")
    assert await process.wait() == 0
    one = await chromium.new_page()
    await one.route(f"{ORIGIN}**", lambda route: serve(route, built))
    await one.goto(f"{ORIGIN}jam-audio.html")
    yield one
    await one.close()


async def serve(route: Route, folder: Path) -> None:
    file = folder / route.request.url.removeprefix(ORIGIN)
    if not file.is_file():
        await route.fulfill(status=404)
        return
    await route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])


def jam(*tracks: dict[str, Any], tempo: float = 120, swing: float = 0, name: str | None = None) -> dict[str, Any]:
    made = [{"id": f"t{n}", "name": f"Track {n}", "order": str(n + 1), **one} for n, one in enumerate(tracks)]
    return {"name": name, "state": {"tempo": tempo, "swing": swing, "tracks": made}}


def on(*steps: int, length: int = 16) -> list[bool]:
    return [n + 1 in steps for n in range(length)]


async def rendered(page: Page, session: dict[str, Any], loops: int = 1) -> Samples:
    """The samples of the first channel."""
    text = await page.evaluate("([session, loops]) => harness.render(session, loops)", [session, loops])
    samples = array("f")
    samples.frombytes(base64.b64decode(text))
    return samples


def level(samples: Samples, start: float, end: float) -> float:
    """Root mean square between two times in seconds."""
    part = samples[int(start * RATE) : int(end * RATE)]
    return math.sqrt(sum(value * value for value in part) / len(part))


def sounding(samples: Samples, step_seconds: float = STEP, count: int = 16, threshold: float = 0.003) -> set[int]:
    """The steps (from 1) at which something begins: the first 40 ms after a step against the 10 ms before it."""
    found = set()
    for n in range(count):
        at = n * step_seconds
        before = level(samples, at - 0.01, at) if n else 0.0
        if level(samples, at, at + 0.04) > threshold + 1.5 * before:
            found.add(n + 1)
    return found


def onset(samples: Samples, after: float) -> float:
    """When the sound after a silence begins, in seconds."""
    start = int(after * RATE)
    return next(n for n in range(start, len(samples)) if abs(samples[n]) > 0.002) / RATE


def pitch(samples: Samples, start: float, end: float) -> float:
    """Hertz of a plain tone, by its upward zero crossings."""
    part = samples[int(start * RATE) : int(end * RATE)]
    crossings = [n for n in range(1, len(part)) if part[n - 1] < 0 <= part[n]]
    return (len(crossings) - 1) * RATE / (crossings[-1] - crossings[0])


async def test_S8_every_built_in_sound_is_heard_and_none_clips(page: Page) -> None:
    presets: list[str] = await page.evaluate("() => harness.presets()")
    assert len(presets) >= 12
    assert {preset.split("-")[0] for preset in presets} == {"drum", "bass", "lead", "pad"}
    for preset in presets:
        samples = await rendered(page, jam({"sampleId": f"synth:{preset}", "steps": on(1)}))
        assert level(samples, 0, 0.3) > 0.003, preset
        assert max(map(abs, samples)) < 1, preset
        assert level(samples, 3.5, 4) < 0.001, f"{preset} never ends"


def decibels(samples: Samples) -> float:
    """The peak, in dB below full scale."""
    return 20 * math.log10(max(map(abs, samples)))


def at_once(*presets: str) -> dict[str, Any]:
    return jam(*({"sampleId": f"synth:{preset}", "steps": on(1, 5, 9, 13), "volume": 1} for preset in presets))


async def test_JM11_four_starter_tracks_at_full_volume_leave_headroom(page: Page) -> None:
    starters: list[str] = await page.evaluate("() => harness.starters()")
    assert len(starters) == 6
    for four in combinations(starters, 4):
        assert -20 < decibels(await rendered(page, at_once(*four))) <= HEADROOM_DB, four


async def test_JM15_four_of_the_loudest_tracks_as_they_come_in_peak_at_minus_six(page: Page) -> None:
    starters: list[str] = await page.evaluate("() => harness.starters()")
    headroom = await page.evaluate("() => harness.headroom")
    for four in combinations(starters, 4):
        session = at_once(*four)
        for one in session["state"]["tracks"]:
            one["volume"] = headroom
        assert decibels(await rendered(page, session)) <= -6, four


async def test_D38_twelve_grooves_are_valid_sound_and_leave_headroom(page: Page) -> None:
    grooves: list[dict[str, Any]] = await page.evaluate("() => harness.grooves()")
    assert len({groove["name"]["en"] for groove in grooves}) == len({groove["name"]["ru"] for groove in grooves}) == 12
    for groove in grooves:
        state = read_state(groove["state"], JamBounds())
        assert len(state["tracks"]) >= 4, groove["name"]
        samples = await rendered(page, {"name": None, **groove})
        assert -18 < decibels(samples) <= HEADROOM_DB, groove["name"]
        seconds = 60 / state["tempo"] * 4
        for quarter in range(4):  # it goes on for the whole bar
            assert level(samples, seconds * quarter / 4, seconds * (quarter + 1) / 4) > 0.005, groove["name"]


BEFORE = jam(
    {"sampleId": "synth:drum-kick", "steps": on(1, 5, 9, 13)},
    {"sampleId": "synth:drum-hat", "steps": on(3, 7, 8, 11, 15), "volume": 0.6, "playbackMode": "gate"},
    {"sampleId": "synth:bass-acid", "steps": on(1, 4, 7, 10), "parameterLocks": [{"pitch": 5, "volume": 0.5}]},
    {"sampleId": "synth:pad-dawn", "steps": on(1), "stepCount": 32, "transpose": -2},
    swing=30,
)
# The level of each eighth of a second of it, as it was rendered when jams began empty.
HEARD = (
    *(0.0765, 0.02933, 0.0208, 0.04661, 0.07902, 0.02924, 0.0478, 0.03885, 0.06976, 0.04138, 0.03545, 0.00018),
    *(0.06834, 0.00353, 0.00763, 0.0, 0.07417, 0.01803, 0.00801, 0.03986, 0.07172, 0.00356, 0.04135, 0.03406),
    *(0.06892, 0.04125, 0.03548, 4e-05, 0.06872, 0.00348, 0.00785, 0.0),
)


async def test_K5_a_jam_of_before_sounds_as_it_did(page: Page) -> None:
    samples = await rendered(page, BEFORE)
    heard = [level(samples, n / 8, (n + 1) / 8) for n in range(len(HEARD))]
    assert heard == pytest.approx(HEARD, abs=2e-4)


async def test_JM11_no_sum_passes_the_ceiling(page: Page) -> None:
    presets: list[str] = await page.evaluate("() => harness.presets()")
    for tracks in (presets[:16], presets[-16:], ["drum-kick"] * 16, ["drum-snare"] * 16):
        assert decibels(await rendered(page, at_once(*tracks))) <= CEILING_DB + 0.01, tracks


async def test_JM11_what_is_below_the_limit_is_not_bent(page: Page) -> None:
    kick = {"sampleId": "synth:drum-kick", "steps": on(1)}
    loud, half = await rendered(page, jam(kick)), await rendered(page, jam({**kick, "volume": 0.5}))
    assert decibels(loud) <= -6
    assert max(abs(a - 2 * b) for a, b in zip(loud, half, strict=True)) < 1e-3


async def test_hits_sound_where_the_pattern_has_them(page: Page) -> None:
    samples = await rendered(page, jam({"sampleId": "synth:drum-rim", "steps": on(1, 5, 8, 16)}))
    assert sounding(samples) == {1, 5, 8, 16}
    for number in (5, 8, 16):
        assert onset(samples, (number - 1) * STEP - 0.02) == pytest.approx((number - 1) * STEP, abs=0.003)


async def test_tempo_and_swing_move_the_hits(page: Page) -> None:
    track = {"sampleId": "synth:drum-rim", "steps": on(3, 6)}
    slow = await rendered(page, jam(track, tempo=60))
    assert onset(slow, 0.1) == pytest.approx(2 * 0.25, abs=0.003)
    swung = await rendered(page, jam(track, swing=60))
    assert onset(swung, 0.1) == pytest.approx(2 * STEP, abs=0.003)
    assert onset(swung, 5 * STEP - 0.02) == pytest.approx(5 * STEP + 0.6 * STEP / 3, abs=0.003)


async def test_S8_a_four_step_track_runs_four_times_in_sixteen(page: Page) -> None:
    short = {"sampleId": "synth:drum-rim", "stepCount": 4, "steps": on(2, length=4)}
    assert sounding(await rendered(page, jam(short))) == {2, 6, 10, 14}


async def test_S9_D9_locks_change_pitch_and_volume_of_one_step(page: Page) -> None:
    locks = [{"pitch": 12, "volume": 0.5}, *[None] * 15]
    track = {"sampleId": "synth:bass-sub", "steps": on(1, 9)}
    plain = await rendered(page, jam(track))
    locked = await rendered(page, jam({**track, "parameterLocks": locks}))
    assert pitch(plain, 0.05, 0.3) == pytest.approx(55, rel=0.03)
    assert pitch(locked, 0.05, 0.3) == pytest.approx(110, rel=0.03)
    assert level(locked, 0.05, 0.3) / level(plain, 0.05, 0.3) == pytest.approx(0.5, abs=0.12)
    assert list(locked[RATE : RATE + 4000]) == pytest.approx(list(plain[RATE : RATE + 4000]), abs=0.02)


async def test_S8_transpose_and_volume_belong_to_the_whole_track(page: Page) -> None:
    low = await rendered(page, jam({"sampleId": "synth:bass-sub", "steps": on(1), "transpose": -12, "volume": 0.25}))
    plain = await rendered(page, jam({"sampleId": "synth:bass-sub", "steps": on(1)}))
    assert pitch(low, 0.05, 0.3) == pytest.approx(27.5, rel=0.05)
    assert level(low, 0.05, 0.3) / level(plain, 0.05, 0.3) == pytest.approx(0.25, abs=0.08)


async def test_S8_muted_and_unsoloed_tracks_are_silent(page: Page) -> None:
    kick = {"sampleId": "synth:drum-kick", "steps": on(1)}
    rim = {"sampleId": "synth:drum-rim", "steps": on(5)}
    assert sounding(await rendered(page, jam(kick, rim))) == {1, 5}
    assert sounding(await rendered(page, jam({**kick, "muted": True}, rim))) == {5}
    assert sounding(await rendered(page, jam({**kick, "soloed": True}, rim))) == {1}
    assert sounding(await rendered(page, jam({**kick, "soloed": True, "muted": True}, rim))) == set()


async def test_S8_a_gate_ends_with_its_step_and_a_one_shot_rings_out(page: Page) -> None:
    bell = {"sampleId": "synth:lead-bell", "steps": on(1)}
    rings = await rendered(page, jam({**bell, "playbackMode": "oneshot"}))
    gated = await rendered(page, jam({**bell, "playbackMode": "gate"}))
    assert level(rings, 0.3, 0.5) > 0.002
    assert level(gated, 0.02, 0.1) > 0.004
    assert level(gated, STEP + 0.06, 0.5) < 0.0002


async def test_S8_an_unknown_sound_is_silent_and_plain_names_are_known(page: Page) -> None:
    silent = await rendered(page, jam({"sampleId": "synth:nothing-like-it", "steps": on(1)}))
    assert max(map(abs, silent)) == 0
    for name in ("kick", "snare", "hihat", "clap"):
        assert sounding(await rendered(page, jam({"sampleId": name, "steps": on(1)})), count=1) == {1}, name


async def test_the_same_jam_always_sounds_the_same(page: Page) -> None:
    session = jam({"sampleId": "synth:drum-snare", "steps": on(1, 4)}, {"sampleId": "synth:pad-dawn", "steps": on(2)})
    one, other = await rendered(page, session), await rendered(page, session)
    assert max(abs(a - b) for a, b in zip(one, other, strict=True)) < 1e-6


async def test_the_wav_file_is_one_and_holds_the_loop(page: Page) -> None:
    session = jam({"sampleId": "synth:drum-rim", "steps": on(1, 9)})
    answer = await page.evaluate("session => harness.wav(session)", session)
    with wave.open(io.BytesIO(base64.b64decode(answer["file"]))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, RATE)
        assert file.getnframes() == 4 * RATE  # two seconds of music, two to ring out
        frames = array("h", file.readframes(file.getnframes()))
    left = array("f", (value / 32768 for value in frames[::2]))
    assert sounding(left) == {1, 9}
    assert answer["progress"] == sorted(answer["progress"])
    assert answer["progress"][-1] == 1


async def test_the_midi_file_has_tempo_names_and_notes(page: Page) -> None:
    session = jam(
        {"sampleId": "synth:drum-kick", "name": "Kick", "steps": on(1, 5)},
        {"sampleId": "synth:bass-round", "name": "Bass", "steps": on(3), "parameterLocks": [None, None, {"pitch": 5}]},
        {"sampleId": "synth:lead-pluck", "name": "Silent", "steps": on(2), "muted": True},
        tempo=100,
        name="Rainy Tuesday",
    )
    file = base64.b64decode(await page.evaluate("session => harness.midi(session)", session))
    assert file[:14] == b"MThd" + struct.pack(">IHHH", 6, 1, 3, 480)
    tracks = chunks(file[14:])
    assert b"Rainy Tuesday" in tracks[0]
    assert b"\xff\x51\x03" + (600_000).to_bytes(3, "big") in tracks[0]
    assert notes(tracks[1]) == [(0, 9, 36), (480, 9, 36)]
    assert notes(tracks[2]) == [(240, 0, 38)]
    assert not any(b"Silent" in one for one in tracks)


def chunks(data: bytes) -> list[bytes]:
    found = []
    while data:
        assert data[:4] == b"MTrk"
        (length,) = struct.unpack(">I", data[4:8])
        found.append(data[8 : 8 + length])
        data = data[8 + length :]
    return found


def notes(chunk: bytes) -> list[tuple[int, int, int]]:
    """Tick, channel and key of every note that begins."""
    found, at, tick = [], 0, 0

    def variable() -> int:
        nonlocal at
        value = 0
        while True:
            byte = chunk[at]
            at += 1
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value

    while at < len(chunk):
        tick += variable()
        status = chunk[at]
        at += 1
        if status == 0xFF:
            at += 1
            length = variable()
            at += length
        elif status & 0xF0 == 0xC0:
            at += 1
        else:
            if status & 0xF0 == 0x90:
                found.append((tick, status & 0x0F, chunk[at]))
            at += 2
    return found
