"""What every message passes: in C where `make setup` found a compiler, otherwise in Python (docs/decisions/0029)."""

try:
    from server.engine._speedups import plain_event, text_frame, whole_text
except ImportError:
    from server.engine.pure import plain_event, text_frame, whole_text

__all__ = ["is_compiled", "plain_event", "text_frame", "whole_text"]


def is_compiled() -> bool:
    return type(whole_text).__name__ == "builtin_function_or_method"
