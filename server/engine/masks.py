"""Unmasking, by websockets' own function in C where there is one."""

try:
    from websockets.speedups import apply_mask as unmask
except ImportError:  # a platform without its wheel, and without a compiler
    from websockets.utils import apply_mask as unmask

__all__ = ["unmask"]
