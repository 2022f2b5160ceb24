"""The pure rules of a feed: accept what is next, drop what is known, notice what is missing."""

from hypothesis import given
from hypothesis import strategies as st

from storage.bus.feed import RING, Feed, FeedEvent, Outcome, Position

EPOCH = "e-1-control"


def event(seq: int) -> FeedEvent:
    return FeedEvent(seq, b"{%d}" % seq)


def feed_at(seq: int, known: int = 0) -> Feed:
    return Feed(Position(EPOCH, seq), [event(number) for number in range(seq - known + 1, seq + 1)])


@given(st.integers(0, 50), st.lists(st.integers(1, 60), max_size=200))
def test_SY3_SY9_whatever_arrives_only_the_next_one_is_delivered(start: int, arrivals: list[int]) -> None:
    feed = feed_at(start)
    delivered: list[int] = []
    for seq in arrivals:
        outcome = feed.accept(EPOCH, event(seq))
        position = start + len(delivered)
        expected = Outcome.DELIVER if seq == position + 1 else Outcome.KNOWN if seq <= position else Outcome.GAP
        assert outcome is expected
        if outcome is Outcome.DELIVER:
            delivered.append(seq)
    assert delivered == list(range(start + 1, start + 1 + len(delivered)))
    assert feed.position == Position(EPOCH, start + len(delivered))


@given(st.integers(0, 20), st.integers(1, 30), st.text(max_size=3).filter(lambda text: text != EPOCH))
def test_SY4_an_event_of_another_epoch_is_never_delivered(start: int, seq: int, epoch: str) -> None:
    feed = feed_at(start)
    assert feed.accept(epoch, event(seq)) is Outcome.GAP
    assert feed.position == Position(EPOCH, start)


@given(st.integers(0, 3 * RING), st.integers(0, RING), st.integers(0, 50), st.data())
def test_SY5_what_came_after_a_position_is_told_exactly_or_not_at_all(
    seq: int, known: int, more: int, data: st.DataObject
) -> None:
    known = min(known, seq)
    feed = feed_at(seq, known)
    for number in range(seq + 1, seq + more + 1):
        feed.accept(EPOCH, event(number))
    end = seq + more
    asked = data.draw(st.integers(0, end + 3))
    told = feed.since(Position(EPOCH, asked))
    oldest = max(seq - known, end - RING)
    if oldest <= asked <= end:
        assert told == [event(number) for number in range(asked + 1, end + 1)]
    else:
        assert told is None


@given(st.integers(0, 30), st.text(max_size=3))
def test_SY4_a_position_of_another_epoch_is_told_nothing(seq: int, epoch: str) -> None:
    assert feed_at(20, 20).since(Position(epoch, seq)) is None
