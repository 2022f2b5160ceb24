"""Ids in links, commands and text (V4, V25, V33), and the bot's words (V28–V30)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.voice.links import (
    Known,
    Unknown,
    canonical_links,
    command_target,
    find_session,
    session_url,
)
from sessions.voice.replies import (
    WORDS,
    Happened,
    Language,
    language_of,
    say,
    success,
)
from tests.sessions.clip.streams import SESSION_ID, lines

PUBLIC = "https://rooms.example"
OLD_ID = "507f1f77bcf86cd799439011"
V1 = "7f3ad1c2-9b0e-1c1d-8a2b-3c4d5e6f7081"


@pytest.mark.parametrize(
    "text",
    [
        SESSION_ID,
        SESSION_ID.upper(),
        f"  {SESSION_ID}\n",
        f"https://voice.stratospace.fun/session/{SESSION_ID}",
        f"http://localhost:8000/session/{SESSION_ID}?from=bot#end",
        f"Сессия создана\n{PUBLIC}/session/{SESSION_ID}\nПланёрка\n—",
        f"вот ({SESSION_ID}).",
        f"<a href='/session/{SESSION_ID}/'>",
        f"{OLD_ID} and {SESSION_ID}",
    ],
)
def test_V33_an_id_is_found_in_a_link_a_command_or_plain_text(text: str) -> None:
    assert find_session(text) == Known(SESSION_ID)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing here",
        OLD_ID,
        f"{SESSION_ID}0",
        f"x{SESSION_ID}",
        f"{SESSION_ID}-1",
        "https://x.org/session/",
        "/session",
    ],
)
def test_V33_no_id_is_found_where_none_stands_alone(text: str) -> None:
    assert find_session(text) is None


@pytest.mark.parametrize("text", [f"https://voice.stratospace.fun/session/{OLD_ID}", f"/session/{OLD_ID.upper()}", V1])
def test_V33_an_old_or_foreign_id_is_unknown(text: str) -> None:
    assert find_session(text) == Unknown()


def test_V33_a_link_goes_before_a_bare_id() -> None:
    other = "00000000-0000-4000-8000-000000000001"
    assert find_session(f"{other} {PUBLIC}/session/{SESSION_ID}") == Known(SESSION_ID)


@given(st.text(), st.uuids(version=4), st.text())
def test_V33_no_text_breaks_the_search_and_a_link_is_always_found(before: str, id_: object, after: str) -> None:
    find_session(before + after)
    assert find_session(f"/session/{id_} {before}") == Known(str(id_))


def test_V3_session_without_an_argument_names_nothing() -> None:
    assert command_target("") is None
    assert command_target("  ", None) is None
    assert command_target("", "a message without an id") is None


def test_V4_the_argument_goes_before_the_message_replied_to() -> None:
    other = "00000000-0000-4000-8000-000000000001"
    assert command_target(SESSION_ID, f"/session/{other}") == Known(SESSION_ID)
    assert command_target("", f"Активная сессия\n{PUBLIC}/session/{other}") == Known(other)
    assert command_target("", f"/session/{OLD_ID}") == Unknown()


OLD_HOSTS = ("Voice.stratospace.fun", "rooms.example")


@pytest.mark.parametrize("argument", ["вчерашняя", OLD_ID, V1, f"https://x.org/session/{OLD_ID}", "<id>"])
def test_V33_an_argument_without_an_id_of_ours_is_not_found(argument: str) -> None:
    assert command_target(argument, f"/session/{SESSION_ID}") == Unknown()


def test_V25_links_of_our_hosts_become_canonical() -> None:
    text = (
        f"https://voice.stratospace.fun/session/{SESSION_ID.upper()}, http://VOICE.stratospace.fun/session/{SESSION_ID}?x=1"
        f" and {PUBLIC}/session/{SESSION_ID}."
    )
    link = session_url(f"{PUBLIC}/", SESSION_ID)
    assert canonical_links(text, PUBLIC, OLD_HOSTS) == f"{link}, {link}?x=1 and {link}."
    assert canonical_links(f"https://rooms.example/session/{SESSION_ID}", PUBLIC, OLD_HOSTS) == link
    assert canonical_links(text, PUBLIC, ()) == text.replace(f"{PUBLIC}/session/{SESSION_ID}", link)


@pytest.mark.parametrize(
    "text",
    [
        f"https://evil.example/session/{SESSION_ID}",
        f"https://voice.stratospace.fun.evil.example/session/{SESSION_ID}",
        f"https://voice.stratospace.fun@evil.example/session/{SESSION_ID}",
        f"https://voice.stratospace.fun/other/{SESSION_ID}",
        "https://voice.stratospace.fun/session/new",
    ],
)
def test_V25_other_links_stay_as_they_are(text: str) -> None:
    assert canonical_links(text, PUBLIC, OLD_HOSTS) == text


def test_V25_an_old_id_keeps_its_place_under_the_canonical_host() -> None:
    assert (
        canonical_links(f"http://voice.stratospace.fun/session/{OLD_ID}", PUBLIC, OLD_HOSTS)
        == f"{PUBLIC}/session/{OLD_ID}"
    )


@given(st.text())
def test_V25_making_links_canonical_twice_is_making_them_once(text: str) -> None:
    once = canonical_links(f"{text} http://voice.stratospace.fun/session/{SESSION_ID}", PUBLIC, OLD_HOSTS)
    assert canonical_links(once, PUBLIC, OLD_HOSTS) == once


def test_V28_the_refusals_have_their_words() -> None:
    assert say("no_active_session", "ru") == (
        "Активная сессия не найдена. Напишите /start, чтобы создать новую, или укажите id: /session <session_id>."
    )
    assert say("not_available", "ru") == "Сессия не найдена или недоступна."
    assert say("no_active_session", "en") == (
        "No active session was found. Send /start to create a new one, or give an id: /session <session_id>."
    )
    assert say("not_available", "en") == "The session was not found or is not available."


@given(st.sampled_from(Happened), st.sampled_from(["ru", "en"]), lines.filter(bool), st.one_of(st.none(), lines))
def test_V29_a_success_has_exactly_four_lines(
    happened: Happened, language: Language, name: str, project: str | None
) -> None:
    url = session_url(PUBLIC, SESSION_ID)
    first, second, third, fourth = success(happened, language, url, name, project).split("\n")
    assert (first, second) == (say(happened, language), url)
    assert third == " ".join(name.split())
    assert fourth == (" ".join(project.split()) if project else "—")


def test_V29_the_events_have_their_words() -> None:
    assert [say(happened, "ru") for happened in Happened] == [
        "Сессия создана",
        "Сессия активирована",
        "Активная сессия",
        "Сессия завершена",
        "Сессия переименована",
    ]
    assert [say(happened, "en") for happened in Happened] == [
        "Session created",
        "Session activated",
        "Active session",
        "Session closed",
        "Session renamed",
    ]


def test_V30_the_help_names_the_four_commands() -> None:
    assert say("help", "ru") == (
        "Доступные команды:\n"
        "/start — создать новую сессию\n"
        "/session — показать активную сессию или активировать по ID/ссылке\n"
        "/done — завершить активную сессию\n"
        "/login — получить одноразовую ссылку входа в web-интерфейс"
    )
    head, *commands = say("help", "en").split("\n")
    assert head == "Available commands:"
    assert [line.split(" — ")[0] for line in commands] == ["/start", "/session", "/done", "/login"]


def test_every_message_exists_in_both_languages_with_the_same_values() -> None:
    for name, phrase in WORDS.items():
        values = [sorted(re.findall(r"{\w+}", text)) for text in phrase.values()]
        assert sorted(phrase) == ["en", "ru"], name
        assert values[0] == values[1], name


@pytest.mark.parametrize(
    ("code", "language"),
    [(None, "ru"), ("", "ru"), ("ru", "ru"), ("uk-UA", "ru"), ("en", "en"), ("en-GB", "en"), ("de", "en")],
)
def test_the_language_follows_the_users_code(code: str | None, language: str) -> None:
    assert language_of(code) == language
