"""Starts tracing, whose libraries only an installation that traces needs."""

from typing import TYPE_CHECKING

from server.documents.contract import VERSION
from server.settings.errors import CannotStartError
from server.settings.model import Settings

if TYPE_CHECKING:
    from server.observability.tracing import Tracing


def start_tracing(settings: Settings, process_id: str) -> "Tracing":
    """Raises CannotStartError when the libraries are not installed."""
    try:
        from server.observability.tracing import Tracing
    except ModuleNotFoundError as error:
        raise CannotStartError(
            f"ROOMTONE_OTLP_ENDPOINT is set, but tracing is not installed ({error.name} is missing). "
            "Install it with `pip install --require-hashes -r requirements/tracing.txt`."
        ) from None
    return Tracing(settings.otlp_endpoint or "", share=settings.trace_share, process_id=process_id, version=VERSION)
