"""Everything, or the orphans, as a file, and such a file back into an installation (K28)."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Literal

import orjson
from pydantic import ConfigDict

from handlers.admin.listing import AdminSession
from handlers.api.call import Call
from handlers.api.contract import (
    Access,
    StreamedAnswer,
    Upload,
    route,
)
from handlers.api.lazy_model import LazyModel
from handlers.live.kinds import ListedKind
from sessions.admin.figures import ORPHANED_MS
from sessions.base.errors import Conflict, FileTooLarge
from sessions.base.instant import iso_from_ms
from sessions.base.text import formula_safe, without_directions
from storage.admin.desk import Desk
from storage.admin.export import Exports, Importer
from storage.admin.listing import Listing, Way


class ExportWanted(LazyModel):
    """Which sessions, and whether with their files. `ndjson` has a line for each of their parts, `json` the same lines
    as one array. `csv` and `sessions` (an array) are for people: a row of the list for each session."""

    model_config = ConfigDict(extra="forbid")

    filter: Literal["all", "orphaned"] = "all"
    kind: ListedKind | None = None
    format: Literal["ndjson", "json", "csv", "sessions"] = "ndjson"
    media: bool = False


class ImportWanted(LazyModel):
    """What happens to a session that exists: the import ends there, or leaves it as it is and goes on."""

    model_config = ConfigDict(extra="forbid")

    existing: Literal["refuse", "skip"] = "refuse"


class ImportedSessions(LazyModel):
    """How many sessions are new, how many were left as they are, and how many files came."""

    imported: int
    skipped: int
    files: int


class AdminExports:
    def __init__(
        self,
        exports: Exports,
        listing: Listing,
        imports: Callable[[bool], Importer],
        desk: Desk,
        *,
        most_bytes: int,
        clock: Callable[[], int],
    ) -> None:
        self._exports = exports
        self._listing = listing
        self._imports = imports
        self._desk = desk
        self._most_bytes = most_bytes
        self._clock = clock

    @route(
        "GET",
        "/admin/export",
        access=Access.ADMIN,
        cost=50,
        media=("application/x-ndjson", "application/json", "text/csv"),
    )
    async def export(self, call: Call, query: ExportWanted) -> StreamedAnswer:
        """All sessions, or the orphans, of any number: the answer is made while it is sent. A whole one ends with a
        line that says so."""
        await self._desk.note(call.user, "export", **query.model_dump())
        edge = str(self._clock() - ORPHANED_MS)
        way = Way("accessed", high=edge) if query.filter == "orphaned" else Way("created")
        kinds = (query.kind,) if query.kind else ()
        if query.format in {"csv", "sessions"}:
            rows = self._rows(way, kinds)
            if query.format == "csv":
                return StreamedAnswer(_table(rows), "text/csv; charset=utf-8", f"roomtone-{query.filter}.csv")
            return StreamedAnswer(_array(rows), "application/json", f"roomtone-{query.filter}-sessions.json")
        lines = self._exports.lines([way], kinds, media=query.media)
        if query.format == "json":
            return StreamedAnswer(_array(lines), "application/json", f"roomtone-{query.filter}.json")
        return StreamedAnswer(lines, "application/x-ndjson", f"roomtone-{query.filter}.ndjson")

    async def _rows(self, way: Way, kinds: Sequence[str]) -> AsyncIterator[bytes]:
        """Rows of the list, some lines of JSON at a time."""
        now = self._clock()
        async for entries in self._listing.walk(way, kinds):
            rows = [AdminSession.of(row, now) for row in await self._listing.rows(entries) if row is not None]
            if rows:
                yield b"".join(row.model_dump_json().encode() + b"\n" for row in rows)

    @route("POST", "/admin/import", access=Access.ADMIN, errors=[Conflict, FileTooLarge], cost=50, grows=True)
    async def take(self, call: Call, query: ImportWanted, upload: Upload) -> ImportedSessions:
        """Brings the sessions of an export (its lines) into this installation. A session begins to exist when all of
        it has arrived; what was imported before a refusal stays."""
        await self._desk.note(call.user, "import", existing=query.existing)
        done = await self._imports(query.existing == "skip").take(upload.parts(self._most_bytes))
        return ImportedSessions(imported=done.imported, skipped=done.skipped, files=done.files)


async def _array(lines: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    between = b"[\n"
    async for some in lines:
        yield between + some.rstrip(b"\n").replace(b"\n", b",\n")
        between = b",\n"
    yield b"\n]\n" if between == b",\n" else b"[]\n"


async def _table(lines: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*AdminSession.model_fields])
    writer.writeheader()
    async for some in lines:
        for line in some.splitlines():
            row = orjson.loads(line)
            for name in ("name", "kind"):
                row[name] = formula_safe(without_directions(row[name]))
            row["owners"] = formula_safe(" ".join(row["owners"]))
            for name in ("createdAt", "updatedAt", "lastAccessedAt"):
                row[name] = iso_from_ms(row[name])
            writer.writerow(row)
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
    yield out.getvalue().encode()
