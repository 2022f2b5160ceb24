"""The desk of admins: all sessions at a glance, and what admins do with them."""

from typing import Final

from handlers.admin.abuse import AdminAbuse, AdminBlockChange
from handlers.admin.access import ADMIN_ACCESS
from handlers.admin.backups import AdminBackups
from handlers.admin.desk import AdminDesk, Alerting, AuditLine, BinChanged, DeskView, JobCounts, OneTask
from handlers.admin.exports import AdminExports
from handlers.admin.jobs import AdminJobDesk
from handlers.admin.listing import AdminSessions
from handlers.admin.metrics import AdminFigures
from handlers.admin.reports import UserReportChange, UserReports
from server.limits.room import Room
from server.products.product import Figure, Parts, Product, Serving, WorkerParts, Working
from server.products.quotas import media_quota_of
from server.settings.model import Settings
from storage.account.identities import Identities
from storage.admin.abuse import AbuseSearch
from storage.admin.alerts import Alerts, Thresholds, limits_of
from storage.admin.blocks import BlockList
from storage.admin.desk import FEED, Desk
from storage.admin.detail import Details
from storage.admin.export import Exports, Importer
from storage.admin.jobs import JobLists
from storage.admin.listing import Listing
from storage.admin.metrics import SessionFigures
from storage.admin.reports import Reports
from storage.admin.take_down import BringBack, Hands, TakeDown, TakeDowns
from storage.admin.usage import SessionUsage
from storage.admin.work import AdminWork
from storage.fleet.store import FleetStore
from storage.people.moderation import ModerationStore
from storage.redis.client import Redis
from storage.session.kind_cache import SessionKinds
from storage.session.kinds import KINDS as OF_STORAGE
from storage.webhooks.sender import WebhookSender

KINDS: Final = tuple(OF_STORAGE)
"""The kinds of sessions that admins list and count."""


def desk_of(redis: Redis, settings: Settings) -> Desk:
    return Desk(redis, log_length=settings.log_length, audit_days=settings.audit_days)


def _others() -> tuple[Product, ...]:
    from server.products import PRODUCTS  # this one is in the list, too

    return PRODUCTS


def hands_of(redis: Redis, settings: Settings, public_url: str) -> dict[str, Hands]:
    """What admins do with sessions, by kind."""
    return {one.kind: one.hands(redis, settings, public_url) for one in _others() if one.hands is not None}


def taking_down(redis: Redis, settings: Settings, public_url: str) -> dict[str, TakeDown]:
    """What moves a session to the bin of admins, by kind."""
    return {kind: one.take_down for kind, one in hands_of(redis, settings, public_url).items()}


def bringing_back(redis: Redis, settings: Settings, public_url: str) -> dict[str, BringBack]:
    """What brings a session back from the bin of admins, by kind."""
    return {kind: one.bring_back for kind, one in hands_of(redis, settings, public_url).items()}


def finding_of(redis: Redis, settings: Settings) -> AbuseSearch:
    identities = Identities(redis, name_seconds=2 * settings.guest_ttl_days * 86_400)
    return AbuseSearch(redis, Listing(redis, KINDS), identities, address_ms=settings.address_ms)


def take_downs_of(redis: Redis, settings: Settings, public_url: str) -> TakeDowns:
    return TakeDowns(
        redis,
        finding_of(redis, settings),
        Details(redis, Listing(redis, KINDS), access_ms=settings.access_ms),
        ModerationStore(redis, public_url=public_url, log_length=settings.log_length),
        taking_down(redis, settings, public_url),
        bringing_back(redis, settings, public_url),
    )


def thresholds_of(settings: Settings) -> Thresholds:
    return Thresholds(
        storage_share=settings.alert_storage,
        bus_lag_ms=settings.alert_bus_lag,
        loop_lag_ms=settings.alert_loop_lag,
        creations=settings.alert_creations,
        large_sessions=settings.alert_large_sessions,
        late_jobs=settings.alert_late_jobs,
        failed_jobs=settings.alert_failed_jobs,
        rejected=settings.alert_rejected,
        spending_share=settings.alert_spending,
    )


def serve(parts: Parts) -> Serving:
    redis, settings, url = parts.redis, parts.settings, parts.public_url
    desk, listing, figures = desk_of(redis, settings), Listing(redis, KINDS), SessionFigures(redis, KINDS)
    lists = JobLists(redis, listing, desk)
    limits = limits_of(thresholds_of(settings))
    at_desk = AdminDesk(desk, listing, figures, parts.jobs, parts.clock, limits, lists)

    sessions = AdminSessions(
        listing,
        figures,
        Details(redis, listing, access_ms=settings.access_ms),
        desk,
        take_down=taking_down(redis, settings, url),
        bring_back=bringing_back(redis, settings, url),
        clock=parts.clock,
        named=parts.named,
    )

    def imports(skip: bool) -> Importer:
        return Importer(redis, parts.media, media_quota_of(redis, settings), parts.require_room, skip=skip)

    exports = Exports(redis, listing, parts.media)
    files = AdminExports(exports, listing, imports, desk, most_bytes=settings.import_limit, clock=parts.clock)
    abuse = AdminAbuse(
        finding_of(redis, settings),
        desk,
        BlockList(redis),
        take_downs_of(redis, settings, url),
        parts.jobs,
        address_days=settings.address_days,
        clock=parts.clock,
        named=parts.named,
    )
    reports = UserReports(
        Reports(redis, desk, keep_days=settings.report_days),
        parts.feeds,
        parts.limits,
        {one.kind: one.access for one in _others() if one.hands is not None},
    )
    again = {kind: of.retry for kind, of in hands_of(redis, settings, url).items() if of.retry is not None}
    jobs = AdminJobDesk(lists, desk, again, SessionKinds(redis))
    used = SessionUsage(FleetStore(redis, log_length=settings.log_length))
    shown = AdminFigures(figures, used, parts.clock)
    hours = settings.backup_hours if settings.backup_url is not None and settings.backup_hours else None
    backups = AdminBackups(redis, hours, parts.clock)
    return Serving(at_desk, (shown, backups, at_desk, sessions, files, jobs, abuse, reports))


def work(parts: WorkerParts) -> Working:
    redis, settings = parts.redis, parts.settings
    desk = desk_of(redis, settings)
    downs = taking_down(redis, settings, settings.public_origin())
    listing = Listing(redis, KINDS)
    room = Room(redis, settings)

    async def shares() -> tuple[float, float]:
        await room.look()
        return room.redis.share, max(room.media.share, room.data.share)

    alerts = Alerts(
        redis,
        desk,
        SessionFigures(redis, KINDS),
        FleetStore(redis, log_length=settings.log_length),
        listing,
        parts.jobs,
        WebhookSender(may_reach_private=True),  # the operator's own address
        thresholds_of(settings),
        {"transcription": settings.transcription_minutes_total * 60, "tasks": settings.task_texts_total},
        shares,
        webhook=settings.alert_webhook or "",
        secret=settings.alert_secret.get_secret_value() if settings.alert_secret is not None else "",
    )
    abuse = take_downs_of(redis, settings, settings.public_origin())
    done = AdminWork(redis, desk, listing, KINDS, downs, abuse, alerts.post)
    lists = JobLists(redis, listing, desk)

    async def watch() -> None:
        await lists.watch()
        await alerts.watch()

    return Working(done.perform, watch=watch)


PRODUCT: Final = Product(
    kind="admin",
    about="The desk of admins: what they see live of the whole installation",
    handlers=(
        AdminFigures,
        AdminBackups,
        AdminDesk,
        AdminSessions,
        AdminExports,
        AdminJobDesk,
        AdminAbuse,
        UserReports,
    ),
    serve=serve,
    access=ADMIN_ACCESS,
    roles={"admin": "everybody with the role `admin` in their token"},
    snapshot=DeskView,
    feeds={
        FEED: {
            "task_changed": OneTask,
            "audited": AuditLine,
            "alerts_changed": Alerting,
            "jobs_changed": JobCounts,
            "block_changed": AdminBlockChange,
            "report_changed": UserReportChange,
        }
    },
    signals={"bin_changed": BinChanged},
    counts=(Figure("deletions", "Sessions that admins deleted one by one", ("DELETE /admin/sessions/{session_id}",)),),
    jobs={
        "recalculate": "compares the metrics with every session",
        "delete_orphans": "moves orphans to the bin of admins",
        "take_down": "moves what a user or an address made to the bin of admins",
        "bring_back": "brings back what a take-down or a bulk deletion has taken",
        "post_alert": "tells a webhook of an alert",
    },
    work=work,
)
