"""What a chat shows of a jam."""

from typing import Final

from handlers.api.preview import Preview, State, Strip, described
from sessions.jam.state import UNTITLED
from storage.session.preview import LinkView

PLAYING: Final = State("live", ("playing now", "играет"), ("Playing now", "Сейчас играет"))


def preview(view: LinkView) -> Preview:
    tracks = view.facts["tracks"]
    return described(
        view,
        kind=("Jam", "Джем"),
        untitled=UNTITLED,
        description=("A jam. Open and play along.", "Джем. Откройте и играйте вместе.")
        if view.may_edit
        else ("A jam. Open and listen.", "Джем. Откройте и слушайте."),
        state=PLAYING if view.state == "playing" else None,
        facts=("1 track" if tracks == 1 else f"{tracks} tracks", f"Дорожек: {tracks}"),
        strip=Strip("pattern", tuple(view.facts["pattern"])),
    )
