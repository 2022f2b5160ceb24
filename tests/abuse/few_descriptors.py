"""`python -m tests.abuse.few_descriptors web`: the server, in a process that may have 256 descriptors."""

import resource
import sys

from server import __main__ as program

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    sys.exit(program.main())
