"""The figures of all sessions for admins (K24, K25)."""

from typing import Self

from pydantic import BaseModel

from handlers.api.lazy_model import LazyModel
from sessions.admin.figures import (
    MONTH_DAYS,
    average,
    reads_cost,
    storage_cost,
    writes_cost,
)
from storage.admin.metrics import KindFigures
from storage.admin.usage import OperationCounts


class SessionCounts(LazyModel):
    """How many sessions there are. Active: used within 24 hours; today: the UTC day; orphaned: not used for 90 days."""

    total: int
    activeToday: int  # noqa: N815 - the document's names
    createdToday: int  # noqa: N815
    orphaned90Days: int  # noqa: N815


class StorageCounts(LazyModel):
    """The bytes of the sessions' content, files not included, and of an average session."""

    totalBytes: int  # noqa: N815
    averageBytes: int  # noqa: N815


class Costs(LazyModel):
    """Estimates in dollars a month. Reads and writes are those that were measured in the last 30 days."""

    storageMonthly: float  # noqa: N815
    estimatedReadsMonthly: float  # noqa: N815
    estimatedWritesMonthly: float  # noqa: N815


class KindMetrics(LazyModel):
    """The metrics of one kind of session."""

    sessions: SessionCounts
    storage: StorageCounts
    costs: Costs

    @staticmethod
    def parts(figures: KindFigures, used: OperationCounts) -> dict[str, BaseModel]:
        month = MONTH_DAYS / max(used.days, 1)
        return {
            "sessions": SessionCounts(
                total=figures.total,
                activeToday=figures.active,
                createdToday=figures.created_today,
                orphaned90Days=figures.orphaned,
            ),
            "storage": StorageCounts(totalBytes=figures.size, averageBytes=average(figures.size, figures.total)),
            "costs": Costs(
                storageMonthly=storage_cost(figures.size),
                estimatedReadsMonthly=reads_cost(used.reads * month),
                estimatedWritesMonthly=writes_cost(used.writes * month),
            ),
        }

    @classmethod
    def of(cls, figures: KindFigures, used: OperationCounts) -> Self:
        return cls.model_validate(cls.parts(figures, used))


class LifeFigures(LazyModel):
    """How sessions are made and used (S22). What was made today counts deleted sessions too; the average age of a
    session at its last access is in ms."""

    madeToday: int  # noqa: N815
    remixedToday: int  # noqa: N815
    averageAgeAtLastAccess: int  # noqa: N815
    inactive90Days: int  # noqa: N815


class AdminMetrics(KindMetrics):
    """The metrics of all sessions together and of each kind; `remixTreeDepth` is the longest chain of remixes."""

    remixTreeDepth: int  # noqa: N815
    life: LifeFigures
    kinds: dict[str, KindMetrics]
