"""Hypothesis strategies for jams: valid states and valid edits."""

from typing import Any

from hypothesis import strategies as st

from sessions.base.text import clean_line
from sessions.jam.order import DIGITS
from sessions.jam.state import LIMITS

track_ids = st.sampled_from([f"t{n}" for n in range(6)])
names = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=32).map(
    lambda text: clean_line(text.strip())
)
orders = st.text(DIGITS, min_size=1, max_size=4).filter(lambda text: text[-1] != "0")
samples = st.sampled_from(
    ["kick", "synth:drum-kick", "synth:bass-round", "recording-f47ac10b-58cc-4372-a567-0e02b2c3d479"]
)
volumes = st.floats(0, 1).map(lambda value: round(value, 3))
locks = st.none() | st.fixed_dictionaries(
    {}, optional={"pitch": st.integers(-12, 12), "volume": st.floats(0, 2).map(lambda value: round(value, 3))}
).filter(bool)
fields: dict[str, st.SearchStrategy[Any]] = {
    "name": names,
    "sampleId": samples,
    "volume": volumes,
    "muted": st.booleans(),
    "soloed": st.booleans(),
    "playbackMode": st.sampled_from(["oneshot", "gate"]),
    "transpose": st.integers(-12, 12),
    "stepCount": st.sampled_from(LIMITS.step_counts),
    "steps": st.lists(st.booleans(), max_size=64),
    "parameterLocks": st.lists(locks, max_size=64),
}
whole_tracks = st.fixed_dictionaries({**fields, "order": orders, "color": st.integers(0, 7)})
states = st.fixed_dictionaries(
    {
        "tempo": st.integers(60, 180),
        "swing": st.integers(0, 100),
        "tracks": st.lists(
            st.fixed_dictionaries({"id": track_ids, **fields}), max_size=6, unique_by=lambda track: track["id"]
        ),
        "version": st.just(1),
    }
)


@st.composite
def settings(draw: st.DrawFn) -> tuple[str, Any]:
    """One path and a valid value for it, null included where it may stand."""
    kind = draw(st.sampled_from(["tempo", "swing", "name", "track", "field", "step", "lock", "order"]))
    track = f"tracks/{draw(track_ids)}"
    if kind in {"tempo", "swing"}:
        return kind, draw(st.none() | (st.integers(60, 180) if kind == "tempo" else st.integers(0, 100)))
    if kind == "name":
        return kind, draw(st.none() | names.filter(bool))
    if kind == "track":
        return track, draw(st.none() | whole_tracks)
    if kind == "order":
        return f"{track}/order", draw(orders)
    if kind == "field":
        name = draw(st.sampled_from([name for name in fields if name not in {"steps", "parameterLocks"}]))
        nothing = st.nothing() if name in {"name", "sampleId"} else st.none()
        return f"{track}/{name}", draw(nothing | fields[name])
    index = draw(st.integers(0, 63))
    if kind == "step":
        return f"{track}/steps/{index}", draw(st.none() | st.booleans())
    return f"{track}/parameterLocks/{index}", draw(locks)


edits = st.lists(settings(), min_size=1, max_size=8).map(dict)
