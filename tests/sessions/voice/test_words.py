"""One file has the words that the bot and the voice pages share."""

import re
from pathlib import Path

import pytest

from sessions.voice.replies import WORDS

ROOT = Path(__file__).parents[3]
PAGES = sorted(
    path
    for folder in ("voice", "telegram")
    for path in (ROOT / "web/src" / folder).rglob("*.ts")
    if "test" not in path.name and path.name != "kind.ts"  # every page loads that one: the bot's words would come along
)
_IMPORTS = re.compile(r'import \{([^}]*)\} from "[./]*/sessions/voice/words\.json"')
_PHRASE = re.compile(r'\{\s*en: "(?P<en>[^"]*)",\s*ru: "(?P<ru>[^"]*)",?\s*\}')


def imported() -> set[str]:
    """The messages that the pages take from the file."""
    texts = [path.read_text("utf-8") for path in (ROOT / "web/src").rglob("*.ts")]
    lists = [found[1] for text in texts for found in _IMPORTS.finditer(text)]
    return {name.strip() for names in lists for name in names.split(",") if name.strip()}


def test_V29_the_pages_take_the_words_of_a_confirmation_from_the_bots_file() -> None:
    assert imported() >= {"active", "activated", "done", "tasks", "button_open", "button_rename", "button_transcript"}
    assert imported() <= WORDS.keys()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_V29_no_voice_page_repeats_what_the_shared_file_has(path: Path) -> None:
    shared = {(words["en"], words["ru"]) for words in WORDS.values()}
    repeated = [found[0] for found in _PHRASE.finditer(path.read_text("utf-8")) if (found["en"], found["ru"]) in shared]
    assert repeated == []


def test_the_search_for_phrases_finds_them_in_one_line_and_in_several() -> None:
    source = 'a: { en: "One", ru: "Один" },\nb: {\n  en: "Two",\n  ru: "Два",\n},'
    assert [found.groups() for found in _PHRASE.finditer(source)] == [("One", "Один"), ("Two", "Два")]
