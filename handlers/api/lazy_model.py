"""Models that are built when they are first used."""

from threading import RLock
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

_BUILDING: Final = RLock()  # pydantic 2.13 must not build a model in two threads at once


class LazyModel(BaseModel):
    """The base of the models of requests and answers.

    Scripts write most answers, and many routes are rarely called: building all models at the start takes memory and
    time for nothing (docs/decisions/0014-process-settings.md). Building one takes at most 3 ms. Those of socket events
    are built at the start.
    """

    model_config = ConfigDict(defer_build=True)

    @classmethod
    def model_rebuild(cls, **options: Any) -> bool | None:
        with _BUILDING:
            return super().model_rebuild(**options)
