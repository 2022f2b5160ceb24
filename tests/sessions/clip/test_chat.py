"""Lines of a chat, and the command in them."""

import pytest

from sessions.clip.chat import ChatMessage, lines_of, note_of, read_message, verb_of

SAID = ":kassia!kassia@kassia.tmi.twitch.tv PRIVMSG #room :"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"@display-name=Kassia;id=1 {SAID}!clip a: b", ("Kassia", "1", "!clip a: b")),
        (f"{SAID}!clip", ("kassia", "", "!clip")),
        (rf"@badges=;display-name=Ан\sна\:;id=2 {SAID}x", ("Ан на;", "2", "x")),
        (f"@display-name= {SAID}x", ("kassia", "", "x")),
        (f"@display-name={'я' * 50} {SAID}x", ("я" * 32, "", "x")),
    ],
)
def test_D40_who_said_what_is_read_from_a_line(line: str, message: tuple[str, str, str]) -> None:
    assert read_message(line) == ChatMessage(*message)


@pytest.mark.parametrize("line", ["", "PING :x", ":a JOIN #b", ":tmi.twitch.tv 001 me :Welcome", "@ :x PRIVMSG"])
def test_D40_other_lines_say_nothing(line: str) -> None:
    assert read_message(line) is None


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("!clip", ""),
        ("!CLIP  Geralt!  ", "Geralt!"),
        ("!clipper", None),
        ("hey !clip", None),
        ("!clip \u202ea\x01b\x00", "\u202eab"),
        ("!clip " + "😀" * 200, "😀" * 100),
    ],
)
def test_D40_C4_only_the_command_marks_and_its_words_are_the_note(text: str, note: str | None) -> None:
    assert note_of(ChatMessage("a", "", text), "!clip") == note


def test_D40_a_chatter_forges_no_line_and_no_command_of_the_chats_server() -> None:
    for ending in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029":
        said = f"{SAID}hi{ending}:victim!v@v PRIVMSG #room :!clip"
        (line,) = lines_of(said)
        message = read_message(line)
        assert message is None or (message.author, note_of(message, "!clip")) == ("kassia", None)
    assert lines_of("a\r\nb\r\n") == ["a", "b", ""]
    verbs = {f"{SAID}bye RECONNECT": "PRIVMSG", "@x=1 :tmi.twitch.tv RECONNECT": "RECONNECT",
             "PING :tmi": "PING", ":ping PRIVMSG #a :PING": "PRIVMSG", "": "", ":": "", "@ :": ""}  # fmt: skip
    assert {line: verb_of(line) for line in verbs} == verbs
