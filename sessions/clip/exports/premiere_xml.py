"""Markers for Premiere Pro: Final Cut's interchange XML (`xmeml`, version 4), which Premiere imports as a sequence.

The sequence has the whole video, and for each moment a marker from its in to its out; its comment names the peak. The
video itself is named `<title>.mp4`: Premiere asks for the file when it is imported.
"""

from xml.etree import ElementTree as ET

from sessions.clip.exports.clip_frames import clip_frames, video_frames
from sessions.clip.exports.export import Export, ExportOptions, Selection
from sessions.clip.exports.filename import slug
from sessions.clip.exports.timecode import TIMEBASES, FrameRate, timecode
from sessions.clip.exports.xml_document import document, element


def _rate(parent: ET.Element, fps: FrameRate) -> None:
    rate = element(parent, "rate")
    element(rate, "timebase", TIMEBASES[fps].nominal)
    element(rate, "ntsc", "FALSE" if TIMEBASES[fps].denominator == 1 else "TRUE")


def premiere_xml(selection: Selection, options: ExportOptions) -> Export:
    fps = options.fps
    clips = list(clip_frames(selection, fps))
    name, title = slug(selection.session), selection.session.title
    length = video_frames(selection, fps, clips)
    root = ET.Element("xmeml", version="4")
    sequence = element(root, "sequence", id="sequence-1")
    element(sequence, "name", title)
    element(sequence, "duration", length)
    _rate(sequence, fps)
    code = element(sequence, "timecode")
    _rate(code, fps)
    element(code, "string", timecode(0, fps))
    element(code, "frame", 0)
    element(code, "displayformat", "DF" if TIMEBASES[fps].dropped else "NDF")
    track = element(element(element(sequence, "media"), "video"), "track")
    item = element(track, "clipitem", id="clipitem-1")
    element(item, "name", title)
    element(item, "duration", length)
    _rate(item, fps)
    for field, value in (("start", 0), ("end", length), ("in", 0), ("out", length)):
        element(item, field, value)
    file = element(item, "file", id="file-1")
    element(file, "name", f"{name}.mp4")
    element(file, "pathurl", f"file://localhost/{name}.mp4")
    _rate(file, fps)
    element(file, "duration", length)
    element(element(file, "media"), "video")
    for clip in clips:
        marker = element(sequence, "marker")
        element(marker, "name", clip.name)
        element(marker, "comment", f"Peak {timecode(clip.peak, fps)} · {clip.about}")
        element(marker, "in", clip.first)
        element(marker, "out", clip.end)
    return Export(f"{name}.xml", "application/xml", document(root, "xmeml"), selection.notes_of_placed())
