"""The figures of all sessions for admins (K24, K25, S22)."""

from collections.abc import Callable

from handlers.admin.models import AdminMetrics, KindMetrics, LifeFigures
from handlers.api.call import Call
from handlers.api.contract import Access, route
from sessions.admin.figures import average
from storage.admin.metrics import KindFigures, SessionFigures
from storage.admin.usage import SessionUsage


class AdminFigures:
    """All routes of admins are declared with `Access.ADMIN`, and refused in one place to everybody else (K23)."""

    def __init__(self, figures: SessionFigures, used: SessionUsage, clock: Callable[[], int]) -> None:
        self._figures = figures
        self._used = used
        self._clock = clock

    @route("GET", "/admin/metrics", access=Access.ADMIN)
    async def metrics(self, call: Call) -> AdminMetrics:
        """How many sessions there are and what they cost, all together and by kind (K24, K25)."""
        by_kind = await self._figures.read()
        await self._used.read(self._clock())
        every = sum(by_kind.values(), KindFigures())
        life = LifeFigures(
            madeToday=every.made_today,
            remixedToday=every.remixed_today,
            averageAgeAtLastAccess=average(every.age_ms, every.total),
            inactive90Days=every.orphaned,
        )
        return AdminMetrics.model_validate(
            KindMetrics.parts(every, self._used.of(*by_kind))
            | {
                "remixTreeDepth": every.depth,
                "life": life,
                "kinds": {kind: KindMetrics.of(figures, self._used.of(kind)) for kind, figures in by_kind.items()},
            }
        )
