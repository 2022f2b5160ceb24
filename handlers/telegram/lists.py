"""What the bot lists (D43): the person's last sessions, and places that are found."""

import asyncio
from dataclasses import dataclass
from typing import Final

import orjson

from handlers.telegram.replies import Answer, Replies, Writer
from handlers.voice.lifecycle import Lifecycle
from handlers.voice.search import SearchQuery, VoiceSearch
from sessions.base.errors import Unavailable
from sessions.telegram.recap import duration
from sessions.voice.replies import say
from sessions.voice.search import QUERY_LIMIT, SHOWN
from storage.voice.people import VoicePeople

LISTED: Final = 10
FOUND: Final = 5
"""Sessions with two places each: with names, links and SHOWN characters a place they fit into one message."""
PLACES: Final = 2


@dataclass(frozen=True, slots=True)
class BotLists:
    lifecycle: Lifecycle
    people: VoicePeople
    search: VoiceSearch
    replies: Replies

    async def sessions(self, writer: Writer) -> Answer:
        """The last ten sessions; a button makes one active."""
        places = await self.people.places(writer.user, None, LISTED)
        found = await asyncio.gather(*(self.lifecycle.readable(one.session_id, writer.user) for one in places))
        rows = [(orjson.loads(one.session), one.duration_ms) for one in found if one is not None]
        if not rows:
            return Answer([self.replies.say("no_sessions", writer.language)])
        buttons = []
        for session, length_ms in rows:
            length = f" · {duration(length_ms)}" if length_ms else ""
            label = f"{' '.join(session['session_name'].split())} · {session['created_at'][:10]}{length}"
            buttons.append((label, session["session_id"]))
        return Answer([self.replies.choice(say("sessions", writer.language), buttons)])

    async def found(self, writer: Writer, words: str) -> Answer:
        """Where words are said or written, in what the writer may read."""
        if not words:
            return Answer([self.replies.say("search_what", writer.language)])
        try:
            found = orjson.loads(await self.search.found(writer.user, SearchQuery(q=words[:QUERY_LIMIT])))
        except Unavailable:
            return Answer([self.replies.say("search_away", writer.language)])
        if not found["items"]:
            return Answer([self.replies.say("search_nothing", writer.language)])
        parts = []
        for one in found["items"][:FOUND]:
            session = one["session"]
            lines = [" ".join(session["session_name"].split()), session["url"]]
            for place in one["places"][:PLACES]:
                at = f"{duration(place['at_ms'])} " if place["where"] == "speech" else ""
                lines.append(f"• {at}{' '.join(''.join(place['text']).split())[: SHOWN + 2]}")
            parts.append("\n".join(lines))
        return Answer([self.replies.text("\n\n".join(parts))])
