"""Scripts that record a trace: the script of a change publishes its position in the trace in front of each event.

So the processes that receive the event continue the same trace. A traced script is the plain one with two more
statements and one more argument, which the other lines never see; while nothing is traced, the plain one runs.
"""

from collections.abc import Callable, Coroutine, Sequence
from functools import cache
from typing import Any, Final, Protocol

from sessions.base.errors import Refusal
from storage.redis.client import Redis
from storage.redis.connection import Argument
from storage.redis.scripts import Script, script_of

PLACE: Final = "  -- trace\n"
"""The line of session/parts/tail.lua in front of which a traced script publishes."""
_TAKE: Final = "local traceparent = table.remove(ARGV) "  # on the first line: errors name the lines of the plain script
# A message to one connection, whose id begins with `~`: no connection has such an id, so a process that knows nothing
# of traces passes it to nobody.
_PUBLISH: Final = "  redis.call('SPUBLISH', header .. ':feed:' .. feed, 't ~' .. traceparent .. ' ' .. seq)\n"


class ScriptSpan(Protocol):
    """One run of a script in a trace; `traceparent` is its position there, in the form of W3C Trace Context."""

    @property
    def traceparent(self) -> str: ...
    def end(self, refused: str | None) -> None: ...


@cache
def traced(script: Script) -> Script | None:
    return with_place(script)


def with_place(script: Script) -> Script | None:
    """The script that publishes its place in a trace; None for one that publishes no events."""
    if PLACE not in script.source:
        return None
    return script_of(script.name, _TAKE + script.source.replace(PLACE, _PUBLISH), script.kinds)


class TracedRedis(Redis):
    """`begin` starts the span of a script, or answers None when the present work is not traced."""

    begin: Callable[[str], ScriptSpan | None] = staticmethod(lambda name: None)

    def run(self, script: Script, session_keys: Sequence[str], *arguments: Argument) -> Coroutine[Any, Any, Any]:
        span = self.begin(script.name)
        if span is None:
            return super().run(script, session_keys, *arguments)
        return self._traced(span, script, session_keys, arguments)

    async def _traced(
        self, span: ScriptSpan, script: Script, session_keys: Sequence[str], arguments: tuple[Argument, ...]
    ) -> Any:
        refused: str | None = "internal_error"
        try:
            told = traced(script)
            if told is None:
                reply = await super().run(script, session_keys, *arguments)
            else:
                reply = await super().run(told, session_keys, *arguments, span.traceparent)
            refused = None
            return reply
        except Refusal as refusal:
            refused = refusal.code
            raise
        finally:
            span.end(refused)
