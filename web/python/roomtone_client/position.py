"""Subscribe, buffer, merge: the same pure rules as `web/src/sdk/position.ts`, tested with the same cases.

Events before the answer to `subscribe_on_session` are buffered and merged. An event that does not follow the last one
means that some are missing, and the only way to get them is to subscribe again. An answer with events is accepted only
when it continues exactly from our position: same epoch, same role (the role decides the feed), no missing event, up to
its own position.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from roomtone_client.messages import Position, SessionEvent, SubscribeAck


@dataclass(frozen=True, slots=True)
class Held:
    """Our position: all events of the role's feed up to `seq` of `epoch` were received."""

    epoch: str
    seq: int
    role: str

    @property
    def position(self) -> Position:
        return {"epoch": self.epoch, "seq": self.seq}


@dataclass(frozen=True, slots=True)
class Feed:
    """`asking`: the answer is pending and `early` events wait for it; otherwise live, and `held` is not None."""

    asking: bool
    held: Held | None
    early: tuple[SessionEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Start again from this snapshot."""

    value: Any
    role: str


@dataclass(frozen=True, slots=True)
class Step:
    """The result: for the program a snapshot and then events; for the socket whether to ask from `feed.held`."""

    feed: Feed
    events: list[SessionEvent] = field(default_factory=list)
    snapshot: Snapshot | None = None
    ask: bool = False


def asking(held: Held | None) -> Feed:
    """Ask from `held`, or for a snapshot when our state may be wrong."""
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
    """The server answered the last question of `feed`."""
    epoch, seq = ack["position"]["epoch"], ack["position"]["seq"]
    start = Held(epoch, seq, ack["role"])
    if ack.get("snapshot") is None:
        return _merge(feed, ack.get("events") or (), start)
    snapshot = Snapshot(ack["snapshot"], ack["role"])
    if feed.held and feed.held.epoch != epoch and any(event["seq"] > seq for event in feed.early):
        # These early events may be of the old epoch or the new one: ask what follows the snapshot.
        return Step(asking(start), snapshot=snapshot, ask=True)
    return replace(_follow(start, feed.early), snapshot=snapshot)


def on_resync() -> Step:
    """Our position is too old: ask without `since`."""
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
    """Apply events that may overlap `held`, repeat or be out of order."""
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
