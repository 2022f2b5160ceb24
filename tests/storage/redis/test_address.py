import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio.connection import parse_url
from redis.crc import key_slot

from storage.redis.address import Address
from storage.redis.topology import hash_slot


@given(st.text(max_size=30))
def test_a_key_has_the_slot_that_redis_gives_it(key: str) -> None:
    assert hash_slot(key) == key_slot(key.encode())


@pytest.mark.parametrize("key", ["{a}b", "x{b17}:session", "{}a", "a{", "a}{b}", "{{a}}", "{a}{b}", "a{b"])
def test_a_hash_tag_is_what_redis_takes_for_one(key: str) -> None:
    assert hash_slot(key) == key_slot(key.encode())


@pytest.mark.parametrize(
    "url",
    [
        "redis://cache",
        "redis://cache:7000/3",
        "redis://:secret@cache:7000",
        "rediss://user:p%40ss@[::1]:6380/0",
        "unix:///run/redis.sock",
        "unix://:secret@/run/redis.sock?db=2",
    ],
)
def test_an_address_is_read_as_redis_clients_read_it(url: str) -> None:
    theirs = parse_url(url)
    ours = Address.parse(url)
    assert ours.password == theirs.get("password")
    assert ours.username == theirs.get("username")
    assert ours.database == theirs.get("db", 0)
    assert ours.path == theirs.get("path")
    if ours.path is None:
        assert (ours.host, ours.port) == (theirs["host"], theirs.get("port", 6379))


@pytest.mark.parametrize("url", ["http://cache", "cache:6379", "redis://cache/first"])
def test_what_is_no_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="Redis address") as refused:
        Address.parse(url)
    assert "cache" not in str(refused.value)
