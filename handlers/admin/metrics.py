"""The figures of all sessions for admins (K24, K25, S22)."""

from handlers.admin.models import AdminMetrics, KindMetrics, LifeFigures, Usage
from handlers.call import Call
from handlers.contract import Access, route
from sessions.admin import average
from storage.admin.metrics import KindFigures, SessionFigures


class AdminFigures:
    """All routes of admins are declared with `Access.ADMIN`, and refused in one place to everybody else (K23)."""

    def __init__(self, figures: SessionFigures) -> None:
        self._figures = figures

    @route("GET", "/admin/metrics", access=Access.ADMIN)
    async def metrics(self, call: Call) -> AdminMetrics:
        """How many sessions there are and what they cost, all together and by kind (K24, K25)."""
        found = await self._figures.read()
        every = sum(found.values(), KindFigures())
        life = LifeFigures(
            madeToday=every.made_today,
            remixedToday=every.remixed_today,
            averageAgeAtLastAccess=average(every.age_ms, every.total),
            inactive90Days=every.orphaned,
        )
        return AdminMetrics.model_validate(
            KindMetrics.parts(every, Usage(), 1)
            | {
                "remixTreeDepth": every.depth,
                "life": life,
                "kinds": {kind: KindMetrics.of(figures, Usage(), 1) for kind, figures in found.items()},
            }
        )
