"""The order of tracks as fractional indexes: moving a track changes only its own `order`, so two people who move two
tracks do not disturb each other.

An index is a string of base-62 digits, read as a fraction between 0 and 1; the plain order of strings is the order of
indexes. It never ends with the digit 0, so there is an index between any two.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PLACE: Final = re.compile(r"[0-9A-Za-z]{0,255}[1-9A-Za-z]")


def place_between(low: str, high: str | None) -> str:
    """A short index above `low` ("" is the bottom) and below `high` (None is the top)."""
    n = 0
    while high is not None and n < len(high) and high[n] == (low[n] if n < len(low) else "0"):
        n += 1
    if n:
        return low[:n].ljust(n, "0") + place_between(low[n:], high[n:] if high is not None else None)
    first = DIGITS.index(low[0]) if low else 0
    last = DIGITS.index(high[0]) if high else len(DIGITS)
    if last - first > 1:
        return DIGITS[(first + last) // 2]
    if high is not None and len(high) > 1:
        return high[0]
    return DIGITS[first] + place_between(low[1:], None)


def places(count: int, low: str = "", high: str | None = None) -> list[str]:
    """`count` indexes between two, evenly spread."""
    if count == 0:
        return []
    middle = place_between(low, high)
    half = count // 2
    return [*places(half, low, middle), middle, *places(count - half - 1, middle, high)]


def keys_between(known: Sequence[str | None]) -> list[str]:
    """Indexes for a list some of whose members have one: the longest run that is in order keeps its indexes, so that
    the fewest tracks change.
    """
    kept = _longest_ascending(known)
    answer: list[str] = []
    for left, right in pairwise([-1, *kept, len(known)]):
        low = known[left] if left >= 0 else ""
        high = known[right] if right < len(known) else None
        answer += places(right - left - 1, low or "", high)
        if high is not None:
            answer.append(high)
    return answer


def _longest_ascending(known: Sequence[str | None]) -> list[int]:
    tails: list[str] = []
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for index, place in enumerate(known):
        if place is None:
            continue
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [index]
        before[index] = ends[at - 1] if at else None
    chain: list[int] = []
    index_: int | None = ends[-1] if ends else None
    while index_ is not None:
        chain.append(index_)
        index_ = before[index_]
    return chain[::-1]
