"""The Python client handles a feed exactly as the browser's does: both are tested with one file of cases."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from roomtone_client.contract import JamDeletedEvent
from roomtone_client.messages import SessionEvent, SubscribeAck
from roomtone_client.position import Feed, Held, Step, asking, on_answer, on_event, on_resync

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[3] / "web/src/sdk/position.cases.json").read_text())


def event(seq: int) -> SessionEvent:
    return JamDeletedEvent(session_id="s", seq=seq, type="deleted", at=0, by=None, data={})


def held(value: dict[str, Any] | None) -> Held | None:
    return None if value is None else Held(value["position"]["epoch"], value["position"]["seq"], value["role"])


def take(feed: Feed, step: dict[str, Any]) -> Step:
    if "event" in step:
        return on_event(feed, event(step["event"]))
    if "resync" in step:
        return on_resync()
    ack: dict[str, Any] = dict(step["answer"])
    if "events" in ack:
        ack["events"] = [event(seq) for seq in ack["events"]]
    return on_answer(feed, SubscribeAck(**ack))  # type: ignore[typeddict-item]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_feed_is_understood_as_in_the_browser(case: dict[str, Any]) -> None:
    feed = asking(held(case["start"]))
    received: list[Any] = []
    asks = 0
    for one in case["steps"]:
        step = take(feed, one)
        received += [step.snapshot.value] if step.snapshot else []
        received += [one["seq"] for one in step.events]
        asks += step.ask
        feed = step.feed
    assert received == case["received"]
    assert asks == case["asks"]
    assert feed.asking == (case["ends"]["phase"] == "asking")
    assert feed.held == held(case["ends"]["held"])


class Listener:
    """A feed, what it received, and a server that answers from the log or by a snapshot."""

    def __init__(self) -> None:
        self.last = 0
        self.received: list[int] = []
        self.feed = asking(None)

    def apply(self, step: Step) -> None:
        if step.snapshot:
            self.received = list(range(1, step.snapshot.value + 1))
        self.received += [one["seq"] for one in step.events]
        self.feed = step.feed

    def answer(self, *, from_log: bool) -> None:
        ack: SubscribeAck = {"role": "viewer", "position": {"epoch": "A", "seq": self.last}}
        if self.feed.held is not None and from_log:
            ack["events"] = [event(seq) for seq in range(self.feed.held.seq + 1, self.last + 1)]
        else:
            ack["snapshot"] = self.last
        self.apply(on_answer(self.feed, ack))

    def behind(self) -> bool:
        return self.feed.asking or self.feed.held is None or self.feed.held.seq < self.last


inputs = st.sampled_from(["received", "lost", "repeated", "answered", "cut"])


@given(st.data(), st.lists(inputs, max_size=60))
def test_every_event_is_received_once_and_in_order_through_any_losses_repeats_and_shuffles(
    data: st.DataObject, course: list[str]
) -> None:
    listener = Listener()
    for step_input in course:
        listener.last += step_input in {"received", "lost"}
        if step_input == "received":
            listener.apply(on_event(listener.feed, event(listener.last)))
        elif step_input == "repeated" and listener.last:
            listener.apply(on_event(listener.feed, event(data.draw(st.integers(1, listener.last)))))
        elif step_input == "cut":
            listener.feed = asking(listener.feed.held)
        elif step_input == "answered" and listener.feed.asking:
            listener.answer(from_log=data.draw(st.booleans()))
    while listener.behind():
        listener.feed = asking(listener.feed.held)
        listener.answer(from_log=data.draw(st.booleans()))
    assert listener.received == list(range(1, listener.last + 1))
