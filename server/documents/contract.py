"""The contract of this server: all products together."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from handlers.account.accounts import Accounts
from handlers.account.deletion import AccountDeletions
from handlers.account.export import AccountExports
from handlers.account.logins import Logins
from handlers.account.sign_in import SignIn
from handlers.account.usage import UsageToldToPages
from handlers.api.contract import (
    Endpoint,
    Route,
    SocketEvent,
    endpoints_of,
)
from handlers.api.durability import Durability
from handlers.api.limits import LimitsToldToPages
from handlers.live.peers import Peers
from handlers.live.subscriptions import Resync, Subscriptions, TokenExpired
from handlers.people.moderation import Moderation
from handlers.people.named_invitations import NamedInvitations
from handlers.people.people import People
from handlers.script_keys.keys import ScriptKeyHandlers
from handlers.telegram.mini_app import MiniApp
from handlers.webhooks.webhooks import WebhookHandlers
from server.products import PRODUCTS
from server.products.product import Models, Page, Product
from server.version import VERSION as VERSION


@dataclass(frozen=True, eq=False)
class Contract:
    """Classes of handlers and pages that belong to no product, messages of the server itself, and the products."""

    shared: tuple[type, ...]
    shared_pages: tuple[Page, ...]
    sends: Models
    products: tuple[Product, ...]

    @cached_property
    def handlers(self) -> tuple[type, ...]:
        return (*self.shared, *(handlers for product in self.products for handlers in product.handlers))

    @cached_property
    def endpoints(self) -> list[Endpoint]:
        return [endpoint for handlers in self.handlers for endpoint in endpoints_of(handlers)]

    @property
    def pages(self) -> tuple[Page, ...]:
        return (*self.shared_pages, *(page for product in self.products for page in product.pages))

    @property
    def routes(self) -> list[Route]:
        return [endpoint for endpoint in self.endpoints if isinstance(endpoint, Route)]

    @property
    def events(self) -> list[SocketEvent]:
        return [endpoint for endpoint in self.endpoints if isinstance(endpoint, SocketEvent)]


ADMIN_PAGES: Final = (
    "/admin",
    "/admin/sessions",
    "/admin/sessions/{subject}",
    "/admin/connections",
    "/admin/audit",
    "/admin/alerts",
    "/admin/deleted",
    "/admin/jobs",
    "/admin/reports",
    "/admin/abuse",
    "/admin/transfer",
)

CONTRACT: Final = Contract(
    shared=(
        Accounts,
        Logins,
        MiniApp,
        SignIn,
        Subscriptions,
        Peers,
        People,
        Moderation,
        NamedInvitations,
        LimitsToldToPages,
        UsageToldToPages,
        AccountDeletions,
        AccountExports,
        Durability,
        ScriptKeyHandlers,
        WebhookHandlers,
    ),
    shared_pages=(
        Page("/", "rt-home-page", "home/page", app=("Roomtone", "Roomtone")),
        Page("/docs", "rt-docs-page", "docs/page"),
        Page("/i/{token}", "rt-invitation-page", "people/invitation-page"),
        Page("/login", "rt-login-page", "account/login-page"),
        Page("/keys", "rt-keys-page", "keys/page"),
        Page("/tg_auth", "rt-login-page", "account/login-page"),
        Page("/tg_app", "rt-telegram-page", "telegram/page", in_telegram=True),
        Page("/tg_app/{sessionId}", "rt-telegram-page", "telegram/page", in_telegram=True),
        *(Page(path, "rt-admin-page", "admin/page") for path in ADMIN_PAGES),
    ),
    sends={"resync": Resync, "token_expired": TokenExpired},
    products=PRODUCTS,
)
