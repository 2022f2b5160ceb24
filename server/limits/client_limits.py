"""The limited resources of a process: rates of users and of addresses, how much may be held at once, and storage."""

from dataclasses import dataclass
from typing import Protocol, Self

from server.limits.crowds import Crowds
from server.limits.holdings import Holdings
from server.limits.intake import Intake
from server.limits.rates import Rates
from server.settings.model import Settings
from sessions.base.errors import RateLimited, Refusal, TooLarge


class RoomLeft(Protocol):
    def require(self, *, media: bool = False) -> None:
        """Raises StorageFull when there is no room for something new; `media`: a file."""
        ...


class Boundless:
    def require(self, *, media: bool = False) -> None:
        return None


@dataclass(frozen=True, slots=True)
class ClientLimits:
    rates: Rates
    crowds: Crowds
    connections: Holdings
    subscriptions: Holdings
    uploads: Holdings
    intake: Intake
    room: RoomLeft

    @classmethod
    def of(cls, settings: Settings, room: RoomLeft) -> Self:
        return cls(
            rates=Rates(settings.user_event_rate, settings.user_event_burst),
            crowds=Crowds(settings.address_event_rate),
            connections=Holdings(
                "connections",
                _come_back_later,
                by_user=settings.user_connections,
                by_address=settings.address_connections,
                free=0,
            ),
            subscriptions=Holdings(
                "subscriptions",
                _too_many,
                by_user=settings.user_subscriptions,
                by_address=settings.address_subscriptions,
                free=4,
            ),
            uploads=Holdings(
                "uploads on their way",
                _come_back_soon,
                by_user=settings.user_uploads,
                by_address=settings.address_uploads,
            ),
            intake=Intake(settings.body_limit),
            room=room,
        )

    @classmethod
    def unlimited(cls) -> Self:
        def free(what: str) -> Holdings:
            return Holdings(what, _too_many, by_user=0, by_address=0)

        held = (free("connections"), free("subscriptions"), free("uploads"))
        return cls(Rates(0, 1), Crowds(0), *held, Intake(0), Boundless())


def _too_many(text: str, limit: int) -> Refusal:
    return TooLarge(text, limit=limit)


def _come_back_soon(text: str, _: int) -> Refusal:
    return RateLimited(1, text)


def _come_back_later(text: str, _: int) -> Refusal:
    return RateLimited(30, text)
