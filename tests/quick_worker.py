"""`python -m tests.quick_worker worker`: the worker. With `$WEBHOOK_MS` it tries a webhook again after so long, and
takes over as soon what a killed one had begun."""

import os
import sys
from functools import partial

from server import __main__ as program
from server.processes import worker
from storage.webhooks.deliveries import Deliveries
from storage.webhooks.relay import WebhookRelay


def main() -> int:
    if "WEBHOOK_MS" in os.environ:
        ms = int(os.environ["WEBHOOK_MS"])
        vars(worker)["Deliveries"] = partial(Deliveries, pauses_ms=(ms,), lease_ms=ms)
        vars(worker)["WebhookRelay"] = partial(WebhookRelay, lease_ms=ms)
    return program.main()


if __name__ == "__main__":
    sys.exit(main())
