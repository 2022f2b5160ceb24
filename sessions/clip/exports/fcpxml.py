"""FCPXML for Final Cut Pro, and for Resolve: a timeline of clips, one for each moment from its in to its out, with a
marker at its peak.

The video itself is named `<title>.mp4`: the editor asks for the file once and finds all clips in it. Times are whole
frames, as fractions of a second, because an editor moves others to the next frame.
"""

from xml.etree import ElementTree as ET

from sessions.clip.exports.clip_frames import clip_frames, video_frames
from sessions.clip.exports.export import Export, ExportOptions, Selection
from sessions.clip.exports.filename import slug
from sessions.clip.exports.timecode import TIMEBASES
from sessions.clip.exports.xml_document import document, element


def fcpxml(selection: Selection, options: ExportOptions) -> Export:
    base = TIMEBASES[options.fps]

    def time(frames: int) -> str:
        return f"{frames * base.denominator}/{base.numerator}s" if frames else "0s"

    clips = list(clip_frames(selection, options.fps))
    name = slug(selection.session)
    title = selection.session.title
    root = ET.Element("fcpxml", version="1.9")
    resources = element(root, "resources")
    element(resources, "format", id="r1", frameDuration=time(1), width="1920", height="1080")
    length = time(video_frames(selection, options.fps, clips))
    asset = element(
        resources, "asset", id="r2", name=title, start="0s", duration=length, hasVideo="1", format="r1", hasAudio="1"
    )
    element(asset, "media-rep", kind="original-media", src=f"file:///{name}.mp4")
    project = element(element(element(root, "library"), "event", name=title), "project", name=title)
    code = "DF" if base.dropped else "NDF"
    total = sum(clip.length for clip in clips)
    sequence = element(project, "sequence", format="r1", tcStart="0s", tcFormat=code, duration=time(total))
    spine = element(sequence, "spine")
    offset = 0
    for clip in clips:
        shown = element(
            spine,
            "asset-clip",
            ref="r2",
            offset=time(offset),
            name=clip.name,
            start=time(clip.first),
            duration=time(clip.length),
            format="r1",
            tcFormat=code,
        )
        element(shown, "marker", start=time(clip.peak), duration=time(1), value=clip.name, note=clip.about)
        offset += clip.length
    return Export(f"{name}.fcpxml", "application/xml", document(root, "fcpxml"), selection.notes_of_placed())
