"""What every message passes, in C where `make setup` found a compiler (docs/decisions/0033)."""

try:
    from server.engine._lane import Lane, text_frame, whole_text
except ImportError:
    from server.engine.pure import text_frame, whole_text

    Lane = None  # type: ignore[assignment,misc]  # then the general path in Python handles every message

__all__ = ["Lane", "is_compiled", "text_frame", "whole_text"]


def is_compiled() -> bool:
    return Lane is not None
