"""What of a closed session comes into its owner's chat."""

import hashlib
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import orjson
import pytest

from auth.caller import Server
from auth.user import User
from handlers.telegram.admission import Admission
from handlers.telegram.people import People
from handlers.telegram.recaps import Recaps
from handlers.telegram.replies import Replies
from handlers.telegram.spoken import SpokenReplies
from handlers.telegram.text_files import TextFiles
from sessions.base.job import JobRef
from sessions.voice.material import NewFile
from sessions.voice.replies import say
from sessions.voice.segment import END_OF_TIME, Piece, SegmentChange
from sessions.voice.session import VoiceSessionChange
from storage.account.identities import Identities
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.redis import keys
from storage.telegram.mailbox import Mailbox
from storage.telegram.outbox import QUEUED_MOST, Message, Outbox, PendingMessage, TextFile
from storage.voice.jobs import Outcome, Reading, VoiceJobs
from storage.voice.materials import Materials
from storage.voice.notices import OLD_MS, Notices
from storage.voice.recordings import Recordings
from storage.voice.transcript.store import Transcripts
from tests.handlers.telegram.stories import PUBLIC, Story
from tests.users import PSEUDONYMS

RECORDING = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
VOICE = "6f9619ff-8b86-4d01-b42d-00cf4fc964aa"
OGG = b"OggS\x00\x02" + b"\x00" * 22 + b"\x01\x13OpusHead"
WRITING = f"transcribe_material.{VOICE}"
WEBM = b"\x1a\x45\xdf\xa3" + b"sound" * 10
ASSEMBLED = {"audio": "x", "media_type": "audio/webm", "audio_size": "9", "assembled": "1", "duration_ms": "9000"}
ASSEMBLY = f"post_process.{RECORDING}"
TRANSCRIPT = f"transcribe.{RECORDING}"
AFTER_ASSEMBLY = Outcome(recording=ASSEMBLED, follow=[(TRANSCRIPT, "TRANSCRIBE", RECORDING, "")])


class Closing:
    """A session of a chat, recorded on the web, and closed in the chat."""

    def __init__(self, story: Story) -> None:
        self.story, self.outbox = story, Outbox(story.redis)
        self.recaps = Recaps(story.store, Notices(story.redis, "told"), self.outbox, Replies(PUBLIC))
        people = People(story.admission, Identities(story.redis, name_seconds=60))
        self.files = TextFiles(story.store, people, Replies(PUBLIC))
        self.spoken = SpokenReplies(Notices(story.redis, "heard"), self.outbox, self.files)
        quota = MediaQuota(story.redis, owner_limit=0, guest_limit=0)
        media = MediaStore.open(story.folder.as_uri())
        self.recordings = Recordings(story.store, media, quota, most_bytes=1_000_000)
        self.user: User = story.admission.account(story.chat)
        self.session_id = ""

    async def begin(self) -> None:
        await self.story.post(text="/start")
        claimed, _ = await self.story.handled(dies=False)
        self.session_id = claimed.session_id

    async def chunk(self, number: int) -> None:
        digest = hashlib.sha256(WEBM).hexdigest()
        await self.recordings.put_chunk(self.session_id, RECORDING, self.user, self.user.id, number, digest, WEBM)

    async def done(self) -> None:
        await self.story.post(text="/done")
        await self.story.handled(dies=False)
        await self.recaps.look()

    async def again(self) -> None:
        """Somebody has closed the closed session, and a worker has seen it."""
        closed = await self.story.store.close(self.session_id, self.user)
        await self.finished(closed.job.job_id)
        await self.finished("create_tasks")

    async def finished(self, job_id: str, outcome: Outcome | None = None, *said: str, source: str = "") -> None:
        """A worker has done a job, in which it heard these sentences, and the bot has looked."""
        run = (await self.story.store.job(self.session_id, job_id))["run"]
        job, records = JobRef(self.session_id, job_id, run), VoiceJobs(self.story.store)
        assert await records.start(job)
        if said:
            source = source or RECORDING
            pieces = [Piece(source, 1000 * i, 1000 * i + 900, text) for i, text in enumerate(said)]
            await Transcripts(self.story.store).put_part(job, source, (0, END_OF_TIME), pieces)
        await records.done(job, outcome or Outcome())
        await self.recaps.look()

    async def voice(self) -> None:
        """Message 71 of the chat has become a voice."""
        quota = MediaQuota(self.story.redis, owner_limit=0, guest_limit=0)
        materials = Materials(self.story.store, MediaStore.open(self.story.folder.as_uri()), quota)

        async def body() -> AsyncIterator[bytes]:
            yield OGG

        message = f"{self.story.chat}|71"
        await materials.attach_file(self.session_id, self.user, VOICE, NewFile(), body(), "telegram", message=message)
        sound = {"kind": "voice", "media_type": "audio/ogg", "duration_ms": 3000}
        follow = [(WRITING, "TRANSCRIBE_MATERIAL", "", VOICE)]
        await self.finished(f"probe.{VOICE}", Outcome(material=sound, follow=follow))

    async def heard(self, *said: str, again: bool = False) -> None:
        """A worker has heard this in the voice."""
        if again:
            probe = await self.story.store.job(self.session_id, f"probe.{VOICE}")
            assert "message" not in probe
            key = f"{keys.header(self.session_id)}:jobs"
            record = await self.story.store.job(self.session_id, WRITING)
            await self.story.redis.call(key, "HSET", key, WRITING, orjson.dumps({**record, "state": "failed"}))
            await self.story.store.ask(self.session_id, Server.ITSELF, "retry", WRITING)
        await self.finished(WRITING, None, *said, source=VOICE)

    async def noted(self, by: str, entry: str, *, ago_ms: int = 1000) -> None:
        """Something to tell has waited so long."""
        index = keys.index(self.session_id, "voice", by)
        await self.story.redis.call(index, "ZADD", index, round(time.time() * 1000) - ago_ms, entry)

    async def crowd(self) -> None:
        """The chat's queue is full."""
        mailbox = Mailbox(self.story.redis, holder="bot")
        await mailbox.post(self.story.chat, 99, b"{}")
        claimed = await mailbox.claim(self.story.chat)
        assert claimed is not None
        await mailbox.done(claimed, [Message("sendMessage", {"text": "x"})] * QUEUED_MOST)

    async def sent(self) -> list[PendingMessage]:
        """What is to be sent, each once."""
        found = []
        while (message := await self.outbox.next(self.story.chat)) is not None:
            found.append(message)
            await self.outbox.settle(message, "sent", pause_ms=0, message_id=7 if message.recap else 0)
        return found

    async def told(self) -> list[list[str]]:
        """The lines of the message about the session, and of its edits."""
        return [one.params["text"].split("\n") for one in await self.sent() if one.recap]

    async def filed(self) -> list[TextFile]:
        """The files that are to be sent, each once."""
        return [one.file for one in await self.sent() if one.file is not None]

    async def made(self, file: TextFile) -> tuple[str, str]:
        """The name and the text of a file, for the chat."""
        made = await self.files.made(self.story.chat, file)
        assert made is not None
        return made[0], made[1].decode("utf-8-sig")


@pytest.fixture
async def closing(story: Story) -> Closing:
    one = Closing(story)
    await one.begin()
    await one.chunk(0)
    return one


async def test_TG1_VO12_a_missing_tail_is_told_until_it_is_there(closing: Closing) -> None:
    await closing.done()
    (lines,) = await closing.told()
    assert not any(map(_is_missing, lines))
    # The device that records says at last how long it was, and goes.
    await closing.recordings.finish(closing.session_id, RECORDING, closing.user, 3)
    await closing.recaps.look()
    (lines,) = await closing.told()
    missing = "Ещё не пришло: 2 с звука на записавшем устройстве. Он отправится, когда страница там откроется."
    assert [line for line in lines if _is_missing(line)] == [missing]
    for number in (1, 2):
        await closing.chunk(number)
    await closing.finished(ASSEMBLY)
    (lines,) = await closing.told()
    assert not any(map(_is_missing, lines))


def _is_missing(line: str) -> bool:
    return line.startswith("Ещё не пришло")


async def test_TG3_the_whole_comes_as_a_file_when_nothing_more_is_to_come_once_a_close(closing: Closing) -> None:
    await closing.recordings.finish(closing.session_id, RECORDING, closing.user, 1)
    await closing.done()
    await closing.finished(ASSEMBLY, AFTER_ASSEMBLY)
    await closing.finished(TRANSCRIPT, None, "Откат руками.", "Проверить до пятницы.")
    await closing.finished("done_multiprompt.1")
    assert await closing.filed() == []
    found = [{"task_id": str(uuid4()), "text": "Проверить откат", "source_id": RECORDING}]
    await closing.finished("create_tasks", Outcome(reading=Reading("1", found, "Откатили."), title="Откат"))
    (file,) = await closing.filed()
    said = "[0:00] Откат руками.\n[0:01] Проверить до пятницы."
    text = f"Откат\n\nКратко:\nОткатили.\n\n{said}\n\n[ ] Проверить откат\n"
    assert await closing.made(file) == ("Откат.txt", text)

    # Neither a second close nor a later change sends it again, but a close after a change does.
    await closing.again()
    await closing.story.store.update(closing.session_id, closing.user, VoiceSessionChange(session_name="Разбор"))
    await closing.recaps.look()
    assert await closing.filed() == []
    await closing.again()
    (renamed,) = await closing.filed()
    assert (await closing.made(renamed))[0] == "Разбор.txt"


async def test_TG3_a_file_without_the_end_is_followed_by_one_with_it(closing: Closing) -> None:
    await closing.recordings.finish(closing.session_id, RECORDING, closing.user, 2)
    await closing.done()
    await closing.finished("done_multiprompt.1")
    await closing.story.store.ask(closing.session_id, Server.ITSELF, "unassembled")
    await closing.finished(ASSEMBLY, AFTER_ASSEMBLY)
    await closing.finished(TRANSCRIPT, None, "Раз.")
    await closing.finished("create_tasks")
    assert len(await closing.filed()) == 1
    await closing.chunk(1)
    await closing.finished(ASSEMBLY, AFTER_ASSEMBLY)
    await closing.finished(TRANSCRIPT, None, "Раз.", "Два.")
    await closing.finished("create_tasks")
    (file,) = await closing.filed()
    assert (await closing.made(file))[1].endswith("[0:01] Два.\n")


async def test_TG3_the_message_and_the_file_wait_while_the_queue_of_their_chat_is_full(closing: Closing) -> None:
    await closing.story.post(text="мысль")
    await closing.story.handled(dies=False)
    await closing.sent()
    await closing.crowd()
    await closing.done()
    await closing.finished("done_multiprompt.1")
    await closing.finished("create_tasks")
    assert [one for one in await closing.sent() if one.recap or one.file] == []
    await closing.noted("told", closing.session_id)  # the pause is over
    await closing.recaps.look()
    message, file = await closing.sent()
    assert (message.recap, file.file) == (closing.session_id, TextFile(closing.session_id, "", "ru"))


async def test_TG3_a_session_of_which_nothing_can_be_told_holds_up_no_other(closing: Closing) -> None:
    first, *others = (f"{closing.session_id}|{number}" for number in range(3))
    redis = closing.story.redis
    notices, index = Notices(redis, "tried"), keys.index(closing.session_id, "voice", "tried")
    for entry in (first, *others):
        await closing.noted("tried", entry)
    told = []

    async def tell(entry: str) -> bool:
        if entry == first:
            raise ValueError(entry)
        told.append(entry)
        return True

    await notices.look(tell)
    await notices.look(tell)
    assert told == others
    assert await redis.call(index, "ZRANGE", index, 0, -1) == [first.encode()]
    await closing.noted("tried", first, ago_ms=OLD_MS + 10_000)
    await notices.look(tell)
    assert await redis.call(index, "ZCARD", index) == 0


async def test_TG4_D34_a_file_is_made_for_whoever_is_behind_the_chat_when_it_is_sent(closing: Closing) -> None:
    chat, file = closing.story.chat, TextFile(closing.session_id, "", "ru")
    assert await closing.files.made(chat, file) is None  # nothing was said
    await closing.story.post(text="мысль")
    await closing.story.handled(dies=False)
    assert await closing.made(file) == ("Новая сессия.txt", "Новая сессия\n\nмысль\n")
    assert await closing.files.made(chat + 1, file) is None
    others = replace(closing.files.people, admission=Admission(PSEUDONYMS, allowed=(1,)))
    assert await replace(closing.files, people=others).made(chat, file) is None


async def test_TG5_a_voice_is_answered_once_with_what_was_said_in_it(closing: Closing) -> None:
    (chat, redis), spoken = (closing.story.chat, closing.story.redis), closing.spoken
    await closing.sent()
    await closing.voice()
    await spoken.look()
    assert await closing.sent() == []  # nothing was heard yet
    await closing.heard("Откатили", "руками.")
    index = keys.index(closing.session_id, "voice", "heard")
    (entry,) = await redis.call(index, "ZRANGE", index, 0, -1)
    await spoken.look()
    (reply,) = await closing.sent()
    to = {"message_id": 71, "allow_sending_without_reply": True}
    assert (reply.params["text"], reply.params["reply_parameters"]) == ("Откатили руками.", to)
    # A bot that was killed before it took note, an edit and a second transcription send nothing.
    await closing.noted("heard", entry.decode())
    change = SegmentChange(revision=1, text="Откат.")
    await Transcripts(closing.story.store).change(closing.session_id, closing.user, f"{VOICE}.000000000", change)
    await spoken.look()
    assert await redis.call(index, "ZCARD", index) == 0
    await closing.heard("Откатили", "ещё раз.", again=True)
    await spoken.look()
    assert await closing.sent() == []
    # Neither does a chat whose person may not read it.
    await closing.noted("heard", entry.decode().replace(str(chat), str(chat + 1)))
    await Mailbox(redis).note_person(chat + 1, "ru")
    await spoken.look()
    assert await Outbox(redis).next(chat + 1) is None


async def test_TG5_a_voice_that_was_heard_more_than_a_day_ago_is_not_answered(closing: Closing) -> None:
    await closing.sent()
    await closing.voice()
    await closing.heard("Откатили.")
    index = keys.index(closing.session_id, "voice", "heard")
    (entry,) = await closing.story.redis.call(index, "ZRANGE", index, 0, -1)
    await closing.noted("heard", entry.decode(), ago_ms=OLD_MS + 10_000)
    await closing.spoken.look()
    assert await closing.sent() == []
    assert await closing.story.redis.call(index, "ZCARD", index) == 0


async def test_TG5_the_file_of_a_voice_has_only_what_was_said_in_it(closing: Closing) -> None:
    await closing.voice()
    await closing.heard("Откатили.")
    await closing.story.store.update(closing.session_id, closing.user, VoiceSessionChange(summary="Обо всём."))
    assert "Обо всём." in (await closing.made(TextFile(closing.session_id, "", "ru")))[1]
    _, text = await closing.made(TextFile(closing.session_id, VOICE, "ru"))
    assert "Обо всём." not in text
    assert text.endswith("Откатили.\n")


async def test_TG5_an_answer_waits_while_the_queue_of_its_chat_is_full(closing: Closing) -> None:
    await closing.crowd()
    await closing.voice()
    await closing.heard()
    await closing.spoken.look()
    assert len(await closing.sent()) == QUEUED_MOST
    index = keys.index(closing.session_id, "voice", "heard")
    (entry,) = await closing.story.redis.call(index, "ZRANGE", index, 0, -1)
    await closing.noted("heard", entry.decode())  # the pause is over
    await closing.spoken.look()
    assert [one.params["text"] for one in await closing.sent()] == ["Слов не слышно."]


async def test_TG7_a_chat_switches_the_answers_to_its_voices_off_and_on(closing: Closing) -> None:
    story = closing.story

    async def said(text: str) -> str:
        await story.post(text=text)
        return (await story.handled(dies=False))[1][0]

    on, off = say("replies_on", "ru"), say("replies_off", "ru")
    assert [await said(text) for text in ("/replies", "/replies off", "/replies nonsense")] == [on, off, off]
    await closing.voice()
    await closing.heard("Откатили.")
    await closing.sent()
    await closing.spoken.look()
    assert await closing.sent() == []
    assert await said("/replies on") == on
    await closing.sent()
    index = keys.index(closing.session_id, "voice", "heard")
    assert await story.redis.call(index, "ZCARD", index) == 0  # what was heard meanwhile is not sent later
    await closing.noted("heard", f"{closing.session_id}|{VOICE}|{story.chat}|71")
    await closing.spoken.look()
    assert [one.params["text"] for one in await closing.sent()] == ["Откатили."]
