"""Libraries that only some servers use, and that are therefore not part of every installation."""

from importlib.util import find_spec
from typing import Final

from server.settings.errors import CannotStartError
from server.settings.folders import IS_CHECKOUT
from server.settings.model import Settings
from server.version import VERSION

LIBRARIES: Final = {"s3": "botocore", "telegram": "aiogram", "tracing": "opentelemetry"}
"""Extra of the package → a module that it brings."""


def require_extras(settings: Settings) -> None:
    """Raises CannotStartError when a setting needs a library that is not installed."""
    needed = {
        "s3": ("ROOMTONE_MEDIA_URL is a bucket", settings.media_location.startswith("s3://")),
        "telegram": ("ROOMTONE_TELEGRAM_TOKEN is set", settings.telegram_token is not None),
        "tracing": ("ROOMTONE_OTLP_ENDPOINT is set", settings.otlp_endpoint is not None),
    }
    for extra, (because, is_needed) in needed.items():
        if is_needed and find_spec(LIBRARIES[extra]) is None:
            raise CannotStartError(
                f"{because}, but the extra `{extra}` is not installed ({LIBRARIES[extra]} is missing). "
                f"Install it: {_install(extra)}"
            )


def _install(extra: str) -> str:
    if not IS_CHECKOUT:
        return f"pip install 'roomtone-{VERSION}-py3-none-any.whl[{extra}]'"
    pins = "tracing" if extra == "tracing" else "runtime"
    return f".venv/bin/pip install --require-hashes -r requirements/{pins}.txt"
