from collections.abc import Callable, Iterator
from typing import Any

import pytest

from server.engine import pure, speedups
from tests.server.engine.application import Application
from tests.server.engine.harness import Served

Serve = Callable[..., Served]

KINDS = ["asyncio", "uvloop", "uvloop-front"]


ONCE = {("C", "asyncio"), ("Python", "uvloop"), ("Python", "uvloop-front")}
"""Forms of a step and loops that meet in `make proof` alone: test_speedups compares the forms."""


def pytest_itemcollected(item: pytest.Item) -> None:
    parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    if (parameters.get("steps"), parameters.get("kind")) in ONCE:
        item.add_marker(pytest.mark.long)


@pytest.fixture
def serve(request: pytest.FixtureRequest) -> Iterator[Serve]:
    """Starts servers; `kind` is the loop, and whether the front opens WebSockets."""
    running: list[Served] = []

    def start(kind: str = "uvloop", **options: Any) -> Served:
        options.setdefault("close_timeout", 1.0)
        served = Served(Application(**options), uv=kind.startswith("uvloop"), front=kind.endswith("front"))
        served.start()
        running.append(served)
        return served

    yield start
    for served in running:
        served.stop()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    value: str = request.param
    return value


@pytest.fixture
def served(serve: Serve, kind: str) -> Served:
    return serve(kind, max_http_buffer_size=1_000_000)


@pytest.fixture(scope="module", params=["C", "Python"] if speedups.is_compiled() else ["Python"])
def steps(request: pytest.FixtureRequest) -> Iterator[None]:
    """Both forms of what every message passes (server/engine/speedups.py)."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "Python":
            for name in ("whole_text", "text_frame"):
                patch.setattr(speedups, name, getattr(pure, name))
        yield
