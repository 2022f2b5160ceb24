"""Earlier versions of a jam, and those with a name (JM8, JM18)."""

import re

import orjson

from auth.script_keys import Scope
from handlers.api.call import Call
from handlers.api.contract import Access, Raw, route
from handlers.jam.models import (
    EarlierJam,
    JamHistory,
    JamVersion,
    NamedVersion,
    NameVersion,
    RestoreVersion,
    UpdatedJam,
)
from handlers.jam.sessions import OPEN, Jams, parsed
from sessions.base.errors import Conflict, InvalidPayload, NotFound, TooLarge
from sessions.jam.state import layout_of, state_of, track_ids
from storage.jam.store import JamStore

_VERSION = re.compile(r"[0-9]{1,19}-[0-9]{1,19}")  # both halves fit into 64 bits, as Redis requires


class JamVersions:
    def __init__(self, store: JamStore, jams: Jams) -> None:
        self._store = store
        self._jams = jams

    @route("GET", "/api/sessions/{uuid}/history", access=Access.LINK, errors=OPEN, cost=5, scope=Scope.READ)
    async def history(self, call: Call, uuid: str) -> JamHistory:
        """Earlier versions, newest first (JM8)."""
        jam = await self._jams.open(call, uuid)
        return JamHistory(
            items=[
                JamVersion(
                    id=one.id,
                    at=one.at,
                    by=one.by,
                    name=one.name,
                    tracks=len(track_ids(one.flat)),
                    tempo=one.flat.get("tempo", 120),
                )
                async for one in self._store.checkpoints(jam.id)
            ]
        )

    @route(
        "GET", "/api/sessions/{uuid}/history/{version}", access=Access.LINK, errors=[*OPEN, NotFound], scope=Scope.READ
    )
    async def version(self, call: Call, uuid: str, version: str) -> Raw[EarlierJam]:
        """One earlier version, to listen to (JM8)."""
        jam = await self._jams.open(call, uuid)
        one = await self._store.checkpoint(jam.id, _version(version))
        head = {"id": one.id, "at": one.at, "by": one.by, "name": one.flat.get("name")}
        return Raw(orjson.dumps({**head, "state": state_of(one.flat), "layout": layout_of(one.flat)}))

    @route(
        "POST",
        "/api/sessions/{uuid}/history/{version}/restore",
        access=Access.LINK,
        errors=[*OPEN, NotFound, Conflict],
        cost=50,
        grows=True,
    )
    async def restore(self, call: Call, uuid: str, version: str, body: RestoreVersion) -> UpdatedJam:
        """Restores an earlier version, as an edit by the caller (JM8)."""
        jam = await self._jams.open(call, uuid, to="edit")
        one = await self._store.checkpoint(jam.id, _version(version))
        edited = await self._store.replace(
            jam.id, call.signed_in, lambda _: one.flat, edit_id=body.edit_id, address=call.address, jam=jam
        )
        return UpdatedJam(id=jam.id, updatedAt=edited.at)

    @route(
        "POST",
        "/api/sessions/{uuid}/history",
        status=201,
        access=Access.LINK,
        errors=[*OPEN, TooLarge],
        cost=5,
        grows=True,
    )
    async def keep(self, call: Call, uuid: str, body: NameVersion) -> NamedVersion:
        """Keeps the current state as a version with a name (JM18). When the newest version is this state, it is
        named."""
        if body.name is None:
            raise InvalidPayload("A name is needed")
        id_ = await self._store.name_version(parsed(uuid), call.signed_in, "", body.name)
        return NamedVersion(id=id_, name=body.name)

    @route(
        "PATCH",
        "/api/sessions/{uuid}/history/{version}",
        access=Access.LINK,
        errors=[*OPEN, NotFound, TooLarge],
        grows=True,
    )
    async def name_version(self, call: Call, uuid: str, version: str, body: NameVersion) -> NamedVersion:
        """Names a version, or takes its name away (JM18)."""
        id_ = await self._store.name_version(parsed(uuid), call.signed_in, _version(version), body.name)
        return NamedVersion(id=id_, name=body.name)


def _version(version: str) -> str:
    """The id of a version. Raises NotFound for an invalid one."""
    if not _VERSION.fullmatch(version):
        raise NotFound("There is no such version")
    return version
