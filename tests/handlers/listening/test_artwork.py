"""Pictures of books that players upload."""

from pathlib import Path
from typing import Any

import orjson

from tests.handlers.listening.test_history import Person, a_listener, subscribed
from tests.processes import RedisProcess, ServerProcess
from tests.server.client import Answer

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
JPEG = b"\xff\xd8\xff\xe0" + bytes(100)
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(50)


async def sent(person: Person, content: bytes, book: str = "dune") -> Answer:
    browser = person.browser
    path = f"/api/listening/books/{book}/artwork"
    return await browser.ask("PUT", path, data=content, **browser.signed_in(person.sub))


async def got(person: Person, address: str = "/api/listening/books/dune/artwork", **headers: Any) -> Answer:
    browser = person.browser
    return await browser.ask("GET", address, **browser.signed_in(person.sub), **headers)


def code_of(answer: Answer) -> tuple[int, str]:
    return answer.status, orjson.loads(answer.body)["code"]


def files(server: ServerProcess, person: Person) -> list[Path]:
    found = server.data_dir.rglob(f"listening/{person.session_id}/*")
    return [one for one in found if one.is_file()]


async def test_LI13_an_uploaded_picture_is_on_every_device_and_a_repeat_changes_nothing(server: ServerProcess) -> None:
    async with a_listener(server, "dune", "emma") as ann, ann.socket() as other:
        await ann.brings(("dune", 1_700_000_000_000, 1_700_000_060_000))
        await subscribed(other, ann.session_id)
        answer = await sent(ann, PNG)
        assert answer.status == 200, answer.body
        address = orjson.loads(answer.body)["artwork_url"]
        told = await other.event("session_event")
        assert (told["type"], told["data"]["book"]["artwork_url"]) == ("book_changed", address)
        (entry,) = (await ann.ask("GET", "/api/listening/sessions"))["items"]
        assert entry["artwork_url"] == address
        picture = await got(ann, address)
        assert (picture.status, picture.body) == (200, PNG)
        assert picture.headers["Content-Type"] == "image/png"
        assert picture.headers["Cache-Control"] == "private, no-cache"
        assert picture.headers["X-Content-Type-Options"] == "nosniff"
        assert (await got(ann, address, If_None_Match=picture.headers["ETag"])).status == 304
        (file,) = files(server, ann)
        assert orjson.loads((await sent(ann, PNG)).body)["artwork_url"] == address
        assert files(server, ann) == [file]
        # Another one takes its place, at another address: no browser shows the old one.
        replaced = orjson.loads((await sent(ann, WEBP)).body)["artwork_url"]
        assert replaced != address
        assert (await got(ann, replaced)).headers["Content-Type"] == "image/webp"
        assert len(files(server, ann)) == 1
        # A player that opens the book again keeps it; a picture elsewhere that a person chose comes first.
        again = await ann.ask("POST", "/api/listening/books", {"id": "dune", "name": "dune.mp3"})
        assert again["artwork_url"] == replaced
        chosen = "https://pictures.example/dune.jpg"
        assert (await ann.ask("PATCH", "/api/listening/books/dune", {"artwork_url": chosen}))["artwork_url"] == chosen
        assert (await ann.ask("PATCH", "/api/listening/books/dune", {"artwork_url": None}))["artwork_url"] == replaced


async def test_LI13_what_is_no_small_picture_of_an_own_book_is_refused(server: ServerProcess) -> None:
    async with a_listener(server, "dune") as ann, a_listener(server, "dune") as bob:
        assert code_of(await sent(ann, b"<svg/>")) == (415, "unsupported_media")
        assert code_of(await sent(ann, b"GIF89a" + bytes(9))) == (415, "unsupported_media")
        assert code_of(await sent(ann, JPEG + bytes(32 * 1024))) == (413, "file_too_large")
        assert code_of(await sent(ann, JPEG, "unknown")) == (404, "not_found")
        assert code_of(await got(ann)) == (404, "not_found")
        assert files(server, ann) == []
        assert (await sent(ann, JPEG + bytes(32 * 1024 - len(JPEG)))).status == 200
        # I3: nobody else has the picture at this address.
        assert code_of(await got(bob)) == (404, "not_found")


async def test_LI13_pictures_count_in_the_budget_and_go_with_the_history(
    redis_server: RedisProcess, tmp_path: Path
) -> None:
    server = await ServerProcess(redis_server.url, tmp_path, ROOMTONE_MEDIA_OWNER_LIMIT="500").start()
    try:
        async with a_listener(server, "dune", "emma") as ann:
            assert (await sent(ann, PNG)).status == 200
            assert (await sent(ann, PNG)).status == 200
            assert code_of(await sent(ann, JPEG + bytes(300), "emma")) == (507, "storage_full")
            assert len(files(server, ann)) == 1
            await ann.ask("DELETE", "/api/listening/sessions")  # the library stays
            assert (await got(ann)).body == PNG
            await ann.ask("DELETE", "/api/listening")
            assert files(server, ann) == []
            assert code_of(await got(ann)) == (404, "not_found")
            await ann.ask("POST", "/api/listening/books", {"id": "emma", "name": "emma.mp3"})
            assert (await sent(ann, JPEG + bytes(300), "emma")).status == 200
    finally:
        await server.stop()
