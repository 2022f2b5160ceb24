"""The steps of the Containerfile without a container engine: in bare Debian folders, by chroot."""

import json
import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.processes import ROOT

_PATH: Final = "/usr/sbin:/usr/bin:/sbin:/bin"
_NO_RIGHTS: Final = "setpriv --bounding-set=-all --no-new-privs --inh-caps=-all --clear-groups"
_CERTIFICATES: Final = Path("/etc/ssl/certs/ca-certificates.crt")


@dataclass
class Stage:
    """An image that is being built, or one that is done."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    user: str = "0:0"
    health: list[str] = field(default_factory=list)
    entry: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)

    def run(self, line: str) -> None:
        """One RUN step, as root, with this machine's ways to its package registries."""
        machine = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        if _CERTIFICATES.is_file():
            shutil.copy(_CERTIFICATES, self.folder / "machine.crt")
            machine["PIP_CERT"] = "/machine.crt"
        shutil.copy("/etc/resolv.conf", self.folder / "etc/resolv.conf")
        seen = {"PATH": _PATH, "DEBIAN_FRONTEND": "noninteractive", **self.environment, **machine}
        place = shlex.quote(str(self.folder))
        mounted = f"mount -t proc proc {place}/proc && exec chroot {place} /bin/sh -ec {shlex.quote(line)}"
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-ec", mounted], env=seen, capture_output=True, text=True, check=False
        )
        (self.folder / "machine.crt").unlink(missing_ok=True)
        if done.returncode != 0:
            raise RuntimeError(f"{line}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")

    def describe(self, name: str, rest: str) -> None:
        """A step that changes no file."""
        match name:
            case "ENV":
                self.environment |= dict(word.split("=", 1) for word in shlex.split(rest))
            case "USER":
                self.user = rest
            case "HEALTHCHECK":
                self.health = json.loads(rest.partition("CMD ")[2])
            case "ENTRYPOINT":
                self.entry = json.loads(rest)
            case "CMD":
                self.command = json.loads(rest)
            case "VOLUME" | "EXPOSE":
                pass
            case _:
                raise ValueError(f"{name} is not known here")

    def started(self, *command: str, **environment: str) -> list[str]:
        """The command line of a container with a root that cannot be written, without capabilities: only /data and /tmp
        can."""
        seen = {"PATH": _PATH, **self.environment, **environment}
        place = shlex.quote(str(self.folder))
        variables = " ".join(shlex.quote(f"{name}={value}") for name, value in seen.items())
        user, _, group = self.user.partition(":")
        steps = [
            f"mount --bind {place} {place}",
            f"mount --bind {place}/data {place}/data",
            f"mount -t proc proc {place}/proc",
            f"mount -t tmpfs tmpfs {place}/tmp",
            f"mount -o remount,ro,bind {place}",
            f"exec {_NO_RIGHTS} --reuid={user} --regid={group} "
            f"env -i {variables} {shlex.join([*self.entry, *command])}",
        ]
        inside = f"cd {place} && exec chroot . /bin/sh -ec"
        *mounts, last = steps
        return ["unshare", "--mount", "sh", "-ec", " && ".join([*mounts, f"{inside} {shlex.quote(last)}"])]


def bare_debian(folder: Path, suite: str) -> None:
    """What debian:<suite>-slim is, and some documentation."""
    command = ["debootstrap", "--variant=minbase", suite, str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def instructions(text: str) -> list[tuple[str, str]]:
    """Name and rest of each line that is no comment."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def built(context: Path, folder: Path, base: Path) -> Stage:
    """The last stage of the Containerfile. `base` is a bare Debian."""
    stages: dict[str, Stage] = {}
    stage = Stage(base)
    for name, rest in instructions((ROOT / "Containerfile").read_text()):
        words = shlex.split(rest)
        if name == "FROM":
            stage = Stage(folder / f"stage-{len(stages)}")
            stages[words[-1]] = stage
            subprocess.run(["cp", "-a", str(base), str(stage.folder)], check=True)
        elif name == "COPY":
            source, target = words[-2:]
            origin = stages[words[0].removeprefix("--from=")].folder if len(words) == 3 else context
            place = stage.folder / target.lstrip("/")
            subprocess.run(["cp", "-a", str(origin / source.lstrip("/")), str(place)], check=True)
        elif name == "RUN":
            stage.run(rest)
        else:
            stage.describe(name, rest)
    return stage
