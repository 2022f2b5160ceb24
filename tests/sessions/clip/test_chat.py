"""Lines of a chat, and the command in them."""

import pytest

from sessions.clip.chat import ChatMessage, note_of, read_message

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
