"""Ids that say nothing of the account behind them (D25)."""

import pytest

from auth.guests import new_guest
from auth.pseudonyms import Pseudonyms
from auth.tokens import TokenIssuer, TokenVerifier
from sessions.base.errors import Unauthorized
from tests.users import a_user, is_pseudonym

SECRET = b"a sentence that only this one server knows"
KEY = b"k" * 32
HERE = Pseudonyms(KEY)


def test_D25_an_id_that_somebody_gives_is_stored_as_the_pseudonym_that_its_person_has() -> None:
    subject, number, guest = "https://id.example/анна", "telegram_7", new_guest().id
    of_telegram = HERE.of_named(number)
    assert is_pseudonym(of_telegram)
    for opaque in (guest, of_telegram):
        assert HERE.of_named(opaque) == opaque
    of_subject = HERE.of_named(subject)
    assert is_pseudonym(of_subject)
    assert of_subject == HERE.of("provider", subject) != HERE.of("telegram", subject)


@pytest.mark.parametrize("user_id", ["telegram_7", "account-7"])
async def test_D25_a_token_of_this_server_is_blocked_by_the_id_in_it_and_by_its_pseudonym(user_id: str) -> None:
    token, _ = TokenIssuer(SECRET).issue(a_user(user_id), 60)
    for blocked in (user_id, HERE.of_named(user_id)):
        with pytest.raises(Unauthorized):
            await TokenVerifier(secret=SECRET, pseudonyms=HERE, blocked=[blocked]).verify(token)
    user = await TokenVerifier(secret=SECRET, pseudonyms=HERE, blocked=["telegram_8"]).verify(token)
    assert user.ids == (HERE.of_named(user_id),)
