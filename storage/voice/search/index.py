"""The search index of voice sessions: SQLite's FTS5 in a file of the worker.

A session has one row of all its words, by which it is found, and a row for each place: its name, a note, a segment of
speech, a task. Both hold stems; the texts stand beside them. What is in the file can be made anew from Redis at any
time.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from sessions.voice.search import STEMS, Query, Where, stems

BOUNDARY: Final = " · "  # between the words of two places: no phrase goes over it
PLACES: Final = 1 << 20  # room in the numbers of one session
_TABLES: Final = """
CREATE TABLE made (stems TEXT);
CREATE TABLE session (number INTEGER PRIMARY KEY, id TEXT UNIQUE, bucket INTEGER, revision TEXT, created_at INTEGER,
  project TEXT);
CREATE INDEX by_bucket ON session (bucket, id);
CREATE TABLE place (number INTEGER PRIMARY KEY, place TEXT, source TEXT, at_ms INTEGER, who TEXT, text TEXT);
CREATE VIRTUAL TABLE whole USING fts5(words, content='', tokenize='ascii');
CREATE VIRTUAL TABLE part USING fts5(words, content='', tokenize='ascii');
"""
_MATCHING: Final = "FROM part JOIN place ON place.number = part.rowid WHERE part MATCH ? AND part.rowid BETWEEN ? AND ?"


class Place(NamedTuple):
    """A text of a session. `source` is `recordings/<id>`, `materials/<id>` or `tasks/<id>`, '' for a name; `at_ms` the
    time in it for speech, else 0; `who` said or wrote it, '' when nobody knows."""

    where: Where
    source: str
    at_ms: int
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """A session for the index. `revision` tells whether it has changed since."""

    session_id: str
    bucket: int
    revision: str
    created_at: int
    project: str
    places: Sequence[Place]


class Candidate(NamedTuple):
    """A session that has every term."""

    number: int
    session_id: str
    revision: str
    created_at: int


@dataclass(slots=True)
class Found:
    """A session's places: how many by where and who, and the first ones that fit the filter."""

    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    shown: list[Place] = field(default_factory=list)


class SearchIndex:
    """One connection to the file, whose methods block. One process writes; questions have a connection of their own."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        """A file that cannot be read, or was made by other rules, is made anew."""
        try:
            db = self._connected()
            made = db.execute("SELECT stems FROM made").fetchone()
        except sqlite3.DatabaseError:
            made = None
        if made == (STEMS,):
            return db
        for file in (self._path, *(self._path.with_name(self._path.name + end) for end in ("-wal", "-shm"))):
            file.unlink(missing_ok=True)
        db = self._connected()
        db.executescript(_TABLES)
        db.execute("INSERT INTO made VALUES (?)", (STEMS,))
        db.commit()
        return db

    def _connected(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, check_same_thread=False, timeout=10)
        self._path.chmod(0o600)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")  # what a power cut takes is read again from Redis
        db.execute("PRAGMA secure_delete = ON")
        return db

    def close(self) -> None:
        self._db.close()

    # --- writing ---------------------------------------------------------------------------------------------------

    def put(self, session: Indexed) -> None:
        """Writes a session in place of what was known of it; places that are the same stay."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            number, before = self._known(session.session_id)
            if number is None:
                number = self._db.execute(
                    "INSERT INTO session (id, bucket) VALUES (?, ?)", (session.session_id, session.bucket)
                ).lastrowid
            wanted = dict.fromkeys(session.places)
            kept = {place: at for at, place in before if place in wanted}
            self._forget_places([(at, place) for at, place in before if kept.get(place) != at])
            at = max((at for at, _ in before), default=(number or 0) * PLACES)
            for place in wanted:
                if place not in kept:
                    at += 1
                    self._db.execute("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?)", (at, *place))
                    self._db.execute("INSERT INTO part (rowid, words) VALUES (?, ?)", (at, stems(place.text)))
            self._db.execute("INSERT INTO whole (rowid, words) VALUES (?, ?)", (number, self._words(number)))
            self._db.execute(
                "UPDATE session SET revision = ?, created_at = ?, project = ? WHERE number = ?",
                (session.revision, session.created_at, session.project, number),
            )

    def drop(self, session_ids: Iterable[str]) -> None:
        """Forgets sessions."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            for session_id in session_ids:
                number, places = self._known(session_id)
                self._forget_places(places)
                self._db.execute("DELETE FROM session WHERE number = ?", (number,))

    def clear(self) -> None:
        """Forgets everything; the file gets as small as a new one."""
        with self._db:
            for table in ("session", "place"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608
            for table in ("whole", "part"):
                self._db.execute(f"INSERT INTO {table}({table}) VALUES ('delete-all')")  # noqa: S608
        self._db.execute("VACUUM")

    def _known(self, session_id: str) -> tuple[int | None, list[tuple[int, Place]]]:
        """The number of a session and its places; the row of all its words is taken out, to be written again."""
        row = self._db.execute("SELECT number, revision FROM session WHERE id = ?", (session_id,)).fetchone()
        if row is None:
            return None, []
        number, revision = row
        if revision is not None:
            self._db.execute(
                "INSERT INTO whole (whole, rowid, words) VALUES ('delete', ?, ?)", (number, self._words(number))
            )
        return number, [(at, Place(*place)) for at, *place in self._places(number)]

    def _places(self, number: int | None) -> sqlite3.Cursor:
        return self._db.execute(
            "SELECT * FROM place WHERE number BETWEEN ? AND ? ORDER BY number", _numbers(number or 0)
        )

    def _words(self, number: int | None) -> str:
        """The stems of a whole session: those of segments that follow each other stand together, so a phrase may go
        over them."""
        parts, last = [], None
        for _, where, source, _, _, text in self._places(number):
            parts += [stems(text)] if last is None else [" " if (where, source) == last else BOUNDARY, stems(text)]
            last = (where, source) if where == "speech" else ("", "")
        return "".join(parts)

    def _forget_places(self, places: Iterable[tuple[int, Place]]) -> None:
        for at, place in places:
            self._db.execute("INSERT INTO part (part, rowid, words) VALUES ('delete', ?, ?)", (at, stems(place.text)))
            self._db.execute("DELETE FROM place WHERE number = ?", (at,))

    # --- reading ---------------------------------------------------------------------------------------------------

    def revisions(self, bucket: int) -> dict[str, str]:
        """The sessions of a bucket that are known, with their revisions."""
        return dict(self._db.execute("SELECT id, revision FROM session WHERE bucket = ?", (bucket,)))

    def candidates(self, query: Query, project: str | None, since: int, until: int) -> Iterable[Candidate]:
        """The sessions that have every term, the newest first; of a project (None for all), and made in a time, Unix
        ms."""
        if not query.terms:
            return []
        rows = self._db.execute(
            "SELECT number, id, revision, created_at FROM whole JOIN session ON number = whole.rowid"
            " WHERE whole MATCH ? AND created_at BETWEEN ? AND ? AND (? IS NULL OR project = ?)"
            " ORDER BY created_at DESC, id DESC",
            (query.all, since, until, project, project),
        )
        return (Candidate(*row) for row in rows)

    def found(self, number: int, query: Query, most: int, where: str = "", who: str = "") -> Found:
        """The places of a session that have one of the terms, `most` of them shown: speech in its order, then the rest.
        `where` and `who` filter what is shown; "" for any."""
        for expression in (query.any, query.any_word):
            matching = (expression, *_numbers(number))
            rows = self._db.execute(f"SELECT place, who, count(*) {_MATCHING} GROUP BY 1, 2", matching)
            counts = {(place, who): count for place, who, count in rows}
            if counts:
                return Found(counts, self._shown(matching, most, where, who))
        return Found()

    def _shown(self, matching: tuple[object, ...], most: int, where: str, who: str) -> list[Place]:
        rows = self._db.execute(
            f"SELECT place, source, at_ms, who, text {_MATCHING} AND place <> 'name'"
            " AND (? = '' OR place = ?) AND (? = '' OR who = ?) ORDER BY part.rowid LIMIT ?",
            (*matching, where, where, who, who, most),
        )
        return [Place(*row) for row in rows]


def _numbers(session: int) -> tuple[int, int]:
    return session * PLACES, (session + 1) * PLACES - 1
