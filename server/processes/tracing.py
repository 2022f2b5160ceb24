"""Starts tracing, whose libraries only an installation that traces needs (server/settings/extras.py)."""

from typing import TYPE_CHECKING

from server.documents.contract import VERSION
from server.settings.model import Settings

if TYPE_CHECKING:
    from server.observability.tracing import Tracing


def start_tracing(settings: Settings, process_id: str) -> "Tracing":
    from server.observability.tracing import Tracing

    return Tracing(settings.otlp_endpoint or "", share=settings.trace_share, process_id=process_id, version=VERSION)
