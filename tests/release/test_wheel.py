"""The wheel: one package, one command, Python alone (OP33)."""

import asyncio
import re
import subprocess
import sys
import sysconfig
import time
import venv
import zipfile
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from playwright.async_api import Browser

from release.pythons import has_headers, pythons
from server.version import VERSION
from tests.processes import ROOT
from tests.product import FLOORS
from tests.release.building import mark_a_moment, running, stranger, to_its_end, wheel
from tests.web.conftest import browser, chromium

__all__ = ["browser", "chromium"]

LARGEST: float = 250  # MB of what is installed
PIP = ("pip", "setuptools", "pkg_resources", "_distutils_hack")  # in every new environment


@pytest.fixture(scope="module")
def pure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheel(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def unpacked(pure: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the wheel lies as in site-packages; its dependencies are those of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    zipfile.ZipFile(pure).extractall(folder)
    return folder


def distribution(folder: Path) -> Distribution:
    (found,) = folder.glob("*.dist-info")
    return PathDistribution(found)


def test_OP33_the_wheel_has_one_package_with_every_file_that_runs(pure: Path, unpacked: Path) -> None:
    assert pure.name.endswith("-py3-none-any.whl")
    assert {path.name for path in unpacked.iterdir()} == {"roomtone", f"{pure.name.split('-py3')[0]}.dist-info"}
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *FLOORS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    tracked = {path for path in listing.stdout.split() if not path.endswith((".c", ".h")) and (ROOT / path).is_file()}
    pages = {str(path.relative_to(ROOT)) for path in (ROOT / "web/dist").rglob("[!.]*") if path.is_file()}
    app = unpacked / "roomtone/app"
    packed = {str(path.relative_to(app)) for path in app.rglob("*") if path.is_file()}
    assert packed - {path for path in packed if path.startswith("docs/")} == tracked | pages
    assert {"docs/settings.md", "docs/deploying.md"} <= packed


def test_OP33_everything_that_the_wheel_needs_has_one_version(unpacked: Path) -> None:
    needed = [Requirement(line) for line in distribution(unpacked).requires or ()]
    core = [one for one in needed if one.marker is None or "extra" not in str(one.marker)]
    pinned = {one.name for one in core if re.fullmatch(r"==[^*,]+", str(one.specifier))}
    assert {one.name for one in core} == pinned
    assert distribution(unpacked).version == VERSION
    extras = {str(one.marker).partition("== ")[2].strip('"') for one in needed if one not in core}
    assert extras == {"s3", "telegram", "tracing"}


async def test_OP33_it_keeps_everything_in_the_users_data_folder_and_children_are_its_own(
    unpacked: Path, tmp_path: Path
) -> None:
    (tmp_path / "server").mkdir()
    (tmp_path / "server/__init__.py").write_text("raise RuntimeError('a folder of the user')")
    environment = stranger(tmp_path) | {"PYTHONPATH": str(unpacked), "PORT": "0"}
    data = tmp_path / ".local/share/roomtone"
    data.mkdir(parents=True)
    (data / ".env").write_text("ROOMTONE_DRAIN_SECONDS=0.1\nROOMTONE_NOTHING=1\n")
    command = [sys.executable, "-m", "roomtone", "web", "--processes", "2"]
    async with running(*command, folder=tmp_path, environment=environment) as url:
        assert (data / "secret").is_file()
        assert url.startswith("http://127.0.0.1:")
    report = await to_its_end(*command[:3], "doctor", folder=tmp_path, environment=environment)
    assert "ROOMTONE_NOTHING is no setting" in report  # the file is read
    assert "Roomtone can start." in report
    assert {path.name for path in tmp_path.iterdir()} == {"server", ".local"}  # noqa: ASYNC240


@pytest.mark.parametrize(
    ("setting", "value", "extra"),
    [
        ("ROOMTONE_TELEGRAM_TOKEN", "123456:abcdefghijklmnopqrstuvwxyzABCDEFGHI", "telegram"),
        ("ROOMTONE_MEDIA_URL", "s3://bucket/folder", "s3"),
        ("ROOMTONE_OTLP_ENDPOINT", "http://127.0.0.1:4318", "tracing"),
    ],
)
def test_OP33_a_missing_extra_is_named_with_the_line_that_installs_it(
    unpacked: Path, tmp_path: Path, setting: str, value: str, extra: str
) -> None:
    """Libraries of the extras are hidden, as where they are not installed."""
    hidden = "import sys; sys.modules.update(dict.fromkeys(('aiogram', 'botocore', 'opentelemetry')))"
    program = f"{hidden}; sys.argv = ['roomtone', 'run']; import roomtone.__main__; sys.exit(roomtone.__main__.main())"
    environment = stranger(tmp_path) | {"PYTHONPATH": str(unpacked), "PORT": "0", setting: value}
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stdout) == (1, "")
    assert f"Roomtone cannot start: {setting} is " in said.stderr
    assert re.search(rf"pip install 'roomtone-\S+\[{extra}\]'$", said.stderr.strip())


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_OP33_each_python_gets_a_wheel_with_the_extension(tmp_path: Path) -> None:
    uv = str(Path(sys.executable).with_name("uv"))
    code = "import roomtone.__main__ as r, sys; sys.path.insert(0, str(r.APP)); from server.engine import speedups"
    found = [one for one in pythons() if has_headers(one)]
    assert found != []
    for number, python in enumerate(found):
        built = await asyncio.to_thread(wheel, tmp_path / f"dist-{number}", python)
        place = str(tmp_path / f"venv-{number}/bin/python")
        await to_its_end(uv, "venv", "--quiet", "--python", python, str(tmp_path / f"venv-{number}"))
        await to_its_end(uv, "pip", "install", "--quiet", "--python", place, str(built))
        await to_its_end(place, "-c", f"{code}; assert speedups.is_compiled()", folder=tmp_path)
        report = await to_its_end(place, "-m", "roomtone", "doctor", folder=tmp_path, environment=stranger(tmp_path))
        assert "Roomtone can start." in report


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_OP33_from_the_file_to_a_moment_marked_in_a_browser_with_python_alone(
    browser: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built = await asyncio.to_thread(wheel, tmp_path / "dist", sys.executable)
    began = time.monotonic()
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv/bin"
    await to_its_end(str(programs / "python"), "-m", "pip", "install", "--quiet", str(built))
    installed = time.monotonic()
    site = tmp_path / "venv/lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    brought = [path for path in site.rglob("*") if not path.relative_to(site).parts[0].startswith(PIP)]
    megabytes = sum(path.stat().st_size for path in brought if path.is_file()) / 1e6
    assert list((site / "roomtone/app/server/engine").glob("*.so")) != []
    roomtone = str(programs / "roomtone")
    home = tmp_path / "home"
    home.mkdir()
    async with running(roomtone, "run", folder=home, environment=stranger(home) | {"PORT": "0"}) as url:
        up = time.monotonic()
        await mark_a_moment(browser, url)
        marked = time.monotonic()
    with capsys.disabled():
        steps = {"to install": installed - began, "to start": up - installed, "to a moment": marked - up}
        told = ", ".join(f"{seconds:.1f} s {step}" for step, seconds in steps.items())
        sys.stdout.write(f"\nThe wheel: {megabytes:.0f} MB; {told}\n")
    assert megabytes < LARGEST
