"""Everything, or the orphans, as a file, and such a file back into an installation (K28)."""

from collections.abc import AsyncIterator, Callable
from typing import Literal

from pydantic import ConfigDict

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
from storage.admin.desk import Desk
from storage.admin.export import Exports, Importer
from storage.admin.listing import Way


class ExportWanted(LazyModel):
    """Which sessions, and whether with their files. `json` is one array, `ndjson` a line for each of its parts."""

    model_config = ConfigDict(extra="forbid")

    filter: Literal["all", "orphaned"] = "all"
    kind: ListedKind | None = None
    format: Literal["ndjson", "json"] = "ndjson"
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
        imports: Callable[[bool], Importer],
        desk: Desk,
        *,
        most_bytes: int,
        clock: Callable[[], int],
    ) -> None:
        self._exports = exports
        self._imports = imports
        self._desk = desk
        self._most_bytes = most_bytes
        self._clock = clock

    @route("GET", "/admin/export", access=Access.ADMIN, cost=50, media=("application/x-ndjson", "application/json"))
    async def export(self, call: Call, query: ExportWanted) -> StreamedAnswer:
        """All sessions, or the orphans, of any number: the answer is made while it is sent. A whole one ends with a
        line that says so."""
        await self._desk.note(call.user, "export", **query.model_dump())
        edge = str(self._clock() - ORPHANED_MS)
        way = Way("accessed", high=edge) if query.filter == "orphaned" else Way("created")
        lines = self._exports.lines(way, (query.kind,) if query.kind else (), media=query.media)
        if query.format == "json":
            return StreamedAnswer(_array(lines), "application/json", f"roomtone-{query.filter}.json")
        return StreamedAnswer(lines, "application/x-ndjson", f"roomtone-{query.filter}.ndjson")

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
    yield b"\n]\n"
