"""The version of this server."""

from typing import Final

VERSION: Final = "0.1.0"
