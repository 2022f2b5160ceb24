"""The order of the test files: the longest first, so that at the end of a run no process is left with a long one."""

from pathlib import Path
from typing import Final

import pytest

LONGEST: Final = (
    "web/test_every_page.py",
    "system/test_proxies.py",
    "web/test_axe.py",
    "voice/test_page_people.py",
    "voice/test_jobs.py",
    "system/test_recovery.py",
    "system/test_large_sessions.py",
    "voice/test_materials.py",
    "voice/test_page.py",
    "web/test_accessibility.py",
    "voice/test_page_trouble.py",
    "system/test_rolling_deploy.py",
    "system/test_jam_convergence.py",
    "web/test_admin_abuse.py",
    "voice/test_page_recovery.py",
    "system/test_python_client.py",
    "web/test_player_page.py",
    "storage/test_pages.py",
    "voice/test_page_races.py",
    "abuse/test_attacker.py",
    "web/test_admin_sessions.py",
    "web/test_people.py",
    "server/commands/test_run.py",
    "server/http/test_operations.py",
    "voice/test_bucket.py",
    "web/test_clip_room_page.py",
    "web/test_clip_viewer_page.py",
    "storage/redis/test_lua.py",
    "telegram/test_commands.py",
    "voice/test_page_materials.py",
    "web/test_docs_page.py",
    "web/test_login_page.py",
    "storage/test_clip_pace.py",
    "system/test_roles_matrix.py",
    "telegram/test_trouble.py",
    "web/test_admin_desk.py",
    "telegram/test_webhook.py",
    "web/test_jam_editing.py",
    "storage/test_home_machine.py",
    "system/test_redis_cluster.py",
    "web/test_player_offline.py",
    "web/test_jam_instrument.py",
    "server/test_permissions.py",
    "web/test_jam_access.py",
    "voice/test_cluster.py",
)
"""More than 40 s each on a busy machine, as `pytest --durations=0` tells. A new file need not be here at first."""

_RANKS: Final = {name: rank for rank, name in enumerate(LONGEST)}


def longest_first(items: list[pytest.Item], tests: Path) -> None:
    """Within a file the order stays."""
    items.sort(key=lambda item: _RANKS.get(item.path.relative_to(tests).as_posix(), len(_RANKS)))
