"""The order of the test files: the longest first, so that at the end of a run no process is left with a long one."""

from pathlib import Path
from typing import Final

import pytest

LONGEST: Final = (
    "web/test_every_page.py",
    "system/test_proxies.py",
    "web/test_axe.py",
    "web/voice/test_page_people.py",
    "handlers/voice/test_jobs.py",
    "system/test_recovery.py",
    "system/test_large_sessions.py",
    "handlers/voice/test_materials.py",
    "web/voice/test_page.py",
    "web/test_accessibility.py",
    "web/voice/test_page_trouble.py",
    "system/test_rolling_deploy.py",
    "system/test_jam_convergence.py",
    "web/admin/test_abuse.py",
    "web/voice/test_page_recovery.py",
    "system/test_python_client.py",
    "web/listening/test_player_page.py",
    "storage/session/test_pages.py",
    "web/voice/test_page_races.py",
    "abuse/test_attacker.py",
    "web/admin/test_sessions.py",
    "web/people/test_people.py",
    "server/commands/test_run.py",
    "server/http/test_operations.py",
    "handlers/voice/test_bucket.py",
    "web/clip/test_room_page.py",
    "web/clip/test_viewer_page.py",
    "storage/redis/test_lua.py",
    "handlers/telegram/test_commands.py",
    "web/voice/test_page_materials.py",
    "web/docs/test_docs_page.py",
    "web/account/test_login_page.py",
    "storage/clip/test_pace.py",
    "system/test_roles_matrix.py",
    "handlers/telegram/test_trouble.py",
    "web/admin/test_desk.py",
    "handlers/telegram/test_webhook.py",
    "web/jam/test_editing.py",
    "storage/home/test_machine.py",
    "system/test_redis_cluster.py",
    "web/listening/test_player_offline.py",
    "web/jam/test_instrument.py",
    "system/test_permissions.py",
    "web/jam/test_access.py",
    "handlers/voice/test_cluster.py",
)
"""More than 40 s each on a busy machine, as `pytest --durations=0` tells. A new file need not be here at first."""

_RANKS: Final = {name: rank for rank, name in enumerate(LONGEST)}


def longest_first(items: list[pytest.Item], tests: Path) -> None:
    """Within a file the order stays."""
    items.sort(key=lambda item: _RANKS.get(item.path.relative_to(tests).as_posix(), len(_RANKS)))
