"""JSON: everything that was said, word by word, with notes and tasks."""

from typing import Any

import orjson

from sessions.voice.exports.document import Document, Line


def json(session: Document) -> bytes:
    """Times are ms of the session. `words` are where each word of a text begins, null when it is not known."""
    body = {
        "session_name": session.name,
        "url": session.url,
        "created_at": session.created_at,
        "sounds": [
            {"source_id": one.source_id, "begins_ms": one.begins_ms, "duration_ms": one.duration_ms}
            for one in session.sounds
        ],
        "segments": [_segment(one) for one in session.lines],
        "summary": session.summary or None,
        "tasks": [
            {"text": one.text, "done": one.is_done, "assignee": one.who or None, "due": one.due or None}
            for one in session.tasks
        ],
        "notes": session.notes,
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2)


def _segment(line: Line) -> dict[str, Any]:
    words = line.piece.words
    return {
        "source_id": line.piece.source_id,
        "start_ms": line.start_ms,
        "end_ms": line.end_ms,
        "speaker": line.who or None,
        "text": line.piece.text,
        "words": None if words is None else [line.start_ms + one for one in words],
    }
