"""Style sheets stay loaded when another page is opened: no two folders style a class of the same name."""

import re
from collections import defaultdict

from tests.processes import ROOT

SOURCES = ROOT / "web/src"


def unscoped(css: str) -> set[str]:
    """The classes that a sheet styles wherever they are, not only inside something."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    selectors = (one.strip() for found in re.findall(r"([^{};]+)\{", plain) for one in found.split(","))
    alone = (re.fullmatch(r"\.([\w-]+)(:(?!has)[\w-]+(\(.*\))?)*", one) for one in selectors)
    return {found[1] for found in alone if found}


def test_a_class_is_styled_by_one_folder_alone() -> None:
    folders = defaultdict(set)
    for sheet in SOURCES.rglob("*.css"):
        for name in unscoped(sheet.read_text(encoding="utf-8")):
            folders[name].add(sheet.relative_to(SOURCES).parts[0])
    assert {name: sorted(found) for name, found in folders.items() if len(found) > 1} == {}
    assert len(folders) > 300
