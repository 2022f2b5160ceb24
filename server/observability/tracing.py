"""OpenTelemetry traces: one change from the event or request through its script to the last subscriber.

Imported only when `ROOMTONE_OTLP_ENDPOINT` is set; the libraries are in the extra `tracing`. A trace has no ids of
sessions and users, because a link of a session is a right to it; `roomtone.request_id` finds the same request in the
log.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any, Final

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from handlers.api.call import Call
from handlers.api.contract import Endpoint
from sessions.base.errors import Refusal
from storage.bus.feed import FeedEvent
from storage.redis.tracing import ScriptSpan

EXPORT_MS: Final = 1000  # spans wait this long for others, and are sent together from a thread of the library
PATIENCE: Final = 3.0  # seconds for the last spans of a process that stops

Bound = Callable[..., Awaitable[Any]]

_current: Final[ContextVar[Span | None]] = ContextVar("span", default=None)


class Tracing:
    """The spans of one process. `share` of the traces is recorded, from 0 to 1."""

    def __init__(self, endpoint: str, *, share: float, process_id: str, version: str) -> None:
        resource = Resource.create(
            {"service.name": "roomtone", "service.version": version, "service.instance.id": process_id}
        )
        self._provider = TracerProvider(
            sampler=ParentBased(TraceIdRatioBased(share)), resource=resource, shutdown_on_exit=False
        )
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=PATIENCE)
        self._provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=EXPORT_MS))
        self._tracer = self._provider.get_tracer("roomtone", version)
        self._parents = TraceContextTextMapPropagator()

    def handler(self, endpoint: Endpoint, bound: Bound) -> Bound:
        """The handler of a route or event, with a span around each call: the first of its trace."""

        async def traced(call: Call, *arguments: Any, **named: Any) -> Any:
            about = {"roomtone.request_id": call.request_id}
            span = self._tracer.start_span(endpoint.name, Context(), SpanKind.SERVER, about)
            _current.set(span)
            refused: str | None = "internal_error"
            try:
                answer = await bound(call, *arguments, **named)
                refused = None
                return answer
            except Refusal as refusal:
                refused = refusal.code
                raise
            finally:
                _current.set(None)
                _end(span, refused)

        return traced

    def script(self, name: str) -> ScriptSpan | None:
        """The span of a script; None outside of a recorded trace."""
        parent = _current.get()
        if parent is None or not parent.is_recording():
            return None
        return _ScriptSpan(
            self._tracer.start_span(f"script {name}", set_span_in_context(parent, Context()), SpanKind.CLIENT)
        )

    def fanned_out(self, event: FeedEvent, feed: str, recipients: int, seconds: float) -> None:
        """An event has been written to all its subscribers in this process, which took `seconds`."""
        if event.trace is None:
            return
        now = time.time_ns()
        parent = self._parents.extract({"traceparent": event.trace}, Context())
        about: dict[str, str | int] = {
            "roomtone.feed": feed,
            "roomtone.seq": event.seq,
            "roomtone.recipients": recipients,
        }
        began = now - round(seconds * 1e9)
        self._tracer.start_span("fan-out", parent, SpanKind.CONSUMER, about, start_time=began).end(now)

    async def close(self) -> None:
        """Sends what waits; gives up after a few seconds when nobody takes it."""
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.to_thread(self._provider.shutdown)
        except TimeoutError:
            pass


class _ScriptSpan:
    def __init__(self, span: Span) -> None:
        self._span = span
        context = span.get_span_context()
        self.traceparent = f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"

    def end(self, refused: str | None) -> None:
        _end(self._span, refused)


def _end(span: Span, refused: str | None) -> None:
    if refused is not None:
        span.set_attribute("roomtone.code", refused)
        # A refusal is an answer; only what broke is an error.
        if refused in {"internal_error", "unavailable"}:
            span.set_status(Status(StatusCode.ERROR, refused))
    span.end()
