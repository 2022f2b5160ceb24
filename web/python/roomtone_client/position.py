"""Subscribe, buffer, merge: the same pure rules as `web/src/sdk/position.ts`, proved by the same cases.

What arrives before the answer to `subscribe_on_session` waits and is merged. An event that does not follow the last
one shows a hole, and the only way to close it is to ask again. An answer with events is believed only when it goes on
exactly from what is held: same epoch, same role (the role decides the feed), no hole, up to its own position.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from roomtone_client.messages import Position, SessionEvent, SubscribeAck


@dataclass(frozen=True, slots=True)
class Held:
    """What we have: everything of the role's feed up to `seq` of `epoch`."""

    epoch: str
    seq: int
    role: str

    @property
    def position(self) -> Position:
        return {"epoch": self.epoch, "seq": self.seq}


@dataclass(frozen=True, slots=True)
class Feed:
    """`asking`: the answer is under way and `early` events wait for it; else live, and `held` is not None."""

    asking: bool
    held: Held | None
    early: tuple[SessionEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Start anew from here."""

    value: Any
    role: str


@dataclass(frozen=True, slots=True)
class Step:
    """What follows: for the program a snapshot and then events; for the socket whether to ask from `feed.held`."""

    feed: Feed
    events: list[SessionEvent] = field(default_factory=list)
    snapshot: Snapshot | None = None
    ask: bool = False


def asking(held: Held | None) -> Feed:
    """Ask from `held`, or from nothing when what we hold is not to be believed."""
    return Feed(asking=True, held=held)


def on_event(feed: Feed, event: SessionEvent) -> Step:
    """An event arrived."""
    held = feed.held
    if feed.asking or held is None:
        return Step(replace(feed, early=(*feed.early, event)))
    if event["seq"] <= held.seq:
        return Step(feed)
    if event["seq"] > held.seq + 1:
        return Step(Feed(asking=True, held=held, early=(event,)), ask=True)
    return Step(Feed(asking=False, held=replace(held, seq=event["seq"])), [event])


def on_answer(feed: Feed, ack: SubscribeAck) -> Step:
    """The server answered the question that `feed` stands for."""
    epoch, seq = ack["position"]["epoch"], ack["position"]["seq"]
    start = Held(epoch, seq, ack["role"])
    if ack.get("snapshot") is None:
        return _merge(feed, ack.get("events") or (), start)
    snapshot = Snapshot(ack["snapshot"], ack["role"])
    if feed.held and feed.held.epoch != epoch and any(event["seq"] > seq for event in feed.early):
        # Nothing says whether these early events belong to the old history or the new one: ask what follows.
        return Step(asking(start), snapshot=snapshot, ask=True)
    return replace(_follow(start, feed.early), snapshot=snapshot)


def on_resync() -> Step:
    """What we hold is too old: ask without `since`."""
    return Step(asking(None), ask=True)


def _merge(feed: Feed, missed: Sequence[SessionEvent], answered: Held) -> Step:
    held = feed.held
    if held is None or (held.role, held.epoch) != (answered.role, answered.epoch):
        return on_resync()
    caught_up = _follow(held, missed)
    now = caught_up.feed.held
    if caught_up.ask or now is None or now.seq < answered.seq:
        return on_resync()
    step = _follow(now, feed.early)
    return replace(step, events=caught_up.events + step.events)


def _follow(held: Held, events: Iterable[SessionEvent]) -> Step:
    """Go on from `held` through events that may overlap it, repeat or be out of order."""
    delivered: list[SessionEvent] = []
    ordered = sorted(events, key=lambda event: event["seq"])
    for event in ordered:
        if event["seq"] <= held.seq:
            continue
        if event["seq"] > held.seq + 1:
            early = tuple(one for one in ordered if one["seq"] > held.seq)
            return Step(Feed(asking=True, held=held, early=early), delivered, ask=True)
        delivered.append(event)
        held = replace(held, seq=event["seq"])
    return Step(Feed(asking=False, held=held), delivered)
