"""What shared storage asks of polls (storage/session/kind.py)."""

from typing import Final

from storage.session.kind import Facts, Kind


class PollFacts(Facts):
    """`winner` as in the poll."""

    winner: int | None


KIND: Final = Kind(
    keys={"votes": "hash", "counts": "hash"},
    name=("", "question"),
    shown=("counts",),
    has_jobs=True,
    facts=PollFacts,
    lists=("poll-bin",),
)
