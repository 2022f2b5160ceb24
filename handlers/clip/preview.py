"""What a chat shows of a stream."""

from typing import Final

from handlers.api.preview import Phrase, Preview, State, Strip, described
from storage.session.preview import LinkView

STATES: Final = {
    "active": State("live", ("live now", "в эфире"), ("Live now", "В эфире")),
    "paused": State("hold", ("paused", "пауза"), ("Paused", "Пауза")),
    "ended": State("shut", ("ended", "завершено"), ("Ended", "Завершено")),
}
TAP: Final[Phrase] = (
    "Tap when something happens. The streamer gets the second.",
    "Нажмите, когда что-то происходит. Стример получит секунду.",
)
OVER: Final[Phrase] = ("The stream is over.", "Эфир закончился.")
WATCH: Final[Phrase] = ("Watch what others mark.", "Смотрите, что отмечают другие.")


def preview(view: LinkView) -> Preview:
    heat, game = view.facts["heat"], view.facts["game"]
    return described(
        view,
        kind=("Clips", "Клипы"),
        untitled="Roomtone",
        description=OVER if view.state == "ended" else TAP if view.may_edit else WATCH,
        state=STATES.get(view.state),
        facts=(game, game),
        strip=Strip("heat", tuple(heat)) if heat else Strip(),
    )
