"""Compares what the product sends with its declarations (`server/products/`), in every test run.

A listener here gets every published message: `MONITOR` also shows the calls of scripts. The servers of the tests check
each answer (`tests/answer_check.py`). A message of an undeclared type, or one that does not match its model in every
field, fails the test after which it is found.

`python -m tests.message_check SOCKET` listens in a process of its own, with the products of the current folder.
"""

import os
import re
import socket
import sys
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import orjson
from pydantic import BaseModel, ValidationError

from server.documents.contract import CONTRACT
from server.documents.outgoing import event_models, signal_models
from server.products.product import Product

FOLDER: Final = "CHECKED_ANSWERS"
"""The variable with the folder for the found errors."""

_WORD: Final = re.compile(rb'"((?:[^"\\]|\\.)*)"')
_ESCAPE: Final = re.compile(rb"\\(x[0-9a-f]{2}|.)", re.DOTALL)
_PLAIN: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"a": b"\a", b"b": b"\b"}


def difference(model: type[BaseModel], json: bytes) -> str | None:
    """The difference between this JSON and the model; None when there is none.

    It is parsed and written again: an extra field is then missing, and a value in another form is different.
    """
    try:
        value = model.model_validate_json(json)
    except ValidationError as error:
        return f"{model.__name__}: {error}"
    again = orjson.loads(value.model_dump_json(by_alias=True, exclude_unset=True))
    return None if again == orjson.loads(json) else f"{model.__name__}: {json.decode()} was read as {again}"


def published(feed: str, message: bytes, products: Iterable[Product] = CONTRACT.products) -> str | None:
    """The error of a message on a feed's channel; None when it is declared."""
    kind, _, rest = message.partition(b" ")
    if kind == b"t" and rest.startswith((b"~", b"* ")):  # for processes: the trace of an event, who has marked moments
        return None
    is_event = kind in {b"e", b"a", b"x"} or kind[:1] == b"u"
    json = rest.split(b" ", 2)[2] if is_event else rest.partition(b" ")[2] if kind == b"t" else rest
    name = orjson.loads(json).get("type")
    found = []
    for product in products:
        if feed in product.feeds:
            known = event_models(product) if is_event else signal_models(product)
            if name in (product.feeds[feed] if is_event else product.signals):
                found.append(difference(known[name], json))
    if not found:
        return _undeclared(str(name), feed, is_event, products)
    return None if None in found else "; ".join(filter(None, found))


def _undeclared(name: str, feed: str, is_event: bool, products: Iterable[Product]) -> str:
    where = sorted({one.kind for one in products if feed in one.feeds})
    if not where:
        return f"{name!r} went to the feed {feed!r}, which no product has: add it to `feeds` in server/products/"
    files = " or ".join(f"server/products/{kind}.py" for kind in where)
    if is_event:
        return f"the event {name!r} is not declared for the feed {feed!r}: add it to `feeds` in {files}"
    return f"the signal {name!r} is not declared where the feed {feed!r} is: add it to `signals` in {files}"


class Listener:
    """Listens to one Redis, from its start to its end."""

    def __init__(self, where: Path | int, password: str = "") -> None:
        """`where` is a unix socket or a port of this machine. Raises RuntimeError when Redis does not let it listen."""
        if isinstance(where, Path):
            self._socket = socket.socket(socket.AF_UNIX)
            self._socket.connect(str(where))
        else:
            self._socket = socket.create_connection(("127.0.0.1", where))
        self._lines = self._socket.makefile("rb")
        for command in ([f"AUTH {password}"] if password else []) + ["MONITOR"]:
            self._socket.sendall(f"{command}\r\n".encode())
            if (answer := self._lines.readline()) != b"+OK\r\n":
                raise RuntimeError(f"Redis answers {answer!r}")
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with self._socket, self._lines:
            try:
                for line in self._lines:
                    if b'"SPUBLISH"' in line:
                        self._receive(line)
            except OSError:
                return  # Redis was killed

    def _receive(self, line: bytes) -> None:
        words = [_unescaped(word) for word in _WORD.findall(line)]
        if len(words) == 3 and words[0].upper() == b"SPUBLISH" and b":feed:" in words[1]:
            problem = published(words[1].rpartition(b":feed:")[2].decode(), words[2])
            if problem is not None:
                report(problem)

    def end(self) -> None:
        """When Redis has ended: returns after its last message."""
        self._thread.join()


def _unescaped(word: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        escape = found[1]
        return bytes([int(escape[1:], 16)]) if len(escape) == 3 else _PLAIN.get(escape, escape)

    return _ESCAPE.sub(plain, word)


def report(problem: str) -> None:
    """Called by listeners and by the servers that this process starts. Without a folder (`make dev`) it is printed."""
    if FOLDER not in os.environ:
        sys.stderr.write(f"error: {problem}\n")
        return
    number, name = tempfile.mkstemp(dir=os.environ[FOLDER], suffix=".part")
    with os.fdopen(number, "w") as file:
        file.write(problem)
    Path(name).rename(Path(name).with_suffix(".problem"))


def take_problems() -> list[str]:
    """The errors found since the last call."""
    found = []
    for file in sorted(Path(os.environ[FOLDER]).glob("*.problem")):
        found.append(file.read_text()[:2000])
        file.unlink()
    return found


if __name__ == "__main__":
    listener = Listener(Path(sys.argv[1]))
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    listener.end()
