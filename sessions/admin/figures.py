"""When a session counts as active or orphaned, and what sessions cost (K19, K25)."""

import re
from string import ascii_lowercase, ascii_uppercase
from typing import Final

from sessions.base.instant import DAY_MS

ORPHAN_THRESHOLD_DAYS: Final = 90
ACTIVE_MS: Final = DAY_MS
ORPHANED_MS: Final = ORPHAN_THRESHOLD_DAYS * DAY_MS
MONTH_DAYS: Final = 30

# The prices of the documents, in dollars. Their example counts a gigabyte as a thousand mebibytes.
_GB: Final = 1000 * 1024 * 1024
_GB_MONTH: Final = 0.50
_READ: Final = 0.50 / 1_000_000
_WRITE: Final = 5.00 / 1_000_000


_RUSSIAN: Final = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ"
_SMALL: Final = str.maketrans(ascii_uppercase + _RUSSIAN, ascii_lowercase + _RUSSIAN.lower())
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


def storage_cost(size: int) -> float:
    """Dollars a month for so many bytes."""
    return round(size / _GB * _GB_MONTH, 4)


def reads_cost(reads_a_month: float) -> float:
    return round(reads_a_month * _READ, 4)


def writes_cost(writes_a_month: float) -> float:
    return round(writes_a_month * _WRITE, 4)


def average(total: int, count: int) -> int:
    """A whole number; 0 of none."""
    return round(total / count) if count else 0


def folded(name: str) -> str:
    """A name in small letters of Latin and Russian, as storage/admin/indexes.lua writes it into the index of names."""
    return _CONTROL.sub(" ", name).translate(_SMALL)
