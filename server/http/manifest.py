"""The manifest of an installed page: it opens at the address that it was installed from.

It is made of the address alone, so it says nothing of a session: not its title, nor whether there is one.
"""

import json
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from sessions.base.ids import is_uuid

MANIFEST: Final = "roomtone.webmanifest"
HOME: Final = "/"
_SENTENCE: Final = "Играть, отмечать, записывать и слушать вместе с другими."


class App(NamedTuple):
    """A page as an app: its address, with parameters in braces, and its name in English and in Russian."""

    path: str
    names: tuple[str, str]


class Manifests:
    """`content` is the home page's manifest in English, of the build."""

    def __init__(self, content: bytes, apps: Iterable[App]) -> None:
        self._home: dict[str, Any] = json.loads(content)
        self._apps = [(app.path.split("/"), app.names) for app in apps]

    def of(self, start: str, language: str) -> bytes:
        """The manifest of the page at this address; of the home page for an address that cannot be installed."""
        names = self._names(start)
        if names is None:
            start, names = HOME, (self._home["name"], self._home["name"])
        is_russian = language == "ru"
        name = names[is_russian]
        made = self._home | {"id": start, "start_url": start, "scope": start, "lang": "ru" if is_russian else "en"}
        if is_russian:
            made["description"] = _SENTENCE
        if start != HOME:
            made |= {"name": f"{self._home['name']}: {name}", "short_name": name}
        return json.dumps(made, ensure_ascii=False).encode()

    def _names(self, start: str) -> tuple[str, str] | None:
        parts = start.split("/")
        for path, names in self._apps:
            if len(path) == len(parts) and all(_fits(*pair) for pair in zip(path, parts, strict=True)):
                return names
        return None


def _fits(wanted: str, part: str) -> bool:
    return is_uuid(part, "4") if wanted.startswith("{") else part == wanted
