"""The scripts themselves: what each declares, and what they share."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions.base.errors import (
    REFUSALS,
    InternalError,
    NotFound,
    Refusal,
    TooLarge,
)
from sessions.base.instant import LAST_INSTANT_MS, iso_from_ms
from storage.redis.client import Redis
from storage.redis.connection import RedisError
from storage.redis.scripts import HEARD_FIRST, KINDS, PARTS, Script, fresh, load, refusal, variants
from storage.redis.tracing import traced

NAMES = sorted(PARTS)
WRITES = r"'(?:H?SET|HDEL|HINCRBY|DEL|UNLINK|Z(?:ADD|REM)|S(?:ADD|REM|PUBLISH)|XADD|L(?:PUSH|TRIM)|PEXPIRE|EXPIRE)'"


async def test_every_script_compiles_and_is_known_by_its_hash(stores: Redis) -> None:
    scripts = [(name, script) for name in NAMES for script in variants(name)]
    said = {f"{name} {number}": await compiled(stores, script) for number, (name, script) in enumerate(scripts)}
    assert {name: one for name, one in said.items() if one is not True} == {}
    assert len(said) >= len(NAMES) > 0


async def compiled(stores: Redis, script: Script) -> bool | str:
    try:
        return bool(await stores.call("k", "SCRIPT", "LOAD", script.source) == script.sha.encode())
    except RedisError as error:
        return str(error)


def test_SY1_every_script_says_its_job_and_refuses_before_its_first_write() -> None:
    assert {name: faults for name in NAMES if (faults := list(faults_of(name)))} == {}


def faults_of(name: str) -> Iterator[str]:
    text = PARTS[name]
    if not text.startswith(f"-- {name}: "):
        yield "does not say its job"
    if len(text.splitlines()) > 120:
        yield "is longer than 120 lines"
    body = re.sub(r"--.*", "", text)
    functions = re.sub(r"^local function .*?^end$", "", body, flags=re.MULTILINE | re.DOTALL)
    first_write = re.search(rf"redis\.call\({WRITES}|\bemit(?:_public)?\(", functions)
    refusals = [found.start() for found in re.finditer(r"return refuse|'refused'", functions)]
    if first_write is not None and refusals and max(refusals) > first_write.start():
        yield "refuses after its first write"


def test_every_code_a_script_refuses_with_is_one_of_ours() -> None:
    found = {name: re.findall(r"refuse\('(\w+)'|'refused', '(\w+)'", load(name).source) for name in NAMES}
    ours = {refusal.code for refusal in REFUSALS}
    assert {name: codes for name, codes in found.items() if not {one or other for one, other in codes} <= ours} == {}
    assert any(found.values())


def test_SY24_every_script_that_tells_viewers_something_is_heard_first() -> None:
    told = re.compile(r"\bemit_public\(|\bemit\('public'|\bemit\(feed,|\bset_role(?:_of_person)?\(|\bset_slow\(")
    parts = {part for text in PARTS.values() for part in re.findall(r"^-- include ([\w/]+)$", text, re.MULTILINE)}
    own = {name: re.sub(r"--.*|local function \w+", "", text) for name, text in PARTS.items()}
    assert {name for name, text in own.items() if told.search(text)} - parts == HEARD_FIRST


def test_an_indented_include_is_for_its_block_alone() -> None:
    part = "local function member_role("
    assert load("jam/edit").source.count(part) == 1  # in the branch of jam_access that few edits take
    assert load("jam/read").source.count(part) == 2  # there, and where the rest of the script finds it
    assert load("people/role", "clip").source.count(part) == 1  # clip_access has it for the whole script
    assert load("people/role", "jam").source.count(part) == 2


def test_a_shared_script_has_the_part_of_the_kind_that_it_is_loaded_for_alone() -> None:
    for kind in KINDS:
        source = load("people/role", kind).source
        assert [one for one in KINDS if f"kinds.{one} = " in source] == [kind]
    assert "kinds.clip" not in load("people/role").source
    assert "kinds.clip = " in load("clip/submit").source  # a script in a product's room is for its kind
    every = load("admin/sessions/check", *KINDS).source
    assert [every.count(f"kinds.{kind} = ") for kind in KINDS] == [1] * len(KINDS)


WRONG = (
    "-- wrong: fails.\n-- include session/parts/clock\n"
    "if unix_ms() > 0 then\n  -- include session/parts/iso\n  {}\nend\nreturn 1\n"
)
FAILING = {
    "iso(nil)": "wrong failed at session/parts/iso.lua:4: ",
    "return redis.call('HGET', KEYS[1])": "wrong failed at wrong.lua:5: ",
    "iso(0)\n  local time\n  return time.of": "wrong failed at wrong.lua:7: ",
    "return )": "wrong failed at wrong.lua:5: ERR Error compiling script",
}


@pytest.mark.parametrize("statement", FAILING)
async def test_an_error_in_a_script_names_the_script_and_the_line_of_its_file(
    statement: str, stores: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PARTS, "wrong", WRONG.format(statement))
    with pytest.raises(RedisError, match=f"^{FAILING[statement]}"):
        await stores.run(fresh("wrong"), ["k"])


def test_files_that_change_under_a_running_process_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_text(path: Path) -> str:
        raise FileNotFoundError(path)

    monkeypatch.setattr(Path, "read_text", read_text)
    assert fresh("clip/submit") == load("clip/submit")


def test_a_traced_script_has_the_lines_of_the_plain_one() -> None:
    plain = load("clip/submit")
    told = traced(plain)
    assert told is not None
    assert told.source.count("\n") == plain.source.count("\n")


async def test_SY13_redis_writes_times_as_the_rules_do(stores: Redis) -> None:
    source = (
        load("session/parts/iso").source
        + "\nlocal told = {}\nfor i, at in ipairs(ARGV) do told[i] = iso(tonumber(at)) end\nreturn told"
    )
    script = Script("clock", source, (await stores.call("k", "SCRIPT", "LOAD", source)).decode())

    days = [day * 86_400_000 + shift for day in range(0, 2_932_897, 997) for shift in (-1, 0)]
    years = [edge * 1000 for edge in (951_782_400, 951_868_799, 4_107_542_399, 13_574_563_199, 253_402_300_799)]
    times = [at for at in [*days, *years, 0, LAST_INSTANT_MS] if 0 <= at <= LAST_INSTANT_MS]
    for first in range(0, len(times), 1000):
        part = times[first : first + 1000]
        assert await stores.run(script, ["k"], *part) == [iso_from_ms(at).encode() for at in part]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, LAST_INSTANT_MS), min_size=100, max_size=200))
async def test_SY13_redis_writes_any_time_as_the_rules_do(stores: Redis, times: list[int]) -> None:
    source = (
        load("session/parts/iso").source
        + "\nlocal told = {}\nfor i, at in ipairs(ARGV) do told[i] = iso(tonumber(at)) end\nreturn told"
    )
    told = await stores.call("k", "EVAL", source, 0, *times)
    assert told == [iso_from_ms(at).encode() for at in times]


async def test_SY13_redis_reads_its_own_clock(stores: Redis) -> None:
    before, _ = await stores.call("k", "TIME")
    told = await stores.call(
        "k", "EVAL", load("session/parts/clock").source + "\nreturn string.format('%d', unix_ms())", 0
    )
    after, _ = await stores.call("k", "TIME")
    assert int(before) * 1000 <= int(told) < (int(after) + 1) * 1000


def test_a_refusal_becomes_its_exception_with_its_details() -> None:
    plain = refusal([b"not_found"])
    assert type(plain) is NotFound
    assert plain.text == NotFound.message
    full = refusal([b"too_large", "слишком".encode(), b"limit", 7])
    assert type(full) is TooLarge
    assert (full.text, full.details) == ("слишком", {"limit": 7})
    assert type(refusal([b"no_such_code", b""])) is InternalError


def test_every_refusal_is_known_by_its_own_code() -> None:
    codes = [kind.code for kind in Refusal.__subclasses__()]
    assert len(codes) == len(set(codes))
