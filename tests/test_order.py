"""The order of the test files."""

from pathlib import Path

from tests.order import LONGEST


def test_every_long_file_exists() -> None:
    assert [name for name in LONGEST if not (Path(__file__).parent / name).is_file()] == []
