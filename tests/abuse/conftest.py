"""Attacks use the same servers, workers and people as the tests of voice sessions."""

from tests.voice.conftest import (
    connect,
    http,
    no_jobs,
    person,
    servers,
    speech,
    voice_data,
    voice_server,
    worker,
    workers,
)

__all__ = [
    "connect",
    "http",
    "no_jobs",
    "person",
    "servers",
    "speech",
    "voice_data",
    "voice_server",
    "worker",
    "workers",
]
