"""Answers are looked through for subjects of accounts (D25): which ids are replaced, and how often Redis is asked."""

from uuid import uuid4

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.pseudonyms import Pseudonyms
from storage.redis.client import Redis
from storage.session import keys
from storage.shown import LOOKED_SECONDS, MOST_KEPT, Shown, _ids, has_none


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def a_subject(redis: Redis, subject: str) -> str:
    """A subject that its person has come back with."""
    pseudonym = Pseudonyms(b"k" * 32).of("provider", subject)
    key = keys.user(subject, "identity")
    await redis.call(key, "HSET", key, "joined_to", pseudonym)
    return pseudonym


@pytest.mark.parametrize("subject", ["anna", 'a"nna', "an\\na", "https://id.example/анна", "by", "[", "a,b"])
async def test_D25_a_subject_is_found_in_every_field_that_holds_ids(redis: Redis, subject: str) -> None:
    subject = f"{subject}{uuid4()}"
    pseudonym = await a_subject(redis, subject)

    def answer(one: str) -> dict[str, object]:
        return {
            "by": one,
            "text": f'"by":"{subject}"',
            "items": [{"user_id": one, "closed_by": None}, {"ownerId": one, "by": "guest_1"}],
            "owners": [one, "guest_2", one],
            "allowed_users": [],
            "rest": {"allowed_users": ["person_x", one], "closed_by": one, "by": None, 'x"by': subject},
            "names": [subject],
        }

    shown = await Shown(redis).of(orjson.dumps(answer(subject)))
    assert orjson.loads(shown) == answer(pseudonym)


IDS = st.sampled_from(["guest_1", "person_x", "anna", 'a"', "", "by", '"by":"', "]", None])
JSON = st.recursive(
    IDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["by", "user_id", "ownerId", "closed_by", "owners", "allowed_users", 'x"by', "x"]),
            inner | st.lists(IDS, max_size=3),
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_D25_what_is_passed_over_has_no_id_that_would_be_looked_up(value: object) -> None:
    json = orjson.dumps(value)
    if has_none(json):
        assert list(_ids(json)) == []


async def test_D25_an_id_of_nobody_who_came_back_stays_and_is_looked_up_again_after_a_while(redis: Redis) -> None:
    subject, clock = f"anna-{uuid4()}", Clock()
    shown, json = Shown(redis, clock=clock), orjson.dumps({"by": subject})
    assert await shown.of(json) == json
    pseudonym = await a_subject(redis, subject)
    assert await shown.of(json) == json  # Redis was not asked
    clock.now += LOOKED_SECONDS
    assert orjson.loads(await shown.of(json)) == {"by": pseudonym}
    assert orjson.loads(shown.known(json)) == {"by": pseudonym}


async def test_D25_whoever_comes_to_this_process_is_known_at_once(redis: Redis) -> None:
    subject = f"anna-{uuid4()}"
    shown, json = Shown(redis), orjson.dumps({"by": subject})
    assert await shown.of(json) == json
    pseudonym = await a_subject(redis, subject)
    shown.is_subject(subject)
    assert orjson.loads(await shown.of(json)) == {"by": pseudonym}


async def test_D25_what_is_remembered_is_bounded(redis: Redis) -> None:
    shown = Shown(redis, Pseudonyms(b"k" * 32))
    many = [{"by": f"telegram_{n}"} for n in range(1, MOST_KEPT + 50)]
    rows = await shown.of_all([orjson.dumps(one) for one in many])
    assert not any(b"telegram" in row for row in rows)
    assert len(shown._known) == len(shown._looked) == MOST_KEPT
