"""The handlers that all products share: people, signing in, subscriptions, limits and usage."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from auth.blocks import Blocks
from auth.pseudonyms import Pseudonyms
from auth.tokens import TokenIssuer, TokenVerifier
from handlers.account.accounts import Accounts
from handlers.account.deletion import AccountDeletions
from handlers.account.export import AccountExports
from handlers.account.logins import Logins
from handlers.account.proof import Proofs
from handlers.account.sign_in import SignIn
from handlers.account.usage import UsageToldToPages
from handlers.api.durability import Durability
from handlers.api.limits import LimitsToldToPages, ServerLimits
from handlers.live.peers import Peers
from handlers.live.subscriptions import Subscriptions
from handlers.people.moderation import Moderation
from handlers.people.named_invitations import NamedInvitations
from handlers.people.people import People
from handlers.script_keys.keys import ScriptKeyHandlers
from handlers.telegram.mini_app import MiniApp
from handlers.webhooks.webhooks import WebhookHandlers
from server.documents.contract import CONTRACT
from server.previews.previews import Described, Previews
from server.products.accounts import deletion_of
from server.products.admin import desk_of
from server.products.product import Serving
from server.products.quotas import content_quota_of, media_quota_of
from server.settings.model import Settings
from server.telegram.admission import admission_of
from storage.account.identities import Identities
from storage.account.logins import LoginTickets
from storage.admin.export import Exports
from storage.admin.listing import Listing
from storage.bus.feeds import Feeds
from storage.bus.snapshot_cache import SnapshotCache
from storage.home.store import HomeStore
from storage.media.store import MediaStore
from storage.people.moderation import ModerationStore
from storage.people.store import PeopleStore
from storage.redis.client import Redis
from storage.script_keys.store import ScriptKeys
from storage.session.durability import Disk
from storage.session.kinds import KINDS
from storage.session.rate_limiter import RateLimiter
from storage.webhooks.store import Webhooks

DAY = 24 * 60 * 60  # seconds
LOGINS_PER_SESSION = 2  # logins with a link that an address may begin for every session that it may create
GUESTS_PER_SESSION = 6  # guests that an address may make for every session it may create: viewers share addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessParts:
    """The parts of a process that the shared handlers work with."""

    settings: Settings
    public_url: str
    redis: Redis
    verifier: TokenVerifier
    issuer: TokenIssuer | None
    identities: Identities
    blocks: Blocks
    pseudonyms: Pseudonyms
    limits: RateLimiter
    feeds: Feeds
    kept: SnapshotCache
    clock: Callable[[], int]
    products: Mapping[str, Serving]
    disk: Disk
    media: MediaStore


def limits_of(settings: Settings) -> ServerLimits:
    """The answer of GET /api/limits: the limits that every product shares, and those that each declares."""
    shown = {
        "body_bytes": "body_limit",
        "message_bytes": "message_limit",
        "session_bytes": "session_limit",
        "owner_bytes": "owner_limit",
        "guest_bytes": "guest_limit",
        "media_owner_bytes": "media_owner_limit",
        "media_guest_bytes": "media_guest_limit",
        "uploads_at_once": "user_uploads",
        "events_a_second": "event_rate",
        "retention_days": "retention_days",
    }
    for product in CONTRACT.products:
        shown.update(product.limits)
    return ServerLimits.model_validate({field: getattr(settings, name) for field, name in shown.items()})


def previews_of(redis: Redis, public_url: str) -> Previews:
    """What chats show: of each product that says something, the pages of a session."""
    kinds = {
        product.kind: Described(
            product.preview, tuple(page.path for page in product.pages if "{sessionId}" in page.path)
        )
        for product in CONTRACT.products
        if product.preview is not None
    }
    return Previews(redis, kinds, public_url=public_url)


def shared_handlers(parts: ProcessParts) -> list[object]:
    settings, public_url, redis = parts.settings, parts.public_url, parts.redis
    kinds = {kind: product.kind for kind, product in parts.products.items()}
    lists = {kind: product.joined for kind, product in parts.products.items() if product.joined is not None}
    paths = {product.kind: product.paths for product in CONTRACT.products}
    people = PeopleStore(redis, public_url=public_url, log_length=settings.log_length)
    deletion = deletion_of(settings, redis)
    return [
        _accounts(parts),
        _logins(parts),
        AccountExports(
            redis,
            Exports(redis, Listing(redis, tuple(KINDS)), parts.media),
            parts.media,
            deletion,
            parts.identities,
            parts.limits,
            parts.pseudonyms.of_named,
        ),
        AccountDeletions(
            deletion,
            parts.identities,
            Proofs(parts.verifier, parts.identities),
            parts.limits,
            desk_of(redis, settings),
            parts.pseudonyms.of_named,
        ),
        _mini_app(parts),
        SignIn(parts.verifier, parts.limits, login_url=settings.login_url),
        Subscriptions(parts.feeds, parts.kept, kinds, parts.clock),
        Peers(parts.feeds, kinds),
        People(people, parts.pseudonyms.of_named, public_url=public_url, lists=lists, paths=paths),
        NamedInvitations(people, HomeStore(redis), parts.pseudonyms.of_named, lists=lists, paths=paths),
        Moderation(
            ModerationStore(redis, public_url=public_url, log_length=settings.log_length), parts.pseudonyms.of_named
        ),
        LimitsToldToPages(limits_of(settings)),
        UsageToldToPages(media_quota_of(redis, settings), content_quota_of(redis, settings)),
        Durability(parts.disk),
        ScriptKeyHandlers(ScriptKeys(redis), parts.identities, parts.limits, public_url=public_url),
        WebhookHandlers(Webhooks(redis), parts.identities, parts.limits, may_be_plain=settings.webhook_private),
    ]


def _accounts(parts: ProcessParts) -> Accounts:
    settings = parts.settings
    return Accounts(
        parts.verifier,
        parts.issuer,
        parts.limits,
        parts.identities,
        parts.blocks,
        guest_ttl=settings.guest_ttl_days * DAY,
        guests_per_minute=settings.create_limit * GUESTS_PER_SESSION,
        guest_permissions=frozenset(settings.guest_permissions),
    )


def _logins(parts: ProcessParts) -> Logins:
    settings = parts.settings
    return Logins(
        parts.verifier,
        parts.issuer,
        parts.limits,
        LoginTickets(parts.redis),
        parts.identities,
        public_url=parts.public_url,
        token_ttl=settings.guest_ttl_days * DAY,
        logins_per_minute=settings.create_limit * LOGINS_PER_SESSION,
        guest_permissions=frozenset(settings.guest_permissions),
    )


def _mini_app(parts: ProcessParts) -> MiniApp:
    settings = parts.settings
    bot_token = settings.telegram_token
    return MiniApp(
        parts.issuer,
        parts.limits,
        parts.identities,
        admission_of(settings, parts.pseudonyms, parts.blocks),
        bot_token=bot_token.get_secret_value() if bot_token is not None else None,
        logins_per_minute=settings.create_limit * LOGINS_PER_SESSION,
    )
