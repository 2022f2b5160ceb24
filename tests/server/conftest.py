"""What tests of the server begin with."""

import os

import pytest


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: os.PathLike[str]) -> None:
    """The developer's own environment and `.env` do not reach the tests."""
    for name in [name for name in os.environ if name.startswith("ROOMTONE_") or name in {"PORT", "HOST", "REDIS_URL"}]:
        monkeypatch.delenv(name)
