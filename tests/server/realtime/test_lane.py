"""The lane in C and the general path in Python: the same calls and bytes for every stream."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from auth.blocks import Block
from auth.script_keys import ScriptKey
from handlers.api.contract import SocketEvent
from server.documents.contract import CONTRACT
from server.engine import speedups
from server.http.responses import loads
from tests.effort import examples
from tests.server.engine.harness import WebSocket
from tests.server.realtime.both_paths import LIMIT, NAMES, Served

needs_lane = pytest.mark.skipif(not speedups.is_compiled(), reason="there is no C compiler")

SESSION = "6f1c9a52-5df0-4d0e-9a53-0c3b5a1f7f11"
numbers = st.one_of(
    st.integers(-(2**70), 2**70).map(str),
    st.floats().map(str),
    st.sampled_from(
        (
            *("-0", "-0.0", "1e400", "1e5", "9007199254740993", "18446744073709551615", "18446744073709551616"),
            *(
                "-9223372036854775809",
                "0.30000000000000004",
                "NaN",
                "Infinity",
                "-Infinity",
                "01",
                "+1",
                ".5",
                "1e-400",
            ),
        )
    ),
)
strings = st.one_of(
    st.text(max_size=50).map(lambda text: orjson.dumps(text.encode(errors="replace").decode()).decode()),
    st.sampled_from(
        ('"\\ud800"', '"\\ud83d\\ude00"', '"\\u0000"', '"a\\"b"', f'"{SESSION}"', '"a"', '"nan"', '"1"', '"\t"')
    ),
    st.sampled_from(('"Inf"', '"NaN"', '"' + "1" * 30 + '"')),
)
plain = st.one_of(numbers, strings, st.sampled_from(("true", "false", "null", "", "{", "[")))
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{','.join(items)}]"),
        st.lists(st.tuples(strings, inner), max_size=3).map(
            lambda items: f"{{{','.join(':'.join(one) for one in items)}}}"
        ),
    ),
    max_leaves=6,
)


def objects(names: list[str]) -> st.SearchStrategy[str]:
    """JSON objects with these members, some of them twice, and others."""
    member = st.tuples(st.sampled_from([*names, *names, "session_id", "sub", "unknown"]).map('"{}"'.format), values)
    return st.lists(member, max_size=5).map(lambda items: f"{{{','.join(':'.join(one) for one in items)}}}")


payloads = st.one_of(
    objects(["number", "share", "text", "what", "free", "members"]),
    st.just("{}"),
    values,
    st.just(""),
    st.just('{"text":"x"},{}'),
    st.integers(400, 700).map(lambda size: '{"members":{"a":"%s"}}' % ("é" * size)),
)
ids = st.one_of(st.just(""), st.integers(0, 10**17).map(str), st.sampled_from(("007", "9" * 16, "9" * 17, "٣", "-1")))
names = st.one_of(
    st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(("none", "", "\\u0065cho", "écho", "echo "))
)


@st.composite
def packets(draw: st.DrawFn) -> bytes:
    """An event, or what is nearly one."""
    payload = draw(payloads)
    text = f'42{draw(ids)}["{draw(names)}"{"," if payload else ""}{payload}]'
    text = draw(
        st.sampled_from(
            (text, text, text, text, text + " ", text.replace(",", ", ", 1), "42/x," + text[2:], "451-" + text)
        )
    )
    data = bytearray(text.encode())
    for _ in range(draw(st.sampled_from((0, 0, 0, 1)))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data)


@st.composite
def streams(draw: st.DrawFn) -> list[bytes]:
    """Frames of a client, in pieces."""
    frames = []
    for packet in draw(st.lists(packets(), min_size=1, max_size=6)):
        opcode = draw(st.sampled_from((1, 1, 1, 1, 1, 1, 2, 9)))
        if draw(st.integers(0, 9)) == 0:
            frames += [WebSocket.frame(1, packet[:3], fin=False), WebSocket.frame(0, packet[3:])]
        else:
            frames.append(WebSocket.frame(opcode, packet[:125] if opcode == 9 else packet))
    if draw(st.booleans()):
        return frames
    whole = b"".join(frames)
    cuts = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=4)))
    return [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True) if start < end]


def told(chunks: list[bytes], *, by_lane: bool, **options: object) -> tuple[dict[str, object], int]:
    async def feed(served: Served) -> tuple[dict[str, object], int]:
        await served.connect()
        await served.ask(chunks)
        found = served.told, served.taken
        served.leave()
        return found

    with pytest.MonkeyPatch.context() as patch:
        return asyncio.run(feed(Served(patch, by_lane=by_lane, **options)))  # type: ignore[arg-type]


def text(packet: str) -> bytes:
    return WebSocket.frame(1, packet.encode())


@needs_lane
@settings(max_examples=examples(300), deadline=None)
@given(streams(), st.sampled_from((0.0, 0.5)), st.booleans())
@example([text(f'42{n}["echo",{{"number":{n}}}]') for n in range(80)], 0.0, False)  # beyond its rate
@example([text('427["raw",{}]')] * 12, 0.0, False)  # long answers are owed for
@example([text(f'427["wait",{{"number":{n}}}]') for n in (1, 7)] + [text('42["fail",{}]')], 2.0, True)
def test_EN24_the_lane_and_python_do_the_same(chunks: list[bytes], crowds: float, is_full: bool) -> None:
    options = {"crowds": crowds, "is_full": is_full}
    by_python, _ = told(chunks, by_lane=False, **options)
    by_lane, _ = told(chunks, by_lane=True, **options)
    assert by_lane == by_python


@needs_lane
def test_EN24_the_lane_and_python_do_the_same_for_streams_cut_at_every_byte() -> None:
    stream = (
        text('421["echo",{"number":1}]')
        + text('42["wait",{"text":"é"}]')
        + text('422["none",{}]')
        + text('423["raw",{}]')
    )
    whole, taken = told([stream], by_lane=True)
    for cut in range(1, len(stream)):
        by_lane, _ = told([stream[:cut], stream[cut:]], by_lane=True)
        by_python, _ = told([stream[:cut], stream[cut:]], by_lane=False)
        assert by_lane == by_python
        assert (by_lane["bytes"], by_lane["calls"]) == (whole["bytes"], whole["calls"])
    assert taken == 2  # not the first of a client, nor the unknown one


@needs_lane
def test_EN24_the_lane_takes_the_usual_event_and_passes_on_the_rest() -> None:
    usual = ('{"number":1}', '{"text":"Привет"}', f'{{"session_id":"{SESSION}","share":0.30000000000000004}}', "{}")
    for payload in usual:
        for name in ("echo", "wait", "refuse", "fail"):
            # The first event of a client gets the user's bucket, and so is not the lane's.
            assert told([text('420["empty",{}]'), text(f'421["{name}",{payload}]')], by_lane=True)[1] == 1
    unusual = (
        *('421["echo"]', '421["none",{}]', '421[ "echo",{}]', '421["echo",[]]', '421["echo",{"unknown":1}]', "41"),
        *(
            '421["echo",{"free":NaN}]',
            '421["echo",{"number":18446744073709551617}]',
            '451-["echo",{}]',
            '42/x,1["echo",{}]',
        ),
    )
    for packet in unusual:
        assert told([text('420["empty",{}]'), text(packet)], by_lane=True)[1] == 0
    assert told([WebSocket.frame(1, b"42[" + b" " * LIMIT)], by_lane=True)[1] == 0


@needs_lane
@pytest.mark.parametrize("by_lane", [True, False])
async def test_EN24_D41_whoever_has_a_key_or_is_blocked_gets_no_event_past_the_checks(
    by_lane: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = Served(monkeypatch, by_lane=by_lane)
    await served.connect()
    await served.ask([text('420["empty",{}]'), text('421["empty",{}]')])
    user, taken = served.client.user, served.taken
    assert taken == by_lane
    served.client.user = replace(user, key=ScriptKey("id", frozenset(), None, 0))
    served.sockets._key_of[served.client] = "key"
    await served.ask([text('422["empty",{}]')])
    served.client.user = user
    served.sockets._blocks.replace([Block((user.id,), None, 0)])
    await served.ask([text('423["empty",{}]')])
    assert served.taken == taken
    assert served.transport.written.count(b'"unauthorized"') == 2
    assert [call[0] for call in served.handlers.seen] == ["empty", "empty"]
    served.leave()


_EVENTS = [one for one in CONTRACT.endpoints if isinstance(one, SocketEvent)]


@pytest.mark.parametrize("event", _EVENTS, ids=lambda one: one.name)
def test_EN24_what_is_read_from_bytes_is_what_python_reads(event: SocketEvent) -> None:
    model = event.models["payload"]
    read: Callable[[object], BaseModel] = event.validators["payload"]

    @settings(max_examples=examples(25), deadline=None)
    @given(objects(list(model.model_fields)))
    @example(f'{{"session_id":"{SESSION}"}}')
    @example("{}")
    def compare(json: str) -> None:
        if re.search(r"[0-9]{19}|NaN|Inf", json):
            return  # not the lane's
        try:
            found = event.json_validator(json.encode(), extra="forbid")
        except ValidationError:
            return
        usual = read(loads(json))
        assert repr(found) == repr(usual)  # NaN, from a text, equals nothing
        assert found.model_fields_set == usual.model_fields_set

    compare()
