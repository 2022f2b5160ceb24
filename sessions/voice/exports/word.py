"""Word: a document with headings, tasks and what was said."""

import io

import docx
from docx.document import Document as WordDocument
from docx.shared import RGBColor

from sessions.voice.exports.document import Document, clock, runs

GREY = RGBColor(0x6B, 0x66, 0x5C)


def word(session: Document, *, times: bool) -> bytes:
    """The whole session."""
    words, file = session.words, docx.Document()
    file.core_properties.title = session.name[:255]
    file.core_properties.author = ""
    file.add_heading(session.name, 0)
    file.add_paragraph(session.url)
    _section(file, words["summary"], [session.summary] if session.summary else [])
    _section(file, words["tasks"], _tasks(session))
    if session.lines:
        file.add_heading(words["text"], 1)
    for run in runs(session.lines):
        paragraph = file.add_paragraph()
        if run[0].who:
            paragraph.add_run(f"{run[0].who} ").bold = True
        if times:
            paragraph.add_run(f"{clock(run[0].start_ms)} ").font.color.rgb = GREY
        paragraph.add_run(" ".join(one.piece.text for one in run))
    _section(file, words["notes"], session.notes)
    body = io.BytesIO()
    file.save(body)
    return body.getvalue()


def _tasks(session: Document) -> list[str]:
    return [f"{'☑' if one.is_done else '☐'} {one.about}" for one in session.tasks]


def _section(file: WordDocument, heading: str, texts: "tuple[str, ...] | list[str]") -> None:
    if texts:
        file.add_heading(heading, 1)
    for text in texts:
        file.add_paragraph(text)
