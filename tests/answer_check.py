"""`python -m tests.answer_check web`: the server, with every answer compared with its model
(tests/message_check.py)."""

import sys
from collections.abc import Awaitable, Callable
from typing import Any, cast

from pydantic import BaseModel

from handlers.api.contract import Endpoint, Raw
from handlers.live.subscriptions import Subscribed
from server import __main__ as program
from server.documents.contract import CONTRACT
from server.documents.outgoing import subscribed
from server.processes import web
from tests.message_check import difference, report

Method = Callable[..., Awaitable[Any]]


def checked(endpoint: Endpoint, method: Method) -> Method:
    """The method of an endpoint; its answer is checked before it is sent."""

    async def answered(*arguments: Any, **named: Any) -> Any:
        answer = await method(*arguments, **named)
        model = subscribed(CONTRACT.products) if endpoint.answer is Subscribed else endpoint.answer
        if isinstance(answer, Raw) and (problem := difference(cast("type[BaseModel]", model), answer.json)) is not None:
            report(f"{endpoint.name} answers {problem}")
        return answer

    return answered


def main() -> int:
    bound = web._bound
    web._bound = lambda handlers, kind: [(one, checked(one, method)) for one, method in bound(handlers, kind)]
    return program.main()


if __name__ == "__main__":
    sys.exit(main())
