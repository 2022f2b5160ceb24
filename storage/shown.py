"""The last place where a subject of an account is replaced by its pseudonym (D25, docs/decisions/0027-pseudonyms.md).

What this version stores has pseudonyms. What an older one stored, or a process of an older version sends, may still
have the subject: in `by` of recordings, materials, versions, events, steps and reports, and in lists of owners. Answers
are looked through here before they leave the server, and an id that is known to be a subject's is replaced. Ids that
say nothing of an account elsewhere are passed over, so that most answers cost a search for a few words.
"""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import orjson

from auth.pseudonyms import OPAQUE_PREFIXES, Pseudonyms, is_telegram_id
from storage.identity.joined import joined_path
from storage.redis.client import Redis

FIELDS: Final = tuple(b'"%b":"' % name for name in (b"by", b"user_id", b"ownerId", b"closed_by"))
LISTS: Final = tuple(b'"%b":["' % name for name in (b"owners", b"allowed_users"))
LOOKED_SECONDS: Final = 10.0  # until Redis is asked again; somebody may have come to another process meanwhile
MOST_KEPT: Final = 4096

_ENDS: Final = (b'by":"', b'user_id":"', b'ownerId":"', *LISTS)  # `closed_by` ends as `by` does
_OPAQUE: Final = tuple(one.encode() for one in OPAQUE_PREFIXES)
_TEXT: Final = re.compile(rb'"(?:[^"\\]|\\.)*"')


class Shown:
    """Replaces subjects in JSON. One for a process, which remembers whom it has looked up."""

    def __init__(
        self, redis: Redis, pseudonyms: Pseudonyms | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """With `pseudonyms`, numbers of Telegram are replaced that nobody has come back with."""
        self._redis = redis
        self._pseudonyms = pseudonyms
        self._clock = clock
        self._looked: OrderedDict[bytes, float] = OrderedDict()
        self._known: OrderedDict[bytes, bytes] = OrderedDict()

    async def of(self, json: bytes) -> bytes:
        """The JSON of an answer, without a subject that is known to be one. Raises Unavailable."""
        if has_none(json):
            return json
        return (await self.of_all([json]))[0]

    async def of_all(self, jsons: Sequence[bytes]) -> list[bytes]:
        """The same for several texts. Raises Unavailable."""
        now = self._clock()
        found = {text for json in jsons if not has_none(json) for _, text in _ids(json)}
        missing = [one for one in found if self._looked.get(one, 0.0) <= now]
        if missing:
            await asyncio.gather(*map(self._look, missing))
        shown = [self.known(json) for json in jsons]
        for kept in (self._looked, self._known):
            while len(kept) > MOST_KEPT:
                kept.popitem(last=False)
        return shown

    def known(self, json: bytes) -> bytes:
        """What this process knows already is replaced, without a wait: for what is sent to many at once."""
        if not self._known or has_none(json):
            return json
        parts, done = [], 0
        for place, text in _ids(json):
            shown = self._known.get(text)
            if shown is not None:
                parts += [json[done:place], shown]
                done = place + len(text)
        return b"".join([*parts, json[done:]]) if parts else json

    def is_subject(self, user_id: str) -> None:
        """Whoever has this id has come with their pseudonym: it is looked up again at once."""
        text = orjson.dumps(user_id)
        for written in (text, text.replace(b"/", b"\\/")):  # as Python and as a script write it
            self._looked.pop(written, None)

    async def _look(self, text: bytes) -> None:
        user_id: str = orjson.loads(text)
        shown = (await joined_path(self._redis, user_id))[-1]
        if shown == user_id and self._pseudonyms is not None and is_telegram_id(user_id):
            shown = self._pseudonyms.of("telegram", user_id)
        self._looked[text] = self._clock() + LOOKED_SECONDS
        self._looked.move_to_end(text)
        if shown != user_id:
            self._known[text] = orjson.dumps(shown)
            self._known.move_to_end(text)


def has_none(json: bytes) -> bool:
    """Whether there is surely no id of an account elsewhere, as in most answers: without these fields, or with opaque
    ids alone. `_ids` tells the rest."""
    if b'":"' not in json and b'":["' not in json:  # no texts, as in the ack of an edit
        return True
    for end in _ENDS:
        at = json.find(end)
        while at >= 0:
            at += len(end)
            if not json.startswith(_OPAQUE, at):
                return False
            if end in LISTS and not json.startswith(b"]", json.find(b'"', at) + 1):
                return False  # more than one
            at = json.find(end, at)
    return True


def _ids(json: bytes) -> Iterator[tuple[int, bytes]]:
    """The ids in a JSON text that may be those of accounts elsewhere: where each begins, and its text with its quotes.

    A quote in a text is escaped, so that these words are found as the names of fields alone."""
    places = sorted(
        (place, is_list)
        for fields, is_list in ((FIELDS, False), (LISTS, True))
        for field in fields
        for place in _values(json, field)
    )
    for start, is_list in places:
        place = start
        while (match := _TEXT.match(json, place)) is not None:
            if not json.startswith(_OPAQUE, place + 1):
                yield place, match[0]
            place = match.end() + 1
            if not is_list or json[match.end() : place] != b",":
                break


def _values(json: bytes, field: bytes) -> Iterator[int]:
    """Where the texts of a field begin, each with its quote."""
    at = json.find(field)
    while at >= 0:
        start = at + len(field) - 1
        if json[at - 1 : at] != b"\\":  # the end of a longer name
            yield start
        at = json.find(field, start)
