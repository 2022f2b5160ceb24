"""One library on several devices: pictures of books, and places before a book's files are open."""

import struct
import zlib
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.books import covered
from tests.web.conftest import Visit
from tests.web.listening.test_player_page import ENGLISH, button, opened
from tests.web.stage import Stage


def png(side: int) -> bytes:
    """A picture of one colour."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = zlib.compress((b"\0" + b"\xd9\x2b\x36" * side) * side)
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return covered(tmp_path / "leagues.mp3", "Twenty Thousand Leagues", png(640))


async def place(page: Page, said: str) -> None:
    await expect(page.locator(".scrubber-times b")).to_have_text(said)


async def test_LI13_LI5_another_device_shows_the_picture_and_keeps_the_place_until_the_files_are_open(
    visit: Visit, stage: Stage, book: Path
) -> None:
    ann = await stage.guest("Ann")
    uploads: list[str] = []
    phone = await visit("/listen", ann, **ENGLISH)
    phone.on("request", lambda asked: uploads.append(asked.url) if asked.method == "PUT" else None)
    await opened(phone, book)
    desk = await visit("/listen", ann, **ENGLISH)
    picture = desk.locator(".library-row img")
    await expect(picture).to_have_js_property("complete", True)
    await expect(picture).to_have_js_property("naturalWidth", 320)
    await expect(desk.get_by_text("The file is not on this device.")).to_be_visible()
    await place(desk, "0:00")
    await button(desk, "Forward 30 seconds").click()
    await place(desk, "0:30")
    await button(desk, "Back 15 seconds").click()
    await place(desk, "0:15")
    await opened(desk, book)
    await expect(desk.get_by_text("The file is not on this device.")).to_have_count(0)
    await place(desk, "0:15")
    # Once: neither the device that has it nor the one that got it sends it again.
    await phone.reload()
    await expect(phone.locator(".library-row img")).to_have_count(1)
    assert len([one for one in uploads if one.endswith("/artwork")]) == 1
    (known,) = (await stage.call(ann, "GET", "/api/listening/books"))["items"]
    assert known["artwork_url"].startswith("/api/listening/books/")
