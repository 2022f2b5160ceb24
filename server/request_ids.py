"""The name that one request has in the log, in its answer and in the errors that people report."""

import random


def new_request_id() -> str:
    """Twelve hex digits. It is no secret, and the operating system's randomness costs a call to the kernel an event."""
    return f"{random.getrandbits(48):012x}"
