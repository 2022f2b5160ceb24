"""A listener's history as plain lists: what the scripts of storage/listening_*.lua must come to (I1–I19).

It is told the time, and remembers everything.
"""

from dataclasses import dataclass, field, replace

WINDOW_MS = 300_000
SHORTEST_MS = 1000
THROTTLE_MS = 4500
LONGEST_STRETCH_MS = 86_400_000


@dataclass(frozen=True)
class Heard:
    """An entry."""

    id: str
    book: str
    start: int
    end: int


@dataclass(frozen=True)
class Playing:
    """What a player plays, when that was last tracked, and over which connection."""

    book: str
    at: int
    connection: str


@dataclass
class ListeningMachine:
    books: set[str] = field(default_factory=set)
    entries: list[Heard] = field(default_factory=list)
    playing: dict[str, Playing] = field(default_factory=dict)
    bin: dict[str, Heard] = field(default_factory=dict)
    known_items: set[str] = field(default_factory=set)
    numbers: int = 0

    def report(
        self, player: str, book: str, status: str, now: int, *, ago: int = 0, connection: str = "", owner: str = "main"
    ) -> str:
        """What a status of a player does; its result."""
        if owner != "main":
            return "other_owner"
        was = self.playing.get(player)
        exists, plays, at = book in self.books, status == "playing", now - ago
        if plays and exists and was is not None and was.book == book and now - was.at < THROTTLE_MS:
            return "throttled"
        result = "unknown_book" if plays else "nothing"
        if was is not None and (not plays or was.book != book):
            del self.playing[player]
            ended = self._finalize(was.book, max(at, was.at))
            if not plays:
                result = ended
        if plays and exists:
            self._track(book, at)
            self.playing[player] = Playing(book, now, connection)
            result = "tracked"
        return result

    def lost(self, player: str, connection: str) -> None:
        """The connection of a player has ended."""
        was = self.playing.get(player)
        if was is not None and was.connection == connection:
            del self.playing[player]
            self._finalize(was.book, was.at)

    def current(self, book: str, at: int) -> Heard | None:
        """I5 in the document's own words: of this book's, ended later than five minutes ago, the one begun last."""
        found = [one for one in self.entries if one.book == book and one.end > at - WINDOW_MS]
        return max(found, key=lambda one: one.start, default=None)

    def _track(self, book: str, at: int) -> None:
        current = self.current(book, at)
        if current is None:
            self._add(book, at, at)
        else:
            self._change(current, replace(current, end=max(current.end, at)))

    def _finalize(self, book: str, at: int) -> str:
        current = self.current(book, at)
        if current is None:
            return "nothing"
        end = max(current.end, at)
        if end - current.start >= SHORTEST_MS:
            self._change(current, replace(current, end=end))
            return "finalized"
        if any(one.book == book for one in self.playing.values()):
            return "nothing"  # somebody else plays it
        self.entries.remove(current)
        return "dropped"

    def stretch(self, client_id: str, book: str, start: int, end: int, now: int) -> str:
        """A stretch that waited on a device; its result, or the reason why not."""
        if client_id in self.known_items:
            return "known"
        if book not in self.books:
            return "unknown_book"
        if end < start:
            return "ends_before_start"
        if start > now:
            return "in_the_future"
        if end - start > LONGEST_STRETCH_MS:
            return "too_long"
        before = list(self.entries)
        if self._join(book, start, min(end, now)) is None:
            return "too_short"
        self.known_items.add(client_id)
        return "known" if self.entries == before else "stored"

    def remove(self, id_: str) -> None:
        (gone,) = (one for one in self.entries if one.id == id_)
        self.entries.remove(gone)
        self.bin[id_] = gone

    def restore(self, id_: str) -> None:
        back = self.bin.pop(id_)
        self._join(back.book, back.start, back.end, back.id)

    def _join(self, book: str, start: int, end: int, id_: str | None = None) -> Heard | None:
        """Joins what is less than the window apart, until nothing is."""
        joined: list[Heard] = []
        while True:
            begin = min([start, *(one.start for one in joined)])
            until = max([end, *(one.end for one in joined)])
            near = [
                one
                for one in self.entries
                if one not in joined
                and one.book == book
                and one.end > begin - WINDOW_MS
                and one.start < until + WINDOW_MS
            ]
            if not near:
                break
            joined += near
        if not joined:
            return self._add(book, start, end, id_) if id_ or end - start >= SHORTEST_MS else None
        first = min(joined, key=lambda one: one.start)
        merged = Heard(first.id, book, begin, until)
        self._change(first, merged)
        for one in joined:
            if one.id != first.id:
                self.entries.remove(one)
        return merged

    def _add(self, book: str, start: int, end: int, id_: str | None = None) -> Heard:
        self.numbers += id_ is None
        added = Heard(id_ or str(self.numbers), book, start, end)
        self.entries.append(added)
        return added

    def _change(self, old: Heard, new: Heard) -> None:
        self.entries[self.entries.index(old)] = new
