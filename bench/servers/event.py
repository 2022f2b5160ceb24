"""The event that every server sends: 200 bytes of JSON, the same for all."""

NAME = "session_event"
DATA = {
    "session_id": "6f1c9a52-5df0-4d0e-9a53-0c3b5a1f7f11",
    "seq": 12345,
    "type": "edited",
    "at": 1784624000123,
    "by": "guest_7d1f0a9c2b3e",
    "data": {"set": {"tracks/kick/steps/7": True}, "edit_id": "e-0001"},
}
