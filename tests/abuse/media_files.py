"""Malicious media files."""

import io
import struct

import av


def box(name: bytes, *parts: bytes) -> bytes:
    """A box of MP4."""
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + name + body


def greedy_mp4(samples: int = 30_000_000) -> bytes:
    """A few hundred bytes of MP4 whose index, read naively, takes 24 bytes of memory for each of its samples."""
    full = bytes(4)  # version and flags
    words = struct.Struct(">I")
    identity = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    mvhd = box(b"mvhd", full, bytes(8), struct.pack(">II", 1000, 0), bytes(16), identity, bytes(24), words.pack(2))
    tkhd = box(b"tkhd", b"\0\0\0\1", bytes(8), words.pack(1), bytes(24), identity, bytes(8))
    mdhd = box(b"mdhd", full, bytes(8), struct.pack(">II", 8000, samples), b"\x55\xc4\0\0")
    hdlr = box(b"hdlr", full, bytes(4), b"soun", bytes(13))
    entry = box(b"mp4a", bytes(6), b"\0\1", bytes(8), struct.pack(">HHHHI", 2, 16, 0, 0, 8000 << 16))
    stbl = box(
        b"stbl",
        box(b"stsd", full, words.pack(1), entry),
        box(b"stts", full, struct.pack(">III", 1, samples, 2)),
        box(b"stsc", full, struct.pack(">IIII", 1, 1, samples, 1)),
        box(b"stsz", full, struct.pack(">II", 1, samples)),
        box(b"stco", full, struct.pack(">II", 1, 500)),
    )
    minf = box(b"minf", box(b"smhd", full, bytes(4)), stbl)
    trak = box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, minf))
    return box(b"ftyp", b"M4A \0\0\0\0isom") + box(b"moov", mvhd, trak) + box(b"mdat", bytes(64))


def mp3_that_is_sdp(port: int) -> bytes:
    """Begins like MP3 and continues as a session description, whose demuxer opens UDP sockets."""
    lines = ["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=x", "c=IN IP4 127.0.0.1", "t=0 0", f"m=audio {port} RTP/AVP 96",
        "a=rtpmap:96 opus/48000/2"]  # fmt: skip
    return b"\xff\xfb\n" + "\r\n".join([*lines, ""]).encode()


def with_gaps(sound: bytes, gap_seconds: int, container: str = "webm", packets: int = 10_000) -> bytes:
    """The same packets, each with a time so many seconds after the one before."""
    found = io.BytesIO()
    with av.open(io.BytesIO(sound), "r") as source, av.open(found, "w", format=container) as output:
        audio = source.streams.audio[0]
        stream = output.add_stream_from_template(audio)
        for number, packet in enumerate(source.demux(audio)):
            if not packet.size or packet.pts is None or packet.time_base is None or number >= packets:
                continue
            packet.pts = packet.dts = packet.pts + round(number * gap_seconds / packet.time_base)
            packet.stream = stream
            output.mux(packet)
    return found.getvalue()
