"""The program that draws a picture: JSON on standard input, a PNG on standard output. It opens no sockets, starts no
programs, and is bounded in memory and time: it reads what anybody has typed with a library in C."""

import json
import sys
from typing import Final

from storage.media.sandbox import ResourceLimits, isolate, limit

SECONDS: Final = 5  # of CPU; a picture takes 0.3
_LIMITS: Final = ResourceLimits(memory=1_073_741_824, cpu=SECONDS, wall=SECONDS, output=1_048_576)


def main() -> None:
    limit(_LIMITS)
    isolate(int(sys.argv[1]))
    from server.previews.picture import drawn  # after the limits, so that they apply to it

    sys.stdout.buffer.write(drawn(json.load(sys.stdin)))


if __name__ == "__main__":
    main()
