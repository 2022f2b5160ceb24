"""Where this server's files are, and where it keeps what is not in Redis or a bucket."""

import os
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
"""The tree that has `server/`."""
IS_CHECKOUT: Final = (ROOT / "pyproject.toml").is_file()
"""Otherwise it was installed from a wheel."""


def data_folder() -> Path:
    """What ROOMTONE_DATA_DIR is when it is not given: `data` of a checkout, otherwise the user's data folder."""
    if IS_CHECKOUT:
        return Path("data")
    given = Path(os.environ.get("XDG_DATA_HOME", ""))
    if given.is_absolute():
        return given / "roomtone"
    try:
        home = Path.home()
    except RuntimeError:  # a user without an entry in the system's list
        return Path("/var/lib/roomtone")
    return home / ("Library/Application Support" if sys.platform == "darwin" else ".local/share") / "roomtone"


def _env_file() -> Path:
    if IS_CHECKOUT:
        return Path(".env")
    return Path(os.environ.get("ROOMTONE_DATA_DIR") or data_folder()) / ".env"


ENV_FILE: Final = _env_file()
"""The file of settings: `.env` of the folder where a checkout starts, otherwise of the data folder."""
