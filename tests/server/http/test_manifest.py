"""The manifest of each page that can be installed."""

import json

import pytest

from server.documents.contract import CONTRACT
from server.http.manifest import App, Manifests
from server.http.pages import DIST

NOBODY = "00000000-0000-4000-8000-000000000000"
CONTENT = (DIST.parent / "public" / "roomtone.webmanifest").read_bytes()
MADE = Manifests(CONTENT, (App(page.path, page.app) for page in CONTRACT.pages if page.app is not None))


@pytest.mark.parametrize(
    ("start", "language", "name", "short"),
    [
        ("/", "en", "Roomtone", "Roomtone"),
        (f"/c/{NOBODY}", "en", "Roomtone: Clips", "Clips"),
        (f"/s/{NOBODY}", "ru", "Roomtone: Джем", "Джем"),
        (f"/session/{NOBODY}", "en", "Roomtone: Voice", "Voice"),
        ("/listen", "ru", "Roomtone: Слушать", "Слушать"),
    ],
)
def test_PG8_an_app_opens_where_it_was_installed(start: str, language: str, name: str, short: str) -> None:
    made = json.loads(MADE.of(start, language))
    assert (made["id"], made["start_url"], made["scope"], made["lang"]) == (start, start, start, language)
    assert (made["name"], made["short_name"]) == (name, short)
    assert ("Играть" in made["description"]) == (language == "ru")
    assert made["icons"] == json.loads(CONTENT)["icons"]


@pytest.mark.parametrize(
    "start", ["", "/admin", "/c/anything", f"/c/{NOBODY}/best", f"//other.example/c/{NOBODY}", f"/s/{NOBODY}/remix"]
)
def test_PG8_any_other_address_installs_the_home_page(start: str) -> None:
    assert MADE.of(start, "en") == MADE.of("/", "en")
