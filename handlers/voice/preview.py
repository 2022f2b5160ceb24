"""What a chat shows of a voice session: nothing of its text."""

from handlers.api.preview import Phrase, Preview, Strip, described
from storage.session.preview import LinkView


def length(ms: int) -> Phrase:
    minutes = max(1, round(ms / 60_000))
    hours, rest = divmod(minutes, 60)
    return (f"{hours} h {rest} min", f"{hours} ч {rest} мин") if hours else (f"{rest} min", f"{rest} мин")


def preview(view: LinkView) -> Preview:
    ms, peaks = view.facts["duration_ms"], view.facts["peaks"]
    return described(
        view,
        kind=("Voice", "Голос"),
        untitled="Voice",
        description=("A recording. Open to hear and read it.", "Запись. Откройте, чтобы слушать и читать."),
        facts=length(ms) if ms else ("", ""),
        strip=Strip("wave", tuple(peaks)) if peaks else Strip(),
    )
