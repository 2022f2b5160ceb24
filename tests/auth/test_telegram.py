"""What Telegram signed for a Mini App's page, and what it did not."""

import time
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.telegram import CLOCK_SECONDS, INIT_DATA_SECONDS, launched_by
from sessions.base.errors import TicketSpent, Unauthorized
from tests.handlers.telegram.bot_api import TOKEN
from tests.handlers.telegram.launches import init_data

USER = '{"id":7,"first_name":"Анна"}'
COLLECTED_AT = time.time()
"""When the launches below were signed: their test may run much later."""


def test_AC22_what_telegram_signed_tells_who_opened_the_page() -> None:
    # Its import takes 4 s of CPU, which are not for every process of the tests.
    from aiogram.utils.web_app import safe_parse_webapp_init_data

    data = init_data(7, language="en")
    person = launched_by(data, TOKEN, time.time())
    assert (person.id, person.full_name, person.language_code) == (7, "Анна П", "en")
    judged = safe_parse_webapp_init_data(TOKEN, data).user  # another implementation says the same
    assert judged is not None
    assert judged.id == 7


@pytest.mark.parametrize(
    "data",
    [
        init_data(7, token="123456:another"),
        init_data(7).replace("hash=", "hash=0"),
        init_data(7).partition("&hash=")[0],
        init_data(7) + "&user=" + urlencode({"": USER})[1:],
        init_data(7).replace("auth_date=1", "auth_date=2"),
        init_data(7, auth_date=None),
        init_data(7, auth_date="soon"),
        init_data(7, auth_date="-1"),
        init_data(7, auth_date="9" * 400),
        init_data(7, user=None),
        init_data(7, user="{"),
        init_data(7, user='{"id":"7"}'),
        init_data(7, user='{"id":0}'),
        init_data(7, user='{"id":7,"is_bot":true}'),
        init_data(7, age=-100_000),
        "&".join((*(f"f{n}=1" for n in range(40)), init_data(7))),
        "hash=%ff",
        "=&=",
    ],
)
def test_AC22_what_telegram_did_not_sign_for_this_bot_is_nobody(data: str) -> None:
    with pytest.raises(Unauthorized):
        launched_by(data, TOKEN, COLLECTED_AT)


def test_AC22_what_was_signed_too_long_ago_is_told_apart() -> None:
    now = 1_800_000_000
    data = init_data(7, auth_date=str(now))
    assert launched_by(data, TOKEN, now + INIT_DATA_SECONDS).id == 7
    assert launched_by(data, TOKEN, now - CLOCK_SECONDS).id == 7
    with pytest.raises(TicketSpent):
        launched_by(data, TOKEN, now + INIT_DATA_SECONDS + 1)


@given(st.text())
def test_AC22_no_text_breaks_the_check(data: str) -> None:
    with pytest.raises(Unauthorized):
        launched_by(data, TOKEN, 0)
