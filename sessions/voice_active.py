"""The active session and the page's session are independent: changing one never changes the other (V1, V10).

A user has at most one active session, and it counts only while it exists and is open: a pointer to a closed or deleted
session means that there is no active session (V7). Only the actions of V27 change it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sessions.errors import SessionNotFound


@dataclass(frozen=True, slots=True)
class SessionBrief:
    """The part of a session that routing needs."""

    id: str
    is_open: bool


def current(pointer: SessionBrief | None) -> SessionBrief | None:
    """The active session, if the pointer's session is still open."""
    return pointer if pointer is not None and pointer.is_open else None


@dataclass(frozen=True, slots=True)
class Attach:
    """The material is added to this session."""

    session_id: str


@dataclass(frozen=True, slots=True)
class CreateAndAttach:
    """A session is created, made active, and gets the material."""


def route_material(
    pointer: SessionBrief | None, open_today: Sequence[SessionBrief] = (), *, allow_fallback: bool = False
) -> Attach | CreateAndAttach:
    """Which session gets a voice message, text, photo or document (V7, V26).

    Another open session, the first of `open_today`, is used only when an internal call asks for it (V8).
    """
    active = current(pointer)
    if active is not None:
        return Attach(active.id)
    if allow_fallback:
        for session in open_today:
            if session.is_open:
                return Attach(session.id)
    return CreateAndAttach()


def session_to_close(pointer: SessionBrief | None, explicit_id: str | None = None) -> str:
    """The session that Done closes: the one it names, otherwise the active one (V5, V12, V14, V24).

    Raises SessionNotFound when it names none and none is active.
    """
    if explicit_id is not None:
        return explicit_id
    active = current(pointer)
    if active is None:
        raise SessionNotFound("Активная сессия не найдена")
    return active.id
