"""Who may use the bot, by the settings and by the blocks of admins."""

from auth.blocks import Blocks
from auth.pseudonyms import Pseudonyms
from handlers.telegram.admission import Admission
from server.settings.model import Settings


def admission_of(settings: Settings, pseudonyms: Pseudonyms, blocks: Blocks) -> Admission:
    return Admission(
        pseudonyms,
        allowed=frozenset(settings.telegram_allow),
        blocked=frozenset(settings.blocked_users),
        permissions=settings.telegram_permissions,
        projects=settings.telegram_projects,
        blocks=blocks,
    )
