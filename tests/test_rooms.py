"""A folder is a room: one noun, and few enough files that a newcomer looks through them."""

import subprocess
from collections import Counter
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
MOST_FILES: Final = 40
APART: Final = {Path("docs/decisions")}  # one file a decision


def test_no_folder_has_more_than_forty_files() -> None:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = Counter(Path(path).parent for path in listing.stdout.splitlines() if (ROOT / path).is_file())
    assert len(files) > 100
    assert {str(folder): count for folder, count in files.items() if count > MOST_FILES and folder not in APART} == {}
