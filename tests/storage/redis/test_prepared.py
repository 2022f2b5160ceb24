"""A call whose first arguments were packed before is the same call."""

import pytest

from storage.redis.connection import pack, unpack
from storage.redis.prepared import PreparedScript
from storage.redis.scripts import script_of

SCRIPT = script_of("test", "return {KEYS[1], ARGV[1], ARGV[#ARGV]}")


@pytest.mark.parametrize("first", [(), ("a",), tuple("word" * 3), (b"\xff\r\n", 7, "")])
@pytest.mark.parametrize("count", [1, 2, 9, 10, 11, 99, 100, 101])
def test_a_prepared_call_is_packed_as_one(first: tuple[str | bytes | int, ...], count: int) -> None:
    last = tuple(f"*{number}\r\n" for number in range(count))
    prepared = PreparedScript(SCRIPT, ("k1", "k2"), *first)
    whole = ("EVALSHA", SCRIPT.sha, 2, "k1", "k2", *first, *last)
    assert prepared.packed(last) == pack(whole)
    assert prepared.arguments(last) == (*first, *last)
    assert unpack(pack(whole)) == tuple(one if isinstance(one, bytes) else str(one).encode() for one in whole)
