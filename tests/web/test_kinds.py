"""Shared pages ask a product, they do not know it: its name stands in its own folder, and `kind.ts` there answers."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from handlers.api.contract import Route, endpoints_of
from server.products import PRODUCTS
from tests.processes import ROOT

SOURCES = ROOT / "web/src"
MADE = {"app/pages.ts", "sdk/contract.ts"}
"""Made from the declarations."""
EXCEPTIONS = {
    "account/login-page.ts": "a link of the bot in Telegram leads to voice sessions",
    "app/telegram.ts": "a Mini App has voice sessions alone: here their page gets another address",
    "docs/examples.ts": "the first example of the documentation is a stream",
    "docs/first-example.ts": "it makes the calls of that example",
    "keys/made.ts": "a new key is tried by the address that marks moments",
    "home/link.ts": "a bare id that is joined is a voice session's, as in the bot (V33)",
    "sdk/playback.ts": "the client's reporter of listening, for players on other people's pages",
    "telegram/page.ts": "the Mini App shows the pages of voice sessions",
}

COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)


FOLDERS = sorted(file.parent.name for file in SOURCES.glob("*/kind.ts"))
ANSWERS = "".join(file.read_text() for name in ("kind.ts", "header-link.ts") for file in SOURCES.glob(f"*/{name}"))
KINDS = set(re.findall(r'^  kind: "(\w+)"', ANSWERS, re.MULTILINE))
TITLES = {
    word for both in re.findall(r'^  title: \{ en: "(.+?)", ru: "(.+?)" \}', ANSWERS, re.MULTILINE) for word in both
}


def addresses() -> set[str]:
    """How the addresses of the products' pages and calls begin, where no two products share that."""
    begins = [
        {page.path.split("/")[1] for page in product.pages}
        | {
            "/".join(endpoint.path.split("/")[1:3])
            for handler in product.handlers
            for endpoint in endpoints_of(handler)
            if isinstance(endpoint, Route)
        }
        for product in PRODUCTS
        if product.kind in KINDS
    ]
    counted = Counter(begin for own in begins for begin in own)
    return {begin for begin, products in counted.items() if products == 1}


def pattern() -> re.Pattern[str]:
    """What a shared file must not say: a kind or a product's word as a text, a table by kind, an import, an address."""
    words = "|".join(sorted({*KINDS, *FOLDERS, *TITLES}))
    begins = "|".join(sorted(map(re.escape, addresses())))
    folders = "|".join(FOLDERS)
    return re.compile(
        rf"""(?P<quote>["'`])(?:{words})(?P=quote)|(?:^|[{{,])\s*(?:{"|".join(sorted(KINDS))}):|"\.\./(?:{folders})/|"""
        rf"""(?:["'`]|\^\\)/(?:{begins})(?![\w-])""",
        re.MULTILINE,
    )


def named(sources: Path) -> dict[str, list[str]]:
    """Every product's name in shared files, by file."""
    forbidden = pattern()
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted(sources.rglob("*.ts")):
        path = file.relative_to(sources)
        if path.parts[0] in FOLDERS or str(path) in MADE or ".test." in path.name or ".live." in path.name:
            continue
        for match in forbidden.finditer(COMMENT.sub("", file.read_text())):
            found[str(path)].append(match[0].strip())
    return dict(found)


def test_every_product_of_sessions_answers_for_itself() -> None:
    assert {product.kind for product in PRODUCTS} - {"home", "admin", "fleet"} == KINDS
    assert len(FOLDERS) == len(KINDS)


def test_no_shared_page_names_a_product() -> None:
    assert {path: names for path, names in named(SOURCES).items() if path not in EXCEPTIONS} == {}


@pytest.mark.parametrize("path", EXCEPTIONS)
def test_no_exception_is_left_over(path: str) -> None:
    assert path in named(SOURCES)


@pytest.mark.parametrize(
    "line",
    [
        'if (row.kind === "jam") return;',
        'const ICONS = { jam: "grid" };',
        "  voice: ROOMS.noVoice,",
        'import { CLIP } from "../clip/words";',
        'const page = await import("../listen/player/page");',
        "return `/s/${row.id}`;",
        'const deleted = "/voicebot/deleted";',
        r"path.replace(/^\/session(?=[?#])/, '/elsewhere')",
        't({ en: "Jam", ru: "Джем" })',
    ],
)
def test_this_test_finds_a_name(line: str) -> None:
    assert pattern().search(line)
