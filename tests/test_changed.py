"""Which tests a change runs."""

import pytest

from tests.changed import ROOT, closure, concerned


@pytest.mark.parametrize(
    ("path", "runs", "leaves"),
    [
        (
            "sessions/clip/exports/resolve_edl.py",
            "tests/sessions/clip/test_exports_edl.py",
            "tests/sessions/jam/test_state.py",
        ),
        ("storage/jam/edit.lua", "tests/storage/jam/test_store.py", "tests/storage/session/test_tickets.py"),
        ("storage/session/parts/tail.lua", "tests/storage/clip/test_store.py", "tests/web/clip/test_room_page.py"),
        ("handlers/voice/sessions.py", "tests/handlers/voice/test_recordings.py", "tests/handlers/jam/test_http.py"),
        ("server/http/responses.py", "tests/server/http/test_api.py", "tests/handlers/voice/test_sessions.py"),
        ("web/src/clip/room/room.ts", "tests/web/clip/test_room_page.py", "tests/web/jam/test_page.py"),
        ("web/src/ui/key.ts", "tests/web/stories/test_dead_tab.py", "tests/web/test_every_page.py"),
        ("tests/web/voice/browsers.py", "tests/web/telegram/test_mini_app_page.py", "tests/web/home/test_page.py"),
        ("tests/web/conftest.py", "tests/web/jam/test_page.py", "tests/handlers/voice/test_sessions.py"),
    ],
)
def test_a_change_runs_what_it_concerns_and_leaves_the_rest(path: str, runs: str, leaves: str) -> None:
    assert (ROOT / path).is_file()
    found = concerned([path])
    assert runs in found
    assert leaves not in found


def test_what_all_tests_share_runs_the_fast_ones_and_documents_run_none() -> None:
    assert "tests/storage/session/test_schedule.py" in concerned(["tests/conftest.py"])
    assert concerned(["docs/voice.md", "bench/__init__.py"]) == []


def test_a_store_imports_its_scripts_with_all_their_parts() -> None:
    found = closure("storage/jam/store.py", ROOT)
    assert {"storage/jam/edit.lua", "storage/session/parts/tail.lua", "storage/session/parts/access.lua"} <= found
    assert "storage/clip/submit.lua" not in found
