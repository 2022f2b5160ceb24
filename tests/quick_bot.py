"""`python -m tests.quick_bot bot`: the bot, with `$CHAT_MS` between two messages to a chat if that is set.

Telegram takes one a second, which tests/handlers/telegram/test_trouble.py proves; the tests' Bot API server takes more.
"""

import os
import sys

from server import __main__ as program
from server.telegram import sender


def main() -> int:
    if "CHAT_MS" in os.environ:
        vars(sender)["CHAT_MS"] = int(os.environ["CHAT_MS"])
    return program.main()


if __name__ == "__main__":
    sys.exit(main())
