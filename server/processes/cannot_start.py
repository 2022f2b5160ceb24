"""A reason not to start."""


class CannotStartError(Exception):
    """Its text says what is wrong and what to do."""
