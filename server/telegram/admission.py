"""Who may use the bot, by the settings."""

from handlers.telegram.admission import Admission
from server.settings.model import Settings


def admission_of(settings: Settings) -> Admission:
    return Admission(
        allowed=frozenset(settings.telegram_allow),
        blocked=frozenset(settings.blocked_users),
        permissions=settings.telegram_permissions,
        projects=settings.telegram_projects,
    )
