"""Shared code asks the product, it does not know it: no file outside a product's own names a kind of session."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from storage.redis.scripts import PARTS
from storage.session.kinds import KINDS

ROOT: Final = Path(__file__).parents[1]
FLOORS: Final = ("server", "handlers", "storage", "auth", "sessions")
OF_A_PRODUCT: Final = {
    "sessions/base/products.py": "the list of products",
    "server/processes/bot.py": "the bot makes voice sessions",
    "storage/voice/materials.py": "of voice sessions",
    "storage/voice/recordings.py": "of voice sessions",
    "storage/voice/superseded_audio.py": "of voice sessions",
    "storage/media/assembly.py": "puts the chunks of a voice session's recording together",
    "storage/media/sound.py": "reads the sound of a voice session's recordings",
    "storage/media/splitting.py": "cuts the sound of a voice session for a service",
    "server/services/speech.py": "the services that voice sessions use",
    "server/realtime/audience.py": "the viewers of a clip session",
}
"""Files that belong to a product, though their names do not say so."""
KNOWN: Final = {
    # Each product has its settings; they are checked together, and shown on one page.
    "server/settings/model.py": {"sessions.jam.state", "voice.stratospace.fun"},
    # Whose listening history is theirs is a part of an identity, and of its tokens.
    "storage/account/identities.py": {"storage.listening.store", "storage.listening.merge"},
    # A table of scripts, some of which are shared.
    "storage/redis/scripts.py": {"clip/delete", "clip/share", "clip/transition", "clip/update"},
}
"""Names in shared files that stay, and why."""


def is_of_a_product(path: str) -> bool:
    """Whether a file or folder has the name of a product or of Telegram, whose bot makes voice sessions."""
    words = (*KINDS, "telegram")
    return path in OF_A_PRODUCT or any(part.startswith(words) for part in Path(path).parts)


def shared_files(ending: str) -> list[str]:
    found = [path.relative_to(ROOT).as_posix() for floor in FLOORS for path in (ROOT / floor).rglob(f"*{ending}")]
    return sorted(path for path in found if not is_of_a_product(path) and "__pycache__" not in path)


def names_in_python(text: str) -> Iterator[str]:
    """Literals that name a kind, a script of one or a key of one, and imports of a product's modules."""
    tree = ast.parse(text)
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    } | {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    of_a_kind = re.compile(rf"({'|'.join(KINDS)})([-_:/.].*)?")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and id(node) not in documents:
            value = node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
            if of_a_kind.fullmatch(value):
                yield value
        if isinstance(node, ast.ImportFrom) and node.module:
            modules = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
            for module in modules:
                path = module.replace(".", "/")
                if path.startswith(FLOORS) and any(part.startswith(tuple(KINDS)) for part in path.split("/")):
                    yield module
                    break


def names_in_lua(text: str) -> list[str]:
    """Texts that name a kind, and includes of a product's parts."""
    kinds = "|".join(KINDS)
    code = re.sub(r"--(?! include ).*", "", text)
    return re.findall(rf"['\":.](?:{kinds})\b[^'\"\n]*|-- include (?:{kinds})\w*", code)


@pytest.mark.parametrize("path", shared_files(".py"))
def test_shared_python_names_no_product(path: str) -> None:
    assert sorted(set(names_in_python((ROOT / path).read_text()))) == sorted(KNOWN.get(path, set()))


@pytest.mark.parametrize("name", sorted(name for name in PARTS if not is_of_a_product(name)))
def test_shared_lua_names_no_product(name: str) -> None:
    assert sorted(set(names_in_lua(PARTS[name]))) == sorted(KNOWN.get(f"storage/{name}.lua", set()))
