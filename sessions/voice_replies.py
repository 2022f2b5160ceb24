"""The bot's messages, word for word (V28–V30)."""

from enum import StrEnum
from typing import Final

NO_ACTIVE_SESSION: Final = (
    "Активная сессия не найдена. Напишите /start, чтобы создать новую, или укажите id: /session <session_id>."
)
NOT_AVAILABLE: Final = "Сессия не найдена или недоступна."
NO_PROJECT: Final = "—"
HELP: Final = (
    "Доступные команды:\n"
    "/start — создать новую сессию\n"
    "/session — показать активную сессию или активировать по ID/ссылке\n"
    "/done — завершить активную сессию\n"
    "/login — получить одноразовую ссылку входа в web-интерфейс"
)


class Happened(StrEnum):
    """The first line of a success message."""

    CREATED = "Сессия создана"
    ACTIVATED = "Сессия активирована"
    ACTIVE = "Активная сессия"
    DONE = "Сессия завершена"


def success(happened: Happened, url: str, session_name: str, project: str | None) -> str:
    """Exactly four lines: what happened, the canonical link, the session's name, its project (V29)."""
    return "\n".join((happened.value, url, " ".join(session_name.split()), " ".join((project or NO_PROJECT).split())))
