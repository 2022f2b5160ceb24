"""`python -m tests.abuse.priced_server web`: the server, whose metrics say what its users have paid."""

import sys
from typing import Final

from server import __main__ as program
from server.limits import rates
from server.limits.crowds import Crowds
from server.limits.rates import Bucket
from server.observability.metrics import Metrics

PAID: Final = "roomtone_paid"
paid = 0.0


class PricedBucket(Bucket):
    """A user's; there is always something in it."""

    __slots__ = ()

    def take(self, now: float | None = None, cost: float = 1) -> float:
        global paid
        paid += cost
        return 0.0

    def owe(self, cost: float) -> None:
        self.take(cost=cost)


def main() -> int:
    exposition = Metrics.exposition
    Metrics.exposition = lambda self: exposition(self) + f"{PAID} {paid}\n".encode()  # type: ignore[method-assign]
    rates.Rates.bucket = lambda self, who: PricedBucket(1, 1)  # type: ignore[method-assign]
    Crowds.consume = lambda *_: None  # type: ignore[method-assign]
    return program.main()


if __name__ == "__main__":
    sys.exit(main())
