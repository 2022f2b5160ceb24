"""What of a closed session comes into its owner's chat."""

import hashlib

import pytest

from auth.user import User
from handlers.telegram.recaps import Recaps
from handlers.telegram.replies import Replies
from sessions.base.job import JobRef
from storage.media.store import MediaStore
from storage.quota.media import MediaQuota
from storage.telegram.outbox import Outbox, PendingMessage
from storage.voice.jobs import Outcome, VoiceJobs
from storage.voice.recordings import Recordings
from tests.handlers.telegram.stories import PUBLIC, Story

RECORDING = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
WEBM = b"\x1a\x45\xdf\xa3" + b"sound" * 10


class Closing:
    """A session of a chat, recorded on the web, and closed in the chat."""

    def __init__(self, story: Story) -> None:
        self.story, self.outbox = story, Outbox(story.redis)
        self.recaps = Recaps(story.store, self.outbox, Replies(PUBLIC))
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

    async def finished(self, job_id: str, outcome: Outcome | None = None) -> None:
        """A worker has done a job, and the bot has looked."""
        run = (await self.story.store.job(self.session_id, job_id))["run"]
        job, records = JobRef(self.session_id, job_id, run), VoiceJobs(self.story.store)
        assert await records.start(job)
        await records.done(job, outcome or Outcome())
        await self.recaps.look()

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


@pytest.fixture
async def closing(story: Story) -> Closing:
    one = Closing(story)
    await one.begin()
    return one


async def test_TG1_VO12_a_missing_tail_is_told_until_it_is_there(closing: Closing) -> None:
    await closing.chunk(0)
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
    await closing.finished(f"post_process.{RECORDING}")
    (lines,) = await closing.told()
    assert not any(map(_is_missing, lines))


def _is_missing(line: str) -> bool:
    return line.startswith("Ещё не пришло")
