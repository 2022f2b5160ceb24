"""Servers in Rust and Go, built where their toolchains are: socketioxide, and Centrifugo with a protocol of its own."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import jwt
import orjson

from bench.servers import event
from bench.systems import HERE, SECRET, System

OUT = HERE / "out"
RUST, GO = HERE / "rust", HERE / "go"
CHANNEL = "bench"
PATIENCE = 15 * 60  # seconds; on two busy cores each takes five minutes, once


def _release(file: Path, before: str) -> str:
    """The version behind these words."""
    found = re.search(re.escape(before) + r"([0-9.]+)", file.read_text())
    if found is None:
        raise SystemExit(f"{file} names no version")
    return found[1]


SOCKETIOXIDE = System(
    "socketioxide",
    (str(OUT / "socketioxide"),),
    needs=OUT / "socketioxide",
    release=_release(RUST / "packages.lock", 'name = "socketioxide"\nversion = "'),
)

_CENTRIFUGO = OUT / "centrifugo"
_TOKEN = jwt.encode({"sub": "bench", "exp": 4_000_000_000, "subs": {CHANNEL: {}}}, SECRET, "HS256")


def _publish(channel: str) -> str:
    """The load generator puts a number in place of %d."""
    return f'say={{"id":1%d,"publish":{{"channel":"{channel}","data":{orjson.dumps(event.USUAL).decode()}}}}}'


# A client begins with its token, which names the channel that it hears. It has no handlers: what it answers is that a
# message was published in a channel that nobody hears.
CENTRIFUGO = System(
    "centrifugo",
    (sys.executable, "-m", "bench.servers.centrifugo", str(_CENTRIFUGO)),
    keys=("centrifugo=1", f'auth={{"id":1,"connect":{{"token":"{_TOKEN}"}}}}'),
    fan=(_publish(CHANNEL),),
    echo=(_publish("nobody"),),
    needs=_CENTRIFUGO,
    release=_release(GO / "go.mod", "github.com/centrifugal/centrifugo/v5 v"),
)


def build_peers() -> None:
    """Builds what is not built yet, and says what is left out."""
    for name, tool, build in (("socketioxide", "cargo", _socketioxide), ("centrifugo", "go", _centrifugo)):
        if (OUT / name).exists():
            continue
        if shutil.which(tool) is None:
            sys.stderr.write(f"left out: {name} (there is no {tool})\n")
            continue
        sys.stderr.write(f"building {name}, which takes some minutes\n")
        try:
            build(OUT / name)
        except (subprocess.SubprocessError, OSError) as error:
            sys.stderr.write(f"left out: {name} ({error})\n")


def _socketioxide(program: Path) -> None:
    folder = OUT / "rust"
    shutil.copytree(RUST, folder, dirs_exist_ok=True)
    _run(folder, "cargo", "generate-lockfile")
    lock = folder / "Cargo.lock"
    # The lock of the repository has the packages' hashes; where they come from is what cargo is set to here.
    source = next(line for line in lock.read_text().splitlines() if line.startswith("source = "))
    lock.write_text((RUST / "packages.lock").read_text().replace("\nchecksum", f"\n{source}\nchecksum"))
    _run(folder, "cargo", "build", "--release", "--locked")
    shutil.copy(folder / "target" / "release" / "socketioxide-peer", program)


def _centrifugo(program: Path) -> None:
    _run(GO, "go", "build", "-mod=readonly", "-o", str(program), "github.com/centrifugal/centrifugo/v5")


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, timeout=PATIENCE)
