"""The order of the test files, from what they took."""

import json
from pathlib import Path

from tests.order import RECORDED, recorded


def test_every_recorded_file_exists() -> None:
    assert [name for name in json.loads(RECORDED.read_text()) if not (RECORDED.parent / name).is_file()] == []


def test_the_tests_of_a_file_are_added_up_and_short_files_are_left_out(tmp_path: Path) -> None:
    took = [("test_order", 2.4), ("sessions.base.test_ids", 1), ("test_forks.TestAny", 40), ("test_order", 1)]
    cases = (f'<testcase classname="tests.{name}" name="test_it" time="{seconds}" />' for name, seconds in took)
    results = tmp_path / "results.xml"
    results.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    assert list(recorded(results, RECORDED.parent).items()) == [("test_forks.py", 40), ("test_order.py", 3)]
