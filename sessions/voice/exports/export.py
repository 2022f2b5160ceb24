"""The formats in which a session is taken away, and their media types."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sessions.voice.exports.document import Document
from sessions.voice.exports.json_document import json
from sessions.voice.exports.plain import markdown, text
from sessions.voice.exports.subtitles import USUAL_LINE, srt, vtt
from sessions.voice.search import Query


class TextFormat(StrEnum):
    """The formats of an export; the value is the file's ending."""

    TXT = "txt"
    MARKDOWN = "md"
    SRT = "srt"
    VTT = "vtt"
    JSON = "json"
    DOCX = "docx"


MEDIA_TYPES: Final = {
    TextFormat.TXT: "text/plain; charset=utf-8",
    TextFormat.MARKDOWN: "text/markdown; charset=utf-8",
    TextFormat.SRT: "application/x-subrip; charset=utf-8",
    TextFormat.VTT: "text/vtt; charset=utf-8",
    TextFormat.JSON: "application/json",
    TextFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """`times` and `speakers` are left out when false; subtitles and JSON always have times. `find` keeps the lines in
    which it is found; `line` is the length of a line of subtitles."""

    times: bool = True
    speakers: bool = True
    find: str = ""
    line: int = USUAL_LINE


def exported(session: Document, form: TextFormat, options: ExportOptions) -> bytes:
    """The file's bytes."""
    query = Query.parse(options.find)
    chosen = session.only(query) if query.terms else session
    chosen = chosen if options.speakers else chosen.nameless()
    match form:
        case TextFormat.TXT:
            return text(chosen, times=options.times).encode()
        case TextFormat.MARKDOWN:
            return markdown(chosen, times=options.times).encode()
        case TextFormat.SRT:
            return srt(chosen, options.line).encode()
        case TextFormat.VTT:
            return vtt(chosen, options.line).encode()
        case TextFormat.JSON:
            return json(chosen)
        case TextFormat.DOCX:
            from sessions.voice.exports.word import word  # its library takes 0.7 s to load

            return word(chosen, times=options.times)
