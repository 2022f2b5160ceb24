"""What messages have to do with each other stays with their materials."""

from typing import Any

import orjson

from auth.caller import Server
from handlers.voice.exports import document_of
from tests.handlers.telegram.stories import Story

FILE = {"file_id": "F1", "file_name": "a.pdf"}


async def test_TG6_authors_answers_and_albums_are_kept_in_their_order(story: Story) -> None:
    async def send(**content: Any) -> str:
        await story.post(**content)
        claimed, _ = await story.handled(dies=False)
        return claimed.material_id

    def message(number: int, **content: Any) -> dict[str, Any]:
        return {"message_id": number, "chat": {"id": story.chat, "type": "private"}, **content}

    await story.post(text="/start")
    session_id = (await story.handled(dies=False))[0].session_id
    first = await send(text="мысль", forward_origin={"type": "hidden_user", "sender_user_name": "Пётр"})
    second = await send(document=FILE, media_group_id="9")
    await send(document=FILE, media_group_id="9", caption="обе")
    await send(text="да", reply_to_message=message(2, text="мысль"))
    await send(text="нет", reply_to_message=message(77, text="чужое"), forward_origin=["?"])
    await story.post(text="/start")
    claimed, _ = await story.handled(dies=False)
    await send(text="в другой", reply_to_message=message(2, text="мысль"))

    read = await story.store.read_whole(session_id, Server.ITSELF)
    found = [orjson.loads(one) for one in read.materials]
    album = found[1]["album"]
    names = ("forwarded_from", "reply_to", "album")
    assert [{name: one[name] for name in names if name in one} for one in found] == [
        {"forwarded_from": "Пётр"},
        {"album": album},
        {"album": album},
        {"reply_to": first},
        {},
    ]
    assert found[1]["material_id"] == second
    assert document_of(read, "ru").notes[0] == "Переслано от: Пётр\nмысль"
    (other,) = (await story.store.read_whole(claimed.session_id, Server.ITSELF)).materials
    assert "reply_to" not in orjson.loads(other)


async def test_V7_an_edit_that_comes_before_its_message_makes_one_material(story: Story) -> None:
    await story.post(text="/start")
    session_id = (await story.handled(dies=False))[0].session_id
    for kind, text in (("edited_message", "да, правда"), ("message", "да"), ("edited_message", "да, всё")):
        await story.post(kind, message_id=50, text=text)
        await story.handled(dies=False)
    read = await story.store.read_whole(session_id, Server.ITSELF)
    assert [orjson.loads(one)["text"] for one in read.materials] == ["да, всё"]
