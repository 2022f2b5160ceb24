"""A run of a background job: what the queue carries, the same for every kind of session.

A job's subject and state are stored with its session. A job's id is `<name>` or `<name>.<subject>`; its run number
counts how often it was requested, and an older run has no effect any more.
"""

from dataclasses import dataclass
from typing import Final, Self

MOST_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class JobRef:
    """One run of one job."""

    session_id: str
    job_id: str
    run: int

    @property
    def job(self) -> str:
        """Which of the product's jobs it is."""
        return self.job_id.partition(".")[0]

    @property
    def subject(self) -> str:
        """The job's subject; "" when it is about the whole session."""
        return self.job_id.partition(".")[2]

    @property
    def name(self) -> str:
        """The id in the queue, which accepts each id once."""
        return f"{self.session_id}|{self.job_id}|{self.run}"

    @classmethod
    def parse(cls, name: str) -> Self:
        session_id, job_id, run = name.split("|")
        return cls(session_id, job_id, int(run))
