"""Everything that the documents name exists: every link, every `make` target, every command, every setting."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from server.__main__ import COMMANDS
from server.settings.page import settings_page

ROOT = Path(__file__).parents[1]

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_MAKE = re.compile(r"\bmake ([a-z][a-z-]+)\b")
_COMMAND = re.compile(r"(?:-m server|(?<=`)roomtone|/roomtone|\.whl roomtone) ([a-z]+)\b")
_SETTING = re.compile(r"\b(ROOMTONE_[A-Z_]*[A-Z])\b")
_NAMES_KEPT = {"canary": {"auth/guests.py"}}  # the name of a bird
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def tracked(*patterns: str) -> list[Path]:
    found = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, check=True, text=True)
    return [ROOT / path for path in found.stdout.splitlines()]


def documents() -> Iterator[tuple[Path, str]]:
    for path in tracked("*.md"):
        yield path, path.read_text()


def headings(text: str) -> set[str]:
    """The anchors that a Markdown page has, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def code(text: str) -> str:
    return "\n".join(_CODE.findall(text))


def test_every_relative_link_leads_to_a_file_and_to_a_heading_of_it() -> None:
    broken = []
    for path, text in documents():
        for link in _LINK.findall(text):
            if re.match(r"[a-z]+:", link):
                continue
            name, _, anchor = link.partition("#")
            target = (path.parent / name).resolve() if name else path
            if not target.exists() or (anchor and anchor not in headings(target.read_text())):
                broken.append(f"{path.relative_to(ROOT)}: {link}")
    assert broken == []


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {target for _, text in documents() for target in _MAKE.findall(code(text))}
    assert {"run", "test", "check"} <= named <= targets


def test_every_command_of_the_server_that_is_named_exists() -> None:
    named = {command for _, text in documents() for command in _COMMAND.findall(text)}
    processes = set(_COMMAND.findall((ROOT / "Procfile").read_text()))
    assert {"doctor", "token"} <= named <= set(COMMANDS)
    assert {"web", "worker"} == processes <= set(COMMANDS)


def test_every_setting_that_is_named_exists() -> None:
    known = set(_SETTING.findall(settings_page()))
    named = {setting for _, text in documents() for setting in _SETTING.findall(text)}
    assert named <= known


def test_every_folder_of_the_house_is_explained_in_the_guides() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in tracked("*.py")}
    guide = "".join((ROOT / page).read_text() for page in ("docs/architecture.md", "docs/contributing.md"))
    assert {folder for folder in folders if f"`{folder}/`" not in guide} == set()


def test_decisions_have_consecutive_numbers_an_index_and_no_reference_to_a_missing_one() -> None:
    pages = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [name[:4] for name in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    index = (ROOT / "docs/decisions/README.md").read_text()
    assert [name for name in pages if f"({name})" not in index] == []
    numbers = {name[:4] for name in pages}
    found = {
        f"{path.relative_to(ROOT)}: {number}"
        for folder in ("docs", "server", "handlers", "storage", "auth", "sessions", "bench", "web/src", "web/python")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".md", ".py", ".ts", ".lua"}
        for number in re.findall(r"decisions/(\d{4})", path.read_text())
        if number not in numbers
    }
    assert found == set()


def test_words_that_the_glossary_gives_up_are_nowhere_used() -> None:
    section = (ROOT / "docs/glossary.md").read_text().split("## Words that are not used")[1]
    rows = re.findall(r"^\| (?!not |---)([^|]+) \|", section, re.MULTILINE)
    words = [word for row in rows for word in row.split(", ")]
    assert len(words) > 20
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    found = set()
    for path in tracked("*.py", "*.ts", "*.lua", "*.md", "*.c", "Makefile"):
        name = str(path.relative_to(ROOT))
        if name in {"CHANGELOG.md", "docs/glossary.md", "tests/test_docs.py"}:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for word in pattern.findall(line.replace("_", " ")):
                if name not in _NAMES_KEPT.get(word.lower(), set()):
                    found.add(f"{name}:{number}: {word}")
    assert sorted(found) == []
