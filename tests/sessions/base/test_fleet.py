"""Minutes and half hours are joined to the points of a chart."""

import pytest

from sessions.base.fleet import (
    FROM_MINUTES,
    PERIODS,
    STEPS,
    UsageSpan,
    joined,
)

MINUTE = 60_000


def test_the_points_of_a_chart_have_the_most_connections_and_the_sum_of_what_was_done() -> None:
    minutes = [UsageSpan(n * MINUTE, n, 10 - n, {"events": n, "made_jam": 1}) for n in range(1, 6)]
    found = joined(minutes, since=2 * MINUTE, step=3 * MINUTE)
    assert found == [
        UsageSpan(0, 2, 8, {"events": 2, "made_jam": 1}),
        UsageSpan(3 * MINUTE, 5, 7, {"events": 12, "made_jam": 3}),
    ]


def test_where_nothing_was_measured_there_is_no_point() -> None:
    found = joined([UsageSpan(9 * MINUTE), UsageSpan(0)], since=0, step=MINUTE)
    assert [one.at for one in found] == [0, 9 * MINUTE]


@pytest.mark.parametrize("period", PERIODS)
def test_no_chart_has_more_points_than_are_drawn(period: str) -> None:
    assert PERIODS[period] / STEPS[period] <= 180
    assert STEPS[period] % (MINUTE if period in FROM_MINUTES else 30 * MINUTE) == 0
